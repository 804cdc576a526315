"""Bringing an order into being."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select

from models.access.permissions import Target, require
from models.access.verbs import Verb
from models.catalog.tables import Sku, Supply
from models.customers.commands import Meeting, address_of
from models.db import Unit
from models.kit import money
from models.kit.errors import Conflict, Invalid
from models.kit.ids import opaque_token
from models.kit.table import table
from models.orders.aggregate import House, LockedOrder, house_of
from models.orders.drafts import OrderDraft
from models.orders.numbers import refuse_number
from models.orders.states import OrderStatus
from models.orders.tables import DiscountKind, Order, OrderRecord, OrderType
from models.orders.totals import OrderSum, Priced, add_up, payment_status

_SKU: Final = table(Sku)
_ORDER: Final = table(Order)
_SKUS: Final = select(_SKU).where(_SKU.c.sku.in_(bindparam("b_skus", expanding=True)))
_TWIN: Final = select(_ORDER.c.no, _ORDER.c.source_hash).where(
    _ORDER.c.channel_id == bindparam("b_channel"), _ORDER.c.external_id == bindparam("b_external")
)
_TWINS: Final = select(_ORDER.c.channel_id, _ORDER.c.external_id).where(
    _ORDER.c.external_id.in_(bindparam("b_externals", expanding=True))
)
URGENT_PRIORITY: Final = 1


def create(unit: Unit, draft: OrderDraft, *, event: str | None = "order.created") -> LockedOrder:
    """Bring an order into being as a draft; the caller goes on with it and saves it.

    Args:
        event: what it leaves in the log; None where the caller records the first event itself.

    Raises:
        Invalid: `unknown_sku` (all of them), a price finer than the currency, an unknown currency,
            `number_taken`, `number_reserved`.
        Conflict: `external_id_taken`, with the order that has it and whether it is the same thing.
        NotFound: `channel`.
    """
    actor = unit.actor
    require(actor, Verb.CREATE, Target(actor.id, is_handled=False))
    house = house_of(unit, draft.channel)
    _refuse_twin(unit, house, draft)
    refuse_number(unit, draft.no)
    skus = skus_of(unit, {line.sku for line in draft.lines})
    priced = price(draft, house, skus)  # before anybody's acquaintance is made
    order = compose(unit, draft, house, customer_of(unit, draft, house), priced)
    if event:
        order.record(event, payload={"channel": house.channel, "lines": len(draft.lines)})
    return order


def create_many(unit: Unit, drafts: Sequence[OrderDraft]) -> list[LockedOrder]:
    """Bring orders into being as drafts, unwritten and with no event, by a few queries for all.

    Raises:
        Invalid, NotFound, NotPermitted, Conflict: as `create` does.
    """
    actor = unit.actor
    require(actor, Verb.CREATE, Target(actor.id, is_handled=False))
    houses = {channel: house_of(unit, channel) for channel in {d.channel for d in drafts}}
    _refuse_twins(unit, houses, drafts)
    skus = skus_of(unit, {line.sku for draft in drafts for line in draft.lines})
    priced: list[PricedDraft] = []
    for draft in drafts:
        refuse_number(unit, draft.no)
        its = {line.sku: skus[line.sku] for line in draft.lines}
        priced.append(price(draft, houses[draft.channel], its))
    meeting = Meeting(unit, {draft.customer.code for draft in drafts})
    return [
        compose(unit, draft, houses[draft.channel], meeting.of(draft.channel, draft.customer), each)
        for draft, each in zip(drafts, priced, strict=True)
    ]


def _refuse_twins(unit: Unit, houses: Mapping[str, House], drafts: Sequence[OrderDraft]) -> None:
    names = {draft.external_id for draft in drafts if draft.external_id is not None}
    rows = unit.rows(_TWINS, {"b_externals": sorted(names)})
    taken = {(row.channel_id, row.external_id) for row in rows}
    met: set[tuple[int, str | None]] = set()
    for draft in drafts:
        its = houses[draft.channel].channel_id, draft.external_id
        if draft.external_id is not None and its in taken | met:
            _refuse_twin(unit, houses[draft.channel], draft)
            raise Conflict("external_id_taken", external_id=draft.external_id, no="", same=False)
        met.add(its)


class PricedDraft(NamedTuple):
    """What the lines of a draft are, and what they come to."""

    skus: Mapping[str, Any]
    prices: Sequence[int]
    sums: OrderSum
    currency: str


def price(draft: OrderDraft, house: House, skus: Mapping[str, Any]) -> PricedDraft:
    """Return what a draft comes to, given the rows of its SKUs.

    Raises:
        Invalid: as `create` does of prices and sums.
    """
    currency = draft.currency or house.currency
    prices = [_price(line.unit_price, skus[line.sku], currency) for line in draft.lines]
    return PricedDraft(skus, prices, _sums(draft, house, skus, prices, currency), currency)


def compose(
    unit: Unit, draft: OrderDraft, house: House, customer: Any, priced: PricedDraft
) -> LockedOrder:
    """Return the order a draft makes, unwritten."""
    row = _row(unit, draft, house, customer, priced.sums, priced.currency)
    order = LockedOrder(unit, row, house, is_new=True)
    order.known = {"customer": customer, "skus": {sku.id: sku for sku in priced.skus.values()}}
    add_lines(order, draft, priced)
    return order


def add_lines(order: LockedOrder, draft: OrderDraft, priced: PricedDraft) -> None:
    """Put the lines and discounts of a draft on an order, after those it has."""
    last = len(order.lines.all())
    order.lines.add_many(_line_rows(order.row.id, draft, priced, last))
    _add_discounts(order, draft, priced.sums, priced.currency)


def _refuse_twin(unit: Unit, house: House, draft: OrderDraft) -> None:
    if draft.external_id is None:
        return
    twin = unit.row(_TWIN, {"b_channel": house.channel_id, "b_external": draft.external_id})
    if twin is not None:
        same = twin.source_hash is not None and twin.source_hash == draft.source_hash
        raise Conflict("external_id_taken", no=twin.no, same=same, external_id=draft.external_id)


def skus_of(unit: Unit, codes: Iterable[str]) -> dict[str, Any]:
    """Return the rows of SKUs by their codes.

    Raises:
        Invalid: `unknown_sku`, naming all that are.
    """
    wanted = sorted(codes)
    found = {row.sku: row for row in unit.rows(_SKUS, {"b_skus": wanted})}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise Invalid("unknown_sku", field="sku", skus=missing)
    return found


def _price(asked: Any, sku: Any, currency: str) -> int:
    if asked is not None:
        return money.parse(asked, currency, "unit_price")
    if sku.price_minor is None or sku.currency != currency:
        raise Invalid("price_needed", field="unit_price", sku=sku.sku, currency=currency)
    return sku.price_minor


def _sums(
    draft: OrderDraft, house: House, skus: Mapping[str, Any], prices: Sequence[int], currency: str
) -> OrderSum:
    lines = [
        Priced(price, line.qty, skus[line.sku].tax_rate_bp,
               money.parse(line.discount, currency, "discount"))
        for line, price in zip(draft.lines, prices, strict=True)
    ]  # fmt: skip
    off = [money.parse(discount.amount, currency, "discount") for discount in draft.discounts]
    worth = sum(line.unit_price * line.qty - line.discount for line in lines)
    if any(line.discount > line.unit_price * line.qty for line in lines) or sum(off) > worth:
        raise Invalid("discount_too_large", field="discount", most=money.plain(worth, currency))
    sums = add_up(
        lines,
        discount=sum(off),
        shipping=money.parse(draft.shipping, currency, "shipping"),
        shipping_tax_bp=draft.shipping_tax_bp,
        mode=house.tax_mode,
    )
    if sums.total > money.MAX_MINOR or sums.goods > money.MAX_MINOR:
        raise Invalid("amount_too_large", field="total", value=money.plain(sums.total, currency))
    return sums


def _row(  # noqa: PLR0917  all of it is what a row is made of
    unit: Unit, draft: OrderDraft, house: House, customer: Any, sums: OrderSum, currency: str
) -> OrderRecord:
    key = unit.ids(_ORDER)[0]
    stated = sums.total
    if draft.total is not None:
        stated = money.parse(draft.total, currency, "total")
    urgent = draft.type is OrderType.URGENT
    row = OrderRecord.new(
        id=key,
        no=draft.no or f"{house.number_prefix}{house.number_base + key}",
        public_token=opaque_token(unit.entropy),
        channel_id=house.channel_id,
        external_id=draft.external_id,
        source_hash=draft.source_hash,
        customer_id=customer.id,
        owner_user_id=customer.owner_user_id if unit.actor.id is None else unit.actor.id,
        type=draft.type,
        priority=URGENT_PRIORITY if urgent else house.priority,
        status=OrderStatus.DRAFT,
        currency=currency,
        goods_minor=sums.goods,
        discount_minor=sums.discount,
        shipping_minor=sums.shipping,
        shipping_tax_minor=sums.shipping_tax,
        tax_minor=sums.tax,
        stated_difference_minor=stated - sums.total,
        total_minor=stated,
        wanted_on=draft.wanted_on,
        ship_to=_ship_to(unit, draft, customer),
        remark=draft.remark,
        tags=list(draft.tags),
        placed_at=draft.placed_at or unit.now,
        **dict.fromkeys(("moved_at", "created_at", "updated_at"), unit.now),
    )
    row.payment_status = payment_status(row, ())
    return row


def _ship_to(unit: Unit, draft: OrderDraft, customer: Any) -> dict[str, str]:
    """Return where it goes: as said, else where the customer prefers to receive."""
    said = draft.ship_to.model_dump()
    if any(said.values()) or customer.is_anonymous:
        return said
    return {**said, **address_of(unit, customer.id)}


def customer_of(unit: Unit, draft: OrderDraft, house: House) -> Any:
    """Return the customer a draft speaks of, added where there is none."""
    return Meeting(unit).of(house.channel, draft.customer)


def _line_rows(
    order_id: int, draft: OrderDraft, priced: PricedDraft, last: int
) -> list[dict[str, Any]]:
    skus = priced.skus
    return [
        {
            "order_id": order_id,
            "position": position,
            "sku_id": skus[line.sku].id,
            "sku": line.sku,
            "name": line.name or skus[line.sku].name,
            "unit_price_minor": asked,
            "tax_rate_bp": skus[line.sku].tax_rate_bp,
            "is_service": skus[line.sku].supply is Supply.SERVICE,
            "qty": line.qty,
            "discount_minor": its_sum.discount,
            "tax_minor": its_sum.tax,
            "total_minor": its_sum.total,
        }
        for position, (line, asked, its_sum) in enumerate(
            zip(draft.lines, priced.prices, priced.sums.lines, strict=True), start=last + 1
        )
    ]


def _add_discounts(order: LockedOrder, draft: OrderDraft, sums: OrderSum, currency: str) -> None:
    whole = 0
    for discount in draft.discounts:
        amount = money.parse(discount.amount, currency)
        whole += amount
        order.discounts.add(
            order_id=order.row.id, kind=discount.kind, ref=discount.ref, amount_minor=amount
        )
    if sums.discount > whole:
        order.discounts.add(
            order_id=order.row.id, kind=DiscountKind.PLATFORM, ref="lines",
            amount_minor=sums.discount - whole,
        )  # fmt: skip
