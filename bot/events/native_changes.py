"""What becomes of an event that somebody changed in the platform's own list, not here.

Only those may who manage events there, so it counts as an organiser's change: whoever comes is told
as of any other. One that was deleted may be on all the same, so whoever looks after it is asked.
"""

from datetime import datetime

from bot.core import outbox
from bot.core.native_events import NativeChange
from bot.core.subjects import Subject
from bot.events import records, reminders, series, series_changes
from bot.events import series_records as all_series
from bot.events.notifications import HOST, moment_stamp
from bot.events.rules import Event, state_at
from bot.events.series_records import EventSeries
from bot.events.views.forms import PLACE_LIMIT, TITLE_LIMIT
from bot.events.views.parts import CALLED_OFF_THERE
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import clean_text


async def follow_change(
    tx: Transaction, workspace: str, change: NativeChange, now: datetime
) -> None:
    """Change, call off or end an event as somebody did there, or ask about one that is gone."""
    found = await records.find_event_by_uid(tx, workspace, change.uid)
    if found is None:
        return
    repeated = await all_series.lock_series_of(tx, workspace, found.id)
    event = await records.find_event_for_update(tx, workspace, found.id)
    if event is None or state_at(event, now) != "open":
        return

    match change.state:
        case "cancelled":
            await series_changes.cancel_one(tx, event, now, CALLED_OFF_THERE, None)
        case "completed" if event.starts_at <= now:
            await _end(tx, event, repeated, now)
        case "completed" | "deleted":
            await ask_if_on(tx, event, now)
        case _:
            await series_changes.change_one(tx, event, _values(event, change), now, None)


async def ask_if_on(tx: Transaction, event: Event, now: datetime) -> None:
    """Ask whoever hosts or planned an event that is gone from the list, or organisers, if it's on.

    What stands about it is rendered again, without a link that leads nowhere.
    """
    known = await people.find_people(tx, event.workspace, [event.host or "", event.organiser or ""])
    recipients = [person.id for person in known.values() if not person.left]
    if not recipients:
        recipients = [person.id for person in await people.list_organisers(tx, event.workspace)]

    subject = Subject("unlisted", event.id)
    await outbox.invalidate(tx, event.workspace, event.subject, subject)
    for person in recipients:
        await outbox.send_dm(
            tx,
            event.workspace,
            f"{event.subject}:unlisted:{person}:{moment_stamp(now)}",
            person,
            None,
            subject=subject,
            reason=HOST,
            due=now,
            expires=event.ends_at,
            solicited=True,
        )


async def _end(tx: Transaction, event: Event, repeated: EventSeries | None, now: datetime) -> None:
    await reminders.end_event(tx, event)
    if repeated:
        await series.keep_ahead(tx, repeated, now)


def _values(event: Event, change: NativeChange) -> dict[str, object]:
    """Return the columns that a change is about; without an end it lasts as long as before."""
    values: dict[str, object] = {}
    if title := clean_text(change.title or "", TITLE_LIMIT):
        values["title"] = title
    if change.place is not None:
        values |= {"place": clean_text(change.place, PLACE_LIMIT), "address": ""}
    starts = change.starts or event.starts_at
    ends = change.ends or starts + (event.ends_at - event.starts_at)
    if (change.starts or change.ends) and ends > starts:
        values |= {"starts_at": starts, "ends_at": ends, "all_day": False}
    return values
