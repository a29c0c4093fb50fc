"""Structured logs: an `action`, ids, kinds and hosts, and never what people wrote.

What libraries log goes the same way. Addresses lose all but their host, and exceptions their words,
which may repeat what somebody typed; their kind and where they came from stay.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from bot.config import LogSection

MAX_VALUE = 300  # characters of one value
MAX_TRACE = 12_000  # characters of the trace of an exception
MAX_CHAIN = 6  # exceptions of which one follows from the other
REPEATS, WINDOW = 5, 60.0  # lines of one kind from a library, within so many seconds
MAX_KINDS = 500  # kinds of line that are counted

GONE = "…"
_ADDRESS = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s\"'<>]+")
_MAIL = re.compile(r"[\w.+-]+@(?=[\w-]+\.[\w-])")
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+|\b[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
# letters and digits without a word in them: a secret, or an id that nobody looks up
_RANDOM = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-zA-Z])[\w-]{24,}")
_NAMED = re.compile(
    r"(?i)\b(token|secret|password|passwd|pwd|pw|api[_-]?key|key|signature|sig|code|auth"
    r"|bearer|bot|authorization)(\s*[=:]\s*|\s+)(?=\S{6})(?=\S*\d)\S+"
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|`[^`]*`")
_DATA_BEGINS = re.compile(r"[\n:(\[{'\"`=<“]")
_PLAIN = ("event", "level", "timestamp", "action")  # written by whoever wrote the program


def configure_logging(section: LogSection) -> None:
    """Write every log line to standard error, as JSON or as text."""
    last: Processor = structlog.processors.JSONRenderer()
    if section.format == "text":
        last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(format_exception),
            redact_event,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[section.level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _take_over_libraries()


def redact_event(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Return a log line of which every value is redacted."""
    return {name: _redact_value(name, value) for name, value in event.items()}


def redact_text(text: str) -> str:
    """Return text without addresses, tokens and whatever stands in quotation marks."""
    return _remove_secrets(_QUOTED.sub(GONE, _remove_secrets(text[: MAX_VALUE * 4])))[:MAX_VALUE]


def format_exception(exc_info: ExcInfo) -> str:
    """Return where an exception came from and its kind, without its words."""
    error = exc_info[1]
    return "\n".join(_trace_lines(error, MAX_CHAIN))[-MAX_TRACE:]


class LibraryLogs(logging.Handler):
    """Takes what libraries log: how each line begins, as its words hold data further on.

    Of one kind only a few are written in a minute, however often strangers cause it.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless there are too many of its kind."""
        with suppress(Exception):  # a log that cannot be written stops nobody's work
            self._write(record)

    def _write(self, record: logging.LogRecord) -> None:
        words = str(record.msg)
        if not record.args:
            words = _DATA_BEGINS.split(words, maxsplit=1)[0].strip()
        left_out = self._count(record, words)
        if left_out is None:
            return
        more = {"left_out": left_out} if left_out else {}
        log = structlog.get_logger()
        log.log(
            record.levelno,
            words,
            action="library",
            library=record.name,
            exc_info=record.exc_info or None,
            **more,
        )

    def _count(self, record: logging.LogRecord, words: str) -> int | None:
        """Return how many lines of a kind were left out before this one; None to leave it out."""
        kind = record.name, words
        if len(self._windows) > MAX_KINDS:
            self._windows.clear()
        began, count = self._windows.get(kind, (record.created, 0))
        left_out = max(0, count - REPEATS)
        if record.created - began >= WINDOW:
            began, count = record.created, 0
        elif count < REPEATS:
            left_out = 0
        self._windows[kind] = began, count + 1
        return left_out if count < REPEATS else None


def _take_over_libraries() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, LibraryLogs):
            root.removeHandler(handler)
    root.addHandler(LibraryLogs())


def _redact_value(name: str, value: object) -> object:
    if name == "exception":  # places in the program and kinds alone
        return value
    if isinstance(value, str):
        return _remove_secrets(value) if name in _PLAIN else redact_text(value)
    if isinstance(value, dict):
        return {key: _redact_value(str(key), each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_redact_value(name, each) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return redact_text(str(value))


def _remove_secrets(text: str) -> str:
    text = _ADDRESS.sub(lambda found: _host_alone(found[0]), text)
    text = _MAIL.sub(f"{GONE}@", text)
    text = _NAMED.sub(rf"\1\g<2>{GONE}", text)
    return _RANDOM.sub(GONE, _TOKEN.sub(GONE, text))


def _host_alone(address: str) -> str:
    scheme = address.partition("://")[0]
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return f"{scheme}://{host}/{GONE}"


def _trace_lines(error: BaseException | None, left: int) -> Iterator[str]:
    if error is None or not left:
        return
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    if cause is not None:
        yield from _trace_lines(cause, left - 1)
        yield "which led to"

    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield _kind(error)
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions[:MAX_CHAIN]:
            yield "of which one is"
            yield from _trace_lines(inner, left - 1)


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.errno:
        return f"{name}: {os.strerror(error.errno)}"
    for code in ("sqlite_errorname", "sqlstate"):  # as databases name what went wrong
        told = getattr(error, code, None)
        if isinstance(told, str):
            return f"{name}: {told}"
    return name
