"""Suggest the options of a poll, dates and venues, and a venue for the lunch."""

import datetime as dt
from collections.abc import Sequence

from msgspec import structs

from bot.dates.local_time import local_date, utc_instant
from bot.dates.rhythms import cycle_of, goes_by_weeks
from bot.dates.working_time import WorkingTime
from bot.events import records as events
from bot.happy_hour import date_options
from bot.happy_hour.settings import PollSettings
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction
from bot.venues import records as venues
from bot.venues.rules import Suggestion, suggest_venues

_ONE_DAY = dt.timedelta(days=1)
_HORIZON = dt.timedelta(days=45)
_COMPETING = ("happy_hour", "lunch", "gathering")  # kinds of events that everybody may go to


async def load_working_time(
    tx: ReadTransaction, workspace: str, channel: str, plan: PollSettings, zone: str
) -> WorkingTime:
    """Return the working time of a channel, with the holidays and days off of a plan."""
    working_time = await channel_working_time(tx, workspace, channel, zone, plan.blackout)
    return structs.replace(working_time, region=plan.region) if plan.region else working_time


async def suggest_evening_venues(
    tx: ReadTransaction, workspace: str, day: dt.date, plan: PollSettings
) -> list[Suggestion]:
    """Return three venues for an evening, two of them good without alcohol where there are such.

    Nobody's wish counts: places that suit everybody are offered always, so they tell of nobody.
    """
    known = await venues.list_open_venues(tx, workspace)
    history = await venues.load_visit_history(tx, workspace)
    return suggest_venues(known, history, day, "evening", plan.expected, alcohol_free=2)


async def choose_lunch_venue(
    tx: ReadTransaction, workspace: str, day: dt.date, expected: int
) -> int | None:
    """Return the id of a venue for a lunch, or None if there is none."""
    known = await venues.list_open_venues(tx, workspace)
    history = await venues.load_visit_history(tx, workspace)
    suggested = suggest_venues(known, history, day, "lunch", expected, most=1, alcohol_free=0)
    return suggested[0].venue.id if suggested else None


async def find_good_moments(
    tx: ReadTransaction,
    workspace: str,
    plan: PollSettings,
    wished: dt.date,
    earliest: dt.date,
    lunch_at: dt.datetime,
    working_time: WorkingTime,
) -> list[dt.datetime]:
    """Return three moments around a day, none on the day of the lunch or of another event."""
    zone = working_time.zone
    start = utc_instant(earliest, dt.time.min, zone)
    competing = await events.upcoming_events(
        tx, workspace, start, start + _HORIZON, kinds=_COMPETING
    )
    taken = {local_date(event.starts_at, zone) for event in competing}
    if plan.lunch:
        taken.add(local_date(lunch_at, zone))
    reach = (cycle_of(plan.rule) - _ONE_DAY) / 2 if goes_by_weeks(plan.rule) else _HORIZON
    days = date_options.find_good_dates(wished, earliest, working_time, taken, reach)
    return [utc_instant(day, plan.time_of_day, zone) for day in days]


def build_options(
    moments: Sequence[dt.datetime], suggested: Sequence[Suggestion]
) -> list[dict[str, object]]:
    """Return the columns of a poll's options: dates, then venues."""
    options: list[dict[str, object]] = [{"starts_at": moment} for moment in moments]
    for suggestion in suggested:
        options.append({"venue": suggestion.venue.id, "reasons": suggestion.reasons})
    return options
