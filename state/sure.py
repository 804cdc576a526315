"""A question before something that cannot simply be taken back: yes, or leave it."""

from typing import Any, Final, TypedDict

from state.words import say


class SureView(TypedDict):
    """An open question: what it asks, what a yes does, and to what."""

    is_open: bool
    subject: str
    title: str
    text: str
    submit: str


NOT_SURE: Final[SureView] = {"is_open": False, "subject": "", "title": "", "text": "", "submit": ""}


def sure(key: str, subject: str = "", **given: Any) -> SureView:
    """Return the question `key`, of which the catalogue has a title, a text and a submit."""
    return {
        "is_open": True,
        "subject": subject,
        "title": say(f"{key}.title", **given),
        "text": say(f"{key}.text", **given),
        "submit": say(f"{key}.submit", **given),
    }
