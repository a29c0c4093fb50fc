"""Openings of events: deadlines that events name are noted, and changes are passed on."""

import datetime as dt

from bot.associations import opening_records, reminders
from bot.associations.deadlines import Deadline, read_deadlines
from bot.associations.rules import Opening
from bot.associations.views import openings as views
from bot.associations.views.parts import UNNAMED
from bot.core import outbox, signals
from bot.core.signals import DeadlinesChanged, EventMerged, EventsListed
from bot.events import records as events
from bot.events.rules import Event
from bot.store.engine import Transaction

NOBODY = ""  # who added what a description says


async def note_deadlines(tx: Transaction, signal: EventsListed) -> None:
    """Note the deadlines that listed events name, and follow them.

    What somebody noted or changed stays as they said it. Early prices of what is on in town are
    no opening: nobody has to plan a journey for them.
    """
    ahead = await events.upcoming_events(tx, signal.workspace, signal.now, kinds=("listed",))
    numbers = [event.id for event in ahead]
    known = await opening_records.openings_of_events(tx, signal.workspace, numbers)
    for event in ahead:
        for deadline in read_deadlines(event, signal.now):
            if deadline.kind == "prices" and event.reach != "international":
                continue
            of_kind = [saved for saved in known.get(event.id, ()) if saved.kind == deadline.kind]
            await _note(tx, event, deadline, of_kind, signal.now)


async def move_openings(tx: Transaction, signal: EventMerged) -> None:
    """Keep the openings of an event that turned out to be another one, as openings of that.

    One that was only read in a description goes where the other event has one of its kind.
    """
    numbers = (signal.old, signal.new)
    known = await opening_records.openings_of_events(tx, signal.workspace, numbers)
    there = {opening.kind for opening in known.get(signal.new, ())}
    for opening in known.get(signal.old, ()):
        if opening.added_by != NOBODY or opening.kind not in there:
            await opening_records.update_opening(tx, opening, event=signal.new)
            await outbox.invalidate(tx, opening.workspace, opening.subject)
        else:
            await reminders.unschedule_reminders(tx, opening)


async def announce_change(tx: Transaction, opening: Opening, now: dt.datetime) -> None:
    """Let the cards and reminders about an opening's event follow it."""
    if opening.event is not None:
        await outbox.invalidate(tx, opening.workspace, opening.subject)
        await signals.emit(tx, DeadlinesChanged(opening.workspace, now, opening.event))


async def _note(
    tx: Transaction, event: Event, deadline: Deadline, known: list[Opening], now: dt.datetime
) -> None:
    if not known:
        opening = await opening_records.add_opening(
            tx,
            event,
            NOBODY,
            now,
            kind=deadline.kind,
            title=views.read_title(deadline, event),
            details=views.quoted_text(deadline),
            link=event.link,
            due=deadline.due,
            zone=event.zone,
            chapter=None,
        )
        await reminders.start_reminders(tx, opening, now)
        await outbox.invalidate(tx, opening.workspace, event.subject)
        return

    for before in known:
        is_read = before.added_by == NOBODY and before.title != UNNAMED["opening"]
        if is_read and before.state == "open" and before.due != deadline.due:
            details = views.quoted_text(deadline)
            after = await opening_records.update_opening(
                tx, before, due=deadline.due, details=details
            )
            await reminders.reschedule_reminders(tx, before, after, now)
