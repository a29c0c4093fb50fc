"""Choose what to offer: good dates, places that are due, and where the lunch takes place."""

import datetime as dt
from typing import Any

from bot.dates.local_time import local_date, utc_instant
from bot.events import records as events
from bot.happy_hour import date_options, records, rules
from bot.happy_hour.settings import PollSettings
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.venues import records as venues
from bot.venues.rules import Suggestion, suggest_venues

_AROUND = dt.timedelta(days=45)
_SEEN = ("happy_hour", "lunch", "gathering")  # what else is on, as far as everybody is concerned


async def suggest_evening_venues(
    tx: ReadTransaction, workspace: str, day: dt.date, plan: PollSettings, channel: str
) -> list[Suggestion]:
    """Suggest three places for an evening.

    More of them good without alcohol where five and more wish for it.
    """
    members = [person.id for person in await people.people_in_channel(tx, workspace, channel)]
    dry = await records.count_dry(tx, workspace, members, rules.MIN_COUNTED)
    known, past = (
        await venues.list_open_venues(tx, workspace),
        await venues.load_visit_history(tx, workspace),
    )
    return suggest_venues(known, past, day, "evening", plan.expected, alcohol_free=2 if dry else 1)


async def choose_lunch_venue(
    tx: ReadTransaction, workspace: str, day: dt.date, expected: int
) -> int | None:
    """Choose a place for a lunch."""
    known, past = (
        await venues.list_open_venues(tx, workspace),
        await venues.load_visit_history(tx, workspace),
    )
    found = suggest_venues(known, past, day, "lunch", expected, most=1, alcohol_free=0)
    return found[0].venue.id if found else None


async def find_good_moments(
    tx: ReadTransaction,
    workspace: str,
    plan: PollSettings,
    wished: dt.date,
    earliest: dt.date,
    lunch_at: dt.datetime,
    zone: str,
) -> list[dt.datetime]:
    """Find three good moments around a day, none on the day of the lunch or of anything else that
    is on."""
    start = utc_instant(earliest, dt.time.min, zone)
    else_on = await events.upcoming_events(tx, workspace, start, start + _AROUND, kinds=_SEEN)
    taken = {local_date(one.starts_at, zone) for one in else_on} | {local_date(lunch_at, zone)}
    found = date_options.find_good_dates(wished, earliest, plan.region, plan.blackout, taken)
    return [utc_instant(day, plan.time_of_day, zone) for day in found]


def build_options(moments: list[dt.datetime], places: list[Suggestion]) -> list[dict[str, Any]]:
    """Make options of dates and places, in the order in which they stand."""
    return [
        *({"starts_at": moment} for moment in moments),
        *({"venue": one.venue.id, "reasons": one.reasons} for one in places),
    ]
