"""Who is interested in an event in the platform's own list: a maybe here, or somebody who goes.

`rsvp.interest` says what that interest is: it "counts" as their answer, or stands "beside" one that
they gave here. Nobody's name is shown for it.
"""

from datetime import datetime

from sqlalchemy import select

from bot.events import notifications, records, rsvps, rules
from bot.events.rules import Event, RsvpAnswer
from bot.events.tables import event as event_table
from bot.events.tables import rsvp
from bot.store.engine import ReadTransaction, Transaction


async def add_interest(tx: Transaction, event: Event, person: str, now: datetime) -> None:
    """Count somebody's interest, unless they answered that they come, or may.

    Whoever counts as going hears whether there is a seat. The caller holds the event's lock.
    """
    earlier = await records.find_rsvp(tx, event.workspace, event.id, person)
    if earlier and earlier.interest:
        return
    if earlier and earlier.answer != "cant":
        await records.update_rsvp(tx, event.workspace, earlier.id, interest="beside")
        return

    counts_as_going = event.interest == "going" and not rules.is_signup_over(event, now)
    answer: RsvpAnswer = "going" if counts_as_going else "maybe"
    saved = await rsvps.save_rsvp(tx, event, person, answer, now)
    openly = earlier.openly if earlier else False
    await records.update_rsvp(tx, event.workspace, saved.id, interest="counts", openly=openly)
    await notifications.invalidate_event(tx, event)
    if answer == "going":
        await notifications.notify_status_changed(tx, event, [saved], now)


async def remove_interest(tx: Transaction, event: Event, person: str, now: datetime) -> None:
    """Take back what somebody's interest counted as; an answer that they gave here stays.

    The caller holds the event's lock.
    """
    earlier = await records.find_rsvp(tx, event.workspace, event.id, person)
    if earlier is None or not earlier.interest:
        return
    if earlier.interest == "counts":
        await rsvps.save_rsvp(tx, event, person, "cant", now)
    await records.update_rsvp(tx, event.workspace, earlier.id, interest="")


async def list_interested(tx: ReadTransaction, workspace: str, uid: str) -> set[str]:
    """Return whose interest in an event is known."""
    query = (
        select(rsvp.c.person)
        .join(event_table, event_table.c.id == rsvp.c.event)
        .where(event_table.c.workspace == workspace, event_table.c.uid == uid)
        .where(rsvp.c.interest != "")
    )
    return set(await tx.scalars(query))
