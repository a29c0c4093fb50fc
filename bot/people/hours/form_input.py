"""Read working hours as people type them, such as “Sun–Thu 9–17, Fri 9–13”, and write them."""

import datetime as dt
import re
from collections.abc import Iterator

from bot.dates.recurrence import WEEKDAYS
from bot.dates.working_time import OFFICE_WEEK, Hours, Week
from bot.ui.languages import ENGLISH
from bot.ui.speech import say, speaking
from bot.ui.text import weekday_name

Days = set[int]

_NOON = dt.time(12)
_FREE: Week = (None,) * 7
_DAY_SETS: dict[str, Days] = {
    "weekday": set(range(5)),
    "weekdays": set(range(5)),
    "weekend": {5, 6},
    "weekends": {5, 6},
    "daily": set(range(7)),
    "everyday": set(range(7)),
    "always": set(range(7)),
}
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?"
_HOURS = re.compile(rf"(.*?)\s*{_CLOCK}-{_CLOCK}")
_DASHES = re.compile(r"\s*(?:[-–—]|\bto\b|\buntil\b)\s*")
_MIN_LETTERS = 2


def _every(days: range, begins: int, ends: int) -> Week:
    hours = dt.time(begins), dt.time(ends)
    return tuple(hours if day in days else None for day in range(7))


PRESETS: dict[str, Week] = {
    "office": OFFICE_WEEK,
    "sunday": (*(OFFICE_WEEK[0],) * 4, None, None, OFFICE_WEEK[0]),
    "evenings": (*_every(range(5), 17, 22)[:5], *_every(range(5, 7), 10, 22)[5:]),
    "nights": _every(range(5), 22, 6),
}


class UnreadableHours(ValueError):
    """Words that are no days and hours."""


def read_week(words: str) -> Week:
    """Return the week of “Mon–Thu 9–17, Fri 9–13”; days without hours are free.

    Raise UnreadableHours with the part that was not understood.
    """
    week = list(_FREE)
    waiting: Days = set()
    plain = _DASHES.sub("-", words.casefold().replace(" and ", ", ").replace("every day", "daily"))
    for part in re.split(r"[,;\n]", plain):
        if not part.strip():
            continue
        days, hours = _read_part(part.strip())
        waiting |= days
        if hours:
            for day in waiting or _DAY_SETS["weekdays"]:
                week[day] = hours
            waiting = set()

    if waiting or not any(week):
        raise UnreadableHours(words)
    return tuple(week)


def read_hours(words: str) -> Hours:
    """Return hours such as “18–9”; raise UnreadableHours."""
    days, hours = _read_part(_DASHES.sub("-", words.strip().casefold()))
    if days or not hours:
        raise UnreadableHours(words)
    return hours


def write_week(week: Week) -> str:
    """Return a week as `read_week` reads it, such as “Sunday to Thursday 9:00–17:00”."""
    with speaking(ENGLISH):
        return describe_week(week)


def describe_week(week: Week) -> str:
    """Return a week in its reader's words."""
    return ", ".join(f"{_names(days)} {describe_hours(hours)}" for days, hours in _runs(week))


def write_hours(hours: Hours) -> str:
    """Return hours as `read_hours` reads them, such as “9:00–17:00”."""
    with speaking(ENGLISH):
        return describe_hours(hours)


def describe_hours(hours: Hours) -> str:
    """Return hours in their reader's words."""
    begins, ends = hours
    if begins == ends:
        return say("all day")
    last = "24:00" if ends == dt.time.min else f"{ends.hour}:{ends:%M}"
    return f"{begins.hour}:{begins:%M}–{last}"


def _read_part(part: str) -> tuple[Days, Hours | None]:
    match = _HOURS.fullmatch(part)
    if part.endswith("all day"):
        return _read_days(part.removesuffix("all day")), (dt.time.min, dt.time.min)
    if not match:
        return _read_days(part), None
    begins, ends = _read_clock(match[2], match[3], match[4]), _read_clock(*match.groups()[4:])
    if begins is None or ends is None:
        raise UnreadableHours(part)
    bare = not any(match[group] for group in (3, 4, 6, 7))
    return _read_days(match[1]), _as_day_shift((begins, ends)) if bare else (begins, ends)


def _as_day_shift(hours: Hours) -> Hours:
    """Return a bare “9–5” as 9:00 to 17:00: who begins in the morning ends before the next."""
    begins, ends = hours
    if dt.time.min < ends < begins < _NOON:
        return begins, ends.replace(hour=ends.hour + 12)
    return hours


def _read_clock(hour: str, minute: str | None, half: str | None) -> dt.time | None:
    number = int(hour) % 12 + 12 * (half == "pm") if half else int(hour)
    if number == 24 and not int(minute or 0):
        return dt.time.min
    try:
        return dt.time(number, int(minute or 0))
    except ValueError:
        return None


def _read_days(words: str) -> Days:
    days: Days = set()
    for word in words.split():
        first, _, last = word.partition("-")
        if word in _DAY_SETS:
            days |= _DAY_SETS[word]
        elif last:
            days |= _span(_read_day(first), _read_day(last))
        else:
            days.add(_read_day(first))
    return days


def _read_day(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= _MIN_LETTERS and name.casefold().startswith(word.rstrip(".")):
            return number
    raise UnreadableHours(word)


def _span(first: int, last: int) -> Days:
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _runs(week: Week) -> Iterator[tuple[list[int], Hours]]:
    """Yield runs of days with the same hours, from the first day after a free one on."""
    size = len(week)
    starts = [day for day in range(size) if week[day] and not week[day - 1]]
    first = max(starts, key=lambda day: _free_days_before(day, week), default=0)
    ordered = [(first + step) % size for step in range(size)]
    run: list[int] = []
    for position, day in enumerate(ordered):
        hours = week[day]
        if hours is None:
            continue
        run.append(day)
        following = week[ordered[position + 1]] if position + 1 < size else None
        if following != hours:
            yield run, hours
            run = []


def _free_days_before(day: int, week: Week) -> int:
    free = 0
    while free < len(week) and not week[day - free - 1]:
        free += 1
    return free


def _names(days: list[int]) -> str:
    if len(days) == 7:
        return say("Every day")
    first, last = weekday_name(days[0]), weekday_name(days[-1])
    if len(days) == 1:
        return first
    return (
        say("{first} and {last}", first=first, last=last)
        if len(days) == 2
        else say("{first} to {last}", first=first, last=last)
    )
