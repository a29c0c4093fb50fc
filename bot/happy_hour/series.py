"""Let happy hours go on by themselves: a poll each month, and how the place was."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.schedule import DueOccurrence
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import Schedule, describe_schedule
from bot.events import records as events
from bot.happy_hour import date_options, poll_close, poll_open, records, suggestions
from bot.happy_hour.records import HappyHourSeries
from bot.happy_hour.views import organisers
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import records as venues
from bot.venues.notifications import THUMB
from bot.venues.views import venue_feedback_card

HAPPY_HOUR_OPEN = "happy_hour.open"

_ONE_DAY = dt.timedelta(days=1)


def describe_cadence(series: HappyHourSeries) -> str:
    """Say when the happy hours of a series take place."""
    return describe_schedule(
        Schedule(series.settings.rule, series.start, series.settings.time_of_day, series.zone)
    )


def next_opening_day(series: HappyHourSeries, now: dt.datetime) -> dt.date | None:
    """Tell on which day the next poll opens."""
    if not (series.active and series.settings.rule):
        return None
    return date_options.next_poll_opening(
        series.settings.rule, series.zone, max(series.start, local_date(now, series.zone))
    )[0]


async def schedule_next_poll(
    tx: Transaction, series: HappyHourSeries, now: dt.datetime, after: dt.date | None = None
) -> dt.date | None:
    """Plan the next poll, after the month of the day that was planned for last.

    Give the day on which it opens.
    """
    await unschedule_polls(tx, series)
    since = max(after or series.start, local_date(now, series.zone))
    day, _ = date_options.next_poll_opening(series.settings.rule, series.zone, since)
    await schedule.schedule(
        tx,
        series.workspace,
        HAPPY_HOUR_OPEN,
        series.subject,
        utc_instant(day, date_options.OPENING_TIME, series.zone),
        day,
    )
    return day


async def unschedule_polls(tx: Transaction, series: HappyHourSeries) -> None:
    """Plan nothing more."""
    await schedule.unschedule(tx, series.workspace, series.subject, HAPPY_HOUR_OPEN)


async def open_monthly_poll(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Open a month's poll by itself, and plan the next; late, as long as people can still
    choose."""
    series = await _series(tx, due)
    if series is None:
        return
    await schedule_next_poll(tx, series, now, due.local_date)
    series = await _with_organiser(tx, series, due, now)
    _, wished = date_options.next_poll_opening(
        series.settings.rule, series.zone, due.local_date - _ONE_DAY
    )
    today = local_date(now, series.zone)
    earliest = today + date_options.VOTING_PERIOD + date_options.EVENT_NOTICE
    if today > due.local_date and wished < earliest:
        await _tell(tx, series, due, organisers.LEFT_OUT, now)
        return
    lunch_at = date_options.lunch_moment(
        wished,
        today + date_options.VOTING_PERIOD + date_options.LUNCH_NOTICE,
        series.settings.region,
        series.settings.blackout,
        series.zone,
    )
    moments = await suggestions.find_good_moments(
        tx, series.workspace, series.settings, wished, earliest, lunch_at, series.zone
    )
    if not moments:
        await _tell(tx, series, due, organisers.NO_DAY, now)
        return
    await _post(tx, series, moments, lunch_at, due, now)


async def ask_about_venue(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Ask those who were there how the place was, each alone."""
    event = await events.find_event(tx, due.workspace, due.subject_number)
    if event is None or event.state == "cancelled":
        return
    if event.ends_at + _ONE_DAY > now:  # it was put off
        later = event.ends_at + _ONE_DAY
        await schedule.schedule(
            tx,
            due.workspace,
            poll_close.VENUE_THUMBS,
            due.subject,
            later,
            local_date(later, event.zone),
        )
        return
    venue = await venues.venue_of_event(tx, due.workspace, event.id)
    if venue:
        going = await events.list_going(tx, due.workspace, event.id)
        letters = [
            outbox.OutgoingMessage(
                f"{event.subject}:place:{one.id}",
                (one.person,),
                venue_feedback_card(venue, event.id),
            )
            for one in going
        ]
        await outbox.send_dms(
            tx,
            due.workspace,
            letters,
            reason=THUMB,
            due=now,
            expires=now + 2 * _ONE_DAY,
            priority=outbox.Priority.DROPPABLE,
        )


async def _post(
    tx: Transaction,
    series: HappyHourSeries,
    moments: list[dt.datetime],
    lunch_at: dt.datetime,
    due: DueOccurrence,
    now: dt.datetime,
) -> None:
    lunch_day = local_date(lunch_at, series.zone)
    lunch = await suggestions.choose_lunch_venue(
        tx, series.workspace, lunch_day, series.settings.expected
    )
    day = local_date(moments[0], series.zone)
    places = await suggestions.suggest_evening_venues(
        tx, series.workspace, day, series.settings, series.channel
    )
    places = [one for one in places if one.venue.id != lunch] or places
    poll = await records.create_draft(
        tx,
        series.workspace,
        suggestions.build_options(moments, places),
        happy_hour=series.id,
        channel=series.channel,
        channel_name=series.channel_name,
        title=series.title,
        zone=series.zone,
        organiser=series.organiser,
        settings=series.settings,
        closes_at=now + date_options.VOTING_PERIOD,
        lunch_at=lunch_at,
        lunch_venue=lunch,
        made_at=now,
    )
    await poll_open.publish_poll(tx, poll, now, solicited=False)
    if not places:
        await alert_organisers(
            tx,
            series.workspace,
            f"{series.subject}:rest:{due.local_date}",
            organisers.venues_resting_card(series),
            now,
        )


async def _with_organiser(
    tx: Transaction, series: HappyHourSeries, due: DueOccurrence, now: dt.datetime
) -> HappyHourSeries:
    """Go on in another organiser's name where the one who planned it has left."""
    known = await people.find_person(tx, series.workspace, series.organiser)
    if known and not known.left:
        return series
    others = [
        one
        for one in await people.list_organisers(tx, series.workspace)
        if one.id != series.organiser
    ]
    if not others:
        return series
    await records.update_series(tx, series, organiser=others[0].id)
    card = organisers.series_handed_over_card(series, others[0].name)
    await alert_organisers(
        tx, series.workspace, f"{series.subject}:left:{due.local_date}", card, now
    )
    return (await records.find_series(tx, series.workspace, series.id)) or series


async def _tell(
    tx: Transaction, series: HappyHourSeries, due: DueOccurrence, why: str, now: dt.datetime
) -> None:
    card = organisers.no_poll_card(series, why)
    await alert_organisers(
        tx, series.workspace, f"{series.subject}:none:{due.local_date}", card, now
    )


async def _series(tx: ReadTransaction, due: DueOccurrence) -> HappyHourSeries | None:
    found = await records.find_series(tx, due.workspace, due.subject_number)
    return found if found and found.active else None
