"""Who acts: every unit of work has one, and every event names it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class ActorKind(StrEnum):
    """What kind of hand did something."""

    USER = "user"
    CUSTOMER = "customer"
    RULE = "rule"
    SYSTEM = "system"
    API = "api"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or machine behind a unit of work.

    Attributes:
        label: the name people see in the history.
        roles: values of `models.access.permissions.Role`.
    """

    kind: ActorKind
    label: str
    id: int | None = None
    roles: Collection[str] = field(default=frozenset())


SYSTEM: Final = Actor(ActorKind.SYSTEM, "system", roles=frozenset({"system"}))
