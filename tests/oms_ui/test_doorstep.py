"""Where a browser lands: inside, at the sign-in page, or where it was going."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user
from models.people.sessions import open_session
from oms_ui.doorstep import Doorstep, back_to
from state.core import bind, house, unbind
from tests.databases import Shelf
from tests.demo_houses import a_demo_house, make_demo

NAVIGATES = {"Sec-Fetch-Mode": "navigate"}
INSIDE = ("/", "/board", "/orders/[no]", "/docs/[[...rest]]")


@pytest.fixture
def client(sqlite: Database) -> Iterator[TestClient]:
    """Pages behind a doorstep; `mei` is signed in by that cookie, `new` must change a password."""
    bind(sqlite)
    for name in ("mei", "new"):
        key = sqlite.do(
            SYSTEM, add_user, name=name, password=Sealed("-"), roles=["sales"],
            must_change_password=name == "new",
        )  # fmt: skip
        sqlite.do(SYSTEM, open_session, key, name)
    pages = Starlette(routes=[Route("/{rest:path}", lambda _: PlainTextResponse("page"))])
    yield TestClient(Doorstep(pages, routes=INSIDE), headers=NAVIGATES, follow_redirects=False)
    unbind()


def lands(client: TestClient, path: str, who: str = "", **headers: str) -> str:
    """Where somebody lands who opens `path`: an address, or the page itself."""
    cookie = {"Cookie": f"oms={who}"} if who else {}
    answer = client.get(path, headers={**cookie, **headers})
    assert answer.status_code in {200, 303}
    if answer.status_code == 303:
        assert answer.headers["cache-control"] == "no-store"
    return answer.headers.get("location", answer.text)


@pytest.mark.parametrize(
    ("path", "who", "where"),
    [
        ("/", "", "/login"),
        ("/board", "", "/login?next=%2Fboard"),
        ("/board/", "", "/login?next=%2Fboard"),
        ("/board?lane=packed&q=a%26b", "", "/login?next=%2Fboard%3Flane%3Dpacked%26q%3Da%2526b"),
        ("/orders/10433", "", "/login?next=%2Forders%2F10433"),
        ("/orders/10433", "forged", "/login?next=%2Forders%2F10433"),
        ("/board", "mei", "page"),
        ("/board", "new", "/password?next=%2Fboard"),
        ("/login", "", "page"),
        ("/login?next=/board", "mei", "/board"),
        ("/login/?next=%2Fboard%3Flane%3Dpacked", "mei", "/board?lane=packed"),
        ("/login?next=/board", "new", "/password?next=%2Fboard"),
        ("/login", "new", "/password"),
        ("/password", "", "/login?next=%2Fpassword"),
        ("/password", "mei", "page"),
        ("/password", "new", "page"),
        ("/track/abc", "", "page"),
        ("/assets/app.js", "", "page"),
        ("/nowhere", "", "page"),
    ],
)
def test_everybody_lands_where_they_belong(
    client: TestClient, path: str, who: str, where: str
) -> None:
    assert lands(client, path, who) == where


def test_only_the_opening_of_a_page_is_led_elsewhere(client: TestClient) -> None:
    assert lands(client, "/board", **{"Sec-Fetch-Mode": "cors"}) == "page"
    assert client.post("/board").status_code == 405
    client.headers.pop("Sec-Fetch-Mode")
    assert lands(client, "/board", Accept="*/*") == "page"
    assert lands(client, "/board", Accept="text/html,*/*") == "/login?next=%2Fboard"


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("", "/"),
        ("/", "/"),
        ("/board", "/board"),
        ("/board?a=1%26b=2", "/board?a=1&b=2"),
        ("/客户", "/%E5%AE%A2%E6%88%B7"),
        ("board", "/"),
        ("//elsewhere.example", "/"),
        ("///elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example", "/"),
        ("\\\\elsewhere.example", "/"),
        ("/%09/elsewhere.example", "/"),
        ("/%0d%0aSet-Cookie: oms=planted", "/"),
        (" //elsewhere.example", "/"),
        ("/login", "/"),
        ("/login/?next=/login", "/"),
        ("/password", "/"),
    ],
)
def test_the_way_back_is_a_page_of_ours(asked: str, where: str) -> None:
    assert back_to(f"next={asked}") == where


class TestDemo:
    """Who is in the demo, and whose demo is over."""

    @pytest.fixture
    def inside(self, client: TestClient, sqlite: Database, tmp_path: Path, shelf: Shelf):
        """The cookies of a manager who is in the demo."""
        assert client
        demo = a_demo_house(tmp_path / "demo")
        make_demo(demo.folder, shelf)
        bind(sqlite, demo=demo)
        key = sqlite.do(
            SYSTEM, add_user, name="boss", password=Sealed("-"), roles=["manager"],
            must_change_password=False,
        )  # fmt: skip
        sqlite.do(SYSTEM, open_session, key, "boss")
        visitor = asyncio.run(house().doorman.visitor("oms=boss"))
        assert visitor
        yield f"boss; oms-demo={asyncio.run(demo.enter(visitor, Role.MANAGER, ''))}"
        demo.close()

    def test_pages_open_and_passwords_are_no_affair_of_it(
        self, client: TestClient, inside: str
    ) -> None:
        assert lands(client, "/board", inside) == "page"
        assert lands(client, "/login?next=/board", inside) == "/board"
        assert lands(client, "/password", inside) == "/"

    def test_when_it_is_over_its_cookie_goes_and_the_page_opens(
        self, client: TestClient, inside: str
    ) -> None:
        demo = house().demo
        assert demo
        demo.remove()

        answer = client.get("/board?q=1", headers={"Cookie": f"oms={inside}"})

        assert (answer.status_code, answer.headers["location"]) == (303, "/board?q=1")
        assert answer.headers["set-cookie"].startswith('oms-demo=""; expires=')
        assert lands(client, "/board?q=1", "boss") == "page"
        assert lands(client, "/board", "forged; oms-demo=x") == "/board"
