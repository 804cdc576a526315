"""The product as it is served: one port, one build, any address."""

import signal
import socket
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from oms_ui.frontend.builds import source_hash
from tests.browser.serving import STOPPED_WITHIN_S, Server, StartServer

READY_WITHIN_S = 5


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_page_speaks_to_the_address_it_was_opened_at(
    page: Page, server: Server, host: str
) -> None:
    with page.expect_websocket() as sockets:
        page.goto(f"http://{host}:{server.port}/")

    socket_address = f"ws://{host}:{server.port}/_event/"
    assert sockets.value.url.startswith(socket_address)
    sockets.value.wait_for_event("framereceived", lambda frame: "is_hydrated" in str(frame))
    expect(page.get_by_test_id("page")).to_be_visible()


def test_a_page_of_another_site_is_not_heard(server: Server) -> None:
    address = f"{server.url}/_event/?EIO=4&transport=websocket"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }

    stranger = httpx.get(address, headers={**upgrade, "Origin": "http://elsewhere.example"})

    assert stranger.status_code in {400, 403}


def test_a_second_start_on_another_port_builds_nothing(start_server: StartServer) -> None:
    sources = source_hash()
    first = start_server()

    second = start_server()

    if source_hash() != sources:
        pytest.skip("somebody edited the sources meanwhile")
    assert second.port != first.port
    assert "building" not in second.log.read_text()
    assert second.ready_after_s < READY_WITHIN_S
    assert httpx.get(second.url).is_success


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda stop: stop.name)
def test_stopping_frees_the_port(start_server: StartServer, stop: signal.Signals) -> None:
    running = start_server()

    running.process.send_signal(stop)

    assert running.process.wait(STOPPED_WITHIN_S) == 0
    socket.create_server(("127.0.0.1", running.port)).close()


def test_workers_leave_with_a_parent_that_was_killed(start_server: StartServer) -> None:
    running = start_server()

    running.process.kill()
    running.process.wait(STOPPED_WITHIN_S)

    wait_until_free(running.port)


def wait_until_free(port: int) -> None:
    deadline = time.monotonic() + STOPPED_WITHIN_S
    while time.monotonic() < deadline:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"port {port} is still taken")


def test_an_address_that_is_no_page_is_not_found(server: Server) -> None:
    assert httpx.get(f"{server.url}/nowhere").status_code == 404
    assert httpx.get(f"{server.url}/").status_code == 200
