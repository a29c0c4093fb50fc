"""Turn what an organiser chooses in the setup form into a schedule, and back."""

import datetime as dt
import re

from bot.dates.recurrence import Blackout, every_weeks_rule, monthly_rule, weekly_rule

STOP = "stop"
CADENCES = ("weekly", "fortnight", "monthly:1", "monthly:2", "monthly:3", "monthly:4", "monthly:-1")
DRAW_WEEKDAYS = range(5)
GROUP_SIZES = range(2, 7)
MAX_BLACKOUTS = 40
_MAX_SPAN = dt.timedelta(days=366)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


class InvalidBlackout(ValueError):
    """Say which words make no date."""


def build_recurrence(cadence: str, weekday: int) -> str:
    """Build the recurrence of a cadence on a weekday."""
    if cadence == "weekly":
        return weekly_rule(weekday)
    if cadence == "fortnight":
        return every_weeks_rule(2, weekday)
    return monthly_rule(int(cadence.removeprefix("monthly:")), weekday)


def parse_recurrence(recurrence_rule: str) -> tuple[str, int]:
    """Find the cadence and weekday of a recurrence that the form made."""
    made = ((cadence, weekday) for cadence in CADENCES for weekday in DRAW_WEEKDAYS)
    return next(
        (pair for pair in made if build_recurrence(*pair) == recurrence_rule), (CADENCES[0], 1)
    )


def read_clock(words: str) -> str | None:
    """Read a time such as 9:30, or give None."""
    match = _CLOCK.fullmatch(words)
    return f"{int(match[1]):02}:{match[2]}" if match else None


def read_blackout(words: str) -> Blackout:
    """Read quiet dates such as "2026-12-24..2027-01-02, 2026-05-01".

    Raise Unreadable with what makes none.
    """
    spans = [span.strip() for span in re.split(r"[,;\n]", words) if span.strip()]
    if len(spans) > MAX_BLACKOUTS:
        raise InvalidBlackout(spans[MAX_BLACKOUTS])
    return tuple(sorted(_span(span) for span in spans))


def write_blackout(blackout: Blackout) -> str:
    """Write quiet dates as the form takes them."""
    return ", ".join(
        f"{first}" if first == last else f"{first}..{last}" for first, last in blackout
    )


def _span(words: str) -> tuple[dt.date, dt.date]:
    first, _, last = words.partition("..")
    try:
        begins = dt.date.fromisoformat(first.strip())
        ends = dt.date.fromisoformat(last.strip() or first.strip())
    except ValueError:
        raise InvalidBlackout(words) from None
    if not dt.timedelta(0) <= ends - begins < _MAX_SPAN:
        raise InvalidBlackout(words)
    return begins, ends
