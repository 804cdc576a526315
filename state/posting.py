"""Sends a browser to a route of ours that gives or takes a cookie, and then to a page.

The cookie is read when the page's socket connects, so a whole page is loaded again whatever the
route answers; where to, the server decides.
"""

import json
from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec


def post(route: str, given: Mapping[str, str] | None = None, *, then: str = "") -> EventSpec:
    """Return the event that posts to `route`, and then loads `then`, or this page again."""
    told = {
        "method": "POST",
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(given or {}),
    }
    go = f"window.location.replace({json.dumps(then)})" if then else "window.location.reload()"
    return rx.call_script(f"fetch({json.dumps(route)}, {json.dumps(told)}).finally(() => {go})")
