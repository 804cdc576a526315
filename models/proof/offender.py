"""What a law finds when it is broken."""

from typing import Any, NamedTuple


class Offender(NamedTuple):
    """A record that breaks a law: what it is, and what is wrong."""

    subject: str
    found: dict[str, Any]
