"""Every sentence people read, by key: one catalogue for the server and the page.

A language is a folder of JSON files, one an area, that together are one flat table of sentences by
key. A sentence has holes:

    {name}           what is given under that name; lists are joined, tables read `MUG 2, CUP 1`
    {verb:verb}      the word for it: the sentence `verb.pack`, where `pack` is given
    {holds:hold}     each of a list of tables, said with the sentence `hold`
    {due_minor:money}  minor units of the `currency` that is given beside it
    {at:ago}         how long ago a moment was
    [ … {name} … ]   left out where a name in it is absent or empty
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.kit import money

DEFAULT: Final = "en"
NOTHING: Final = "\N{EN DASH}"
_HERE: Final = Path(__file__).parent
_HOLE: Final = re.compile(r"\{(\w+)(?::([\w.]+))?\}")
_MAYBE: Final = re.compile(r"\[([^\[\]]*)\]")
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {}, ())


@cache
def catalogue(locale: str = DEFAULT) -> Mapping[str, str]:
    """Return every sentence of a language by its key.

    Raises:
        ValueError: when two files have the same key.
    """
    sentences: dict[str, str] = {}
    for file in sorted((_HERE / locale).glob("*.json")):
        area = json.loads(file.read_text(encoding="utf-8"))
        if twice := sentences.keys() & area.keys():
            raise ValueError(f"{file.name} says again what was said: {sorted(twice)}")
        sentences |= area
    return sentences


def say(key: str, /, **given: Any) -> str:
    """Return the sentence for `key` with its holes filled.

    Raises:
        KeyError: there is no such sentence.
    """
    return _fill(catalogue()[key], given)


def words(code: str, data: Mapping[str, Any]) -> str:
    """Return the sentence for a refusal; the one for its `problem`, where it has its own."""
    for key in (f"refusal.{code}.{data.get('problem')}", f"refusal.{code}"):
        if key in catalogue():
            return _fill(catalogue()[key], data)
    return say("refusal", code=code)


def _fill(sentence: str, given: Mapping[str, Any]) -> str:
    def maybe(match: re.Match[str]) -> str:
        named = (hole[1] for hole in _HOLE.finditer(match[1]))
        return "" if any(_is_empty(given.get(name)) for name in named) else match[1]

    def hole(match: re.Match[str]) -> str:
        return _shown(given.get(match[1]), match[2], given)

    return _HOLE.sub(hole, _MAYBE.sub(maybe, sentence))


def _is_empty(value: Any) -> bool:
    # Compared one by one and by type: a Var of the page answers `==` with another Var.
    return any(type(value) is type(empty) and value == empty for empty in _EMPTY)


def _shown(value: Any, look: str | None, given: Mapping[str, Any]) -> str:
    if _is_empty(value):
        return NOTHING
    if look == "money":
        return f"{money.plain(value, given['currency'])} {given['currency']}"
    if look == "ago":
        return _ago(datetime.fromisoformat(value))
    if isinstance(value, Mapping):
        return _table(value, look)
    if isinstance(value, Sequence) and not isinstance(value, str):
        between = "; " if isinstance(value[0], Mapping) else ", "
        return between.join(_shown(each, look, given) for each in value)
    return catalogue().get(f"{look}.{value}", f"{value}") if look else f"{value}"


def _ago(at: datetime) -> str:
    minutes = int((datetime.now(UTC) - at).total_seconds() // 60)
    for unit, length in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes >= length:
            return say(f"ago.{unit}", n=minutes // length)
    return say("ago.now")


def _table(value: Mapping[str, Any], look: str | None) -> str:
    if look and look in catalogue():
        return _fill(catalogue()[look], value)
    return ", ".join(f"{_shown(k, look, {})} {_shown(v, None, {})}" for k, v in value.items())
