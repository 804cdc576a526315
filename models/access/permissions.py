"""What each role may do, and to whose orders: the one table beside the tables of moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from models.access.verbs import Verb
from models.kit.actor import Actor
from models.kit.errors import NotFound, NotPermitted


class Role(StrEnum):
    """What a person is here to do."""

    SALES = "sales"
    REVIEWER = "reviewer"
    DISPATCHER = "dispatcher"
    WAREHOUSE = "warehouse"
    BUYER = "buyer"
    FINANCE = "finance"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


class Scope(StrEnum):
    """How far a grant reaches, narrow to wide."""

    OWN_BEFORE_PICKING = "own_before_picking"
    OWN = "own"
    ALL = "all"


class Target(NamedTuple):
    """What a grant is held against: whose order it is, and whether its goods are being handled."""

    owner_user_id: int | None
    is_handled: bool


def _all(*verbs: Verb) -> dict[Verb, Scope]:
    return dict.fromkeys(verbs, Scope.ALL)


def _own(*verbs: Verb) -> dict[Verb, Scope]:
    return dict.fromkeys(verbs, Scope.OWN)


V = Verb
_ENTRY: Final = (V.CREATE, V.SUBMIT, V.SUBMIT_UNPAID, V.EDIT, V.RESUBMIT, V.RECALL)
_SHELF: Final = (V.START_PICK, V.STOP_PICK, V.SHORT, V.PACK, V.UNPACK, V.SHIP, V.VOID_SHIP)
_MAKING: Final = (V.MAKE, V.UNMAKE, V.FINISH)
_CANCELLING: Final = (V.CANCEL, V.CANCEL_LINE, V.CANCEL_PART)

GRANTS: Final[Mapping[Role, Mapping[Verb, Scope]]] = {
    Role.SALES: {
        **_own(V.READ, V.CONTACT, *_ENTRY, V.PLACE_HOLD),
        **dict.fromkeys(_CANCELLING, Scope.OWN_BEFORE_PICKING),
    },
    Role.REVIEWER: _all(
        V.READ, V.CONTACT, *_ENTRY, V.APPROVE, V.REJECT, V.PLACE_HOLD, V.RELEASE_HOLD, *_CANCELLING
    ),
    Role.DISPATCHER: _all(
        V.READ, V.CONTACT, V.IMPORT, *_ENTRY, V.APPROVE, V.PLACE_HOLD, V.RELEASE_HOLD, *_CANCELLING,
        V.PLAN, V.UNPLAN, V.FILL, V.RELEASE, *_MAKING, *_SHELF,
        V.DELIVER, V.RETURN_TO_SENDER, V.LOSE, V.RESHIP, V.COLLECT, V.COMPLETE, V.RESTORE,
        V.GOODS_IN, V.GOODS_BACK, V.TRANSFER, V.CORRECT,
    ),
    Role.WAREHOUSE: _all(
        V.READ, V.CONTACT, V.PLACE_HOLD, *_SHELF, V.RETURN_TO_SENDER,
        V.GOODS_IN, V.GOODS_BACK, V.TRANSFER, V.CORRECT,
    ),
    Role.BUYER: _all(V.READ, V.PLACE_HOLD, *_MAKING, V.GOODS_IN),
    Role.FINANCE: _all(
        V.READ, V.PLACE_HOLD, V.AUTHORIZE, V.CAPTURE, V.FAIL, V.VOID, V.COLLECT, V.COMPLETE
    ),
    Role.MANAGER: _all(*(verb for verb in V if verb is not V.USERS)),
    Role.AUDITOR: _all(V.READ),
    Role.ADMIN: _all(*V),
    Role.SYSTEM: _all(*V),
}  # fmt: skip

_WIDTH: Final = list(Scope)


def scope_of(actor: Actor, verb: Verb) -> Scope | None:
    """Return the widest reach `actor` has for `verb`, or None where there is none."""
    grants = (GRANTS[Role(role)].get(verb) for role in actor.roles)
    return max((grant for grant in grants if grant), key=_WIDTH.index, default=None)


def require(actor: Actor, verb: Verb, target: Target | None = None) -> None:
    """Let `actor` pass only with a grant for `verb` that reaches `target`.

    Raises:
        NotFound: `order`, where the actor may not even know of it.
        NotPermitted: `not_permitted`, naming the verb.
    """
    if target and not _reaches(scope_of(actor, Verb.READ), actor, target):
        raise NotFound("order")
    scope = scope_of(actor, verb)
    if scope is None or (target and not _reaches(scope, actor, target)):
        raise NotPermitted("not_permitted", verb=verb.value, roles=sorted(actor.roles))


def is_permitted(actor: Actor, verb: Verb, target: Target) -> bool:
    """Return whether `actor` has a grant for `verb` that reaches `target`."""
    return _reaches(scope_of(actor, verb), actor, target)


def _reaches(scope: Scope | None, actor: Actor, target: Target) -> bool:
    if scope is None or scope is Scope.ALL:
        return scope is not None
    is_own = actor.id is not None and target.owner_user_id == actor.id
    return is_own and not (scope is Scope.OWN_BEFORE_PICKING and target.is_handled)
