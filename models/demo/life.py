"""One order's life, as the steps see it: who does what with it, and what it is by now."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import func, select

from models.access.permissions import Role
from models.admission.commands import accept_order
from models.catalog.tables import Sku, Supply
from models.db import Database, Unit
from models.demo.carriers import Carrier
from models.demo.people import Staff
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import Actor
from models.kit.table import table
from models.orders.aggregate import look
from models.orders.drafts import read_draft
from models.orders.given import NOTHING, Given
from models.orders.states import Lane, OrderStatus, PartState
from models.orders.tables import Fulfillment, FulfillmentLine
from models.workflow.drops import drop
from models.workflow.moves import perform

P = ParamSpec("P")
T = TypeVar("T")
_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_SKU: Final = table(Sku)


@dataclass
class Life:
    """An order on its way.

    Attributes:
        sales: who looks after the buyer.
        carrier: who will carry its parcels.
        entered: who hands the order in: a person, or the channel's own program.
        last: who did the last thing to it.
    """

    database: Database
    staff: Staff
    chance: Random
    sales: Actor
    entered: Actor
    raw: dict[str, Any]
    carrier: Carrier
    no: str = ""
    last: Actor | None = None

    def someone(self, role: Role) -> Actor:
        """Return somebody with a role."""
        return self.staff.one(role, self.chance)

    def do(
        self,
        actor: Actor,
        command: Callable[Concatenate[Unit, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Let somebody run a command."""
        self.last = actor
        return self.database.do(actor, command, *args, **kwargs)

    def drop(self, actor: Actor, lane: Lane, given: Given = NOTHING) -> None:
        """Let somebody drop the card on a lane."""
        self.do(actor, drop, self.no, lane, given)

    def perform(self, actor: Actor, verb: str, given: Given = NOTHING, *parts: str) -> None:
        """Let somebody name a verb."""
        self.do(actor, perform, self.no, verb, given, parts=parts)

    def accept(self) -> None:
        """Hand the order in."""
        self.no = self.do(self.entered, accept_order, read_draft(self.raw)).no

    def status(self) -> OrderStatus:
        """Return where the order is in its life."""
        return self.database.ask(self.staff.first(Role.MANAGER), _status, self.no)

    def parts(self, *states: PartState) -> dict[str, dict[str, int]]:
        """Return the parts in these states by code, each with its units by SKU."""
        return self.database.ask(self.staff.first(Role.MANAGER), _parts, self.no, states)

    def open_holds(self) -> list[int]:
        """Return the keys of the holds that somebody must look at."""
        return self.database.ask(self.staff.first(Role.MANAGER), _holds, self.no)

    def awaited(self) -> dict[str, int]:
        """Return what everybody waits for of the SKUs that this order waits for."""
        return self.database.ask(self.staff.first(Role.MANAGER), _awaited, self.no)

    def is_made(self) -> bool:
        """Return whether it waits for something that is made for it alone."""
        return self.database.ask(self.staff.first(Role.MANAGER), _is_made, self.no)

    def restock(self, spare: int = 0) -> None:
        """Let come in what it and everybody else waits for of its SKUs, and some more of each."""
        goods = self.awaited()
        if goods:
            buyer = self.someone(Role.BUYER)
            coming = {sku: qty + spare for sku, qty in goods.items()}
            self.do(buyer, receive_goods, "SHA", coming, note="by courier")


def _status(unit: Unit, no: str) -> OrderStatus:
    return look(unit, no).row.status


def _holds(unit: Unit, no: str) -> list[int]:
    return [hold.id for hold in look(unit, no).holds if hold.released_at is None]


def _parts(unit: Unit, no: str, states: tuple[PartState, ...]) -> dict[str, dict[str, int]]:
    order = look(unit, no)
    skus = {line.id: line.sku for line in order.lines}
    found: dict[str, dict[str, int]] = {}
    for part in order.parts:
        if part.state in states:
            carried = found.setdefault(part.code, {})
            for line in order.cargo(part):
                sku = skus[line.order_line_id]
                carried[sku] = carried.get(sku, 0) + line.qty
    return found


def _is_made(unit: Unit, no: str) -> bool:
    waits = (_PART.c.state == PartState.BACKORDERED) & _PART.c.code.startswith(f"{no}-")
    supplies = (
        select(_SKU.c.supply)
        .join_from(_CARGO, _PART, _PART.c.id == _CARGO.c.fulfillment_id)
        .join(_SKU, _SKU.c.id == _CARGO.c.sku_id)
        .where(waits)
    )
    return any(row.supply is Supply.MAKE for row in unit.rows(supplies))


def _awaited(unit: Unit, no: str) -> dict[str, int]:
    codes = select(_CARGO.c.sku_id).join(_PART, _PART.c.id == _CARGO.c.fulfillment_id)
    waits = _PART.c.state == PartState.BACKORDERED
    mine = codes.where(waits, _PART.c.code.startswith(f"{no}-"))
    every = (
        select(_SKU.c.sku, func.sum(_CARGO.c.qty).label("qty"))
        .join_from(_CARGO, _PART, _PART.c.id == _CARGO.c.fulfillment_id)
        .join(_SKU, _SKU.c.id == _CARGO.c.sku_id)
        .where(waits, _CARGO.c.sku_id.in_(mine))
        .group_by(_SKU.c.sku)
        .order_by(_SKU.c.sku)
    )
    return {row.sku: int(row.qty) for row in unit.rows(every)}
