"""Close polls: what won becomes an event, with the lunch of the month beside it."""

import datetime as dt
from typing import Any

from msgspec import Struct, structs

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.dates.local_time import local_date
from bot.events import announce, changes, host_search
from bot.events import records as events
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.happy_hour import date_options, records, rules, suggestions
from bot.happy_hour.notifications import POLL_REMINDER
from bot.happy_hour.poll_details import events_of_poll, load_poll_view
from bot.happy_hour.records import HappyHourSeries
from bot.happy_hour.rules import Poll, PollOption, VoteTally
from bot.happy_hour.views import organisers, polls
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.venues import records as venues
from bot.venues.rules import Venue

POLL_CLOSE, POLL_REMIND = "poll.close", "poll.remind"
HAPPY_HOUR_GATHER, VENUE_THUMBS = "happy_hour.gather", "venue.thumbs"

THANKS_DELAY = dt.timedelta(days=4)  # from the later event to the thanks
_ONE_DAY = dt.timedelta(days=1)


class PlannedEvent(Struct, frozen=True):
    """What becomes an event: the lunch of the month, or the evening that was chosen."""

    kind: str
    title: str
    starts_at: dt.datetime
    duration: dt.timedelta
    venue: Venue | None


async def schedule_close(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Plan the close of an open poll, and the reminder a day before."""
    ahead = [(POLL_CLOSE, poll.closes_at, local_date(poll.closes_at, poll.zone))]
    reminded = poll.closes_at - rules.REMINDER_LEAD
    if reminded > now:
        ahead.append((POLL_REMIND, reminded, local_date(reminded, poll.zone)))
    await schedule.schedule_many(tx, poll.workspace, poll.turn_subject, ahead)


async def unschedule_close(tx: Transaction, poll: Poll) -> None:
    """Drop the close of a poll that was planned, and let no reminder of it leave."""
    await schedule.unschedule(tx, poll.workspace, poll.turn_subject, POLL_CLOSE, POLL_REMIND)
    keys = [_reminder_key(poll, who) for who in await records.people_to_remind(tx, poll)]
    await outbox.cancel_messages(tx, poll.workspace, *keys)


async def close_poll(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Close an open poll that the caller holds, and announce what was decided.

    Without a result, tell organisers.
    """
    counted, options = await records.count_votes(tx, poll), await records.list_options(tx, poll)
    await unschedule_close(tx, poll)
    poll = await _with_lunch(tx, poll, now)
    if await records.count_voters(tx, poll):
        evening = await decide_poll(tx, poll, options, counted, now)
    else:
        evening = None
        await records.save_poll_result(tx, poll, counted, (), now)
        await _tell(
            tx, poll, organisers.nothing_decided_card(poll, organisers.no_votes_text()), now
        )
    lunch = await venues.find_venue(tx, poll.workspace, poll.lunch_venue or 0)
    both = [
        PlannedEvent("lunch", polls.LUNCH, poll.lunch_at, rules.LUNCH_LENGTH, lunch),
        *([evening] if evening else []),
    ]
    for each in sorted(
        both, key=lambda one: one.starts_at
    ):  # neither is above the other: the sooner one comes first
        await create_event(tx, poll, each, now, together=evening is not None)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


async def decide_poll(
    tx: Transaction,
    poll: Poll,
    options: list[PollOption],
    counted: dict[int, VoteTally],
    now: dt.datetime,
) -> PlannedEvent | None:
    """Close a poll with what has most points; give the evening, if there is a date left to
    meet on."""
    known = {one.id: one for one in await venues.list_open_venues(tx, poll.workspace)}
    date = rules.best_date(options, counted, now).option
    place = rules.best_venue(
        options, counted, known, await venues.load_visit_history(tx, poll.workspace)
    ).option
    won = [one.id for one in (date, place) if one]
    await records.save_poll_result(tx, poll, counted, won if date else (), now)
    if date is None or date.starts_at is None:
        await _tell(tx, poll, organisers.nothing_decided_card(poll, organisers.no_date_text()), now)
        return None
    venue = known[place.venue] if place and place.venue else None
    return PlannedEvent("happy_hour", poll.title, date.starts_at, rules.HAPPY_HOUR_LENGTH, venue)


async def remind_voters(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Remind those who wished for it and have not voted."""
    card = polls.poll_reminder_card(await load_poll_view(tx, poll))
    letters = [
        outbox.OutgoingMessage(_reminder_key(poll, who), (who,), card)
        for who in await records.people_to_remind(tx, poll)
    ]
    await outbox.send_dms(
        tx,
        poll.workspace,
        letters,
        reason=POLL_REMINDER,
        due=now,
        expires=poll.closes_at,
        solicited=True,
    )


def _reminder_key(poll: Poll, who: str) -> str:
    return f"{poll.turn_subject}:remind:{who}"


async def _with_lunch(tx: Transaction, poll: Poll, now: dt.datetime) -> Poll:
    """Settle the lunch.

    On a later day, or elsewhere, where what the poll named is not to be had any more.
    """
    earliest = local_date(now + date_options.LUNCH_NOTICE, poll.zone)
    day = local_date(poll.lunch_at, poll.zone)
    news: dict[str, Any] = {}
    if any(kind == "lunch" for _, kind in await records.list_outings(tx, poll)):
        return poll
    if day < earliest:
        news["lunch_at"] = date_options.lunch_moment(
            day, earliest, poll.settings.region, poll.settings.blackout, poll.zone
        )
    venue = await venues.find_venue(tx, poll.workspace, poll.lunch_venue or 0)
    if venue is None or venue.state != "open":
        news["lunch_venue"] = await suggestions.choose_lunch_venue(
            tx, poll.workspace, max(day, earliest), poll.settings.expected
        )
    if news:
        await records.update_poll(tx, poll, **news)
    return structs.replace(poll, **news)


async def create_event(
    tx: Transaction, poll: Poll, planned: PlannedEvent, now: dt.datetime, *, together: bool
) -> None:
    """Make an event of what was decided.

    Where there is one from before the poll was opened again, change it.
    """
    series = await records.find_series(tx, poll.workspace, poll.happy_hour or 0)
    values = {
        "starts_at": planned.starts_at,
        "ends_at": planned.starts_at + planned.duration,
        **_at(planned.venue),
    }
    where = planned.venue.id if planned.venue else None
    before = next(
        (number for number, was in await records.list_outings(tx, poll) if was == planned.kind),
        None,
    )
    if before:
        event = await events.find_event_for_update(tx, poll.workspace, before)
        if event and event.state == "open" and planned.kind != "lunch":
            await changes.change_event(tx, event, values, now)
            await records.record_outing(tx, poll, before, where, poll.happy_hour)
        return
    draft = EventDraft(
        workspace=poll.workspace,
        kind=planned.kind,
        title=planned.title,
        description=polls.TWO_WAYS if together else "",
        zone=poll.zone,
        channel=poll.channel,
        channel_name=poll.channel_name,
        organiser=poll.organiser or None,
        series=series.subject if series else "",
        created_at=now,
        **values,
    )
    number = await events.insert_event(tx, draft)
    await records.record_outing(tx, poll, number, where, poll.happy_hour)
    await _announce(tx, poll, number, series, now)


def _at(venue: Venue | None) -> dict[str, Any]:
    if venue is None:
        return {}
    return {
        "place": venue.name,
        "address": ", ".join(word for word in (venue.address, venue.part) if word),
        "link": venue.map_link,
        "capacity": venue.capacity,
    }


async def _announce(
    tx: Transaction, poll: Poll, number: int, series: HappyHourSeries | None, now: dt.datetime
) -> None:
    event = await events.find_event_for_update(tx, poll.workspace, number)
    assert event
    await announce.announce_in_channel(tx, event, now)
    if host := await _host(tx, poll, event, series):
        await host_search.appoint_host(tx, event, host, now)
    after = event.ends_at + _ONE_DAY
    await schedule.schedule(
        tx, poll.workspace, VENUE_THUMBS, event.subject, after, local_date(after, event.zone)
    )
    gathered = event.ends_at + THANKS_DELAY
    await schedule.schedule(
        tx,
        poll.workspace,
        HAPPY_HOUR_GATHER,
        poll.subject,
        gathered,
        local_date(gathered, event.zone),
    )


async def _host(
    tx: ReadTransaction, poll: Poll, event: Event, series: HappyHourSeries | None
) -> str | None:
    """Choose a host among those who came before and whoever planned it.

    The other event has another one.
    """
    earlier = await events.events_in_series(tx, poll.workspace, series.subject) if series else []
    came = await events.list_going(
        tx, poll.workspace, *(one.id for one in earlier if one.kind == event.kind)
    )
    known = await people.find_people(
        tx, poll.workspace, [poll.organiser, *(one.person for one in came)]
    )
    today = local_date(event.starts_at, event.zone)
    able = {who for who, one in known.items() if not one.left and not people.is_paused(one, today)}
    taken = {one.host for one in await events_of_poll(tx, poll)}
    return await host_search.choose_host(tx, poll.workspace, sorted(able - taken) or sorted(able))


async def _tell(tx: Transaction, poll: Poll, card: Card, now: dt.datetime) -> None:
    await alert_organisers(tx, poll.workspace, f"{poll.turn_subject}:nothing", card, now)
