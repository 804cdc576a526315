"""One order with everything that hangs on it, and its history."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from models.access.permissions import is_permitted, require
from models.access.verbs import Verb
from models.catalog.tables import Channel, Shop, Warehouse
from models.customers.masks import masked_email, masked_phone, masked_place
from models.customers.tables import Customer, Grade
from models.db import Unit
from models.kit.errors import NotFound
from models.kit.table import table
from models.orders.aggregate import events_since, look
from models.orders.tables import (
    DiscountRecord,
    HoldRecord,
    LineRecord,
    OrderRecord,
    PartLineRecord,
    PartRecord,
    PaymentRecord,
    ShipmentRecord,
)
from models.promise.tables import Promise

_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)
_WAREHOUSE: Final = table(Warehouse)
_CUSTOMER: Final = table(Customer)
_PROMISE: Final = table(Promise)


class Buyer(NamedTuple):
    """Who bought."""

    code: str
    name: str
    phone: str
    email: str
    grade: Grade


class Detail(NamedTuple):
    """An order as its page shows it.

    Attributes:
        cargo: what each part carries, by the part's key.
        promise: the newest promise, a row of `promise`, or None.
        events: its history, newest first.
        warehouses: names by key.
        shop: `tz`, `currency`, `tax_mode`, `name` of its shop, and `channel`, the channel's name.
        customer: `code`, `name`, `phone`, `email`, `grade`.

    Phone, e-mail and street are masked for those who need not write, call or deliver.
    """

    order: OrderRecord
    lines: Sequence[LineRecord]
    discounts: Sequence[DiscountRecord]
    holds: Sequence[HoldRecord]
    parts: Sequence[PartRecord]
    cargo: Mapping[int, Sequence[PartLineRecord]]
    shipments: Sequence[ShipmentRecord]
    payments: Sequence[PaymentRecord]
    promise: Any | None
    events: Sequence[Any]
    warehouses: Mapping[int, str]
    shop: Any
    customer: Buyer


def order_detail(unit: Unit, no: str) -> Detail:
    """Return the order people call `no`.

    Raises:
        NotFound: `order`: there is none, or none that the actor may know of.
        NotPermitted: the actor reads no orders at all.
    """
    order = look(unit, no)
    try:
        require(unit.actor, Verb.READ, order.target)
    except NotFound:
        raise NotFound("order", no=no[:80]) from None
    row, customer = order.row, _customer(unit, order.row.customer_id)
    if not is_permitted(unit.actor, Verb.CONTACT, order.target):
        row.ship_to = masked_place(row.ship_to)
        customer = customer._replace(
            phone=masked_phone(customer.phone), email=masked_email(customer.email)
        )
    return Detail(
        order=row,
        lines=order.lines.all(),
        discounts=order.discounts.all(),
        holds=order.holds.all(),
        parts=order.parts.all(),
        cargo={part.id: order.cargo(part).all() for part in order.parts},
        shipments=order.shipments.all(),
        payments=order.payments.all(),
        promise=_promise(unit, row.id),
        events=events_since(unit, row.id, 0),
        warehouses={w.id: w.name for w in unit.rows(select(_WAREHOUSE.c.id, _WAREHOUSE.c.name))},
        shop=_shop(unit, row.channel_id),
        customer=customer,
    )


def _promise(unit: Unit, order_id: int) -> Any | None:
    of_order = select(_PROMISE).where(_PROMISE.c.order_id == order_id)
    return unit.row(of_order.order_by(_PROMISE.c.id.desc()).limit(1))


def _shop(unit: Unit, channel_id: int) -> Any:
    shop = (_SHOP.c[name] for name in ("name", "tz", "currency", "tax_mode"))
    columns = (*shop, _CHANNEL.c.name.label("channel"))
    query = select(*columns).join_from(_CHANNEL, _SHOP, _CHANNEL.c.shop_id == _SHOP.c.id)
    return unit.row(query.where(_CHANNEL.c.id == channel_id))


def _customer(unit: Unit, customer_id: int) -> Buyer:
    columns = [_CUSTOMER.c[name] for name in Buyer._fields]
    row = unit.run(select(*columns).where(_CUSTOMER.c.id == customer_id)).one()
    return Buyer(row.code, row.name, row.phone or "", row.email or "", row.grade)
