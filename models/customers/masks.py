"""What is left of personal facts for those who need not know them: enough to tell two apart."""

from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "\N{BULLET}" * 4
_HEAD, _TAIL, _LONG = 3, 4, 11


def masked_phone(phone: str) -> str:
    """Return a phone number of which at most two thirds can be read; a short one, hidden whole."""
    if not phone:
        return ""
    head = phone[:_HEAD] if len(phone) >= _LONG else ""
    tail = phone[-_TAIL:] if len(phone) >= 2 * _TAIL else ""
    return f"{head} {HIDDEN} {tail}".strip()


def masked_email(email: str) -> str:
    """Return an e-mail address with its domain, and its first letter where more are hidden."""
    name, at, domain = email.rpartition("@")
    if not at:
        return HIDDEN if email else ""
    return f"{name[:1] if name[1:] else ''}{HIDDEN}@{domain}"


def masked_place(to: Mapping[str, Any]) -> dict[str, Any]:
    """Return where something goes, down to the district."""
    hidden = {name: HIDDEN for name in ("line", "postcode") if to.get(name)}
    return {**to, **hidden, "phone": masked_phone(to.get("phone") or "")}
