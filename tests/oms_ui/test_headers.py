"""Headers: what a browser is told with every answer."""

from functools import partial

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from oms_ui.headers import ALWAYS, FOREVER, Headers


def client(*, over_tls: bool = False) -> TestClient:
    routes = [
        Route("/", lambda _: HTMLResponse("<main>")),
        Route("/assets/app-1a2b.js", lambda _: PlainTextResponse("js")),
        Route("/moved", lambda request: RedirectResponse(request.query_params["to"])),
        Route("/api/orders", lambda _: PlainTextResponse("[]")),
        Route(
            "/framed",
            lambda _: PlainTextResponse("", headers={"Content-Security-Policy": "sandbox"}),
        ),
    ]
    return TestClient(partial(Headers, over_tls=over_tls)(Starlette(routes=routes)))


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("http://evil.example/login/?next=%2Fboard", "/login/?next=%2Fboard"),
        ("http://here//evil.example/", "/evil.example/"),
        ("http://here////evil.example/", "/evil.example/"),
        ("http://here/\\evil.example/", "/%5Cevil.example/"),
        ("//evil.example/", "/"),
        ("/board?q=a#b", "/board?q=a#b"),
        ("next?q=a", "next?q=a"),
    ],
)
def test_nobody_is_sent_to_another_host_or_scheme(to: str, location: str) -> None:
    """Behind TLS we would name http, and whatever the Host header says."""
    answer = client().get("/moved", params={"to": to}, follow_redirects=False)

    assert answer.headers["location"] == location


@pytest.mark.parametrize("path", ["/", "/assets/app-1a2b.js", "/api/orders", "/nowhere"])
def test_every_answer_says_what_a_page_may_do(path: str) -> None:
    headers = client().get(path).headers

    assert {name: headers[name] for name in ALWAYS} == dict(ALWAYS)
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-cache"),
        ("/assets/app-1a2b.js", FOREVER),
        ("/assets/missing.js", None),
        ("/api/orders", None),
    ],
)
def test_what_is_named_by_its_content_is_kept_and_pages_are_asked_for(
    path: str, kept: str | None
) -> None:
    assert client().get(path).headers.get("Cache-Control") == kept


def test_an_answer_may_say_otherwise() -> None:
    assert client().get("/framed").headers["Content-Security-Policy"] == "sandbox"


def test_only_a_site_with_tls_insists_on_it() -> None:
    headers = client(over_tls=True).get("/").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000"
