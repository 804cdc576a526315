"""What is said of an order as a whole, as an order is handed in; and what tells it from others."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from models.channels.cells import Row
from models.channels.fields import Field

F = Field
Whole = Mapping[Field, tuple[Any, Row]]
_SHIP_TO: Final = (
    F.RECIPIENT, F.PHONE, F.COUNTRY, F.PROVINCE, F.CITY, F.DISTRICT, F.ADDRESS, F.POSTCODE,
)  # fmt: skip
_BUYER: Final = {
    F.CUSTOMER: "code",
    F.CUSTOMER_NAME: "name",
    F.CUSTOMER_PHONE: "phone",
    F.CUSTOMER_EMAIL: "email",
}


def people(whole: Whole) -> dict[str, Any]:
    """Return who buys and who receives."""
    said = {field: value for field, (value, _) in whole.items()}
    names = [said[f] for f in (F.FIRST_NAME, F.LAST_NAME) if f in said]
    if names and F.RECIPIENT not in said:
        is_western = all(name.isascii() for name in names)
        said[F.RECIPIENT] = " ".join(names) if is_western else "".join(reversed(names))
    line, more = said.get(F.ADDRESS, ""), said.get(F.ADDRESS_MORE, "")
    if more and more not in line:  # some files have both lines in one, and the second again
        said[F.ADDRESS] = f"{line}, {more}" if line else more
    return {
        "ship_to": {f.value: said[f] for f in _SHIP_TO if f in said},
        "customer": {at: said[f] for f, at in _BUYER.items() if f in said},
    }


def remark(rows: Sequence[Row], *more: str) -> str:
    """Return all that is remarked, each once; a remark makes a person look at the order."""
    said = [*(row.values.get(F.REMARK) for row in rows), *more]
    return "\n".join(dict.fromkeys(text for text in said if text))


def placed_at(rows: Iterable[Row]) -> dict[str, str]:
    """Return the earliest time of any row, where there is one."""
    times = [row.values[F.PLACED_AT] for row in rows if F.PLACED_AT in row.values]
    return {"placed_at": min(times).isoformat()} if times else {}


def written(value: Decimal) -> str:
    """Return an amount in the one way it is written."""
    return format(value.normalize(), "f")


def digest(raw: Mapping[str, Any], *, is_over: bool) -> str:
    """Return what tells this content from any other, in whatever order its lines stand."""
    lines = sorted(json.dumps(line, sort_keys=True) for line in raw["lines"])
    whole = json.dumps({**raw, "lines": lines, "is_over": is_over}, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
