"""How the server writes down what happened: a line a thing, to read here and to parse elsewhere.

A traceback is written without the values of its variables: they are people's names and addresses,
and writing them out would take longer than the request did.
"""

import sys

import structlog

from oms_ui.settings import Settings


def set_up_logs(settings: Settings) -> None:
    """Write for people on somebody's desk, and JSON for programs in production."""
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
