"""The frame of every page."""

import reflex as rx


def shell(*children: rx.Component) -> rx.Component:
    """`children` inside the frame."""
    return rx.el.main(*children, data_testid="page")
