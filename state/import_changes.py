"""What a file would change of an order that is here, in words: now, and then. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypedDict

from models.imports.proposals import ENDS, Proposal
from models.kit.money import exponent
from state.import_words import printable
from state.shown import amount, full_moment
from state.words import NOTHING, say

MONEY: Final = frozenset({"discount", "shipping", "total"})
_ADDRESS: Final = (
    ("recipient", "phone"), ("line",), ("district", "city", "province", "postcode"), ("country",),
)  # fmt: skip
MOST_LINES: Final = 40


class Money(NamedTuple):
    """The currency of an order, and that of its shop, whose mark alone will do."""

    currency: str
    here: str

    def said(self, value: Any) -> str:
        """Return an amount in major units as people write it."""
        minor = Decimal(f"{value}").scaleb(exponent(self.currency)).to_integral_value()
        return amount(int(minor), self.currency, self.here)


class LineChange(TypedDict):
    """A line of an order: now, and then; `look` is `same`, `changed`, `gone` or `added`."""

    key: str
    sku: str
    name: str
    now: str
    then: str
    look: str


class FieldChange(TypedDict):
    """A field of an order: now, and then, each over some lines of text."""

    key: str
    label: str
    now: list[str]
    then: list[str]
    lines: list[LineChange]
    more: str


class ChangeView(TypedDict):
    """A proposed change of one order, and what became of it here.

    Attributes:
        outcome: in words, once somebody decided; `look` is `open`, `settled` or `refused`.
    """

    id: int
    no: str
    name: str
    first_row: str
    fields: list[FieldChange]
    outcome: str
    look: str


def change_view(proposal: Proposal, tz: str, here: str) -> ChangeView:
    """Return a proposal as the page shows it.

    Args:
        tz, here: the zone and the currency of the shop.
    """
    return {
        "id": proposal.id,
        "no": proposal.no,
        "name": printable(proposal.external_id),
        "first_row": f"{proposal.first_row}",
        "fields": [_field(proposal, name, tz, here) for name in proposal.fields],
        "outcome": "",
        "look": "open",
    }


def _field(proposal: Proposal, name: str, tz: str, here: str) -> FieldChange:
    now, then = proposal.now.get(name), proposal.then.get(name)
    change: FieldChange = {
        "key": name, "label": say(f"import_page.field.{name}"), "now": [], "then": [], "lines": [],
        "more": "",
    }  # fmt: skip
    money = Money(proposal.currency, here)
    if name == "lines":
        found = _lines(now or (), then or (), money)
        change["lines"] = found[:MOST_LINES]
        rest = len(found) - MOST_LINES
        change["more"] = say("import_page.and_more", n=rest) if rest > 0 else ""
        return change
    if name == "ship_to":
        then = {**(now or {}), **{key: text for key, text in (then or {}).items() if text}}
    change["now"] = _told(name, now, money, tz)
    change["then"] = _told(name, then, money, tz)
    return change


def _told(name: str, value: Any, money: Money, tz: str) -> list[str]:
    if value in (None, "", {}):
        return [NOTHING]
    if name in MONEY:
        return [money.said(value)]
    if name in ENDS:
        return [say(f"state.{value}")]
    if name == "placed_at":
        return [full_moment(datetime.fromisoformat(value), tz)]
    lines = [printable(f"{value}")] if isinstance(value, str) else _rows(name, value)
    return [line for line in lines if line] or [NOTHING]


def _rows(name: str, value: Mapping[str, str]) -> list[str]:
    if name == "ship_to":
        return list(_address(value))
    return [printable(text) for text in value.values()]


def _address(value: Mapping[str, str]) -> Iterator[str]:
    for row in _ADDRESS:
        yield printable(" ".join(value.get(part, "") for part in row if value.get(part)))


def _lines(
    now: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]], money: Money
) -> list[LineChange]:
    """Return the lines side by side, paired by SKU in the order in which they stand."""
    before, after = _by_sku(now), _by_sku(then)
    return [
        _line(key, before.get(key), after.get(key), money)
        for key in dict.fromkeys([*before, *after])
    ]


def _by_sku(lines: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    seen: Counter[str] = Counter()
    found = {}
    for line in lines:
        seen[line["sku"]] += 1
        found[line["sku"], seen[line["sku"]]] = line
    return found


def _line(
    key: tuple[str, int], now: Mapping[str, Any] | None, then: Mapping[str, Any] | None,
    money: Money
) -> LineChange:  # fmt: skip
    before, after = _line_told(now, now, money), _line_told(then, now, money)
    if now is None or then is None:
        look = "added" if now is None else "gone"
    else:
        look = "same" if before == after else "changed"
    name = (then or now or {}).get("name") or (now or {}).get("name") or ""
    return {
        "key": f"{key[0]} {key[1]}", "sku": printable(key[0]), "name": printable(name),
        "now": before, "then": after, "look": look,
    }  # fmt: skip


def _line_told(
    line: Mapping[str, Any] | None, known: Mapping[str, Any] | None, money: Money
) -> str:
    if line is None:
        return NOTHING
    price = line.get("unit_price")
    if price is None:  # the file names none: the one that is here, or the list's
        price = known and known.get("unit_price")
    if price is None:
        return say("import_page.qty", qty=line["qty"])
    return say("import_page.line", qty=line["qty"], price=money.said(price))
