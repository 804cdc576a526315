"""The import pages of one browser, and a desk where files are handed in beside it."""

from typing import Any

from models.access.permissions import Role
from models.imports.plan import Plan
from models.imports.tables import ImportState
from state.import_job import ImportJobState
from tests.factories import a_user
from tests.models.imports.files import text
from tests.models.imports.handing import Desk
from tests.state.pipeline import Browser

REFUSE = Plan()


def look(browser: Browser, desk: Desk, *rows: str, work: bool = True) -> ImportJobState:
    """Hand a file in, let it be looked at, and open its page."""
    desk.hand_in(text(*rows), REFUSE, ImportState.CHECKING)
    if work:
        desk.work()
    return open_page(browser, desk)


def open_page(browser: Browser, desk: Desk) -> ImportJobState:
    browser.send(ImportJobState.load(), f"/import/{desk.last}")
    return browser.state(ImportJobState)


def send(browser: Browser, desk: Desk, spec: Any) -> None:
    browser.send(spec, f"/import/{desk.last}")


def counts(page: ImportJobState) -> dict[str, int]:
    return {tile["key"]: tile["n"] for tile in page.tiles if tile["n"]}


def facts(page: ImportJobState) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in page.job["facts"]}


def a_colleague() -> Any:
    """Somebody who works on orders while an import goes on."""
    return a_user(Role.DISPATCHER)
