"""Tell a channel about an event, and keep every card that shows it true."""

from datetime import datetime

from bot import outbox, platform
from bot.cards import Card
from bot.events import records, reminders
from bot.events.entry import entry
from bot.events.rules import Event
from bot.events.telling import ANNOUNCED
from bot.events.views import cards
from bot.events.views.parts import Crowd
from bot.ids import row_number
from bot.people import records as people
from bot.router import Router
from bot.store.engine import Transaction

router = Router()


async def announce(tx: Transaction, event: Event, now: datetime) -> None:
    """Tell the event's channel about it, with its calendar entry, and plan the reminders of those who will go."""
    await outbox.announce(
        tx,
        event.workspace,
        event.subject,
        event.channel,
        subject=event.subject,
        rule=ANNOUNCED,
        due=now,
        expires=event.starts_at,
        asked=True,
    )
    await reminders.plan(tx, event, now)


async def crowd(tx: Transaction, event: Event) -> Crowd:
    """Give who comes to an event, as far as others may know it."""
    found = await records.answers(tx, event.workspace, event.id)
    inside = await records.going(tx, event.workspace, event.id)
    named = [one.person for one in inside if one.openly]
    known = await people.find_all(tx, event.workspace, [*named, *([event.host] if event.host else [])])
    host = known.get(event.host) if event.host else None
    return Crowd(
        host=host.mention if host else None,
        openly=tuple(known[who].mention for who in named if who in known),
        going=len(inside),
        waiting=sum(one.standing == "waiting" for one in found),
        pending=sum(one.standing == "pending" for one in found),
        maybe=sum(one.answer == "maybe" for one in found),
        interested=sum(one.answer == "interested" for one in found),
    )


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
