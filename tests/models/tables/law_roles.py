"""Who may do what, written from the design: the rows are verbs, the columns are roles."""

from collections.abc import Mapping
from typing import Final

from models.access.permissions import Target, require
from models.access.verbs import Verb
from models.kit.actor import Actor, ActorKind
from models.kit.errors import Refusal
from models.workflow.moves import MOVES
from tests.models.tables.checks import LAWS, go
from tests.models.tables.world import Trial, World

ALL, OWN, EARLY = "all", "own", "own before picking"
"""Everybody's orders; one's own; one's own until a part of it is being picked."""

_ENTRY: Final = {"sales": OWN, "reviewer": ALL, "dispatcher": ALL}
_CANCEL: Final = {"sales": EARLY, "reviewer": ALL, "dispatcher": ALL}
_SHELF: Final = {"dispatcher": ALL, "warehouse": ALL}
_STOCK: Final = {"dispatcher": ALL, "warehouse": ALL}
_LOOKS: Final = ("reviewer", "dispatcher", "warehouse", "buyer", "finance")
_DISPATCHER: Final = {"dispatcher": ALL}
_FINANCE: Final = {"finance": ALL}
_BOTH: Final = {"dispatcher": ALL, "finance": ALL}
_NOBODY: Final[Mapping[str, str]] = {}

# fmt: off
ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    "create submit submit_unpaid edit resubmit recall": _ENTRY,
    "approve release_hold": {"reviewer": ALL, "dispatcher": ALL},
    "reject": {"reviewer": ALL},
    "place_hold": {"sales": OWN, **dict.fromkeys(_LOOKS, ALL)},
    "authorize capture fail void": _FINANCE,
    "collect": _BOTH,
    "plan unplan fill release": _DISPATCHER,
    "make unmake finish": {"dispatcher": ALL, "buyer": ALL},
    "start_pick stop_pick short pack unpack ship void_ship": _SHELF,
    "deliver lose reship": _DISPATCHER,
    "return_to_sender": {"dispatcher": ALL, "warehouse": ALL},
    "complete": _BOTH,
    "cancel cancel_line cancel_part": _CANCEL,
    "restore": _DISPATCHER,
    "goods_in": {**_STOCK, "buyer": ALL},
    "goods_back transfer": _STOCK,
    "correct": _STOCK,
    "pay expire all_done complete_on_ship": _NOBODY,
    "read": {"sales": OWN, "auditor": ALL, **dict.fromkeys(_LOOKS, ALL)},
    "contact": {"sales": OWN, "reviewer": ALL, "dispatcher": ALL, "warehouse": ALL},
    "import": _DISPATCHER,
    "catalog override demo": _NOBODY,
    "users": _NOBODY,
}
# fmt: on
ROLES: Final = (
    "sales",
    "reviewer",
    "dispatcher",
    "warehouse",
    "buyer",
    "finance",
    "manager",
    "auditor",
    "admin",
    "system",
)  # fmt: skip
_FREE: Final = {"manager": ALL, "admin": ALL, "system": ALL}
REACH: Final = {
    verb: {**row, **(_FREE if verb != "users" else {"admin": ALL, "system": ALL})}
    for verbs, row in ROWS.items()
    for verb in verbs.split()
}
"""The reach of each role by verb; who is not named may not."""
ME, ANOTHER = 7, 8


def somebody(*roles: str) -> Actor:
    return Actor(ActorKind.USER, "Mei", id=ME, roles=frozenset(roles))


def expected(verb: str, role: str, owner: int, *, is_handled: bool) -> str:
    """Return what the law says: `passes`, or the code of the refusal."""
    reach = REACH[verb].get(role)
    if owner != ME and REACH["read"].get(role) == OWN:
        return "order"
    if reach == ALL or (reach == OWN and owner == ME):
        return "passes"
    return "passes" if reach == EARLY and owner == ME and not is_handled else "not_permitted"


def check_grant(verb: Verb, role: str) -> None:
    """A grant reaches as far as the law says, and no further, also for who may look at all."""
    for owner, is_handled in ((ME, False), (ME, True), (ANOTHER, False), (ANOTHER, True)):
        target, case = Target(owner, is_handled), (verb, role, owner, is_handled)
        law = expected(verb.value, role, owner, is_handled=is_handled)
        assert _answer(somebody(role), verb, target) == law, case
        if law == "order" and verb != "read":
            assert _answer(somebody(role, "auditor"), verb, target) == "not_permitted", case


def _answer(actor: Actor, verb: Verb, target: Target) -> str:
    try:
        require(actor, verb, target)
    except Refusal as refusal:
        return refusal.code
    return "passes"


def check_hand(world: World, verb: Verb, role: str) -> None:
    """A person of a role makes the move, or is refused and nothing is written."""
    law = LAWS[verb]
    scenes = [law.legal[0]]
    handled = {"cancel": "picking", "cancel_line": "picking", "cancel_part": "two_picking"}
    scenes += [legal for legal in law.legal if legal.scene == handled.get(verb.value)]
    for legal in scenes:
        for owner in (ME, ANOTHER):
            is_handled = legal.scene in handled.values()
            wanted = expected(verb.value, role, owner, is_handled=is_handled)
            with world.trial() as trial:
                legal.prepare(trial, world.orders[legal.scene])
                _give(trial, world.orders[legal.scene], owner)
                before = trial.writes
                try:
                    go(trial, world, law, legal.scene, legal.given, actor=somebody(role))
                    found = "passes"
                except Refusal as refusal:
                    found = refusal.code
                    assert trial.writes == before, (verb, role)
                assert found == wanted, (verb, role, legal.scene, owner)


def _give(trial: Trial, no: str, owner: int) -> None:
    trial.sql("PRAGMA defer_foreign_keys = ON")
    trial.sql('UPDATE "order" SET owner_user_id = :owner WHERE no = :no', owner=owner, no=no)


CHOSEN: Final = tuple(verb for verb in MOVES if not LAWS[verb].by_itself)
