"""The checks of one verb against its law; each is a plain function and stops at what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import pytest

from models.db import Unit
from models.kit.actor import SYSTEM, Actor
from models.kit.errors import Refusal
from models.orders.aggregate import locked
from models.orders.given import Given
from models.workflow.drops import transitions
from models.workflow.moves import MOVES, perform, perform_on
from models.workflow.undo import undo
from tests.models.tables import law_ends, law_orders, law_parts
from tests.models.tables.form import Breach, Law, Legal
from tests.models.tables.world import Seen, Trial, World

LAWS: Final = {law.verb: law for law in (*law_orders.LAWS, *law_parts.LAWS, *law_ends.LAWS)}
BY_STATUS: Final = {
    **{s: s for s in law_ends.EVERY if s != "fulfilling"},
    "fulfilling": "allocated",
}
BY_PART: Final = {
    **{s: s for s in law_parts.PART_STATES},
    "delivered": "part_delivered",
    "cancelled": "part_cancelled",
}


def by_itself(unit: Unit, no: str, law: Law, given: Given) -> None:
    with locked(unit, no) as order:
        perform_on(order, MOVES[law.verb], given)


def go(
    trial: Trial, world: World, law: Law, scene: str, given: Given | None = None, *,
    actor: Actor = SYSTEM, wait: timedelta = timedelta(0), names_part: bool = True,
    numbers: Sequence[int] = (),
) -> None:  # fmt: skip
    """Make the move of the law on a scene."""
    no, given = world.orders[scene], law.given if given is None else given
    parts = [world.parts[scene]] if law.of_parts and names_part else []
    parts = [f"{no}-{number}" for number in numbers] or parts
    if law.by_itself:
        trial.run_later(wait, actor, by_itself, no, law, given)
    else:
        trial.run_later(wait, actor, perform, no, law.verb.value, given, parts=parts)


@contextmanager
def refused(trial: Trial, code: str):
    """Expect a refusal by its code, before anything is written."""
    before = trial.writes
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, f"{refusal.value} instead of {code}"
    assert trial.writes == before, f"{code}, but something was written"


def check_legal(world: World, law: Law) -> None:
    """From each source it moves the right units and parts, and leaves the right event."""
    for legal in law.legal:
        with world.trial() as trial:
            no = world.orders[legal.scene]
            legal.prepare(trial, no)
            before = trial.look(no)
            go(trial, world, law, legal.scene, legal.given, wait=legal.wait)
            after = trial.look(no)
            _same_events(trial, no, law, legal, before)
            assert _moved(trial, before) == sorted(legal.units), legal.scene
            assert _changes(before, after) == _folded(legal), legal.scene
            _same_parts(before, after, legal)
            for query, found in legal.facts:
                key = trial.sql('SELECT id FROM "order" WHERE no = :no', no=no)[0][0]
                assert trial.sql(query, id=key) == [(found,)], (legal.scene, query)


def _same_events(trial: Trial, no: str, law: Law, legal: Legal, before: Seen) -> None:
    query = """SELECT type, from_state, to_state, aggregate_version FROM event WHERE seq > :seq
        AND aggregate = 'order' ORDER BY seq"""
    first = (law.event, before.status, legal.to or before.status)
    expected, state = [first], first[2]
    for event, to in legal.then:
        expected.append((event, state, to))
        state = to
    found = trial.sql(query, seq=before.last_event)
    assert [row[:3] for row in found] == expected, legal.scene
    assert [row[3] - before.version for row in found] == list(range(1, len(expected) + 1))
    assert trial.look(no).status == state, legal.scene


def _moved(trial: Trial, before: Seen) -> list[tuple[Any, ...]]:
    query = """SELECT s.sku, m.from_bucket, m.to_bucket, m.qty FROM stock_move m
        JOIN sku s ON s.id = m.sku_id JOIN warehouse w ON w.id = m.warehouse_id
        WHERE m.id > :id AND w.code = 'WH1' ORDER BY 1, 2, 3"""
    return trial.sql(query, id=before.last_move)


def _changes(before: Seen, after: Seen) -> dict[tuple[str, str, str], int]:
    places = {*before.balances, *after.balances}
    changes = {p: after.balances.get(p, 0) - before.balances.get(p, 0) for p in places}
    return {place: change for place, change in changes.items() if change}


def _folded(legal: Legal) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for sku, source, target, qty in legal.units:
        for bucket, change in ((source, -qty), (target, qty)):
            sums[sku, "WH1", bucket] = sums.get((sku, "WH1", bucket), 0) + change
    return {place: change for place, change in sums.items() if change}


def _same_parts(before: Seen, after: Seen, legal: Legal) -> None:
    """Compare the parts that moved, as the order has them now and as the event tells it."""
    states = dict(before.parts)
    changed = [(states.get(c), s) for c, s in after.parts.items() if states.get(c) != s]
    told = legal.parts
    if len(told) > 1 and told[0][0] is None:  # a split: the new part begins, then moves
        told = ((None, told[-1][1]),)
    assert changed == list(told), legal.scene


def check_elsewhere(world: World, law: Law) -> None:
    """From every other state it is refused, and nothing is written."""
    scenes = BY_PART if law.of_parts else BY_STATUS
    for state, scene in scenes.items():
        if state not in law.sources:
            with world.trial() as trial, refused(trial, "no_such_move"):
                go(trial, world, law, scene)
    if law.of_parts:
        _check_other_statuses(world, law)


def _check_other_statuses(world: World, law: Law) -> None:
    for status in sorted(law_ends.EVERY - law.in_orders):
        with world.trial() as trial:
            legal = law.legal[0]
            legal.prepare(trial, world.orders[legal.scene])
            change = 'UPDATE "order" SET status = :status WHERE no = :no'
            trial.sql(change, status=status, no=world.orders[legal.scene])
            with refused(trial, "no_such_move"):
                go(trial, world, law, legal.scene, legal.given)


def check_holds(world: World, law: Law) -> None:
    """An open hold stops it, or does not."""
    legal = law.legal[0]
    if law.verb == "release_hold":
        return
    for names_part in (False, True) if law.of_parts else (False,):
        with world.trial() as trial:
            no = world.orders[legal.scene]
            legal.prepare(trial, no)
            _hold(trial, world.parts[legal.scene] if names_part else None, no)
            if law.is_stopped:
                with refused(trial, "held"):
                    go(trial, world, law, legal.scene, legal.given, wait=legal.wait)
            else:
                go(trial, world, law, legal.scene, legal.given, wait=legal.wait)


def _hold(trial: Trial, part: str | None, no: str) -> None:
    trial.sql(
        """INSERT INTO order_hold (order_id, fulfillment_id, reason, note, data, placed_by,
        placed_at, is_withdrawn) SELECT id, (SELECT id FROM fulfillment WHERE code = :part),
        'manual', '', '{}', 'Mei', created_at, false FROM "order" WHERE no = :no""",
        no=no, part=part,
    )  # fmt: skip


def check_asks(world: World, law: Law) -> None:
    """What must be given and is not is asked for, and nothing is written."""
    for code, fields in law.asks:
        without = law.given.model_dump(exclude=set(fields), exclude_defaults=True)
        with world.trial() as trial, refused(trial, code):
            go(trial, world, law, law.legal[0].scene, Given(**without))


def check_breaches(world: World, law: Law) -> None:
    """Each guard refuses by its code what it is for, and yields to `override` where it may."""
    for breach in law.breaches:
        with world.trial() as trial:
            breach.prepare(trial, world.orders[breach.scene])
            with refused(trial, breach.code):
                _try(trial, world, law, breach, breach.given)
            _check_override(trial, world, law, breach)


def _try(trial: Trial, world: World, law: Law, breach: Breach, given: Given | None) -> None:
    go(trial, world, law, breach.scene, given, wait=breach.wait, numbers=breach.parts)


def _check_override(trial: Trial, world: World, law: Law, breach: Breach) -> None:
    given = law.given if breach.given is None else breach.given
    given = given.model_copy(update={"override": True})
    if breach.may_override:
        with refused(trial, "reason_needed"):
            _try(trial, world, law, breach, given)
        given = given.model_copy(update={"reason": "boss"})
        _try(trial, world, law, breach, given)
    else:
        with refused(trial, breach.code):
            given = given.model_copy(update={"reason": "boss"})
            _try(trial, world, law, breach, given)


def check_undo(world: World, law: Law) -> None:
    """Undo leaves the event of the inverse and brings back states and stock; or is refused."""
    for legal in law.legal:
        with world.trial() as trial:
            no = world.orders[legal.scene]
            legal.prepare(trial, no)
            before = trial.look(no)
            go(trial, world, law, legal.scene, legal.given, wait=legal.wait)
            done = trial.look(no)
            refusal = "no_inverse" if law.undo is None else (legal.back or "")
            if law.undo is None or refusal.startswith("!"):
                with refused(trial, refusal.removeprefix("!")):
                    trial.run(SYSTEM, undo, no)
                continue
            trial.run(SYSTEM, undo, no)
            after = trial.look(no)
            query = "SELECT type, reverses_seq FROM event WHERE seq > :seq"
            found = trial.sql(query, seq=done.last_event)
            # What followed by itself is taken back first.
            assert found[-1][0] == law.undo, legal.scene
            wanted = list(range(done.last_event, before.last_event, -1))
            assert [reversed_ for _, reversed_ in found] == wanted, legal.scene
            assert after.status == (legal.back or before.status), legal.scene
            kept = done if law.keeps_stock else before
            assert _changes(kept, after) == {}, legal.scene
            assert _live(after) == (set() if law.keeps_stock else _live(before)), legal.scene


def _live(seen: Seen) -> set[str]:
    return {state for state in seen.parts.values() if state != "cancelled"}


def check_choices(world: World, law: Law) -> None:
    """It is offered where it can be made, with what it asks for; nobody names what is nobody's."""
    legal = law.legal[0]
    with world.trial() as trial:
        no = world.orders[legal.scene]
        legal.prepare(trial, no)
        if law.by_itself:
            with refused(trial, "unknown_verb"):
                trial.run(SYSTEM, perform, no, law.verb.value)
            return
        options = {option.key: option for option in trial.run(SYSTEM, transitions, no)}
        assert options[law.verb.value].refusal is None
        assert options[law.verb.value].asks == tuple(fields for _code, fields in law.asks)
    _check_refused_choices(world, law)


NOT_AT_ONCE: Final = frozenset(
    {
        "scan_differs", "not_all_produced", "short_differs", "line_not_open", "stock_short",
        "which_payment",
    }
)  # fmt: skip
"""Refusals that depend on what is given, or on stock that nobody has looked at yet."""


def _check_refused_choices(world: World, law: Law) -> None:
    for breach in law.breaches:
        is_said = breach.given or breach.parts or breach.wait
        if not is_said and breach.code not in NOT_AT_ONCE:
            with world.trial() as trial:
                no = world.orders[breach.scene]
                breach.prepare(trial, no)
                options = {option.key: option for option in trial.run(SYSTEM, transitions, no)}
                refusal = options[law.verb.value].refusal
                assert refusal, breach
                assert refusal[0] == breach.code, breach
                assert options[law.verb.value].may_override is breach.may_override, breach


Check = Callable[[World, Law], None]
CHECKS: Final[Mapping[str, Check]] = {
    "legal": check_legal,
    "elsewhere": check_elsewhere,
    "holds": check_holds,
    "asks": check_asks,
    "breaches": check_breaches,
    "undo": check_undo,
    "choices": check_choices,
}
