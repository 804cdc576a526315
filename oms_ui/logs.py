"""How the server writes down what happened: a line a thing, to read here and to parse elsewhere.

A traceback is written without the values of its variables: they are people's names and addresses,
and writing them out would take longer than the request did.
"""

import logging
import re
import sys
from typing import Any, Final

import structlog

from oms_ui.settings import Settings

_SECRET: Final = re.compile(
    r"""(["'](?:cookie|authorization)["']: )(?:'[^']*'|"[^"]*")""", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    """Return a line without the cookies and keys in it: who reads a log is not who signed in."""
    return _SECRET.sub(r"\1'…'", text)


def keep_secrets() -> None:
    """Let nobody write down a secret: what others log names the whole request."""
    make = logging.getLogRecordFactory()

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        try:
            text = record.getMessage()
        except (KeyError, TypeError, ValueError):  # a wrong call, which logging itself reports
            return record
        if (clean := without_secrets(text)) != text:
            record.msg, record.args = clean, None
        return record

    logging.setLogRecordFactory(factory)


def set_up_logs(settings: Settings) -> None:
    """Write for people on somebody's desk, and JSON for programs in production."""
    keep_secrets()
    ends: list[structlog.typing.Processor] = [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
    if settings.is_production:
        ends = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *ends,
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
