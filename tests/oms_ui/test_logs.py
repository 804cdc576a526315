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
