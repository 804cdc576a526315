"""The tables are broken in every small way, one at a time; a check of the law must notice each."""

import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest

from models.access.permissions import GRANTS, Role, Scope
from models.access.verbs import Verb
from models.orders.moves import Ask, Held, Move
from models.orders.states import OrderStatus, PartState
from models.stock.tables import Bucket
from models.workflow.moves import BY_ITSELF, MOVES
from tests.models.tables.checks import CHECKS, LAWS
from tests.models.tables.law_roles import check_grant
from tests.models.tables.world import World

LONGEST_S: Final = 90
ABOUT_WHAT_IS_GIVEN: Final = frozenset(
    {
        "scan_differs", "no_such_payment", "provider_ref_taken", "payment_settled",
        "hold_one_part", "which_payment", "cash_is_collected", "collect amount_beyond_due",
    }
)  # fmt: skip
"""Guards that find nothing wrong where nothing is given, so it is the same when they are asked."""


class Mutant(NamedTuple):
    """A row with one thing wrong, and the check that should notice it first."""

    name: str
    row: Move
    check: str


def mutants(row: Move) -> Iterator[Mutant]:
    """Every small way in which a row can be wrong."""
    yield from _wrong_states(row)
    yield from _wrong_guards(row)
    yield from _wrong_asks(row)
    yield from _wrong_stock(row)
    other = Held.PASSES if row.held is Held.STOPS else Held.STOPS
    yield Mutant("held flipped", row._replace(held=other), "holds")
    yield Mutant("event renamed", row._replace(event=f"{row.event}_once"), "legal")
    if row.effect:
        yield Mutant("effect removed", row._replace(effect=None), "legal")
    for inverse in {None, Verb.RECALL, Verb.UNPLAN, Verb.PACK} - {row.inverse}:
        yield Mutant(f"inverse {inverse}", row._replace(inverse=inverse), "undo")


def _wrong_states(row: Move) -> Iterator[Mutant]:
    kind: Any = PartState if row.of_parts else OrderStatus
    for state in kind:
        if state in row.sources:
            less = row._replace(sources=row.sources - {state})
            yield Mutant(f"not from {state}", less, "legal")
        else:
            more = row._replace(sources=row.sources | {state})
            yield Mutant(f"also from {state}", more, "elsewhere")
    for state in OrderStatus if row.of_parts else ():
        if state in row.of_order:
            less = row._replace(of_order=row.of_order - {state})
            yield Mutant(f"not in {state}", less, "legal")
        else:
            more = row._replace(of_order=row.of_order | {state})
            yield Mutant(f"also in {state}", more, "elsewhere")
    wrong = (PartState.DELIVERED, PartState.LOST) if row.of_parts else (
        OrderStatus.REJECTED, OrderStatus.DRAFT)  # fmt: skip
    for state in {None, *wrong} - {row.target}:
        yield Mutant(f"to {state}", row._replace(target=state), "legal")


def _wrong_guards(row: Move) -> Iterator[Mutant]:
    for i, guard in enumerate(row.guards):
        before, after = row.guards[:i], row.guards[i + 1 :]
        changed = {
            "removed": (),
            "renamed": (guard._replace(code="other"),),
            "override flipped": (guard._replace(may_override=not guard.may_override),),
            "always content": (guard._replace(lacks=lambda _case: None),),
        }
        names = {guard.code, f"{row.verb} {guard.code}"}
        if row.verb not in BY_ITSELF and not names & ABOUT_WHAT_IS_GIVEN:
            changed["asked at another time"] = (guard._replace(of_given=not guard.of_given),)
        for how, instead in changed.items():
            check = "choices" if how == "asked at another time" else "breaches"
            guards = (*before, *instead, *after)
            yield Mutant(f"guard {guard.code} {how}", row._replace(guards=guards), check)


def _wrong_asks(row: Move) -> Iterator[Mutant]:
    more = (*row.asks, Ask("other_needed", ("proof",)))
    yield Mutant("one thing more asked", row._replace(asks=more), "legal")
    for i, ask in enumerate(row.asks):
        before, after = row.asks[:i], row.asks[i + 1 :]
        yield Mutant(f"{ask.code} removed", row._replace(asks=(*before, *after)), "asks")
        renamed = (*before, ask._replace(code="other"), *after)
        yield Mutant(f"{ask.code} renamed", row._replace(asks=renamed), "asks")
        for name in ask.fields if len(ask.fields) > 1 else ():
            fewer = ask._replace(fields=tuple(field for field in ask.fields if field != name))
            asks = (*before, fewer, *after)
            yield Mutant(f"{name} will not do", row._replace(asks=asks), "legal")


def _wrong_stock(row: Move) -> Iterator[Mutant]:
    if not row.of_parts:
        return
    if row.units is None:
        units = (Bucket.AVAILABLE, Bucket.RESERVED)
        yield Mutant("stock posted", row._replace(units=units), "legal")
        return
    source, target = row.units
    yield Mutant("no stock posted", row._replace(units=None), "legal")
    for units in ((target, source), (source, Bucket.DAMAGED), (Bucket.SUPPLIER, target)):
        yield Mutant(f"stock {units[0]} to {units[1]}", row._replace(units=units), "legal")


def noticed(world: World, verb: Verb, first: str) -> bool:
    """Return whether a check of the verb fails, the likeliest first."""
    for name in (first, *(name for name in CHECKS if name != first)):
        try:
            CHECKS[name](world, LAWS[verb])
        except (Exception, pytest.fail.Exception):  # noqa: BLE001  however it fails
            return True
    return False


def test_whatever_is_wrong_in_a_row_of_moves_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, survivors, count = time.monotonic(), [], 0
    for verb, row in list(MOVES.items()):
        for mutant in mutants(row):
            count += 1
            with monkeypatch.context() as patch:
                patch.setitem(MOVES, verb, mutant.row)
                if not noticed(world, verb, mutant.check):
                    survivors.append(f"{verb}: {mutant.name}")

    assert not survivors, "\n".join(survivors)
    assert count > 900
    assert time.monotonic() - begun < LONGEST_S


def test_whatever_is_wrong_in_a_grant_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    survivors = []
    for role in Role:
        for verb in Verb:
            for scope in {None, *Scope} - {GRANTS[role].get(verb)}:
                grants = {**GRANTS[role], verb: scope} if scope else {
                    key: value for key, value in GRANTS[role].items() if key is not verb
                }  # fmt: skip
                with monkeypatch.context() as patch:
                    patch.setitem(GRANTS, role, grants)
                    try:
                        check_grant(verb, role)
                    except AssertionError:
                        continue
                survivors.append(f"{role}: {verb} {scope}")

    assert not survivors, "\n".join(survivors)
