"""Quiet dates, as organisers type them: single dates and spans."""

import datetime as dt
import re

from bot.dates.working_time import Blackout

MAX_BLACKOUTS = 40
_MAX_SPAN = dt.timedelta(days=366)


class InvalidBlackout(ValueError):
    """Words that are no date and no span of dates."""


def read_blackout(words: str) -> Blackout:
    """Return quiet dates such as "2026-12-24..2027-01-02, 2026-05-01" as sorted spans.

    Raise InvalidBlackout with the first words that are no date, or one date too many.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", words)]
    spans = [part for part in parts if part]
    if len(spans) > MAX_BLACKOUTS:
        raise InvalidBlackout(spans[MAX_BLACKOUTS])
    return tuple(sorted(_read_span(span) for span in spans))


def write_blackout(blackout: Blackout) -> str:
    """Return quiet dates as the form takes them."""
    return ", ".join(_write_span(first, last) for first, last in blackout)


def _read_span(words: str) -> tuple[dt.date, dt.date]:
    first, _, last = words.partition("..")
    try:
        begins = dt.date.fromisoformat(first.strip())
        ends = dt.date.fromisoformat(last.strip() or first.strip())
    except ValueError:
        raise InvalidBlackout(words) from None

    if not dt.timedelta(0) <= ends - begins < _MAX_SPAN:
        raise InvalidBlackout(words)
    return begins, ends


def _write_span(first: dt.date, last: dt.date) -> str:
    return f"{first}" if first == last else f"{first}..{last}"
