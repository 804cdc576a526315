"""One order as its page shows it: small tables of words. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

from models.catalog.tables import TaxMode
from models.orders.detail import Detail
from models.orders.states import Lane, PartState, lane_of
from models.orders.tables import PartRecord
from state.cards import LEAVING
from state.history import Entry, Step, entries, steps
from state.moved import lane_name
from state.order_facts import Fact, HoldView, customer, hold_view, payments, promises
from state.shown import age, amount, day, figure, moment, number, today
from state.words import say

_BADGE: Final = {
    PartState.IN_PRODUCTION: Lane.BACKORDERED,
    PartState.RETURNED: Lane.EXCEPTION,
    PartState.LOST: Lane.EXCEPTION,
}
"""Lanes whose colours states wear that are no lanes."""


class LineView(TypedDict):
    """A line; amounts without their currency, which stands in the head of the column."""

    key: int
    sku: str
    name: str
    qty: str
    cancelled: str
    unit: str
    discount: str
    tax: str
    total: str


class SumView(TypedDict):
    """A row under the lines."""

    label: str
    value: str
    is_strong: bool


class PartView(TypedDict):
    """A part; `lane` names its colours."""

    code: str
    name: str
    lane: str
    state: str
    where: str
    parcel: str
    contents: str
    since: str


class OrderView(TypedDict):
    """The whole page of an order; without a number it has not been read."""

    no: str
    version: int
    lane: str
    lane_name: str
    currency: str
    pressure: str
    promise: str
    split: str
    items: str
    tz: str
    remark: str
    tags: str
    steps: list[Step]
    lines: list[LineView]
    sums: list[SumView]
    parts: list[PartView]
    holds: list[HoldView]
    payments: list[Fact]
    customer: list[Fact]
    promises: list[Fact]
    history: list[Entry]


NO_ORDER: Final[OrderView] = {
    "no": "", "version": 0, "lane": "", "lane_name": "", "currency": "", "pressure": "",
    "promise": "", "split": "", "items": "", "tz": "", "remark": "", "tags": "", "steps": [],
    "lines": [], "sums": [], "parts": [], "holds": [], "payments": [], "customer": [],
    "promises": [], "history": [],
}  # fmt: skip


def order_view(detail: Detail, now: datetime) -> OrderView:
    """Return an order as it is shown."""
    row, tz = detail.order, detail.shop.tz
    pressure, promise = _pressure(detail, now)
    without_holds = lane_of(row.status, [part.state for part in detail.parts], is_held=False)
    waits = say("order.in_lane", age=age(row.moved_at, now))
    return {
        "no": row.no,
        "version": row.version,
        "lane": row.lane.value if row.lane else "",
        "lane_name": lane_name(row.lane) if row.lane else say(f"status.{row.status.value}"),
        "currency": row.currency,
        "pressure": pressure,
        "promise": promise,
        "split": _split(detail.parts),
        "items": _items(detail),
        "tz": tz,
        "remark": row.remark,
        "tags": ", ".join(row.tags),
        "steps": steps(detail.events, without_holds, tz, now, waits=waits),
        "lines": _lines(detail),
        "sums": _sums(detail),
        "parts": _parts(detail, now),
        "holds": [hold_view(hold, tz, now) for hold in reversed(detail.holds)],
        "payments": payments(detail, now),
        "customer": customer(detail, now),
        "promises": promises(detail, now),
        "history": entries(detail.events, tz, now),
    }


def _items(detail: Detail) -> str:
    units = sum(line.open_qty for line in detail.lines)
    products = len(detail.lines)
    return ", ".join(
        (
            say("order.product" if products == 1 else "order.products", n=products),
            say("order.unit" if units == 1 else "order.units", n=number(units)),
        )
    )


def _lines(detail: Detail) -> list[LineView]:
    currency = detail.order.currency
    return [
        {
            "key": line.position,
            "sku": line.sku,
            "name": line.name,
            "qty": number(line.qty),
            "cancelled": _cancelled(line.cancelled_qty),
            "unit": figure(line.unit_price_minor, currency),
            "discount": figure(-line.discount_minor, currency) if line.discount_minor else "",
            "tax": figure(line.tax_minor, currency) if line.tax_minor else "",
            "total": figure(line.total_minor, currency),
        }
        for line in detail.lines
    ]  # fmt: skip


def _cancelled(qty: int) -> str:
    return say("order.cancelled_n", n=qty) if qty else ""


def _sums(detail: Detail) -> list[SumView]:
    row = detail.order
    tax = "tax" if detail.shop.tax_mode is TaxMode.EXCLUSIVE else "tax_within"
    cancelled = sum(line.cancelled_minor for line in detail.lines)
    wanted = (
        ("goods", row.goods_minor, True, False),
        ("discount", -row.discount_minor, bool(row.discount_minor), False),
        ("cancelled", -cancelled, bool(cancelled), False),
        ("shipping", row.shipping_minor, bool(row.shipping_minor), False),
        (tax, row.tax_minor, bool(row.tax_minor), False),
        ("difference", row.stated_difference_minor, bool(row.stated_difference_minor), False),
        ("total", row.total_minor, True, True),
        ("paid", row.paid_minor, True, False),
    )
    return [
        {
            "label": say(f"order.{name}"),
            "value": amount(minor, row.currency, detail.shop.currency)
            if is_strong
            else figure(minor, row.currency),
            "is_strong": is_strong,
        }
        for name, minor, is_shown, is_strong in wanted
        if is_shown
    ]


def _parts(detail: Detail, now: datetime) -> list[PartView]:
    names = {line.id: line.name for line in detail.lines}
    return [
        {
            "code": part.code,
            "name": part_name(part),
            "lane": _BADGE.get(part.state, part.state).value,
            "state": say(f"part.{part.state.value}"),
            "where": detail.warehouses.get(part.warehouse_id or 0, say("order.nowhere")),
            "parcel": _parcel(detail, part),
            "contents": ", ".join(
                say("order.cargo", n=cargo.qty, name=names[cargo.order_line_id])
                for cargo in detail.cargo[part.id]
            ),
            "since": say("order.since", at=moment(part.moved_at, detail.shop.tz, now)),
        }
        for part in detail.parts
    ]


def part_name(part: PartRecord) -> str:
    """Return what a part is called beside its order."""
    return say("order.part", n=part.code.rpartition("-")[2])


def _parcel(detail: Detail, part: PartRecord) -> str:
    sent = [
        parcel
        for parcel in detail.shipments
        if parcel.fulfillment_id == part.id and parcel.voided_at is None
    ]
    words = (
        say("order.own_delivery") if parcel.is_self_delivery else _number(parcel) for parcel in sent
    )
    return ", ".join(word for word in words if word)


def _number(parcel: Any) -> str:
    return " ".join(each for each in (parcel.carrier, parcel.tracking_no) if each)


def _split(parts: Sequence[PartRecord]) -> str:
    live = [part for part in parts if part.state is not PartState.CANCELLED]
    gone = sum(part.state in (PartState.SHIPPED, PartState.DELIVERED) for part in live)
    return say("board.split.shipped", n=gone, of=len(live)) if live[1:] and gone else ""


def _pressure(detail: Detail, now: datetime) -> tuple[str, str]:
    row = detail.order
    if row.promised_on is None or row.lane not in LEAVING:
        return "", ""
    here = today(detail.shop.tz, now)
    days = (here - row.promised_on).days
    if days > 0:
        return "late", say("board.late_day" if days == 1 else "board.late_days", n=days)
    if days == 0:
        return "due", say("board.today")
    return "plain", say("order.promised", on=day(row.promised_on, here))
