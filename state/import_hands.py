"""What a browser sends about imports, read strictly: hints on handlers check nothing."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from models.imports.mappings import LONGEST

LARGEST_KEY: Final = (1 << 63) - 1
Key = Annotated[StrictInt, Field(ge=1, le=LARGEST_KEY)]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Numbered(_Sent):
    """Something somebody named by its key."""

    id: Key


class HandedIn(_Sent):
    """What a file has become, and whether it was handed in alone."""

    id: Key
    is_alone: StrictBool


class Picked(_Sent):
    """A tile somebody opened."""

    tile: Literal["new", "held", "changed", "same", "refused"]


class NamedChannel(_Sent):
    """A channel somebody chose; empty for the one of files."""

    code: Annotated[str, StringConstraints(max_length=40)]


class NamedMapping(_Sent):
    """A mapping somebody named."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class Shared(_Sent):
    """A mapping that comes as a file."""

    text: Annotated[str, StringConstraints(max_length=LONGEST)]


class Chosen(_Sent):
    """Yes to all, or no to all."""

    is_yes: StrictBool


def key_in(path: str) -> int | None:
    """Return the key at the end of an address, where there is one."""
    last = path.rstrip("/").rpartition("/")[2]
    is_key = last.isascii() and last.isdecimal() and len(last) < 19  # noqa: PLR2004
    return int(last) or None if is_key else None
