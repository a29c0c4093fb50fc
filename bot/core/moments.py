"""What people are told of a time that they typed and that cannot be used as it is."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.dates.moments import Moment
from bot.ui.notices import impossible_moment, moment_question, past_moment
from bot.ui.text import format_day_month, format_full_day


def moment_problem(words: str, moment: Moment, zone: str, example: str = "tomorrow 12:30") -> str:
    """Return the sentence that asks back, or that refuses; the example is never over."""
    if moment.refused == "past":
        return past_moment(words, example)
    if moment.refused:
        return impossible_moment(words, example)
    choices = [
        _format_choice(choice, zone, weekday=moment.needs == "day") for choice in moment.choices
    ]
    return moment_question(words, moment.needs, moment.day, choices, example)


def _format_choice(choice: dt.datetime | dt.date, zone: str, *, weekday: bool) -> str:
    if isinstance(choice, dt.datetime):
        return f"{choice.astimezone(ZoneInfo(zone)):%H:%M}"
    return format_full_day(choice) if weekday else format_day_month(choice)
