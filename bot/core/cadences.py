"""How often something recurs, in the words of whoever reads it."""

from bot.dates.recurrence import CODES, WORKDAYS, Schedule, rule_parts
from bot.ui.speech import mark, say
from bot.ui.text import weekday_name

_EVERY_DAY = {
    1: mark("every day"),
    2: mark("every second day"),
    3: mark("every third day"),
    4: mark("every fourth day"),
    5: mark("every fifth day"),
}
_EVERY_WEEK = {
    2: mark("every second week on {weekdays}"),
    3: mark("every third week on {weekdays}"),
    4: mark("every fourth week on {weekdays}"),
    5: mark("every fifth week on {weekdays}"),
}
_EVERY_WEEKDAY = {
    1: mark("every {weekdays}"),
    2: mark("every second {weekdays}"),
    3: mark("every third {weekdays}"),
    4: mark("every fourth {weekdays}"),
    5: mark("every fifth {weekdays}"),
}
_EVERY_MONTH = {
    1: mark("{which} of every month"),
    2: mark("{which} of every second month"),
    3: mark("{which} of every third month"),
    4: mark("{which} of every fourth month"),
    5: mark("{which} of every fifth month"),
}
_NTH = {
    "1": mark("the first {weekday}"),
    "2": mark("the second {weekday}"),
    "3": mark("the third {weekday}"),
    "4": mark("the fourth {weekday}"),
    "5": mark("the fifth {weekday}"),
    "-1": mark("the last {weekday}"),
}

RHYTHM_LABELS = {  # of bot/dates/rhythms.py
    "w1": mark("Every week"),
    "w2": mark("Every two weeks"),
    "w3": mark("Every three weeks"),
    "w4": mark("Every four weeks"),
    "w6": mark("Every six weeks"),
    "1": mark("Every month, on the first such day"),
    "2": mark("Every month, on the second such day"),
    "3": mark("Every month, on the third such day"),
    "4": mark("Every month, on the fourth such day"),
    "-1": mark("Every month, on the last such day"),
    "2m1": mark("Every two months, on the first such day"),
    "2m2": mark("Every two months, on the second such day"),
    "2m3": mark("Every two months, on the third such day"),
    "2m4": mark("Every two months, on the fourth such day"),
    "2m-1": mark("Every two months, on the last such day"),
    "3m1": mark("Every quarter, on the first such day"),
    "3m2": mark("Every quarter, on the second such day"),
    "3m3": mark("Every quarter, on the third such day"),
    "3m4": mark("Every quarter, on the fourth such day"),
    "3m-1": mark("Every quarter, on the last such day"),
}


def describe_schedule(schedule: Schedule) -> str:
    """Return a schedule in plain words."""
    return say(
        "{cadence} at {time}, {zone}",
        cadence=describe_cadence(schedule),
        time=f"{schedule.time:%H:%M}",
        zone=schedule.zone,
    )


def describe_cadence(schedule: Schedule) -> str:
    """Return how often a schedule recurs, in plain words; a rule without a plain form is quoted."""
    parts = dict(rule_parts(schedule.rule))
    number = int(parts.pop("INTERVAL", "1"))
    words: str | None = None
    match parts:
        case {"FREQ": "DAILY", **rest} if not rest:
            words = _daily(number)
        case {"FREQ": "WEEKLY", "BYDAY": days, **rest} if not rest:
            words = _weekly(number, days)
        case {"FREQ": "MONTHLY", "BYDAY": days, **rest} if rest.keys() <= {"BYSETPOS"}:
            words = _monthly(number, _nth(days, rest.get("BYSETPOS")))
        case {"FREQ": "MONTHLY", "BYMONTHDAY": day, **rest} if not rest and "," not in day:
            is_last = day == "-1"
            words = _monthly(number, say("the last day") if is_last else say("day {day}", day=day))
    return words or say("by the rule {rule}", rule=schedule.rule)


def _daily(number: int) -> str:
    if number in _EVERY_DAY:
        return say(_EVERY_DAY[number])
    return say("every {number} days", number=number)


def _weekly(number: int, days: str) -> str | None:
    names = _names(days)
    if names is None:
        return None
    if number > 1 and "," in days:
        if number in _EVERY_WEEK:
            return say(_EVERY_WEEK[number], weekdays=names)
        return say("every {number} weeks on {weekdays}", number=number, weekdays=names)
    if number in _EVERY_WEEKDAY:
        return say(_EVERY_WEEKDAY[number], weekdays=names)
    return say("every {number} {weekday}s", number=number, weekday=names)


def _monthly(number: int, which: str | None) -> str | None:
    if which is None:
        return None
    if number in _EVERY_MONTH:
        return say(_EVERY_MONTH[number], which=which)
    return say("{which} of every {number} months", which=which, number=number)


def _names(days: str) -> str | None:
    if days == WORKDAYS:
        return say("weekday")

    codes = days.split(",")
    if not set(codes) <= set(CODES):
        return None

    *most, last = [weekday_name(CODES.index(code)) for code in codes]
    return f"{', '.join(most)}{say(' and ')}{last}" if most else last


def _nth(days: str, position: str | None) -> str | None:
    """Return "the second Tuesday" of "2TU", or of "TU" at the position "2"."""
    number, day = (position, days) if position else (days[:-2], days[-2:])
    ordinal = number.lstrip("+")
    weekday = _names(day) if day == WORKDAYS or day in CODES else None
    if ordinal not in _NTH or weekday is None:
        return None
    return say(_NTH[ordinal], weekday=weekday)
