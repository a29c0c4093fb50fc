"""Schedule and send reminders of openings; those whose moment is past are left out."""

import random
from collections.abc import Sequence
from datetime import datetime

from bot.associations import opening_records, rules
from bot.associations.notifications import OPENING_ASKED, OPENING_TOLD
from bot.associations.rules import REMINDER_DAYS, Association, Opening
from bot.core import outbox, schedule
from bot.core.outbox import OutgoingMessage
from bot.core.schedule import DueOccurrence
from bot.dates.local_time import local_date
from bot.store.engine import Transaction

MONTH_AHEAD, WEEK_AHEAD, DAY_AHEAD = REMINDER_KINDS = (
    "opening.month_ahead",
    "opening.week_ahead",
    "opening.day_ahead",
)
OVER = "opening.over"
_DAYS = dict(zip(REMINDER_KINDS, REMINDER_DAYS, strict=True))


async def start_reminders(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Schedule the reminders of a new opening; announce a near one at once, not to its author."""
    await schedule_reminders(tx, opening, now)
    working_time = await opening_records.load_working_time(tx, opening)
    if rules.is_due_at_once(opening, now, working_time):
        _, told = await opening_records.opening_subscribers(tx, opening)
        others = [person for person in told if person != opening.added_by]
        await _send(tx, opening, REMINDER_DAYS[0], [], others, now)


async def schedule_reminders(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Schedule the reminders that are still to come."""
    working_time = await opening_records.load_working_time(tx, opening)
    kinds = dict(zip(REMINDER_DAYS, REMINDER_KINDS, strict=True))
    planned = [
        (kinds[days], at, local_date(at, opening.zone))
        for days, at in rules.reminder_moments(opening, now, working_time).items()
    ]
    planned.append((OVER, opening.ends_at, opening.due))
    await schedule.schedule_many(tx, opening.workspace, opening.subject, planned)


async def remind_subscribers(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Send the reminders of an opening, unless it was closed or is over."""
    opening = await opening_records.get_opening_for_update(tx, due.workspace, due.subject.id)
    if opening is None or not await opening_records.is_on(tx, opening):
        return
    if rules.is_ahead(opening, now):
        asked, told = await opening_records.opening_subscribers(tx, opening)
        await _send(tx, opening, _DAYS[due.kind], asked, told, now)


async def end_reminders(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    """Let the reminders of an opening say that its deadline has passed."""
    await outbox.invalidate(tx, due.workspace, due.subject)


async def reschedule_reminders(
    tx: Transaction, before: Opening, after: Opening, now: datetime
) -> None:
    """Reschedule the reminders if a deadline moved.

    A near deadline is sent at once if it came nearer, or if it replaces reminders that were
    cancelled before they left.
    """
    if before.due != after.due:
        cancelled = await unschedule_reminders(tx, before)
        if rules.is_ahead(after, now):
            await schedule_reminders(tx, after, now)
            is_news = bool(cancelled) or after.due < before.due
            working_time = await opening_records.load_working_time(tx, after)
            if is_news and rules.is_due_at_once(after, now, working_time):
                asked, told = await opening_records.opening_subscribers(tx, after)
                await _send(tx, after, REMINDER_DAYS[0], asked, told, now)
    await outbox.invalidate(tx, after.workspace, after.subject)


async def unschedule_reminders(tx: Transaction, opening: Opening) -> int:
    """Unschedule the reminders of an opening; return how many unsent messages were cancelled."""
    await schedule.unschedule(tx, opening.workspace, opening.subject, *REMINDER_KINDS, OVER)
    subscribers = await opening_records.list_subscribers(tx, opening)
    return await cancel_unsent_reminders(tx, opening, *subscribers)


async def cancel_unsent_reminders(tx: Transaction, opening: Opening, *people: str) -> int:
    """Cancel the unsent reminders of an opening to these people; return how many there were."""
    keys = [_key(opening, days, person) for days in REMINDER_DAYS for person in people]
    return await outbox.cancel_messages(tx, opening.workspace, *keys)


async def cancel_unwanted_reminders(
    tx: Transaction, association: Association, person: str, now: datetime
) -> None:
    """Cancel the unsent reminders of openings to which somebody is no longer subscribed."""
    for opening in await opening_records.openings_of(tx, association, now):
        if not await opening_records.is_subscribed(tx, opening, person):
            await cancel_unsent_reminders(tx, opening, person)


async def _send(
    tx: Transaction,
    opening: Opening,
    days: int,
    asked: Sequence[str],
    told: Sequence[str],
    now: datetime,
) -> None:
    """Send a DM to those who subscribed to an opening, and to the association's subscribers."""
    for reason, people in ((OPENING_ASKED, asked), (OPENING_TOLD, told)):
        messages = [
            OutgoingMessage(_key(opening, days, person), (person,), subject=opening.subject)
            for person in people
        ]
        await outbox.send_dms(
            tx,
            opening.workspace,
            messages,
            reason=reason,
            due=now,
            expires=opening.ends_at,
            solicited=True,
        )


def _key(opening: Opening, days: int, person: str) -> str:
    return f"{opening.subject}:{days}:{opening.due:%Y%m%d}:{person}"
