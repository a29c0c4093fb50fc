"""Draw the cards that show events, as things stand when somebody reads them."""

from datetime import datetime

from bot.core import platform
from bot.core.ids import row_number
from bot.core.router import Router
from bot.events import host_search, records
from bot.events.announce import crowd
from bot.events.calendar_entry import entry
from bot.events.views import cards, host
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()


@router.living_card("event")
async def draw_event(tx: Transaction, workspace: str, number: str, _now: datetime) -> Card | None:
    """Draw the public card of an event."""
    event = await records.find(tx, workspace, row_number(number))
    return cards.event_card(event, await crowd(tx, event)) if event else None


@router.calendar_entry("event")
async def give_entry(tx: Transaction, workspace: str, number: str) -> platform.Event | None:
    """Give the calendar entry of an event."""
    event = await records.find(tx, workspace, row_number(number))
    return entry(event) if event else None


@router.living_card("rsvp")
async def draw_standing(tx: Transaction, workspace: str, number: str, _now: datetime) -> Card | None:
    """Draw how things stand between one person and an event."""
    mine = await records.find_answer(tx, workspace, row_number(number))
    event = await records.find(tx, workspace, mine.event) if mine else None
    return cards.standing(event, mine, await crowd(tx, event)) if event and mine else None


@router.living_card("reminder")
async def draw_reminder(tx: Transaction, workspace: str, number: str, now: datetime) -> Card | None:
    """Draw the reminder of somebody who still goes to what still takes place."""
    mine = await records.find_answer(tx, workspace, row_number(number))
    event = await records.find(tx, workspace, mine.event) if mine else None
    if event is None or mine is None or event.state != "open" or mine.standing != "in":
        return None
    return cards.reminder(event, await crowd(tx, event), now)


@router.living_card("hosting")
async def draw_hosting(tx: Transaction, workspace: str, number: str, _now: datetime) -> Card | None:
    """Draw what the host of an event reads."""
    event = await records.find(tx, workspace, row_number(number))
    return host.hosting(event, await crowd(tx, event)) if event else None


@router.living_card("host_wish")
async def draw_wish(tx: Transaction, workspace: str, number: str, _now: datetime) -> Card | None:
    """Draw the question whether somebody would host."""
    wish = await host_search.find_wish(tx, workspace, row_number(number))
    event = await records.find(tx, workspace, wish.event) if wish else None
    return host.wish(event, wish.id, wish.state, await crowd(tx, event)) if event and wish else None
