"""Tell a channel about an event, and say who comes as far as others may know it."""

from datetime import datetime

from bot.core import outbox
from bot.events import records, reminders
from bot.events.notifications import ANNOUNCED
from bot.events.rules import Event
from bot.events.views.parts import Attendance
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction


async def announce_in_channel(tx: Transaction, event: Event, now: datetime) -> None:
    """Tell the event's channel about it, with its calendar entry, and plan the reminders of those
    who will go."""
    await outbox.announce_event(
        tx,
        event.workspace,
        event.subject,
        event.channel,
        subject=event.subject,
        reason=ANNOUNCED,
        due=now,
        expires=event.starts_at,
        solicited=True,
    )
    if not await people.is_channel_synced(
        tx, event.workspace, event.channel
    ):  # so that its members find it in their lists
        await outbox.request_member_sync(
            tx, event.workspace, f"census:{event.channel}:{event.subject}", event.channel, now
        )
    await reminders.schedule_reminders(tx, event, now)


async def load_attendance(tx: ReadTransaction, event: Event) -> Attendance:
    """Give who comes to an event, as far as others may know it."""
    found = await records.list_rsvps(tx, event.workspace, event.id)
    inside = await records.list_going(tx, event.workspace, event.id)
    named = [one.person for one in inside if one.openly]
    known = await people.find_people(
        tx, event.workspace, [*named, *([event.host] if event.host else [])]
    )
    host = known.get(event.host) if event.host else None
    return Attendance(
        host=host.mention if host else None,
        openly=tuple(known[who].mention for who in named if who in known),
        going=len(inside),
        waiting=sum(one.standing == "waiting" for one in found),
        pending=sum(one.standing == "pending" for one in found),
        maybe=sum(one.answer == "maybe" for one in found),
        interested=sum(one.answer == "interested" for one in found),
    )
