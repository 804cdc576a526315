"""Who is here, for the page to show. What they may do, the cookie decides at every event."""

import reflex as rx

from models.people.sessions import Visitor

STRANGER = "stranger"


class SessionState(rx.State):
    """The person in this browser; nobody's name where nobody is signed in.

    Attributes:
        name: as colleagues see it.
        roles: values of `Role`, for display: nothing is decided by them.
        must_change_password: they signed in with a password that somebody else knows.
    """

    name: str = ""
    roles: list[str] = []
    locale: str = "en"
    must_change_password: bool = False
    _of: str = ""

    def _is_of(self, visitor: Visitor | None) -> bool:
        """Return whether this state was made for that visit, with those roles."""
        return self._of == _mark(visitor)

    def _welcome(self, visitor: Visitor | None) -> None:
        """Show who came."""
        self._of = _mark(visitor)
        self.name = visitor.actor.label if visitor else ""
        self.roles = sorted(visitor.actor.roles) if visitor else []
        self.locale = (visitor.locale if visitor else None) or "en"
        self.must_change_password = visitor is not None and visitor.must_change_password


def _mark(visitor: Visitor | None) -> str:
    if visitor is None:
        return STRANGER
    return " ".join(
        [visitor.fingerprint, str(visitor.must_change_password), *sorted(visitor.actor.roles)]
    )
