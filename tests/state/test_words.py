"""Words: every refusal has a sentence, and no sentence asks for what it is not given."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import reflex as rx

from components.text import t
from models.access.permissions import Role
from models.access.verbs import Verb
from models.channels.fields import Field
from models.imports.content import DIFFERS
from models.imports.tables import ImportState
from models.orders.states import HoldReason, OrderStatus, PartState
from state import words as catalogue_module
from state.words import catalogue, say, words

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = {
    "Invalid", "Refused", "Conflict", "NotPermitted", "NotFound", "NotSignedIn", "TooSoon",
    "Guard", "Ask",
}  # fmt: skip
HOLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
MAYBE = re.compile(r"\[[^\[\]]*\]")
ALWAYS_GIVEN = {"verb"}  # the engine of the moves adds it to what a guard lacks


def calls(folder: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a refusal is made, its code, and what it is given, where that can be read there."""
    for folder in ("models", "state", "oms_ui"):
        for where, call in calls(folder):
            is_refusal = isinstance(call.func, ast.Name) and call.func.id in REFUSALS
            if not is_refusal or not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            is_plain = len(call.args) == 1 and all(each.arg for each in call.keywords)
            given = {each.arg for each in call.keywords if each.arg} if is_plain else None
            is_guard = isinstance(call.func, ast.Name) and call.func.id in {"Guard", "Ask"}
            yield where, str(call.args[0].value), None if is_guard else given


def sentence_of(where: str, code: str) -> str | None:
    # What is wrong with a file is said of one of its cells, in sentences of their own.
    areas = ("models/channels/", "models/imports/")
    keys = [f"problem.{code}"] if where.startswith(areas) else []
    return next(
        (catalogue()[key] for key in [*keys, f"refusal.{code}"] if key in catalogue()), None
    )


def test_every_refusal_has_a_sentence() -> None:
    silent = sorted(
        {f"{code} ({where})" for where, code, _ in raised() if not sentence_of(where, code)}
    )

    assert silent == []


def test_no_sentence_asks_for_what_is_not_given() -> None:
    unfilled = []
    for where, code, given in raised():
        needed = {
            match[1] for match in HOLE.finditer(MAYBE.sub("", sentence_of(where, code) or ""))
        }
        if given is not None and (missing := needed - given - ALWAYS_GIVEN):
            unfilled.append(f"{code} ({where}) is not given {sorted(missing)}")

    assert unfilled == []


def test_every_sentence_about_a_refusal_is_one() -> None:
    said = {
        key: text for key, text in catalogue().items() if key.startswith(("refusal.", "problem."))
    }

    assert [key for key, text in said.items() if not text.endswith((".", "}"))] == []


def test_every_look_a_hole_asks_for_exists() -> None:
    parts = [key.split(".") for key in catalogue()]
    groups = {".".join(key[:n]) for key in parts for n in range(1, len(key) + 1)} | {"money"}
    unknown = {
        f"{key}: {match[2]}"
        for key, text in catalogue().items()
        for match in HOLE.finditer(text)
        if match[2] and match[2] not in groups
    }

    assert unknown == set()


def test_every_key_that_is_used_is_there() -> None:
    used = {
        (where, call.args[0].value)
        for folder in ("components", "state", "oms_ui")
        for where, call in calls(folder)
        if isinstance(call.func, ast.Name)
        and call.func.id in {"t", "say"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }

    assert sorted((where, key) for where, key in used if key not in catalogue()) == []


@pytest.mark.parametrize("group", ["import.field", "import_page.field"])
def test_whatever_a_file_can_say_differently_has_a_word(group: str) -> None:
    assert [name for name in DIFFERS if f"{group}.{name}" not in catalogue()] == []


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("verb", Verb),
        ("role", Role),
        ("reason", HoldReason),
        ("state", OrderStatus),
        ("state", PartState),
        ("import_page.is", Field),
        ("import_page.state", ImportState),
    ],
)
def test_everything_the_core_names_has_a_word(group: str, values: Any) -> None:
    assert [value for value in values if f"{group}.{value.value}" not in catalogue()] == []


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue of its own."""
    table = {
        "plain": "Hello {name}.",
        "maybe": "Late[ by {days} days][, says {who}].",
        "verb.pack": "pack",
        "verbs": "You may {verbs:verb}.",
        "lack": "{sku}: {missing}[ (held by {by:holder})]",
        "holder": "{no}",
        "refusal.short": "Missing: {missing:lack}.",
        "refusal.open": "{due:money} are open.",
        "refusal.line": "The line is not open.",
        "refusal.line.gone": "The line is gone.",
        "refusal": "Not now ({code}).",
    }
    monkeypatch.setattr(catalogue_module, "catalogue", lambda _locale="en": table)


@pytest.mark.usefixtures("sentences")
@pytest.mark.parametrize(
    ("key", "given", "said"),
    [
        ("plain", {"name": "Mei"}, "Hello Mei."),
        ("plain", {"name": "{name} [x]"}, "Hello {name} [x]."),
        ("plain", {}, "Hello \N{EN DASH}."),
        ("plain", {"name": 0}, "Hello 0."),
        ("plain", {"name": {"MUG": 2, "CUP": 1}}, "Hello MUG 2, CUP 1."),
        ("maybe", {}, "Late."),
        ("maybe", {"days": 2, "who": ""}, "Late by 2 days."),
        ("maybe", {"days": 0, "who": "Jun"}, "Late by 0 days, says Jun."),
        ("verbs", {"verbs": ["pack", "fly"]}, "You may pack, fly."),
    ],
)
def test_holes_are_filled(key: str, given: dict[str, Any], said: str) -> None:
    assert say(key, **given) == said


@pytest.mark.usefixtures("sentences")
@pytest.mark.parametrize(
    ("code", "data", "said"),
    [
        ("open", {"due": 1280, "currency": "CNY"}, "12.80 CNY are open."),
        ("line", {"problem": "gone"}, "The line is gone."),
        ("line", {"problem": "other"}, "The line is not open."),
        ("unheard_of", {}, "Not now (unheard_of)."),
        (
            "short",
            {
                "missing": [
                    {"sku": "MUG", "missing": 3, "by": [{"no": "10"}, {"no": "11"}]},
                    {"sku": "CUP", "missing": 1, "by": []},
                ]
            },
            "Missing: MUG: 3 (held by 10; 11); CUP: 1.",
        ),
    ],
)
def test_a_refusal_is_said_with_what_it_knows(code: str, data: dict[str, Any], said: str) -> None:
    assert words(code, data) == said


class CountState(rx.State):
    """Something a page counts."""

    count: int = 0


@pytest.mark.usefixtures("sentences")
def test_in_the_page_a_hole_may_be_a_var() -> None:
    shown = t("plain", name=CountState.count)

    assert isinstance(shown, rx.Var)
    assert str(shown).startswith('("Hello "+')
    assert str(shown).endswith('+".")')
    assert str(t("plain", name="Mei")) == '"Hello Mei."'


def test_a_key_that_is_not_there_is_a_bug_at_once() -> None:
    with pytest.raises(KeyError):
        t("no.such.key")
