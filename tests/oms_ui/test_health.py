"""Alive and ready are two answers."""

from starlette.testclient import TestClient

from oms_ui.api import build_api


async def answers() -> None:
    return None


async def breaks() -> None:
    raise ConnectionError("the password is hunter2")


def test_a_server_is_alive_whatever_it_waits_for() -> None:
    response = TestClient(build_api({"database": breaks})).get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_server_is_ready_when_everything_answers() -> None:
    response = TestClient(build_api({"database": answers, "feed": answers})).get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": "ok", "feed": "ok"},
    )


def test_a_server_that_is_not_ready_says_what_fails_and_not_why() -> None:
    response = TestClient(build_api({"database": breaks, "feed": answers})).get("/readyz")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "failing", "database": "failing", "feed": "ok"},
    )
    assert "hunter2" not in response.text
