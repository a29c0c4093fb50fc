"""Close polls: the winner becomes an event, with the lunch of the month beside it."""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct, structs

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.events import announce, changes, host_search
from bot.events import records as events
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.happy_hour import date_options, records, rules, series_records, suggestions
from bot.happy_hour.notifications import POLL_REMINDER, REMINDER_SUBJECT, UNDECIDED_SUBJECT
from bot.happy_hour.poll_details import events_of_poll
from bot.happy_hour.rules import Poll, PollOption, VoteTally
from bot.happy_hour.series_records import HappyHourSeries
from bot.happy_hour.views import polls
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.venues import records as venues
from bot.venues.rules import Venue

POLL_CLOSE, POLL_REMIND = "poll.close", "poll.remind"
HAPPY_HOUR_GATHER, VENUE_THUMBS = "happy_hour.gather", "venue.thumbs"

THANKS_DELAY = dt.timedelta(days=4)  # from the later event to the thanks
_ONE_DAY = dt.timedelta(days=1)


class PlannedEvent(Struct, frozen=True):
    """An event that a poll leads to: the lunch of the month, or the happy hour."""

    kind: str
    title: str
    starts_at: dt.datetime
    duration: dt.timedelta
    venue: Venue | None


async def schedule_close(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Schedule the close of an open poll, and its reminder."""
    planned = [(POLL_CLOSE, poll.closes_at, local_date(poll.closes_at, poll.zone))]
    working_time = await suggestions.load_working_time(
        tx, poll.workspace, poll.channel, poll.settings, poll.zone
    )
    reminder = rules.reminder_at(poll, working_time)
    if reminder > now:
        planned.append((POLL_REMIND, reminder, local_date(reminder, poll.zone)))
    await schedule.schedule_many(tx, poll.workspace, poll.turn_subject, planned)


async def unschedule_close(tx: Transaction, poll: Poll) -> None:
    """Unschedule the close of a poll, and cancel its reminders."""
    await schedule.unschedule(tx, poll.workspace, poll.turn_subject, POLL_CLOSE, POLL_REMIND)
    keys = [_reminder_key(poll, who) for who in await records.people_to_remind(tx, poll)]
    await outbox.cancel_messages(tx, poll.workspace, *keys)


async def close_poll(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Close an open poll, and create the events; alert organisers if nothing was decided.

    The caller holds the poll's lock.
    """
    counted = await records.count_votes(tx, poll)
    options = await records.list_options(tx, poll)
    await unschedule_close(tx, poll)
    poll = await _with_lunch(tx, poll, now)

    happy_hour: PlannedEvent | None = None
    if await records.count_voters(tx, poll):
        happy_hour = await decide_poll(tx, poll, options, counted, now)
    else:
        await records.save_poll_result(tx, poll, counted, (), now)
        await _alert_undecided(tx, poll, now)

    venue = await venues.find_venue(tx, poll.workspace, poll.lunch_venue or 0)
    planned: list[PlannedEvent] = []
    if poll.settings.lunch:
        lunch = PlannedEvent("lunch", say(polls.LUNCH), poll.lunch_at, rules.LUNCH_LENGTH, venue)
        planned.append(lunch)
    if happy_hour:
        planned.append(happy_hour)
    # Neither is above the other: the sooner one is announced first.
    for event in sorted(planned, key=lambda event: event.starts_at):
        await create_event(tx, poll, event, now, together=len(planned) > 1)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


async def decide_poll(
    tx: Transaction,
    poll: Poll,
    options: list[PollOption],
    counted: Mapping[int, VoteTally],
    now: dt.datetime,
) -> PlannedEvent | None:
    """Close a poll with its winners; return the happy hour, or None if no date is left."""
    known = {venue.id: venue for venue in await venues.list_open_venues(tx, poll.workspace)}
    history = await venues.load_visit_history(tx, poll.workspace)
    date = rules.best_date(options, counted, now).option
    place = rules.best_venue(options, counted, known, history).option
    if date is None or date.starts_at is None:
        await records.save_poll_result(tx, poll, counted, (), now)
        await _alert_undecided(tx, poll, now)
        return None

    won = [option.id for option in (date, place) if option]
    await records.save_poll_result(tx, poll, counted, won, now)
    venue = known[place.venue] if place and place.venue else None
    return PlannedEvent("happy_hour", poll.title, date.starts_at, rules.HAPPY_HOUR_LENGTH, venue)


async def remind_voters(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Send a DM to those who wish for reminders and have not voted."""
    subject = Subject(REMINDER_SUBJECT, poll.id)
    messages = [
        outbox.OutgoingMessage(_reminder_key(poll, person), (person,), subject=subject)
        for person in await records.people_to_remind(tx, poll)
    ]
    await outbox.send_dms(
        tx,
        poll.workspace,
        messages,
        reason=POLL_REMINDER,
        due=now,
        expires=poll.closes_at,
        solicited=True,
    )


def _reminder_key(poll: Poll, person: str) -> str:
    return f"{poll.turn_subject}:remind:{person}"


async def _with_lunch(tx: Transaction, poll: Poll, now: dt.datetime) -> Poll:
    """Move the lunch to a later day if its own is too near, and elsewhere if its venue is gone."""
    outings = await records.list_outings(tx, poll)
    if not poll.settings.lunch or any(kind == "lunch" for _, kind in outings):
        return poll

    earliest = local_date(now + date_options.LUNCH_NOTICE, poll.zone)
    day = local_date(poll.lunch_at, poll.zone)
    lunch_at, lunch_venue = poll.lunch_at, poll.lunch_venue
    if day < earliest:
        working_time = await suggestions.load_working_time(
            tx, poll.workspace, poll.channel, poll.settings, poll.zone
        )
        lunch_at = date_options.lunch_moment(day, earliest, working_time)
    venue = await venues.find_venue(tx, poll.workspace, lunch_venue or 0)
    if venue is None or venue.state != "open":
        lunch_venue = await suggestions.choose_lunch_venue(
            tx, poll.workspace, max(day, earliest), poll.settings.expected
        )

    moved = structs.replace(poll, lunch_at=lunch_at, lunch_venue=lunch_venue)
    if moved != poll:
        await records.update_poll(tx, poll, lunch_at=lunch_at, lunch_venue=lunch_venue)
    return moved


async def create_event(
    tx: Transaction, poll: Poll, planned: PlannedEvent, now: dt.datetime, *, together: bool
) -> None:
    """Create and announce an event; change the happy hour from before the poll was reopened."""
    venue = planned.venue
    venue_id = venue.id if venue else None
    starts_at, ends_at = planned.starts_at, planned.starts_at + planned.duration
    previous = await _previous_event(tx, poll, planned.kind)
    if previous:
        event = await events.find_event_for_update(tx, poll.workspace, previous)
        if event and event.state == "open" and planned.kind != "lunch":
            values = {"starts_at": starts_at, "ends_at": ends_at, **_venue_values(venue)}
            await changes.change_event(tx, event, values, now)
            await records.record_outing(tx, poll, previous, venue_id, poll.happy_hour)
        return

    series = await series_records.find_series(tx, poll.workspace, poll.happy_hour or 0)
    draft = EventDraft(
        workspace=poll.workspace,
        kind=planned.kind,
        title=planned.title,
        description=say(polls.TWO_WAYS) if together else "",
        zone=poll.zone,
        channel=poll.channel,
        channel_name=poll.channel_name,
        organiser=poll.organiser or None,
        series=f"{series.subject}" if series else "",
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
    )
    draft = structs.replace(draft, **_venue_values(venue))
    number = await events.insert_event(tx, draft)
    await records.record_outing(tx, poll, number, venue_id, poll.happy_hour)
    await _announce(tx, poll, number, series, now)


async def _previous_event(tx: ReadTransaction, poll: Poll, kind: str) -> int | None:
    """Return the event of a kind that a poll led to before it was reopened."""
    for number, outing_kind in await records.list_outings(tx, poll):
        if outing_kind == kind:
            return number
    return None


def _venue_values(venue: Venue | None) -> dict[str, object]:
    if venue is None:
        return {}
    return {
        **venues.event_values(venue),
        "capacity": venue.capacity,
    }


async def _announce(
    tx: Transaction, poll: Poll, number: int, series: HappyHourSeries | None, now: dt.datetime
) -> None:
    """Announce an event, appoint its host, and schedule what follows it."""
    event = await events.find_event_for_update(tx, poll.workspace, number)
    assert event
    await announce.announce_in_channel(tx, event, now)
    host = await _choose_host(tx, poll, event, series)
    if host:
        await host_search.appoint_host(tx, event, host, now)

    thumbs_at = event.ends_at + _ONE_DAY
    day = local_date(thumbs_at, event.zone)
    await schedule.schedule(tx, poll.workspace, VENUE_THUMBS, event.subject, thumbs_at, day)
    thanks_at = event.ends_at + THANKS_DELAY
    day = local_date(thanks_at, event.zone)
    await schedule.schedule(tx, poll.workspace, HAPPY_HOUR_GATHER, poll.subject, thanks_at, day)


async def _choose_host(
    tx: ReadTransaction, poll: Poll, event: Event, series: HappyHourSeries | None
) -> str | None:
    """Return a host: of those who came before and the organiser, if possible no other's host."""
    earlier: list[Event] = []
    if series:
        earlier = await events.events_in_series(tx, poll.workspace, f"{series.subject}")
    numbers = [past.id for past in earlier if past.kind == event.kind]
    came = {rsvp.person for rsvp in await events.list_going(tx, poll.workspace, *numbers)}
    known = await people.find_people(tx, poll.workspace, [poll.organiser, *came])

    today = local_date(event.starts_at, event.zone)
    able = {
        person.id
        for person in known.values()
        if not person.left and not people.is_paused(person, today)
    }
    taken = {other.host for other in await events_of_poll(tx, poll)}
    candidates = sorted(able - taken) or sorted(able)
    return await host_search.choose_host(tx, poll.workspace, candidates)


async def _alert_undecided(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    key, subject = f"{poll.turn_subject}:nothing", Subject(UNDECIDED_SUBJECT, poll.id)
    await alert_organisers(tx, poll.workspace, key, None, now, subject=subject)
