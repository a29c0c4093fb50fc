"""Parser of the moments and days that people type into a field: one of them, or an error."""

import datetime as dt
import re

from bot.dates.local_time import local_date
from bot.dates.moments import Moment, Usual, read_moment
from bot.dates.vocabulary import fold_phrase

_MAX_LENGTH = 120

_PLAIN_CLOCK = re.compile(
    r"(?P<noon>noon|midday)"
    r"|(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?:h|uhr))?|(?P<full>1[0-2]|0?[1-9])\s*(?P<side>[ap])\.?m\.?"
    r"|(?P<whole>1[3-9]|2[0-3]|0\d)(?:\s*(?:h|uhr))?"
    r"|(?P<single>[01]?\d|2[0-3])\s*(?:h|uhr)"
    r"|(?P<two>[01]\d|2[0-3])(?P<last>[0-5]\d)",
    re.ASCII,
)

_HOURS = ("hour", "full", "whole", "single", "two")

_UNREADABLE = Moment(needs="words")


class UnreadableDate(ValueError):
    """The text is no date or time that can be used; `moment` is what is known of it."""

    def __init__(self, text: str, moment: Moment = _UNREADABLE) -> None:
        super().__init__(f"cannot read “{text[:_MAX_LENGTH]}” as a date")
        self.text = text[:_MAX_LENGTH]
        self.moment = moment


class DateInPast(ValueError):
    """The text is a time that is over."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:_MAX_LENGTH]}” has already passed")
        self.text = text[:_MAX_LENGTH]


def parse_when(
    text: str,
    now: dt.datetime,
    zone: str,
    default: dt.time | None = None,
    usual: Usual = "any",
) -> dt.datetime:
    """Return a future instant; a day without a time means `default`, and without one is unreadable.

    Raise UnreadableDate, with what has to be asked, or DateInPast.
    """
    found = parse_moment(text, now, zone, default, usual)
    assert found.start is not None
    return found.start


def parse_moment(
    text: str,
    now: dt.datetime,
    zone: str,
    default: dt.time | None = None,
    usual: Usual = "any",
) -> Moment:
    """Return a future moment with its start, and its end if it is named; raise as `parse_when`."""
    if len(text) > _MAX_LENGTH:
        raise UnreadableDate(text)
    found = read_moment(text, now, zone, usual, default)
    if found.refused == "past":
        raise DateInPast(text)
    if found.start is None:
        raise UnreadableDate(text, found)
    return found


def parse_day(text: str, now: dt.datetime, zone: str) -> dt.date:
    """Return a local date, today or later; raise UnreadableDate or DateInPast."""
    if len(text) > _MAX_LENGTH:
        raise UnreadableDate(text)
    found, today = read_moment(text, now, zone), local_date(now, zone)
    if found.day and found.day >= today and found.needs in ("", "day", "hour", "half"):
        return found.day
    if found.refused == "past":
        raise DateInPast(text)
    raise UnreadableDate(text, found)


def read_clock(words: str) -> str | None:
    """Return a time such as "9:30" or "5:30 pm" as "09:30" or "17:30"; None if it is no time."""
    match = _PLAIN_CLOCK.fullmatch(fold_phrase(words[:_MAX_LENGTH]))
    if match is None:
        return None
    if match["noon"]:
        return "12:00"

    hour = int(next(filter(None, (match[name] for name in _HOURS))))
    half = match["half"] or match["side"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{match['minute'] or match['last'] or '00'}"
