"""Announce an event in its channel, and load who comes as far as others may know it."""

from datetime import datetime

from bot.core import outbox
from bot.events import records, reminders, repeats, rules
from bot.events import series_records as all_series
from bot.events.notifications import ANNOUNCED
from bot.events.rules import Event, Rsvp
from bot.events.views.parts import Attendance, Repeat
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention


async def announce_in_channel(tx: Transaction, event: Event, now: datetime) -> None:
    """Announce an event in its channel with a calendar entry, and schedule its reminders."""
    await outbox.announce_event(
        tx,
        event.workspace,
        f"{event.subject}",
        event.channel,
        subject=event.subject,
        reason=ANNOUNCED,
        due=now,
        expires=event.starts_at,
        solicited=True,
    )
    # Members find the event in their own lists, so the members of the channel have to be known.
    if not await people.is_channel_synced(tx, event.workspace, event.channel):
        key = f"census:{event.channel}:{event.subject}"
        await outbox.request_member_sync(tx, event.workspace, key, event.channel, now)
    await reminders.schedule_reminders(tx, event, now)


async def load_attendance(tx: ReadTransaction, event: Event, now: datetime) -> Attendance:
    """Return who comes to an event, with the names that others may see, and if sign-up is over."""
    rsvps = await records.list_rsvps(tx, event.workspace, event.id)
    going = await records.list_going(tx, event.workspace, event.id)
    named = [rsvp.person for rsvp in going if rsvp.openly]
    wanted = [*named, event.host] if event.host else named

    by_id = await people.find_people(tx, event.workspace, wanted)
    present = {person: known for person, known in by_id.items() if not known.left}
    host = present.get(event.host or "")
    return Attendance(
        host=host.mention if host else None,
        openly=tuple(present[person].mention for person in named if person in present),
        going=len(going),
        guests=sum(rsvp.guests for rsvp in going if rsvp.openly),
        hidden_guests=sum(rsvp.guests for rsvp in going if not rsvp.openly),
        waiting=sum(rsvp.status == "waiting" for rsvp in rsvps),
        pending=sum(rsvp.status == "pending" for rsvp in rsvps),
        maybe=sum(rsvp.answer == "maybe" for rsvp in rsvps),
        interested=sum(rsvp.answer == "interested" for rsvp in rsvps),
        signup_over=rules.is_signup_over(event, now),
        repeat=await load_repeat(tx, event),
    )


async def load_placer(tx: ReadTransaction, event: Event, rsvp: Rsvp) -> Mention | None:
    """Return who put somebody on an event or took them off; None if they answered themselves.

    Nor is somebody named whom they would rather not meet.
    """
    if rsvp.placed_by is None or rsvp.placed_by == rsvp.person:
        return None
    if rsvp.placed_by in await people.avoid_list(tx, event.workspace, rsvp.person):
        return None
    placer = await people.find_person(tx, event.workspace, rsvp.placed_by)
    return placer.mention if placer else None


async def load_repeat(tx: ReadTransaction, event: Event) -> Repeat | None:
    """Return how an event repeats; None where it does not, or was the last of its series."""
    if event.series_id is None:
        return None
    series = await all_series.find_series(tx, event.workspace, event.series_id)
    following = await all_series.next_after(tx, event)
    if series is None or not (following or series.state == "open"):
        return None

    cadence = repeats.cadence_words(series.rule, series.start, series.zone)
    return Repeat(cadence, event.zone, following.starts_at if following else None)
