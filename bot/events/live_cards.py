"""Draw the cards that show events, as things stand when somebody reads them."""

from datetime import datetime

from bot.core.ids import row_number
from bot.core.router import Router
from bot.dates.calendar_event import CalendarEvent
from bot.events import host_search, records
from bot.events.announce import load_attendance
from bot.events.calendar_entry import to_calendar_entry
from bot.events.views import cards, host
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("event")
async def render_event(
    tx: ReadTransaction, workspace: str, number: str, _now: datetime
) -> Card | None:
    """Draw the public card of an event."""
    event = await records.find_event(tx, workspace, row_number(number))
    return cards.event_card(event, await load_attendance(tx, event)) if event else None


@router.calendar_entry("event")
async def render_calendar_entry(
    tx: ReadTransaction, workspace: str, number: str
) -> CalendarEvent | None:
    """Give the calendar entry of an event."""
    event = await records.find_event(tx, workspace, row_number(number))
    return to_calendar_entry(event) if event else None


@router.live_card("rsvp")
async def render_rsvp(
    tx: ReadTransaction, workspace: str, number: str, _now: datetime
) -> Card | None:
    """Draw how things stand between one person and an event."""
    mine = await records.find_rsvp_by_id(tx, workspace, row_number(number))
    event = await records.find_event(tx, workspace, mine.event) if mine else None
    return (
        cards.rsvp_card(event, mine, await load_attendance(tx, event)) if event and mine else None
    )


@router.live_card("reminder")
async def render_reminder(
    tx: ReadTransaction, workspace: str, number: str, now: datetime
) -> Card | None:
    """Draw the reminder of somebody who still goes to what still takes place."""
    mine = await records.find_rsvp_by_id(tx, workspace, row_number(number))
    event = await records.find_event(tx, workspace, mine.event) if mine else None
    if event is None or mine is None or event.state != "open" or mine.standing != "in":
        return None
    return cards.event_reminder_card(event, await load_attendance(tx, event), now)


@router.live_card("hosting")
async def render_hosting(
    tx: ReadTransaction, workspace: str, number: str, _now: datetime
) -> Card | None:
    """Draw what the host of an event reads."""
    event = await records.find_event(tx, workspace, row_number(number))
    return host.hosting_card(event, await load_attendance(tx, event)) if event else None


@router.live_card("host_wish")
async def render_host_request(
    tx: ReadTransaction, workspace: str, number: str, _now: datetime
) -> Card | None:
    """Draw the question whether somebody would host."""
    wish = await host_search.find_host_request(tx, workspace, row_number(number))
    event = await records.find_event(tx, workspace, wish.event) if wish else None
    return (
        host.host_request_card(event, wish.id, wish.state, await load_attendance(tx, event))
        if event and wish
        else None
    )
