"""What is left of personal facts for those who need not know them: enough to tell two apart."""

from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "\N{BULLET}" * 4
_HEAD, _TAIL = 3, 4


def masked_phone(phone: str) -> str:
    """Return a phone number with its middle hidden; one too short for that, hidden whole."""
    if not phone:
        return ""
    if len(phone) <= _HEAD + _TAIL:
        return HIDDEN
    return f"{phone[:_HEAD]} {HIDDEN} {phone[-_TAIL:]}"


def masked_email(email: str) -> str:
    """Return an e-mail address with its first letter and its domain."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}" if email else ""


def masked_place(to: Mapping[str, Any]) -> dict[str, Any]:
    """Return where something goes, down to the district."""
    hidden = {name: HIDDEN for name in ("line", "postcode") if to.get(name)}
    return {**to, **hidden, "phone": masked_phone(to.get("phone") or "")}
