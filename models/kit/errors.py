"""How the core says no.

    Refusal
    ├── Invalid        what was given cannot be read or is out of range     422
    ├── Refused        a guard said no: what is missing, what would help    422
    ├── Conflict       someone else was first: who, when, what it is now    409
    ├── NotPermitted   this person may not                                  403
    └── NotFound       there is no such thing, or not for this person       404

A refusal carries a code and data, never a sentence: words are made at the doors, in the reader's
language. Anything else that is raised is a bug and may crash.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """An answer of the core that a person or a caller can act on.

    Attributes:
        code: stable name of what is wrong, `snake_case`.
        data: what the sentence about it needs; plain JSON values.
    """

    status: ClassVar[int] = 422

    def __init__(self, code: str, data: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data: dict[str, Any] = {**(data or {}), **more}

    def __str__(self) -> str:
        """Return the code and its data, for logs."""
        return f"{self.code} {self.data}" if self.data else self.code

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a refusal cross a process border whole."""
        return type(self), (self.code, self.data)


class Invalid(Refusal):
    """What was given cannot be read or is out of range; `data` names the field."""


class Refused(Refusal):
    """A guard said no; `data` names what is missing, who holds it and what would help."""


class Conflict(Refusal):
    """Someone was first; `data` names who, when, and what the thing is now."""

    status = 409


class NotPermitted(Refusal):
    """The actor's roles do not allow this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it."""

    status = 404
