"""Let happy hours go on by themselves: a poll each month, and how the place was."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.alerts import tell_organisers
from bot.core.schedule import Due
from bot.dates.recurrence import Schedule, describe, instant, local_date
from bot.events import records as events
from bot.happy_hour import date_options, poll_close, poll_open, records, suggestions
from bot.happy_hour.records import Series
from bot.happy_hour.views import organisers
from bot.people import records as people
from bot.store.engine import Transaction
from bot.venues import records as venues
from bot.venues.commands import THUMB
from bot.venues.views import how_was_it

OPEN = "happy_hour.open"

_ONE_DAY = dt.timedelta(days=1)


def cadence(series: Series) -> str:
    """Say when the happy hours of a series take place."""
    return describe(Schedule(series.plan.rule, series.start, series.plan.clock, series.zone))


def following(series: Series, now: dt.datetime) -> dt.date | None:
    """Tell on which day the next poll opens."""
    if not (series.active and series.plan.rule):
        return None
    return date_options.next_opening(series.plan.rule, series.zone, max(series.start, local_date(now, series.zone)))[0]


async def plan(tx: Transaction, series: Series, now: dt.datetime, after: dt.date | None = None) -> dt.date | None:
    """Plan the next poll, after the month of the day that was planned for last; give the day on which it opens."""
    await forget(tx, series)
    since = max(after or series.start, local_date(now, series.zone))
    day, _ = date_options.next_opening(series.plan.rule, series.zone, since)
    await schedule.plan(tx, series.workspace, OPEN, series.subject, instant(day, date_options.OPENS, series.zone), day)
    return day


async def forget(tx: Transaction, series: Series) -> None:
    """Plan nothing more."""
    await schedule.forget(tx, series.workspace, series.subject, OPEN)


async def open_poll(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Open a month's poll by itself, and plan the next; late, as long as people can still choose."""
    series = await _series(tx, due)
    if series is None:
        return
    await plan(tx, series, now, due.local_date)
    series = await _with_organiser(tx, series, due, now)
    _, wished = date_options.next_opening(series.plan.rule, series.zone, due.local_date - _ONE_DAY)
    today = local_date(now, series.zone)
    earliest = today + date_options.VOTED + date_options.NOTICE
    if today > due.local_date and wished < earliest:
        await _tell(tx, series, due, organisers.LEFT_OUT, now)
        return
    lunch_at = date_options.lunch_of(
        wished,
        today + date_options.VOTED + date_options.LUNCH_NOTICE,
        series.plan.region,
        series.plan.blackout,
        series.zone,
    )
    moments = await suggestions.good_dates(tx, series.workspace, series.plan, wished, earliest, lunch_at, series.zone)
    if not moments:
        await _tell(tx, series, due, organisers.NO_DAY, now)
        return
    await _post(tx, series, moments, lunch_at, due, now)


async def ask_about_venue(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Ask those who were there how the place was, each alone."""
    event = await events.find(tx, due.workspace, due.number)
    if event is None or event.state == "cancelled":
        return
    if event.ends_at + _ONE_DAY > now:  # it was put off
        later = event.ends_at + _ONE_DAY
        await schedule.plan(tx, due.workspace, poll_close.THUMBS, due.subject, later, local_date(later, event.zone))
        return
    venue = await venues.visited_for(tx, due.workspace, event.id)
    if venue:
        going = await events.going(tx, due.workspace, event.id)
        letters = [
            outbox.Letter(f"{event.subject}:place:{one.id}", (one.person,), how_was_it(venue, event.id))
            for one in going
        ]
        more = {"rule": THUMB, "due": now, "expires": now + 2 * _ONE_DAY, "weight": outbox.MAY_DROP}
        await outbox.whisper_many(tx, due.workspace, letters, **more)


async def _post(
    tx: Transaction, series: Series, moments: list[dt.datetime], lunch_at: dt.datetime, due: Due, now: dt.datetime
) -> None:
    lunch_day = local_date(lunch_at, series.zone)
    lunch = await suggestions.lunch_venue(tx, series.workspace, lunch_day, series.plan.expected)
    day = local_date(moments[0], series.zone)
    places = await suggestions.evening_venues(tx, series.workspace, day, series.plan, series.channel)
    places = [one for one in places if one.venue.id != lunch] or places
    poll = await records.draft(
        tx,
        series.workspace,
        suggestions.as_options(moments, places),
        happy_hour=series.id,
        channel=series.channel,
        channel_name=series.channel_name,
        title=series.title,
        zone=series.zone,
        organiser=series.organiser,
        plan=series.plan,
        closes_at=now + date_options.VOTED,
        lunch_at=lunch_at,
        lunch_venue=lunch,
        made_at=now,
    )
    await poll_open.post(tx, poll, now, asked=False)
    if not places:
        await tell_organisers(
            tx, series.workspace, f"{series.subject}:rest:{due.local_date}", organisers.venues_rest(series), now
        )


async def _with_organiser(tx: Transaction, series: Series, due: Due, now: dt.datetime) -> Series:
    """Go on in another organiser's name where the one who planned it has left."""
    known = await people.find(tx, series.workspace, series.organiser)
    if known and not known.gone:
        return series
    others = [one for one in await people.organisers(tx, series.workspace) if one.id != series.organiser]
    if not others:
        return series
    await records.change_series(tx, series, organiser=others[0].id)
    card = organisers.handed_over(series, others[0].name)
    await tell_organisers(tx, series.workspace, f"{series.subject}:left:{due.local_date}", card, now)
    return (await records.find_series(tx, series.workspace, series.id)) or series


async def _tell(tx: Transaction, series: Series, due: Due, why: str, now: dt.datetime) -> None:
    card = organisers.no_poll_this_month(series, why)
    await tell_organisers(tx, series.workspace, f"{series.subject}:none:{due.local_date}", card, now)


async def _series(tx: Transaction, due: Due) -> Series | None:
    found = await records.find_series(tx, due.workspace, due.number)
    return found if found and found.active else None
