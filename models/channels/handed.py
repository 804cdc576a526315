"""Taking facts out of what a platform hands over: nothing in it can be relied on to be there."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from models.channels.fields import Field
from models.channels.records import text_of

Row = dict[Field, str]
_LONGEST: Final = 30
_NONE: Final = Decimal(0)


def text(record: Mapping[str, Any], *names: str) -> str:
    """Return the first of some facts that says something, as text."""
    return next((said for name in names if (said := text_of(record.get(name)).strip())), "")


def part(record: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Return the first of some inner records that says something; an empty one where none does."""
    for name in names:
        inner = record.get(name)
        if isinstance(inner, Mapping) and any(inner.values()):
            return inner
    return {}


def parts(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the inner records of a list."""
    inner = record.get(name)
    return [each for each in inner if isinstance(each, Mapping)] if isinstance(inner, list) else []


def number(said: str) -> Decimal | None:
    """Return what a text says as a number; None where it says none."""
    try:
        value = Decimal(said) if said and len(said) <= _LONGEST and "_" not in said else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def total(*said: str, less: Iterable[str] = ()) -> str:
    """Return the sum of amounts; one that is no amount comes back itself, to be refused."""
    signed = [*((each, 1) for each in said), *((each, -1) for each in less)]
    whole = _NONE
    for each, sign in signed:
        value = number(each)
        if value is None and each:
            return each
        whole += sign * (value or _NONE)
    return f"{whole:f}" if whole else ""


def whole_name(who: Mapping[str, Any]) -> str:
    """Return a person's name, told in one or in two."""
    return text(who, "name") or f"{text(who, 'first_name')} {text(who, 'last_name')}".strip()


def ship_to(where: Mapping[str, Any], names: Mapping[Field, tuple[str, ...]]) -> Row:
    """Return the facts of an address, each under the first of its names that says something."""
    told = {field: text(where, *of) for field, of in names.items()}
    return {Field.RECIPIENT: whole_name(where), **told}
