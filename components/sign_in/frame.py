"""The frame of the pages outside the house: one column in the middle, nothing else."""

import reflex as rx

from components.logo import logo
from components.text import t


def frame(title: str, about: str, *children: rx.Component) -> rx.Component:
    """Return a page with a title and a line about it, both keys of the catalogue."""
    return rx.el.div(
        rx.el.main(
            logo(32),
            rx.el.h1(t(title)),
            rx.el.p(t(about), class_name="muted"),
            *children,
            data_testid="page",
        ),
        class_name="entrance",
    )
