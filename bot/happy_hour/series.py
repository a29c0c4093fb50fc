"""Monthly happy hours: open a poll each month, and ask how the venue was."""

import datetime as dt
import random

from msgspec import structs

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.resting import why_resting
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
    """Return when the happy hours of a series are, in words."""
    return describe_schedule(
        Schedule(series.settings.rule, series.start, series.settings.time_of_day, series.zone)
    )


def next_opening_day(series: HappyHourSeries, now: dt.datetime) -> dt.date | None:
    """Return the day on which the next poll opens, or None for a stopped series."""
    if not (series.active and series.settings.rule):
        return None
    since = max(series.start, local_date(now, series.zone))
    day, _ = date_options.next_poll_opening(series.settings.rule, series.zone, since)
    return day


async def schedule_next_poll(
    tx: Transaction, series: HappyHourSeries, now: dt.datetime, after: dt.date | None = None
) -> dt.date | None:
    """Reschedule the next poll, after the month of `after`; return the day on which it opens."""
    await unschedule_polls(tx, series)
    since = max(after or series.start, local_date(now, series.zone))
    day, _ = date_options.next_poll_opening(series.settings.rule, series.zone, since)
    due = utc_instant(day, date_options.OPENING_TIME, series.zone)
    await schedule.schedule(tx, series.workspace, HAPPY_HOUR_OPEN, series.subject, due, day)
    return day


async def unschedule_polls(tx: Transaction, series: HappyHourSeries) -> None:
    """Schedule no more polls of a series."""
    await schedule.unschedule(tx, series.workspace, series.subject, HAPPY_HOUR_OPEN)


async def open_monthly_poll(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Open a month's poll, and schedule the next.

    A late one is opened as long as people can still choose its date.
    """
    series = await _active_series(tx, due)
    if series is None:
        return
    await schedule_next_poll(tx, series, now, due.local_date)
    if await why_resting(tx, series.workspace, series.channel):
        return
    series = await _with_organiser(tx, series, now)

    plan, zone = series.settings, series.zone
    _, wished = date_options.next_poll_opening(plan.rule, zone, due.local_date - _ONE_DAY)
    today = local_date(now, zone)
    after_close = today + date_options.VOTING_PERIOD
    earliest = after_close + date_options.EVENT_NOTICE
    if today > due.local_date and wished < earliest:
        await _alert_no_poll(tx, series, due, organisers.LEFT_OUT, now)
        return

    lunch_at = date_options.lunch_moment(
        wished, after_close + date_options.LUNCH_NOTICE, plan.region, plan.blackout, zone
    )
    moments = await suggestions.find_good_moments(
        tx, series.workspace, plan, wished, earliest, lunch_at, zone
    )
    if not moments:
        await _alert_no_poll(tx, series, due, organisers.NO_DAY, now)
        return
    await _open_poll(tx, series, moments, lunch_at, due, now)


async def ask_about_venue(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Send each attendee a DM that asks how the venue was."""
    event = await events.find_event(tx, due.workspace, due.subject.id)
    if event is None or event.state == "cancelled":
        return
    later = event.ends_at + _ONE_DAY
    if later > now:  # the event was put off
        day = local_date(later, event.zone)
        await schedule.schedule(tx, due.workspace, poll_close.VENUE_THUMBS, due.subject, later, day)
        return

    venue = await venues.venue_of_event(tx, due.workspace, event.id)
    if venue is None:
        return
    card = venue_feedback_card(venue, event.id)
    messages: list[outbox.OutgoingMessage] = []
    for rsvp in await events.list_going(tx, due.workspace, event.id):
        key = f"{event.subject}:place:{rsvp.id}"
        messages.append(outbox.OutgoingMessage(key, (rsvp.person,), card))
    await outbox.send_dms(
        tx,
        due.workspace,
        messages,
        reason=THUMB,
        due=now,
        expires=now + 2 * _ONE_DAY,
    )


async def _open_poll(
    tx: Transaction,
    series: HappyHourSeries,
    moments: list[dt.datetime],
    lunch_at: dt.datetime,
    due: DueOccurrence,
    now: dt.datetime,
) -> None:
    workspace, plan, zone = series.workspace, series.settings, series.zone
    lunch = await suggestions.choose_lunch_venue(
        tx, workspace, local_date(lunch_at, zone), plan.expected
    )
    suggested = await suggestions.suggest_evening_venues(
        tx, workspace, local_date(moments[0], zone), plan, series.channel
    )
    # Not where the lunch is, unless there is no other place.
    places = [suggestion for suggestion in suggested if suggestion.venue.id != lunch] or suggested
    poll = await records.create_draft(
        tx,
        workspace,
        suggestions.build_options(moments, places),
        happy_hour=series.id,
        channel=series.channel,
        channel_name=series.channel_name,
        title=series.title,
        zone=zone,
        organiser=series.organiser,
        settings=plan,
        closes_at=now + date_options.VOTING_PERIOD,
        lunch_at=lunch_at,
        lunch_venue=lunch,
        made_at=now,
    )
    await poll_open.publish_poll(tx, poll, now, solicited=False)
    if not places:
        card = organisers.venues_resting_card(series)
        await alert_organisers(tx, workspace, f"{series.subject}:rest:{due.local_date}", card, now)


async def _with_organiser(
    tx: Transaction, series: HappyHourSeries, now: dt.datetime
) -> HappyHourSeries:
    """Hand a series over to another organiser if its own has left."""
    known = await people.find_person(tx, series.workspace, series.organiser)
    if known and not known.left:
        return series
    return await hand_over(tx, series, now)


async def hand_over(tx: Transaction, series: HappyHourSeries, now: dt.datetime) -> HappyHourSeries:
    """Hand a series over to another organiser and tell all of them; without one it stays."""
    present = await people.list_organisers(tx, series.workspace)
    others = [organiser for organiser in present if organiser.id != series.organiser]
    if not others:
        return series

    successor = others[0]
    await records.update_series(tx, series, organiser=successor.id)
    card = organisers.series_handed_over_card(series, successor.name)
    key = f"{series.subject}:left:{series.organiser}"
    await alert_organisers(tx, series.workspace, key, card, now)
    return structs.replace(series, organiser=successor.id)


async def _alert_no_poll(
    tx: Transaction, series: HappyHourSeries, due: DueOccurrence, why: str, now: dt.datetime
) -> None:
    card = organisers.no_poll_card(series, why)
    key = f"{series.subject}:none:{due.local_date}"
    await alert_organisers(tx, series.workspace, key, card, now)


async def _active_series(tx: ReadTransaction, due: DueOccurrence) -> HappyHourSeries | None:
    series = await records.find_series(tx, due.workspace, due.subject.id)
    return series if series and series.active else None
