"""Imports that somebody began, what each brought, what it would change, and how files are read."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.kit.table import Record, big, choice, json_field, key, ref


class ImportState(StrEnum):
    """Where an import is.

    `checking`, `taking` and `undoing` are work in hand: whoever holds its lease does it, and if
    that process dies another goes on.
    """

    CHECKING = "checking"
    READY = "ready"
    TAKING = "taking"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class ProposalState(StrEnum):
    """What became of a change that a file asked for."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ImportJob(Record, table=True):
    """A file that somebody handed in.

    Attributes:
        file: its name, as people know it; `digest` tells its content.
        channel: the code of the door its orders come in by.
        plan: how it is taken in; see `models.imports.plan`.
        told: how it was understood and what came of it, for people.
        is_stopping: somebody asked for an end; whoever works on it sees that.
        phase, done, total: how far the work in hand is.
        by: who handed it in.
    """

    id: int | None = key()
    file: str = Field(max_length=240)
    digest: str = Field(max_length=64, index=True)
    size: int = big()
    channel: str = Field(default="", max_length=32)
    plan: dict[str, Any] = json_field()
    state: ImportState = choice(ImportState, index=True)
    told: dict[str, Any] = json_field()
    is_stopping: bool = False
    phase: str = Field(default="", max_length=24)
    done: int = big()
    total: int = big()
    by: str = Field(max_length=120)
    by_user_id: int | None = ref("user.id", optional=True)
    created_at: datetime
    began_at: datetime
    ended_at: datetime | None = None


class ImportOrder(Record, table=True):
    """An order that an import brought, written in the unit that took it in.

    Attributes:
        first_row: where it stands in the file.
        version: of the order, when it had come in: if it is more now, life has gone on.
        is_held, is_over, new_skus: what its coming in was counted as.
        kept: why undo left it standing, as a code; None where it did not.
    """

    __table_args__ = (UniqueConstraint("order_id"),)

    id: int | None = key()
    import_id: int = ref("import_job.id", index=True)
    order_id: int = ref("order.id")
    external_id: str = Field(max_length=120)
    first_row: int
    version: int
    is_held: bool = False
    is_over: bool = False
    new_skus: list[str] = json_field(list)
    undone_at: datetime | None = None
    kept: str | None = Field(default=None, max_length=64)


class ImportProposal(Record, table=True):
    """What a file says of an order that is here already and says something else.

    Attributes:
        source_hash: of what the file says, so that the same is not proposed twice.
        fields: in what they differ.
        draft: what the file says; `before` is what the order said when it was accepted.
        version: of the order, once the change had been made.
    """

    id: int | None = key()
    import_id: int = ref("import_job.id", index=True)
    order_id: int = ref("order.id", index=True)
    external_id: str = Field(max_length=120)
    first_row: int
    state: ProposalState = choice(ProposalState, ProposalState.OPEN, index=True)
    source_hash: str = Field(max_length=64)
    fields: list[str] = json_field(list)
    draft: dict[str, Any] = json_field()
    before: dict[str, Any] = json_field()
    version: int | None = None
    created_at: datetime
    decided_by: str | None = Field(default=None, max_length=120)
    decided_at: datetime | None = None


class ImportMapping(Record, table=True):
    """How the files of a channel are read, as somebody taught us.

    Attributes:
        spec: see `models.imports.mappings`.
    """

    __table_args__ = (UniqueConstraint("channel", "name"),)

    id: int | None = key()
    channel: str = Field(max_length=32)
    name: str = Field(max_length=80)
    spec: dict[str, Any] = json_field()
    by: str = Field(max_length=120)
    updated_at: datetime
