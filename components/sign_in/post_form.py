"""A form that speaks to our own API; the browser part stands beside it."""

from typing import Any, Final

import reflex as rx

from components.text import t
from state.core import SIGN_IN

_JSX: Final = rx.asset("post_form.jsx", shared=True)


class PostForm(rx.Component):
    """Sends its inputs as JSON, when its last child says so.

    A refusal is shown above that child, and the input to correct gets the focus.

    Attributes:
        action: the route of the API.
        afterwards: the page to load when it is done, with the query of this one.
        offline: what to say when the server does not answer.
        different: what to say when the inputs `new` and `again` are not the same.
    """

    library = _JSX.importable_path
    tag = "PostForm"
    action: rx.Var[str]
    afterwards: rx.Var[str]
    offline: rx.Var[str]
    different: rx.Var[str]


def post_form(*children: rx.Component, action: str, **props: Any) -> rx.Component:
    """Return a form for `action`; after a success the server decides, at `SIGN_IN`, where to."""
    return PostForm.create(
        *children,
        action=action,
        afterwards=SIGN_IN,
        offline=t("sign_in.offline"),
        different=t("password.different"),
        **props,
    )


def field(key: str, name: str, **props: Any) -> rx.Component:
    """Return an input with the label `key`."""
    return rx.el.label(t(key), rx.el.input(name=name, required=True, **props), class_name="entry")


def password_field(key: str, name: str, *, is_new: bool, **props: Any) -> rx.Component:
    """Return an input for a password; `is_new` lets the browser offer to make one."""
    autocomplete = "new-password" if is_new else "current-password"
    return field(key, name, type="password", auto_complete=autocomplete, **props)
