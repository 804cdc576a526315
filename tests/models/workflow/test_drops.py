"""What dropping a card on a lane means, for every pair of lanes."""

from itertools import product

import pytest

from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refusal, Refused
from models.orders.given import NOTHING, Given
from models.orders.states import Lane, PartState
from models.stock.tables import Bucket
from models.workflow.drops import drop, drops
from models.workflow.moves import perform
from tests.factories import an_order, balance, events_of, fresh, stock
from tests.models.tables.world import World

ALONG = {
    "pending_review": {"approved": "approve"},
    "approved": {"allocated": "plan", "picking": "plan start_pick", "pending_review": "recall"},
    "backordered": {"allocated": "fill", "approved": "unplan"},
    "allocated": {"picking": "start_pick", "approved": "unplan", "backordered": "release"},
    "picking": {"packed": "pack", "allocated": "stop_pick"},
    "packed": {"shipped": "ship", "picking": "unpack"},
    "shipped": {"delivered": "deliver", "packed": "void_ship"},
    "delivered": {"completed": "complete"},
    "cancelled": {"pending_review": "restore", "pending_payment": "restore"},
}
LIVE = [lane for lane in Lane if lane not in (Lane.COMPLETED, Lane.CANCELLED)]
SCENES = {lane: lane.value for lane in Lane} | {Lane.EXCEPTION: "held"}


def meaning(source: Lane, target: Lane) -> str:
    """The verbs of a drop by the design, or nothing."""
    if target is Lane.CANCELLED and source in LIVE and source is not Lane.DELIVERED:
        return "cancel"
    if target is Lane.EXCEPTION and source in LIVE:
        return "place_hold"
    if source is Lane.EXCEPTION and target in LIVE:
        return "release_hold"
    return ALONG.get(source.value, {}).get(target.value, "")


@pytest.mark.parametrize(
    ("source", "target"), [pair for pair in product(Lane, Lane) if pair[0] is not pair[1]]
)
def test_every_pair_of_lanes_has_its_meaning_or_its_refusal(
    world: World, source: Lane, target: Lane
) -> None:
    no = world.orders[SCENES[source]]
    with world.trial() as trial:
        options = {option.key: option for option in trial.run(SYSTEM, drops, no)}
        option = options[target.value]
        assert " ".join(option.verbs) == meaning(source, target)
        if not option.verbs:
            assert option.refusal == ("no_such_drop", {"lane": source, "onto": target.value})
            writes = trial.writes
            with pytest.raises(Refused) as refusal:
                trial.run(SYSTEM, drop, no, target, Given(reason="test"))
            assert refusal.value.code == "no_such_drop"
            assert trial.writes == writes


@pytest.mark.parametrize(
    ("source", "target"),
    [pair for pair in product(Lane, Lane) if pair[0] is not pair[1] and meaning(*pair)],
)
def test_a_drop_does_what_is_offered_or_says_the_same_no(
    world: World, source: Lane, target: Lane
) -> None:
    no, given = world.orders[SCENES[source]], Given(reason="test", tracking_no="SF1")
    with world.trial() as trial:
        options = {option.key: option for option in trial.run(SYSTEM, drops, no)}
        refusal, seen = options[target.value].refusal, trial.look(no)
        offered = refusal[0] if refusal else "done"
        try:
            trial.run(SYSTEM, drop, no, target, given)
            found = "done"
        except Refusal as said:
            found = said.code
        # Whether stock is there is only known when it is taken.
        assert found == offered or (found, offered) == ("stock_short", "done")
        assert (trial.look(no).version > seen.version) == (found == "done")


def test_a_drop_without_what_it_asks_for_says_so_and_does_nothing(world: World) -> None:
    for lane, target, code in (
        (Lane.PACKED, Lane.SHIPPED, "tracking_needed"),
        (Lane.APPROVED, Lane.EXCEPTION, "hold_reason_needed"),
        (Lane.APPROVED, Lane.CANCELLED, "reason_needed"),
    ):
        with world.trial() as trial:
            writes = trial.writes
            with pytest.raises(Refusal) as refusal:
                trial.run(SYSTEM, drop, world.orders[lane.value], target, NOTHING)
            assert (refusal.value.code, trial.writes) == (code, writes)


def test_a_drop_moves_only_the_parts_that_put_the_card_in_its_lane(business: Database) -> None:
    stock(business, MUG=2, TEE=1)
    stock(business, "WH2", CAP=1)
    no = an_order(business, {"MUG": 1, "CAP": 1}, lane=Lane.ALLOCATED).no
    business.do(SYSTEM, perform, no, "start_pick", parts=[f"{no}-1"])

    done = business.do(SYSTEM, drop, no, Lane.PICKING)

    assert done.is_there
    assert [p.state for p in fresh(business, no).parts] == [PartState.PICKING] * 2
    assert events_of(business, no)[-1].payload["parts"] == [
        {"id": f"{no}-2", "from": "allocated", "to": "picking"}
    ]


def test_the_second_step_of_a_drop_takes_back_the_first(business: Database) -> None:
    no = an_order(business, {"MUG": 1}).no

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, drop, no, Lane.PICKING)

    assert refusal.value.code == "no_such_move"
    assert refusal.value.data["step"] == "start_pick"
    order = fresh(business, no)
    assert (order.row.lane, order.parts.all()) == (Lane.APPROVED, [])
    assert [event.type for event in events_of(business, no)][-1] == "order.approved"
    assert balance(business, "MUG", Bucket.RESERVED) == 0


def test_a_card_goes_where_it_belongs_and_the_drop_says_so(business: Database) -> None:
    stock(business, MUG=1)
    no = an_order(business, {"MUG": 2}).no

    done = business.do(SYSTEM, drop, no, Lane.ALLOCATED)

    assert (done.is_there, done.order.lane) == (False, Lane.BACKORDERED)


def test_out_of_the_exceptions_leads_only_where_the_order_belongs(business: Database) -> None:
    no = an_order(business, {"MUG": 2}).no
    business.do(SYSTEM, drop, no, Lane.EXCEPTION, Given(note="look"))

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, drop, no, Lane.ALLOCATED)
    done = business.do(SYSTEM, drop, no, Lane.APPROVED)

    assert refusal.value.code == "wrong_way_out"
    assert refusal.value.data == {"no": no, "onto": "allocated", "belongs": Lane.APPROVED}
    assert done.is_there
    assert len(events_of(business, no)) == 5
