"""Happy hours that repeat: open a poll for each, and ask how the venue was."""

import datetime as dt
import random
from functools import partial

from msgspec import structs

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.cadences import describe_schedule
from bot.core.channel_rest import why_resting
from bot.core.schedule import DueOccurrence
from bot.core.signals import HoursChanged
from bot.dates.local_time import local_date
from bot.dates.recurrence import Schedule
from bot.dates.rhythms import goes_by_weeks
from bot.dates.working_time import WorkingTime, next_open
from bot.events import records as events
from bot.happy_hour import date_options, poll_close, poll_open, records, series_records, suggestions
from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.series_records import HappyHourSeries
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.views import organisers
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
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


async def next_opening(
    tx: ReadTransaction, series: HappyHourSeries, now: dt.datetime
) -> PollOpening | None:
    """Return when the next poll opens, or None for a stopped series."""
    if not (series.active and series.settings.rule):
        return None
    return await _find_opening(tx, series, local_date(now, series.zone))


async def schedule_next_poll(
    tx: Transaction, series: HappyHourSeries, now: dt.datetime, after: dt.date | None = None
) -> PollOpening:
    """Reschedule the next poll, after the one that opened on `after`; return when it opens."""
    today = local_date(now, series.zone)
    since = max(after or today, today)
    return await _schedule(tx, series, await _find_opening(tx, series, since, after))


async def reschedule_channels(tx: Transaction, signal: HoursChanged) -> None:
    """Reschedule the polls of a channel, or of all, after its hours changed."""
    for series in await series_records.list_series(tx, signal.workspace):
        if signal.channel not in ("", series.channel):
            continue
        yesterday = local_date(signal.now, series.zone) - _ONE_DAY
        opened = await series_records.last_opening(tx, series)
        since = max(yesterday, opened or yesterday)
        await _schedule(tx, series, await _find_opening(tx, series, since, opened))


async def plan_polls_anew(tx: Transaction, series: HappyHourSeries, now: dt.datetime) -> None:
    """Reschedule the next poll, after today and after the last one."""
    opened = await series_records.last_opening(tx, series)
    today = local_date(now, series.zone)
    since = max(today, opened or today)
    await _schedule(tx, series, await _find_opening(tx, series, since, opened))


async def unschedule_polls(tx: Transaction, series: HappyHourSeries) -> None:
    """Schedule no more polls of a series."""
    await schedule.unschedule(tx, series.workspace, series.subject, HAPPY_HOUR_OPEN)


async def schedule_next_month(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Schedule the poll after one that is not opened."""
    series = await _active_series(tx, due)
    if series:
        await schedule_next_poll(tx, series, now, due.local_date)


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
    working_time = await _working_time(tx, series)
    before = due.local_date - _ONE_DAY
    opening = date_options.next_poll_opening(plan.rule, working_time, before, start=series.start)
    wished = opening.event_day
    today = local_date(now, zone)
    closes_at = next_open(now + date_options.VOTING_PERIOD, working_time)
    after_close = local_date(closes_at, zone)
    earliest = after_close + date_options.EVENT_NOTICE
    if today > due.local_date and wished < earliest:
        await _alert_no_poll(tx, series, due, say(organisers.LEFT_OUT), now)
        return

    plan = await plan_of_month(tx, series, wished)
    series = structs.replace(series, settings=plan)
    lunch_at = date_options.lunch_moment(
        wished, after_close + date_options.LUNCH_NOTICE, working_time
    )
    moments = await suggestions.find_good_moments(
        tx, series.workspace, plan, wished, earliest, lunch_at, working_time
    )
    if not moments:
        await _alert_no_poll(tx, series, due, say(organisers.NO_DAY), now)
        return
    await _open_poll(tx, series, moments, lunch_at, closes_at, due, now)


async def plan_of_month(
    tx: ReadTransaction, series: HappyHourSeries, event_day: dt.date
) -> PollSettings:
    """Return a series' settings for one poll: where weeks count, one lunch a month is enough."""
    plan = series.settings
    if not goes_by_weeks(plan.rule):
        return plan
    month = (event_day.year, event_day.month)
    for poll in await records.list_polls(tx, series.workspace, "open", "closed"):
        day = local_date(poll.lunch_at, poll.zone)
        is_of_series = poll.happy_hour == series.id and poll.settings.lunch
        if is_of_series and (day.year, day.month) == month:
            return structs.replace(plan, lunch=False)
    return plan


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
    card = partial(venue_feedback_card, venue, event.id)
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
    closes_at: dt.datetime,
    due: DueOccurrence,
    now: dt.datetime,
) -> None:
    workspace, plan, zone = series.workspace, series.settings, series.zone
    lunch = await suggestions.choose_lunch_venue(
        tx, workspace, local_date(lunch_at, zone), plan.expected
    )
    suggested = await suggestions.suggest_evening_venues(
        tx, workspace, local_date(moments[0], zone), plan
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
        closes_at=closes_at,
        lunch_at=lunch_at,
        lunch_venue=lunch,
        made_at=now,
    )
    await poll_open.publish_poll(tx, poll, now, solicited=False)
    if not places:
        card = partial(organisers.venues_resting_card, series)
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
    await series_records.update_series(tx, series, organiser=successor.id)
    card = partial(organisers.series_handed_over_card, series, successor.name)
    key = f"{series.subject}:left:{series.organiser}"
    await alert_organisers(tx, series.workspace, key, card, now)
    return structs.replace(series, organiser=successor.id)


async def _alert_no_poll(
    tx: Transaction, series: HappyHourSeries, due: DueOccurrence, why: str, now: dt.datetime
) -> None:
    card = partial(organisers.no_poll_card, series, why)
    key = f"{series.subject}:none:{due.local_date}"
    await alert_organisers(tx, series.workspace, key, card, now)


async def _find_opening(
    tx: ReadTransaction,
    series: HappyHourSeries,
    after: dt.date,
    opened: dt.date | None = None,
) -> PollOpening:
    working_time = await _working_time(tx, series)
    rule, start = series.settings.rule, series.start
    return date_options.next_poll_opening(rule, working_time, after, opened, start)


async def _schedule(tx: Transaction, series: HappyHourSeries, opening: PollOpening) -> PollOpening:
    await unschedule_polls(tx, series)
    workspace, subject = series.workspace, series.subject
    await schedule.schedule(tx, workspace, HAPPY_HOUR_OPEN, subject, opening.at, opening.day)
    return opening


async def _working_time(tx: ReadTransaction, series: HappyHourSeries) -> WorkingTime:
    return await suggestions.load_working_time(
        tx, series.workspace, series.channel, series.settings, series.zone
    )


async def _active_series(tx: ReadTransaction, due: DueOccurrence) -> HappyHourSeries | None:
    series = await series_records.find_series(tx, due.workspace, due.subject.id)
    return series if series and series.active else None
