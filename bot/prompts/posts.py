"""Post prompts when their time comes, and plan the next."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.schedule import DueOccurrence
from bot.dates.recurrence import local_date, next_date, utc_instant
from bot.learnings import records as learnings
from bot.prompts import records, rules
from bot.prompts.records import POST, PromptChannel
from bot.prompts.views import members, organisers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()
WEEKLY = router.declare_reason("prompt.weekly", members.WHY_WEEKLY)

_ONE_DAY = dt.timedelta(days=1)


@router.live_card("prompt")
async def render_prompt(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw a posted prompt: how many take it up, and what they share."""
    found = await records.find_posting(tx, workspace, row_number(number))
    if found is None:
        return None
    shared = await learnings.shared_about(
        tx, workspace, prompt_subject(found.id), members.MAX_QUOTES
    )
    return members.prompt_card(found, shared)


def prompt_subject(posting: int) -> str:
    """Name a posted prompt, for its living card and for what people learned from it."""
    return f"prompt:{posting}"


async def post_due_prompt(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, rng: random.Random
) -> None:
    """Post the prompt of a date while it is still that date there, and plan the next."""
    where = await _channel(tx, due)
    if where is None:
        return
    today = local_date(now, where.zone)
    await _schedule_after(tx, where, max(due.local_date, today - _ONE_DAY))
    if today != due.local_date:
        await _tell_late(tx, where, due, now)
    elif where.skipped_until is None or where.skipped_until < today:
        await post_prompt(tx, where, today, now, rng)


async def too_late(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Leave out a date that is long past, say so to organisers, and plan the next."""
    where = await _channel(tx, due)
    if where:
        await _schedule_after(
            tx, where, max(due.local_date, local_date(now, where.zone) - _ONE_DAY)
        )
        await _tell_late(tx, where, due, now)


async def post_prompt(
    tx: Transaction,
    where: PromptChannel,
    day: dt.date,
    now: dt.datetime,
    rng: random.Random,
    *,
    solicited: bool = False,
) -> bool:
    """Post the next prompt of the deck in a channel, once a local date.

    Tell whether there was one to post.
    """
    prompts = [
        each.prompt for each in await records.load_deck(tx, where.workspace) if not each.hidden
    ]
    drawn = rules.pick_prompt(prompts, await records.list_posted(tx, where), day, rng, where.chosen)
    if drawn is None:
        return False
    prompt, cycle = drawn
    number = await records.insert_posting(
        tx, where, day, prompt, cycle, chosen=prompt.slug == where.chosen
    )
    if number is None:
        return False
    if where.chosen:
        await records.update_prompt_channel(tx, where, chosen="")
    await outbox.post(
        tx,
        where.workspace,
        prompt_subject(number),
        where.channel,
        None,
        subject=prompt_subject(number),
        reason=WEEKLY,
        due=now,
        expires=utc_instant(day + _ONE_DAY, dt.time.min, where.zone),
        solicited=solicited,
        priority=outbox.Priority.ESSENTIAL,
    )
    return True


async def reschedule_prompts(
    tx: Transaction, where: PromptChannel, now: dt.datetime
) -> dt.datetime | None:
    """Plan the next prompt of a channel from how it is set up now; give its moment."""
    await schedule.unschedule(tx, where.workspace, where.subject, POST)
    today = local_date(now, where.zone)
    begun = utc_instant(today, where.schedule.time, where.zone) <= now
    after = today if begun else today - _ONE_DAY
    return await _schedule_after(tx, where, max(after, await records.last_prompt_date(tx, where)))


async def unschedule_prompts(tx: Transaction, where: PromptChannel) -> None:
    """Plan nothing more for a channel."""
    await schedule.unschedule(tx, where.workspace, where.subject, POST)


async def _schedule_after(
    tx: Transaction, where: PromptChannel, day: dt.date
) -> dt.datetime | None:
    following = next_date(where.schedule, max(day, where.skipped_until or day))
    if following is None:
        return None
    moment = utc_instant(following, where.schedule.time, where.zone)
    await schedule.schedule(tx, where.workspace, POST, where.subject, moment, following)
    return moment


async def _channel(tx: ReadTransaction, due: DueOccurrence) -> PromptChannel | None:
    where = await records.find_prompt_channel(tx, due.workspace, due.subject_number)
    return None if where is None or where.paused else where


async def _tell_late(
    tx: Transaction, where: PromptChannel, due: DueOccurrence, now: dt.datetime
) -> None:
    planned = await records.find_next_occurrence(tx, where)
    card = organisers.prompt_left_out_card(where, due.due, planned[1] if planned else None)
    await alert_organisers(tx, where.workspace, f"{where.subject}:late:{due.local_date}", card, now)
