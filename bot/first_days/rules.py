"""When a newcomer's first ninety days have something for them. Pure."""

import datetime as dt
from typing import Literal

from bot.people.newcomers import FIRST_DAYS, FIRST_WEEKS

StepKind = Literal["event", "expert"]

AFTER_EVENTS = dt.timedelta(days=60)  # until then an event is looked for, then somebody to ask
AGAIN = dt.timedelta(days=7)  # after a look that found nothing
WRITE_AT = dt.time(10)
OFFERED_FOR = dt.timedelta(days=5)  # a step that could not be sent by then is passed over
THANKED_FOR = dt.timedelta(days=12)  # so that it finds room in this week or the next
LATEST_THANKS = dt.timedelta(days=30)  # after the last day, for somebody who pauses


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


def may_still_thank(started_on: dt.date, day: dt.date) -> bool:
    """Return whether somebody who pauses on a day may be thanked once they are back."""
    return day < started_on + FIRST_DAYS + LATEST_THANKS
