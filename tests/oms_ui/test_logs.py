"""What is written down, and what is not."""

import logging
from collections.abc import Iterator

import pytest

from oms_ui.logs import keep_secrets


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    make = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(make)


def test_no_log_holds_the_cookie_of_a_request(caplog: pytest.LogCaptureFixture) -> None:
    keep_secrets()

    logging.getLogger("other").error("no handler for %s", {"cookie": "oms=secret", "host": "here"})

    assert caplog.messages == ["no handler for {'cookie': '…', 'host': 'here'}"]


def test_a_log_without_a_secret_is_left_as_it_was_called() -> None:
    """Those who write access logs look at the arguments, and a wrong call is theirs to report."""
    keep_secrets()
    make = logging.getLogRecordFactory()

    right = make("n", logging.INFO, "f", 1, "%s %d", ("GET /", 200), None)
    wrong = make("n", logging.INFO, "f", 1, "%d", ("not a number",), None)

    assert (right.msg, right.args) == ("%s %d", ("GET /", 200))
    assert (wrong.msg, wrong.args) == ("%d", ("not a number",))
