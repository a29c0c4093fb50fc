"""Plan when people hear of an opening, and tell them; what was past already is left out."""

import random
from collections.abc import Sequence
from datetime import datetime

from bot.associations import opening_records, records, rules
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
_DAYS = dict(zip(REMINDER_KINDS, REMINDER_DAYS, strict=True))


async def start_reminders(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Plan the reminders of a new opening.

    One that is near is told at once, but for whoever added it.
    """
    await schedule_reminders(tx, opening, now)
    if rules.is_due_at_once(opening, now):
        _, told = await opening_records.opening_subscribers(tx, opening)
        await _tell(
            tx, opening, REMINDER_DAYS[0], [], [who for who in told if who != opening.added_by], now
        )


async def schedule_reminders(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Plan the reminders that are still to come."""
    kinds = dict(zip(REMINDER_DAYS, REMINDER_KINDS, strict=True))
    ahead = [
        (kinds[days], at, local_date(at, opening.zone))
        for days, at in rules.reminder_moments(opening, now).items()
    ]
    await schedule.schedule_many(tx, opening.workspace, opening.subject, ahead)


async def remind_subscribers(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Remind whoever wants it, while there is still time for the opening."""
    opening = await opening_records.get_opening_for_update(tx, due.workspace, due.subject.id)
    if opening and rules.is_ahead(opening, now):
        await _tell(
            tx,
            opening,
            _DAYS[due.kind],
            *await opening_records.opening_subscribers(tx, opening),
            now,
        )


async def reschedule_reminders(
    tx: Transaction, before: Opening, after: Opening, now: datetime
) -> None:
    """Plan anew where a deadline moved; who wants it hears at once of one that has come near.

    So do those who were to hear of the former one, and had not yet.
    """
    taken_back = await unschedule_reminders(tx, before) if before.due != after.due else 0
    if before.due != after.due and rules.is_ahead(after, now):
        await schedule_reminders(tx, after, now)
        if (taken_back or after.due < before.due) and rules.is_due_at_once(after, now):
            await _tell(
                tx,
                after,
                REMINDER_DAYS[0],
                *await opening_records.opening_subscribers(tx, after),
                now,
            )
    await outbox.invalidate(tx, after.workspace, after.subject)


async def unschedule_reminders(tx: Transaction, opening: Opening) -> int:
    """Drop what was planned about an opening, and take back what has not left.

    Give how much that was.
    """
    await schedule.unschedule(tx, opening.workspace, opening.subject, *REMINDER_KINDS)
    told = await records.association_subscribers(tx, opening.workspace, opening.association)
    return await cancel_unsent_reminders(
        tx, opening, *{*told, *await opening_records.subscription_choices(tx, opening)}
    )


async def cancel_unsent_reminders(tx: Transaction, opening: Opening, *people: str) -> int:
    """Take back what has not left yet to these people about an opening; give how much that was."""
    return await outbox.cancel_messages(
        tx,
        opening.workspace,
        *(_key(opening, days, who) for days in REMINDER_DAYS for who in people),
    )


async def cancel_unwanted_reminders(
    tx: Transaction, one: Association, who: str, now: datetime
) -> None:
    """Take back what has not left about the openings that somebody is no longer told of."""
    for opening in await opening_records.openings_of(tx, one, now):
        if not await opening_records.is_subscribed(tx, opening, who):
            await cancel_unsent_reminders(tx, opening, who)


async def _tell(
    tx: Transaction,
    opening: Opening,
    days: int,
    asked: Sequence[str],
    told: Sequence[str],
    now: datetime,
) -> None:
    for rule, people in ((OPENING_ASKED, asked), (OPENING_TOLD, told)):
        letters = [
            OutgoingMessage(_key(opening, days, who), (who,), subject=opening.subject)
            for who in people
        ]
        await outbox.send_dms(
            tx,
            opening.workspace,
            letters,
            reason=rule,
            due=now,
            expires=opening.ends_at,
            solicited=True,
        )


def _key(opening: Opening, days: int, who: str) -> str:
    return f"{opening.subject}:{days}:{opening.due:%Y%m%d}:{who}"
