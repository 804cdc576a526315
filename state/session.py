"""Who is here, for the page to show. What they may do, the cookie decides at every event."""

import reflex as rx

from state.doorman import Guest

STRANGER = "stranger"


class SessionState(rx.State):
    """The person in this browser; nobody's name where nobody is signed in.

    Attributes:
        name: as colleagues see it.
        roles: values of `Role`, for display: nothing is decided by them.
        must_change_password: they signed in with a password that somebody else knows.
        in_demo: they are in the demo business, where nothing is real.
        may_demo: they may make the demo business, and go in.
    """

    name: str = ""
    roles: list[str] = []
    locale: str = "en"
    must_change_password: bool = False
    in_demo: bool = False
    may_demo: bool = False
    _of: str = ""

    def _is_of(self, guest: Guest | None) -> bool:
        """Return whether this state was made for that visit, with those roles.

        No visit of the demo has the fingerprint of one of the real house.
        """
        return self._of == _mark(guest)

    def _welcome(self, guest: Guest | None, *, may_demo: bool = False) -> None:
        """Show who came."""
        visitor = guest.visitor if guest else None
        self._of = _mark(guest)
        self.name = visitor.actor.label if visitor else ""
        self.roles = sorted(visitor.actor.roles) if visitor else []
        self.locale = (visitor.locale if visitor else None) or "en"
        self.must_change_password = visitor is not None and visitor.must_change_password
        self.in_demo = guest is not None and guest.is_demo
        self.may_demo = may_demo


def _mark(guest: Guest | None) -> str:
    if guest is None:
        return STRANGER
    visitor = guest.visitor
    return " ".join(
        [visitor.fingerprint, str(visitor.must_change_password), *sorted(visitor.actor.roles)]
    )
