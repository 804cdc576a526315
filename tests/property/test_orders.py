"""Random business: whatever people do to a few orders in whatever order, the laws hold."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, CompleteOn, Settles, Supply, WhenShort
from models.db import Database, Unit
from models.fulfilment import arrivals
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Refusal
from models.orders.edits import edit_order
from models.orders.given import Given, read_given
from models.orders.states import Lane
from models.workflow.drops import drop, transitions
from models.workflow.jobs import run_due
from models.workflow.moves import BY_ITSELF, MOVES, perform
from models.workflow.undo import undo
from tests.databases import Shelf
from tests.factories import MONDAY, a_business, a_draft, fresh
from tests.invariants import broken_laws
from tests.property.oracle import complaints, digest

CHANNELS: Final = ("mall", "auto", "web", "fast", "strict", "careful")
SKUS: Final = ("MUG", "TEE", "KIT", "WRAP")
GOODS: Final = ("MUG", "TEE")
PLACES: Final = ("WH1", "WH2")
VERBS: Final = sorted(verb.value for verb in MOVES if verb not in BY_ITSELF)
FEW: Final = st.integers(1, 4)
MAYBE: Final = st.booleans()
CHOICE: Final = st.integers(0, 11)


def furnish(unit: Unit) -> None:
    a_business(unit)
    for code, more in {
        "fast": {"complete_on": CompleteOn.SHIP},
        "strict": {"when_short": WhenShort.REFUSE, "settles": Settles.HERE, "auto_plan": True},
        "careful": {"when_short": WhenShort.REVIEW, "auto_plan": True},
    }.items():
        catalog.add_channel(
            unit, shop="main", code=code, name=code, kind=ChannelKind.MALL, **more
        )  # fmt: skip
    catalog.add_sku(
        unit, sku="KIT", name="Kit", currency="CNY", price_minor=1000, supply=Supply.MAKE
    )
    arrivals.receive_goods(unit, "WH1", {"MUG": 6, "TEE": 2})
    arrivals.receive_goods(unit, "WH2", {"MUG": 3, "TEE": 3})


GIVENS: Final = st.fixed_dictionaries(
    {},
    optional={
        "reason": st.sampled_from(["test", "other"]),
        "tracking_no": st.sampled_from(["SF1", "SF2"]),
        "self_delivery": MAYBE,
        "claim": st.just("CL-1"),
        "scanned": st.dictionaries(st.sampled_from(GOODS), FEW, max_size=2),
        "by_hand": MAYBE,
        "short": st.dictionaries(st.sampled_from(GOODS), FEW, max_size=2),
        "produced": st.dictionaries(st.just("KIT"), FEW, max_size=1),
        "hold_reason": st.sampled_from(["risk", "address"]),
        "warehouse": st.sampled_from(PLACES),
        "line": FEW,
        "qty": FEW,
        "method": st.sampled_from(["online", "cod"]),
        "amount": st.sampled_from(["1.00", "10.00", "20.00", "99.99", "0"]),
        "provider_ref": st.sampled_from(["PSP-1", "PSP-2", "PSP-3"]),
        "override": MAYBE,
    },
)
FULL: Final = {
    "reason": "test", "tracking_no": "SF1", "claim": "CL-1", "by_hand": True,
    "hold_reason": "risk", "warehouse": "WH1", "line": 1, "qty": 1, "method": "cod",
    "produced": {"KIT": 4}, "short": {"MUG": 1},
}  # fmt: skip
BACKWARDS: Final = (
    "cancel", "place_hold", "recall", "unplan", "release", "reject", "stop_pick", "unpack",
    "void_ship", "unmake", "void", "fail", "cancel_line", "cancel_part", "authorize", "capture",
)  # fmt: skip
LOSSES: Final = ("cancel_line", "cancel_part", "short", "release", "lose", "reship", "make")
MOST_ORDERS: Final = 5


class Business(RuleBasedStateMachine):
    """A few orders, in the hands of people who do not know what they may do."""

    orders = Bundle("orders")

    def __init__(self, lent: AbstractContextManager[str]) -> None:
        super().__init__()
        self.lent = lent
        self.clock = SetClock(MONDAY)
        self.database = Database(lent.__enter__(), clock=self.clock)
        self.database.do(SYSTEM, furnish)
        self.customers = 0

    def teardown(self) -> None:
        self.database.close()
        self.lent.__exit__(None, None, None)

    def attempt(self, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Run a command; where it is refused, make sure that it left nothing."""
        before = digest(self.database.engine)
        try:
            return self.database.do(SYSTEM, command, *args, **more)
        except Refusal:
            assert digest(self.database.engine) == before
            return None

    @initialize(target=orders)
    def begin(self) -> str:
        """Begin with an order that two warehouses serve and somebody waits for."""
        lines = {"MUG": 4, "TEE": 4, "KIT": 2}
        return self.database.do(SYSTEM, accept_order, a_draft(lines)).no

    @precondition(lambda self: self.customers < MOST_ORDERS)
    @rule(
        target=orders,
        channel=st.sampled_from(CHANNELS),
        lines=st.dictionaries(st.sampled_from(SKUS), FEW, min_size=1, max_size=3),
        urgent=MAYBE,
        off=st.sampled_from(["0", "0", "1.00", "3.33"]),
        stated=st.sampled_from([None, None, "0", "0.01", "7.77", "99.99"]),
    )
    def accept(
        self, channel: str, lines: dict[str, int], off: str, stated: str | None, *, urgent: bool
    ) -> str | None:
        self.customers += 1
        more: dict[str, Any] = {
            "customer": {"code": f"C-{self.customers}", "name": "Wang Fang"},
            "type": "urgent" if urgent else "plain",
            "discounts": [{"amount": off}] if off != "0" else [],
            "shipping": "5.00" if urgent else "0",
            "total": stated,
        }
        order = self.attempt(accept_order, a_draft(lines, channel=channel, **more))
        return order.no if order else None

    @rule(no=orders, pick=CHOICE, part=CHOICE, verb=st.sampled_from(VERBS), given=GIVENS)
    def stumble(self, no: str | None, verb: str, given: dict[str, Any], pick: int, part: int):
        """Try any verb with anything."""
        if no is not None:
            parts = self._parts(no, part) if pick % 2 else []
            self.attempt(perform, no, verb, read_given(given), parts=parts)

    @rule(no=orders, picks=st.lists(CHOICE, min_size=1, max_size=6), part=CHOICE, given=GIVENS)
    def go_on(self, no: str | None, picks: list[int], part: int, given: dict[str, Any]) -> None:
        """Choose among what is offered, and give what it asks for."""
        if no is None:
            return
        for pick in picks:
            offered = self.database.ask(SYSTEM, transitions, no)
            able = [o.key for o in offered if o.refusal is None and o.key not in BACKWARDS]
            if able:
                verb = able[pick % len(able)]
                parts = self._parts(no, part) if part > 5 else []
                self.attempt(perform, no, verb, read_given({**FULL, **given}), parts=parts)
                self.the_laws_hold()

    @rule(no=orders, part=CHOICE, given=GIVENS, verb=st.sampled_from(LOSSES))
    def lose_some(self, no: str | None, verb: str, part: int, given: dict[str, Any]) -> None:
        """Take away from an order, or find that something is not there."""
        if no is not None:
            given = {**FULL, **given}
            self.attempt(perform, no, verb, read_given(given), parts=self._parts(no, part))

    @rule(no=orders, lane=st.sampled_from(Lane), behind=st.integers(0, 3), late=MAYBE)
    def drop_card(self, no: str | None, lane: Lane, behind: int, *, late: bool) -> None:
        """Drop a card somewhere, perhaps one that others have moved meanwhile."""
        if no is not None:
            seen = fresh(self.database, no).row.version - behind if late else None
            given = Given(reason="test", tracking_no="SF9")
            self.attempt(drop, no, lane, given, seen=seen)

    @rule(no=orders)
    def ship_out(self, no: str | None) -> None:
        """Hurry an order to the carrier, as far as it goes."""
        for lane in (Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED) if no else ():
            self.attempt(drop, no, lane, Given(tracking_no="SF7"))

    @rule(no=orders, verb=st.sampled_from(["lose", "return_to_sender", "deliver"]), part=CHOICE)
    def arrive(self, no: str | None, verb: str, part: int) -> None:
        """Let what is on its way come to an end, and send again what did not arrive."""
        if no is not None:
            self.attempt(perform, no, verb, Given(claim="CL-2"), parts=self._parts(no, part))
            self.the_laws_hold()
            self.attempt(perform, no, "reship")

    @rule(no=orders)
    def pay(self, no: str | None) -> None:
        if no is not None:
            self.attempt(perform, no, "capture")

    @rule(no=orders)
    def take_back(self, no: str | None) -> None:
        if no is not None:
            self.attempt(undo, no)

    @rule(no=orders, remark=st.sampled_from(["", "please", "fragile"]), urgent=MAYBE)
    def edit(self, no: str | None, remark: str, *, urgent: bool) -> None:
        if no is not None:
            change = {"remark": remark, "type": "urgent" if urgent else "plain"}
            self.attempt(edit_order, no, change)

    @rule(place=st.sampled_from(PLACES), sku=st.sampled_from(GOODS), qty=FEW, how=CHOICE)
    def move_goods(self, place: str, sku: str, qty: int, how: int) -> None:
        """Let goods come, come back, go elsewhere or be counted."""
        to = ("available", "quarantine", "damaged", "scrap")[how % 4]
        commands: tuple[tuple[Any, ...], ...] = (
            (arrivals.receive_goods, place, {sku: qty}),
            (arrivals.send_transfer, place, {sku: qty}),
            (arrivals.receive_transfer, place, {sku: qty}),
            (arrivals.receive_goods, place, {sku: qty, "WRAP": 1}),
        )
        if how < 8:
            self.attempt(*commands[how % 4])
        elif how == 8:
            self.attempt(arrivals.take_back_goods, place, {sku: qty}, to=to)
        else:
            change = qty if how != 11 else -qty
            self.attempt(arrivals.correct_stock, place, sku, change, reason="count")

    @rule(hours=st.sampled_from([1, 30, 200]))
    def wait(self, hours: int) -> None:
        """Let time pass, and what is due be done."""
        self.clock.advance(hours=hours)
        run_due(self.database)

    @invariant()
    def the_laws_hold(self) -> None:
        assert broken_laws(self.database.engine) == {}
        assert complaints(self.database.engine) == []

    def _parts(self, no: str, pick: int) -> list[str]:
        codes = [part.code for part in fresh(self.database, no).parts]
        return [codes[pick % len(codes)]] if codes else []


def play(shelf: Shelf, kind: str, *, examples: int, steps: int) -> None:
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    machine: Any = lambda: Business(shelf.fresh(kind))  # noqa: E731  any maker of one will do
    run_state_machine_as_test(machine, settings=how)


def test_the_laws_hold_whatever_people_do(shelf: Shelf) -> None:
    play(shelf, "sqlite", examples=35, steps=30)


def test_the_laws_hold_whatever_people_do_on_postgresql(shelf: Shelf) -> None:
    play(shelf, "postgresql", examples=5, steps=20)
