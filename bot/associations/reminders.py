"""Plan when people hear of an opening, and tell them; what was past already is left out."""

import random
from collections.abc import Sequence
from datetime import datetime

from bot.associations import cards, opening_records, records, rules
from bot.associations.rules import AHEAD, Association, Opening
from bot.associations.views import openings as views
from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.outbox import Letter
from bot.core.router import Router
from bot.core.schedule import Due
from bot.dates.recurrence import local_date
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
ASKED = router.rule("opening.asked", views.WHY_ASKED)
TOLD = router.rule("opening.told", views.WHY_TOLD)

MONTH, WEEK, DAY = JOBS = ("opening.month_ahead", "opening.week_ahead", "opening.day_ahead")
_DAYS = dict(zip(JOBS, AHEAD, strict=True))


async def begin(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Plan the reminders of a new opening; one that is near is told at once, but for whoever added it."""
    await plan(tx, opening, now)
    if rules.hear_at_once(opening, now):
        _, told = await opening_records.reminded(tx, opening)
        await _tell(tx, opening, AHEAD[0], [], [who for who in told if who != opening.added_by], now)


async def plan(tx: Transaction, opening: Opening, now: datetime) -> None:
    """Plan the reminders that are still to come."""
    kinds = dict(zip(AHEAD, JOBS, strict=True))
    ahead = [(kinds[days], at, local_date(at, opening.zone)) for days, at in rules.moments(opening, now).items()]
    await schedule.plan_all(tx, opening.workspace, opening.subject, ahead)


async def remind(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Remind whoever wants it, while there is still time for the opening."""
    opening = await opening_records.find_held(tx, due.workspace, due.number)
    if opening and rules.is_ahead(opening, now):
        await _tell(tx, opening, _DAYS[due.kind], *await opening_records.reminded(tx, opening), now)


async def follow(tx: Transaction, before: Opening, after: Opening, now: datetime) -> None:
    """Plan anew where a deadline moved; who wants it hears at once of one that has come near.

    So do those who were to hear of the former one, and had not yet.
    """
    taken_back = await forget(tx, before) if before.due != after.due else 0
    if before.due != after.due and rules.is_ahead(after, now):
        await plan(tx, after, now)
        if (taken_back or after.due < before.due) and rules.hear_at_once(after, now):
            await _tell(tx, after, AHEAD[0], *await opening_records.reminded(tx, after), now)
    await outbox.stale(tx, after.workspace, after.subject)


async def forget(tx: Transaction, opening: Opening) -> int:
    """Drop what was planned about an opening, and take back what has not left; give how much that was."""
    await schedule.forget(tx, opening.workspace, opening.subject, *JOBS)
    told = await records.told_of(tx, opening.workspace, opening.association)
    return await hush(tx, opening, *{*told, *await opening_records.chosen(tx, opening)})


async def hush(tx: Transaction, opening: Opening, *people: str) -> int:
    """Take back what has not left yet to these people about an opening; give how much that was."""
    return await outbox.cancel(tx, opening.workspace, *(_key(opening, days, who) for days in AHEAD for who in people))


async def hush_all(tx: Transaction, one: Association, who: str, now: datetime) -> None:
    """Take back what has not left about the openings that somebody is no longer told of."""
    for opening in await opening_records.of_association(tx, one, now):
        if not await opening_records.is_reminded(tx, opening, who):
            await hush(tx, opening, who)


@router.living_card("opening")
async def draw(tx: Transaction, workspace: str, number: str, now: datetime) -> Card | None:
    """Draw the reminder of an opening as things stand."""
    opening = await opening_records.find(tx, workspace, row_number(number))
    if opening is None:
        return None
    [listed] = await cards.listed_with(tx, workspace, [opening])
    return views.reminder(listed, now)


async def _tell(
    tx: Transaction, opening: Opening, days: int, asked: Sequence[str], told: Sequence[str], now: datetime
) -> None:
    for rule, people in ((ASKED, asked), (TOLD, told)):
        letters = [Letter(_key(opening, days, who), (who,), subject=opening.subject) for who in people]
        await outbox.whisper_many(tx, opening.workspace, letters, rule=rule, due=now, expires=opening.ends, asked=True)


def _key(opening: Opening, days: int, who: str) -> str:
    return f"{opening.subject}:{days}:{opening.due:%Y%m%d}:{who}"
