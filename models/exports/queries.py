"""Handing over what we have: any kind, in any form, read as of one moment and written as it comes.

A new kind is a member of `Kind`, a row of `KINDS` and one of `TAKES`; a new form is a member of
`Form` and a branch of `_written`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from models.access.permissions import Scope, scope_of
from models.access.verbs import Verb
from models.db import Unit
from models.exports.customers import CUSTOMERS, customer_rows
from models.exports.events import EVENTS, event_rows
from models.exports.filters import read_filters
from models.exports.forms import as_csv, as_jsonl, as_objects, as_xlsx
from models.exports.kinds import Form, Kind
from models.exports.objects import order_objects
from models.exports.order_rows import LINES, ORDERS, line_rows, order_rows
from models.exports.rows import Asked, Column, Row
from models.exports.stock import STOCK, stock_rows
from models.kit.errors import NotPermitted

T = TypeVar("T")
Told = Callable[[int], None]


class Reading(NamedTuple):
    """How a kind is read: its columns, its rows, and its objects where they are more than rows."""

    columns: Sequence[Column]
    rows: Callable[[Asked], Iterator[list[Row]]]
    objects: Callable[[Asked], Iterator[list[dict[str, Any]]]] | None = None


KINDS: Final[Mapping[Kind, Reading]] = {
    Kind.ORDERS: Reading(ORDERS, order_rows, order_objects),
    Kind.LINES: Reading(LINES, line_rows),
    Kind.STOCK: Reading(STOCK, stock_rows),
    Kind.CUSTOMERS: Reading(CUSTOMERS, customer_rows),
    Kind.EVENTS: Reading(EVENTS, event_rows),
}


def export(
    unit: Unit,
    kind: Kind,
    form: Form,
    filters: Mapping[str, Sequence[str]] | None = None,
    *,
    told: Told | None = None,
) -> Generator[bytes, None, None]:
    """Return what is asked for, piece by piece.

    The unit must stay open until the last piece, and see one moment: `Database.reading` with
    `as_of_one_moment`. Who does not go to the end closes what is returned. What is refused is
    refused at once, before the first piece.

    Args:
        filters: values by the name of the filter; see `models.exports.filters`.
        told: called with the number of rows so far.

    Raises:
        NotPermitted: the actor may not read the whole house.
        Invalid: as `read_filters` does.
    """
    if scope_of(unit.actor, Verb.READ) is not Scope.ALL:
        roles = sorted(unit.actor.roles)
        raise NotPermitted("not_permitted", verb=Verb.READ.value, roles=roles)
    read = read_filters(unit, kind, filters or {})
    is_masked = scope_of(unit.actor, Verb.CONTACT) is not Scope.ALL
    return _written(kind, form, Asked(unit, read, is_masked), told)


def _written(
    kind: Kind, form: Form, asked: Asked, told: Told | None
) -> Generator[bytes, None, None]:
    reading = KINDS[kind]
    if form is Form.JSONL and reading.objects is not None:
        return as_jsonl(_counted(reading.objects(asked), told))
    rows = _counted(reading.rows(asked), told)
    if form is Form.JSONL:
        return as_jsonl(as_objects(reading.columns, rows))
    if form is Form.XLSX:
        return as_xlsx(reading.columns, rows, kind.value)
    return as_csv(reading.columns, rows)


def _counted(pages: Iterable[list[T]], told: Told | None) -> Iterator[list[T]]:
    count = 0
    for page in pages:
        yield page
        count += len(page)
        if told is not None:
            told(count)
