"""What is known about an order beside its goods: holds, money, customer, promise. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, TypedDict

from models.orders.detail import Detail
from models.orders.tables import HoldRecord
from models.promise.tables import Source
from state.shown import amount, day, moment, today, weekday
from state.words import say

_ADDRESS: Final = ("country", "province", "city", "district", "line", "postcode")


class HoldView(TypedDict):
    """A hold, open or released."""

    id: int
    reason: str
    note: str
    placed: str
    released: str
    is_open: bool


class Fact(TypedDict):
    """A fact by name."""

    label: str
    value: str


def hold_view(hold: HoldRecord, tz: str, now: datetime) -> HoldView:
    """Return a hold as it is shown."""
    released = ""
    if hold.released_at is not None:
        at = moment(hold.released_at, tz, now)
        released = say("order.released_by", by=_name(hold.released_by or ""), at=at)
    return {
        "id": hold.id,
        "reason": say(f"hold.{hold.reason.value}"),
        "note": hold.note,
        "placed": say(
            "order.placed_by", by=_name(hold.placed_by), at=moment(hold.placed_at, tz, now)
        ),
        "released": released,
        "is_open": hold.released_at is None,
    }


def _name(label: str) -> str:
    return say("history.system") if label == "system" else label


def payments(detail: Detail, now: datetime) -> list[Fact]:
    """Return what the order's payments come to, and each of them."""
    row = detail.order
    found: list[Fact] = [
        {
            "label": say(f"method.{payment.method.value}"),
            "value": say(
                "order.payment",
                amount=amount(payment.amount_minor, row.currency, detail.shop.currency),
                state=say(f"state.{payment.state.value}"),
                at=moment(payment.settled_at or payment.created_at, detail.shop.tz, now),
            ),
        }
        for payment in detail.payments
    ]
    status = say(f"payment.{row.payment_status.value}")
    return [{"label": say("order.payment_status"), "value": status}, *found]


def customer(detail: Detail, now: datetime) -> list[Fact]:
    """Return who buys, and where it goes."""
    row, to = detail.order, detail.order.ship_to
    facts = (
        ("customer", detail.customer.name),
        ("phone", to.get("phone") or detail.customer.phone),
        ("email", detail.customer.email),
        ("recipient", to.get("recipient", "")),
        ("ship_to", ", ".join(to[name] for name in _ADDRESS if to.get(name))),
        ("channel", " · ".join(each for each in (detail.shop.channel, row.external_id) if each)),
        ("placed_at", moment(row.placed_at, detail.shop.tz, now)),
    )
    return _facts(facts)


def promises(detail: Detail, now: datetime) -> list[Fact]:
    """Return the day that was promised, and why that one."""
    row, found = detail.order, detail.promise
    here = today(detail.shop.tz, now)
    on = row.promised_on
    facts = [
        ("promised_on", weekday(on, here) if on else say("order.no_promise")),
        ("wanted_on", weekday(row.wanted_on, here) if row.wanted_on else ""),
    ]
    if found is not None:
        facts.append(("why", _because(detail, here)))
        facts.append(("made_at", moment(found.made_at, detail.shop.tz, now)))
    return _facts(facts)


def _because(detail: Detail, here: date) -> str:
    found = detail.promise
    source = found.source if found else Source.UNKNOWN
    names = {line.sku_id: line.name for line in detail.lines}
    lines = found.explanation.get("lines", ()) if found else ()
    short = [
        say(
            "order.why_line",
            name=names.get(line["sku_id"], ""),
            short=line["short"],
            ahead=line["ahead"],
            on=day(datetime.fromisoformat(line["on"]).date(), here) if line["on"] else "",
        )
        for line in lines
    ]
    return " ".join((say(f"order.why.{source.value}"), *short))


def _facts(facts: Iterable[tuple[str, str]]) -> list[Fact]:
    return [{"label": say(f"order.{name}"), "value": value} for name, value in facts if value]
