"""The mark of the house: three lanes."""

from typing import Final

import reflex as rx

_BARS: Final = (("1", "16", "1"), ("7.75", "11", "0.7"), ("14.5", "6.5", "0.42"))


def logo(size: int) -> rx.Component:
    """Return the mark, `size` pixels high; what it links to says the name."""
    return rx.el.svg(
        *(
            rx.el.rect(
                x=x, y="2", width="4.5", height=height, rx="1.5",
                fill="var(--accent)", opacity=opacity,
            )
            for x, height, opacity in _BARS
        ),
        width=str(size), height=str(size), view_box="0 0 20 20", aria_hidden="true",
    )  # fmt: skip
