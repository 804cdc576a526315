"""The real thing: a real server, and a real browser in front of it.

`server` is one for the whole run; `start_server` starts another one for a test that needs its own.
`page`, `context` and `new_context` are Playwright's; `page.goto("/board")` goes to `server`.
`signed_in` signs the browser of `page` in as the administrator, `sign_in` any browser as anybody.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.serving import ADMIN_PASSWORD, Server, StartServer, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
    # The loop of Playwright runs on in this thread to the end, and no other may beside it.
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start a server with settings of its own; it is stopped when the test ends."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            serving(tmp_path_factory.mktemp("server"), **settings)
        )


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture
def signed_in(context: BrowserContext, server: Server) -> BrowserContext:
    """The browser of `page`, signed in to `server` as the administrator."""
    sign_in(context, server)
    return context


def sign_in(
    context: BrowserContext, server: Server, name: str = "admin", password: str = ADMIN_PASSWORD
) -> None:
    """Give a browser the cookie of a new session, without the sign-in page."""
    answer = context.request.post(
        f"{server.url}/api/v1/auth/sign-in", data={"name": name, "password": password}
    )
    assert answer.status == 204, answer.text()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not Path(CHROMIUM).exists():
        reason = "no chromium here: `make test` says which packages to install"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(autouse=True)
def no_page_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """An exception in a page fails the test that opened it."""
    errors: list[str] = []
    if "context" in request.fixturenames:
        context: BrowserContext = request.getfixturevalue("context")
        context.on("weberror", lambda error: errors.append(str(error.error)))
    yield
    assert errors == []
