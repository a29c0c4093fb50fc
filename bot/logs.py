"""Structured logs: an `action`, ids, and never what people wrote."""

import logging
import sys

import structlog
from structlog.typing import Processor

from bot.config import LogSection


def configure_logging(section: LogSection) -> None:
    """Write every log line to standard error, as JSON or as text."""
    last: tuple[Processor, ...] = (
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    )
    if section.format == "text":
        plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        last = (plain,)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[section.level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
