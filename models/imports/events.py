"""The records of one JSON text, built from its events: never more than one of them in memory."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

import ijson

from models.channels.records import is_order
from models.channels.titles import LINE_LISTS, plain
from models.kit.errors import Invalid

DEEPEST: Final = 40
MOST_VALUES: Final = 500_000
"""In one record."""
WRAPPERS: Final = frozenset(
    {"orders", "order", "data", "items", "results", "result", "value", "records", "rows", "list",
     "response", "body", "payload", "content", "trades", "orderlist", "订单", "訂單", "订单列表"}
)  # fmt: skip
"""Under what a list of orders may stand."""
FOLLOWING: Final = frozenset(
    {"fulfillments", "fulfilments", "refunds", "returns", "shipments", "transactions", "trackers"}
)
"""Lists that name orders and are none."""
_CHUNK: Final = 1 << 16
_SPACE: Final = re.compile(r"\s+")

Events = Iterator[tuple[str, Any]]


class Record(NamedTuple):
    """One object of a file, and which it is."""

    number: int
    content: Mapping[str, Any]


def numbered_records(path: Path, encoding: str) -> Iterator[Record]:
    """Go through the records of a file, from 1.

    Raises:
        Invalid: `json_broken` with what was said of it, `json_no_record`, `json_too_deep`,
            `json_too_large`, `json_key_twice`, with the record.
    """
    with path.open(encoding=encoding, newline="") as text, faults() as at:
        where = _find(_events(text))
        text.seek(0)
        events = _events(text)
        for content in _elements(events, where):
            at.number += 1
            if not isinstance(content, Mapping):
                raise Invalid("json_no_record", row=at.number)
            yield Record(at.number, content)
        _skip(events)  # nothing may follow


class At:
    """How far a reading has come."""

    number = 0


@contextmanager
def faults() -> Iterator[At]:
    """Say which record a fault is in; what a parser says of a broken text becomes a refusal."""
    at = At()
    try:
        yield at
    except Invalid as refusal:
        raise Invalid(refusal.code, {"row": at.number + 1, **refusal.data}) from None
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        why = _SPACE.sub(" ", str(error).partition("\n")[0])[:80]
        raise Invalid("json_broken", row=at.number + 1, why=why) from None


def _events(text: TextIO) -> Events:
    return ijson.basic_parse(_Utf8(text), buf_size=_CHUNK)


class _Utf8:
    """A text as the bytes a parser reads, in whatever encoding it is written."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.is_first = True

    def read(self, size: int = _CHUNK) -> bytes:
        """Return the next bytes; none at the end."""
        some = self.text.read(size)
        if self.is_first:
            self.is_first, some = not size, some.removeprefix("\ufeff")
        return some.encode()


def _find(events: Events) -> tuple[str, ...]:
    """Return under which names the records stand."""
    event, _ = next(events)
    if event == "start_array":
        return ()
    if event != "start_map":
        raise Invalid("json_no_record")
    return _search(events, ()) or ()


def _search(events: Events, path: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return where in the map that was just opened a list of orders stands."""
    others: list[str] = []
    has_order = False
    for event, key in events:
        if event == "end_map":
            break
        name = plain(key)
        kind, _ = next(events)
        if kind == "start_array":
            first = next(events)
            content = build(events, *first) if first[0] != "end_array" else None
            if name in WRAPPERS and _may_be(name, content):
                return (*path, key)
            if first[0] != "end_array":
                _skip(events, 1)
            has_order = has_order or (bool(content) and name in LINE_LISTS)
            is_one = isinstance(content, dict) and is_order(content)
            others += [key] if is_one and name not in FOLLOWING else []
        elif kind == "start_map" and name in WRAPPERS:
            if found := _search(events, (*path, key)):
                return found
        else:
            _pass(events, kind)
    return (*path, others[0]) if len(others) == 1 and not has_order else None


def _may_be(name: str, first: Any) -> bool:
    """Return whether a list under this name is of orders: `items` may be the lines of one."""
    if name in LINE_LISTS:
        return isinstance(first, dict) and is_order(first)
    return first is None or isinstance(first, dict)


def _pass(events: Events, event: str) -> None:
    """Go past the value that an event begins, however large it is."""
    if event in {"start_map", "start_array"}:
        _skip(events, 1)


def _skip(events: Events, depth: int = 0) -> None:
    """Go to the end of what is open, `depth` deep; or of all there is."""
    is_open = depth > 0
    for event, _ in events:
        depth += (event in {"start_map", "start_array"}) - (event in {"end_map", "end_array"})
        if is_open and not depth:
            return


def _elements(events: Events, path: tuple[str, ...]) -> Iterator[Any]:
    """Go through what stands at `path`; the rest is read to its end, to see that it is whole."""
    event, value = next(events)
    if path:
        for kind, key in events:
            if kind == "end_map":
                break
            if key == path[0]:
                yield from _elements(events, path[1:])
            else:
                _pass(events, next(events)[0])
    elif event == "start_array":
        for kind, inner in events:
            if kind == "end_array":
                break
            yield build(events, kind, inner)
    else:
        yield build(events, event, value)


def build(events: Events, event: str, value: Any) -> Any:
    """Return the value that an event begins.

    Raises:
        Invalid: `json_too_deep`, `json_too_large`, `json_key_twice`.
    """
    return _Builder(events).build(event, value, 1)


class _Builder:
    """One record under way, and how much of it there is."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.left = MOST_VALUES

    def build(self, event: str, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Invalid("json_too_large", most=MOST_VALUES)
        if depth > DEEPEST:
            raise Invalid("json_too_deep")
        if event == "start_map":
            return self._map(depth)
        if event == "start_array":
            return self._list(depth)
        return value

    def _map(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event, key in self.events:
            if event == "end_map":
                break
            if key in found:
                raise Invalid("json_key_twice", key=key[:40])
            found[key] = self.build(*next(self.events), depth + 1)
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        for event, value in self.events:
            if event == "end_array":
                break
            found.append(self.build(event, value, depth + 1))
        return found
