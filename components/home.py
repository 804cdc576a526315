"""The first page."""

import reflex as rx

from components.shell import shell


def home() -> rx.Component:
    """The name of the house."""
    return shell(rx.heading("OMS UI", as_="h1", data_testid="title"))
