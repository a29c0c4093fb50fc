"""When a newcomer's first ninety days have something for them. Pure."""

import datetime as dt
from typing import Literal

from bot.people.newcomers import AFTER_EVENTS, FIRST_DAYS, FIRST_WEEKS

StepKind = Literal["event", "expert"]

AGAIN = dt.timedelta(days=7)  # after a look that found nothing
WRITE_AT = dt.time(10)
OFFERED_FOR = dt.timedelta(days=5)  # a step that could not be sent by then is passed over
LATEST_THANKS = dt.timedelta(days=30)  # after the last day, where weeks are full, or after a pause


def first_look(started_on: dt.date, today: dt.date) -> dt.date:
    """Return when something is looked for first, once somebody asked for it."""
    return max(started_on + FIRST_WEEKS, today + dt.timedelta(days=1))


def kind_on(started_on: dt.date, day: dt.date) -> StepKind | None:
    """Return what is looked for on a day; None before the first month, and once all is over."""
    if not started_on + FIRST_WEEKS <= day < started_on + FIRST_DAYS:
        return None
    return "event" if day < started_on + AFTER_EVENTS else "expert"


def next_look(started_on: dt.date, day: dt.date, *, found: bool) -> dt.date:
    """Return when to look next: once this kind of step is over if one was found, or in a week."""
    if day < started_on + FIRST_WEEKS:
        return started_on + FIRST_WEEKS
    of_events = day < started_on + AFTER_EVENTS
    over = started_on + (AFTER_EVENTS if of_events else FIRST_DAYS)
    return over if found else min(day + AGAIN, over)


def after_full_week(day: dt.date) -> dt.date:
    """Return when to look again once a week had no place: on a Monday, when there is most room."""
    return day + dt.timedelta(days=7 - day.weekday())


def may_still_thank(started_on: dt.date, day: dt.date) -> bool:
    """Return whether it is not too late on a day to thank for the ninety days."""
    return day < started_on + FIRST_DAYS + LATEST_THANKS
