"""Logs hold ids, kinds and hosts: no address, no token, and nothing that people typed."""

import io
import json
import logging
import sys

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.config import LogSection
from bot.logs import REPEATS, configure_logging, redact_text

CALENDAR = (
    "https://calendar.google.com/calendar/ical/ada%40x.example/private-0a1b2c3d4e5f/basic.ics"
)
LOGIN = "https://login.example/sso?token=Zx81kQ0w77Tq&next=/falcon"
SECRETS = (CALENDAR, LOGIN, "xoxb-1234-abcdef", "xapp-1-A0-secret9", "ada.wolf@acme.example")
SCHEMES = ("https", "http", "webcal", "postgresql+asyncpg", "wss")


class Lines(io.StringIO):
    """What was written to standard error, line by line."""

    def read_lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    written = Lines()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(LogSection(level="debug"))
    return written


@given(
    scheme=st.sampled_from(SCHEMES),
    path=st.from_regex(r"[a-zA-Z0-9/._%-]{1,60}", fullmatch=True),
    before=st.text(max_size=20),
)
def test_of_an_address_the_host_alone_stays(scheme: str, path: str, before: str) -> None:
    shown = redact_text(f"{before} {scheme}://ada:pw@town.example/q{path}?token=abc")
    assert f"q{path}" not in shown
    assert "token=abc" not in shown
    assert "ada:pw" not in shown


@pytest.mark.parametrize("secret", SECRETS)
def test_no_field_of_a_line_holds_a_secret(lines: Lines, secret: str) -> None:
    log = structlog.get_logger()
    log.info("looked", action="source.look", reason=f"redirects to {secret}", more=[secret])
    log.warning("refused", action="deliver", error={"said": f"no, “{secret}”"})
    written = json.dumps(lines.read_lines())
    assert secret not in written
    assert "private-0a1b2c3d4e5f" not in written
    assert "Zx81kQ0w77Tq" not in written
    assert "ada.wolf" not in written


def test_hosts_ids_and_kinds_stay(lines: Lines) -> None:
    told = {
        "action": "source.look",
        "host": "town.example",
        "workspace": "slack:T0123ABC",
        "source": 12,
        "subject": "digest:12:2026-03-17T09:00",
        "outbox_message": "1234567890123456789",
        "fault": "unreadable",
        "error": "channel_not_found",
    }
    structlog.get_logger().info("looked", **told)
    [line] = lines.read_lines()
    assert line.items() >= told.items()


def test_an_exception_is_told_by_its_kind_and_place_without_its_words(lines: Lines) -> None:
    log = structlog.get_logger()
    try:
        try:
            int("Falcon launches in May")
        except ValueError as error:
            raise RuntimeError(f"cannot open {LOGIN}") from error
    except RuntimeError as error:
        error.add_note("Falcon")
        group = ExceptionGroup("Falcon", [error])
        log.error("failed", action="deliver", exc_info=group)
    [line] = lines.read_lines()
    trace = str(line["exception"])
    assert "ValueError" in trace
    assert "RuntimeError" in trace
    assert "test_logs.py" in trace
    assert "Falcon launches in May" not in trace.replace('int("Falcon launches in May")', "")
    assert "Zx81kQ0w77Tq" not in trace


def test_of_what_libraries_log_only_the_beginning_is_kept(lines: Lines) -> None:
    logging.getLogger("slack_bolt").warning(
        f"Unhandled request ({{'text': 'Falcon', 'u': '{LOGIN}'}})"
    )
    logging.getLogger("aiohttp").error("Cannot reach %s: %s", LOGIN, "Falcon")
    written = lines.read_lines()
    assert [line["event"] for line in written] == ["Unhandled request", "Cannot reach %s: %s"]
    assert "Falcon" not in json.dumps(written)


def test_what_strangers_cause_a_thousand_times_fills_no_disk(lines: Lines) -> None:
    logger = logging.getLogger("asyncio")
    for _ in range(1_000):
        logger.error("socket.accept() out of system resource\nsocket: <x>")
    assert len(lines.read_lines()) == REPEATS


def test_after_a_while_it_is_told_how_many_were_left_out(lines: Lines) -> None:
    made = logging.LogRecord("asyncio", logging.ERROR, "x", 1, "out of files", (), None)
    for at in (*[0.0] * (REPEATS + 20), 61.0, 62.0):
        made.created = 1_000.0 + at
        logging.getLogger("asyncio").handle(made)
    assert [line.get("left_out") for line in lines.read_lines()] == [*[None] * REPEATS, 20, None]
