"""The live cards of events, rendered from the database when they are sent or edited."""

from datetime import datetime

from bot.core import message_records, outbox
from bot.core.router import Router, Undelivered
from bot.core.subjects import Subject
from bot.dates.calendar_event import CalendarEvent
from bot.events import host_search, records
from bot.events.announce import load_attendance, load_placer, load_repeat
from bot.events.calendar_entry import to_calendar_entry
from bot.events.notifications import ANNOUNCED, HOST
from bot.events.rules import Event, Rsvp
from bot.events.sightings import find_stale_sighting
from bot.events.views import cards, host
from bot.store.engine import ReadTransaction, Transaction
from bot.text_guard.talk_card import load_talk_lines
from bot.ui.cards import Card

router = Router()


@router.live_card("event")
async def render_event(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the public card of an event."""
    event = await records.find_event(tx, workspace, subject.id)
    return cards.event_card(event, await load_attendance(tx, event, now)) if event else None


@router.calendar_entry("event")
async def render_calendar_entry(
    tx: ReadTransaction, workspace: str, subject: Subject
) -> CalendarEvent | None:
    """Return the calendar entry of an event, or None."""
    event = await records.find_event(tx, workspace, subject.id)
    if event is None:
        return None
    repeat = await load_repeat(tx, event)
    return to_calendar_entry(event, repeat.cadence if repeat else "")


@router.live_card("rsvp")
async def render_rsvp(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render one person's RSVP and its status."""
    rsvp, event = await _find_rsvp_and_event(tx, workspace, subject)
    if rsvp is None or event is None:
        return None
    attendance = await load_attendance(tx, event, now)
    return cards.rsvp_card(event, rsvp, attendance, await load_placer(tx, event, rsvp))


@router.live_card("reminder")
async def render_reminder(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a reminder, or what became of it once it stands; None if it is not to be sent."""
    rsvp, event = await _find_rsvp_and_event(tx, workspace, subject)
    if rsvp is None or event is None:
        return None
    attendance = await load_attendance(tx, event, now)
    if event.state == "open" and rsvp.status == "in":
        unseen_since = await find_stale_sighting(tx, event, now)
        if event.is_doubtful or unseen_since:
            return cards.event_check_card(event, unseen_since)
        talk = await load_talk_lines(tx, workspace) if event.is_outside else None
        return cards.event_reminder_card(event, attendance, now, talk)
    if await message_records.stands(tx, workspace, subject):
        return cards.rsvp_card(event, rsvp, attendance, await load_placer(tx, event, rsvp))
    return None


@router.live_card("hosting")
async def render_hosting(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the card of an event's host."""
    event = await records.find_event(tx, workspace, subject.id)
    if event is None:
        return None
    return host.hosting_card(event, await load_attendance(tx, event, now))


@router.live_card("hostless")
async def render_missing_host(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the note that nobody hosts an event, or who does by now."""
    event = await records.find_event(tx, workspace, subject.id)
    if event is None:
        return None

    attendance = await load_attendance(tx, event, now)
    former, asked = await host_search.find_candidates(tx, event)
    return host.host_missing_card(event, attendance, former, asked)


@router.live_card("hidden")
async def render_hidden(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the note that a channel does not show an event."""
    event = await records.find_event(tx, workspace, subject.id)
    return cards.event_hidden_card(event) if event else None


@router.live_card("unlisted")
async def render_unlisted(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the question whether an event is on that is gone from the platform's own list."""
    event = await records.find_event(tx, workspace, subject.id)
    if event is None:
        return None
    return host.event_unlisted_there_card(event, await load_attendance(tx, event, now))


@router.live_card("host_wish")
async def render_host_request(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a request to host, with its state."""
    request = await host_search.find_host_request(tx, workspace, subject.id)
    if request is None:
        return None

    event = await records.find_event(tx, workspace, request.event)
    if event is None:
        return None
    attendance = await load_attendance(tx, event, now)
    return host.host_request_card(event, request.id, request.state, attendance)


async def _find_rsvp_and_event(
    tx: ReadTransaction, workspace: str, subject: Subject
) -> tuple[Rsvp | None, Event | None]:
    rsvp = await records.find_rsvp_by_id(tx, workspace, subject.id)
    event = await records.find_event(tx, workspace, rsvp.event) if rsvp else None
    return rsvp, event


@router.on_undelivered(ANNOUNCED)
async def tell_organiser_of_refused_card(tx: Transaction, message: Undelivered) -> None:
    """Return a card that tells whoever planned an event that its channel does not show it."""
    if message.subject is None:
        return
    event = await records.find_event(tx, message.workspace, message.subject.id)
    if event is None or event.organiser is None or event.state != "open":
        return
    await outbox.send_dm(
        tx,
        message.workspace,
        f"{event.subject}:hidden:{event.organiser}",
        event.organiser,
        None,
        subject=Subject("hidden", event.id),
        reason=HOST,
        due=message.now,
        expires=event.starts_at,
        solicited=True,
    )
