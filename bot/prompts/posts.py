"""Post prompts when their time comes, and plan the next."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.alerts import tell_organisers
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.schedule import Due
from bot.dates.recurrence import instant, local_date, next_date
from bot.learnings import records as learnings
from bot.prompts import records, rules
from bot.prompts.records import POST, Channel
from bot.prompts.views import members, organisers
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
WEEKLY = router.rule("prompt.weekly", members.WHY_WEEKLY)

_ONE_DAY = dt.timedelta(days=1)


@router.living_card("prompt")
async def draw(tx: Transaction, workspace: str, number: str, _now: dt.datetime) -> Card | None:
    """Draw a posted prompt: how many take it up, and what they share."""
    found = await records.find_posting(tx, workspace, row_number(number))
    if found is None:
        return None
    shared = await learnings.shared_about(tx, workspace, about(found.id), members.MOST_QUOTES)
    return members.prompt(found, shared)


def about(posting: int) -> str:
    """Name a posted prompt, for its living card and for what people learned from it."""
    return f"prompt:{posting}"


async def post_due(tx: Transaction, due: Due, now: dt.datetime, rng: random.Random) -> None:
    """Post the prompt of a date while it is still that date there, and plan the next."""
    where = await _channel(tx, due)
    if where is None:
        return
    today = local_date(now, where.zone)
    await _plan_after(tx, where, max(due.local_date, today - _ONE_DAY))
    if today != due.local_date:
        await _tell_late(tx, where, due, now)
    elif where.skipped_until is None or where.skipped_until < today:
        await post(tx, where, today, now, rng)


async def too_late(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Leave out a date that is long past, say so to organisers, and plan the next."""
    where = await _channel(tx, due)
    if where:
        await _plan_after(tx, where, max(due.local_date, local_date(now, where.zone) - _ONE_DAY))
        await _tell_late(tx, where, due, now)


async def post(
    tx: Transaction, where: Channel, day: dt.date, now: dt.datetime, rng: random.Random, *, asked: bool = False
) -> bool:
    """Post the next prompt of the deck in a channel, once a local date; tell whether there was one to post."""
    prompts = [each.prompt for each in await records.deck(tx, where.workspace) if not each.hidden]
    drawn = rules.draw(prompts, await records.posted(tx, where), day, rng, where.chosen)
    if drawn is None:
        return False
    prompt, cycle = drawn
    number = await records.note_posting(tx, where, day, prompt, cycle, chosen=prompt.slug == where.chosen)
    if number is None:
        return False
    if where.chosen:
        await records.change(tx, where, chosen="")
    await outbox.post(
        tx,
        where.workspace,
        about(number),
        where.channel,
        None,
        subject=about(number),
        rule=WEEKLY,
        due=now,
        expires=instant(day + _ONE_DAY, dt.time.min, where.zone),
        asked=asked,
        weight=outbox.JOINED_FOR,
    )
    return True


async def plan_anew(tx: Transaction, where: Channel, now: dt.datetime) -> dt.datetime | None:
    """Plan the next prompt of a channel from how it is set up now; give its moment."""
    await schedule.forget(tx, where.workspace, where.subject, POST)
    today = local_date(now, where.zone)
    begun = instant(today, where.schedule.time, where.zone) <= now
    after = today if begun else today - _ONE_DAY
    return await _plan_after(tx, where, max(after, await records.last_date(tx, where)))


async def stop(tx: Transaction, where: Channel) -> None:
    """Plan nothing more for a channel."""
    await schedule.forget(tx, where.workspace, where.subject, POST)


async def _plan_after(tx: Transaction, where: Channel, day: dt.date) -> dt.datetime | None:
    following = next_date(where.schedule, max(day, where.skipped_until or day))
    if following is None:
        return None
    moment = instant(following, where.schedule.time, where.zone)
    await schedule.plan(tx, where.workspace, POST, where.subject, moment, following)
    return moment


async def _channel(tx: Transaction, due: Due) -> Channel | None:
    where = await records.find_channel(tx, due.workspace, due.number)
    return None if where is None or where.paused else where


async def _tell_late(tx: Transaction, where: Channel, due: Due, now: dt.datetime) -> None:
    planned = await records.planned(tx, where)
    card = organisers.left_out(where, due.due, planned[1] if planned else None)
    await tell_organisers(tx, where.workspace, f"{where.subject}:late:{due.local_date}", card, now)
