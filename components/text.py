"""Words in the page: `t("board.empty")`, and nothing a person reads is written anywhere else."""

from typing import Any

import reflex as rx

from state.words import say


def t(key: str, /, **given: Any) -> rx.Var[str]:
    """The sentence for `key`, its holes filled with values or with vars of a state.

    Raises:
        KeyError: there is no such sentence in the catalogue (`state/words/en`).
    """
    return rx.Var.create(say(key, **given))
