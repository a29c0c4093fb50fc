"""Post prompts when they are due, and schedule the next ones."""

import datetime as dt
import random
from functools import partial

from bot.core import outbox, schedule
from bot.core.alerts import alert_organisers
from bot.core.channel_rest import why_resting
from bot.core.schedule import DueOccurrence
from bot.core.signals import HoursChanged
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import next_date
from bot.prompts import records, rules
from bot.prompts.notifications import WEEKLY
from bot.prompts.records import POST, PromptChannel
from bot.prompts.rules import prompt_subject
from bot.prompts.views import organisers
from bot.store.engine import ReadTransaction, Transaction

_ONE_DAY = dt.timedelta(days=1)


async def post_due_prompt(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, rng: random.Random
) -> None:
    """Post the prompt of a date and schedule the next.

    If that local date is over, alert the organisers instead.
    """
    setup = await _find_active(tx, due)
    if setup is None:
        return

    today = local_date(now, setup.zone)
    await _schedule_after(tx, setup, max(due.local_date, today - _ONE_DAY))
    if today != due.local_date:
        await _alert_late(tx, setup, due, now)
    elif await why_resting(tx, setup.workspace, setup.channel):
        return
    elif setup.skipped_until is None or setup.skipped_until < today:
        await post_prompt(tx, setup, today, now, rng)


async def too_late(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Schedule the next prompt after a missed one, and alert the organisers."""
    setup = await _find_active(tx, due)
    if setup is None:
        return

    yesterday = local_date(now, setup.zone) - _ONE_DAY
    await _schedule_after(tx, setup, max(due.local_date, yesterday))
    await _alert_late(tx, setup, due, now)


async def post_prompt(
    tx: Transaction,
    setup: PromptChannel,
    day: dt.date,
    now: dt.datetime,
    rng: random.Random,
    *,
    solicited: bool = False,
) -> bool:
    """Post the next prompt of the deck in a channel, at most once a local date.

    Return whether there was one to post.
    """
    deck = await records.load_deck(tx, setup.workspace)
    prompts = [entry.prompt for entry in deck if not entry.hidden]
    posted = await records.list_posted(tx, setup)
    picked = rules.pick_prompt(prompts, posted, day, rng, setup.chosen)
    if picked is None:
        return False

    prompt, cycle = picked
    number = await records.insert_posting(
        tx, setup, day, prompt, cycle, chosen=prompt.slug == setup.chosen
    )
    if number is None:
        return False

    if setup.chosen:
        await records.update_prompt_channel(tx, setup, chosen="")
    await outbox.post(
        tx,
        setup.workspace,
        f"{prompt_subject(number)}",
        setup.channel,
        None,
        subject=prompt_subject(number),
        reason=WEEKLY,
        due=now,
        expires=utc_instant(day + _ONE_DAY, dt.time.min, setup.zone),
        solicited=solicited,
    )
    return True


async def reschedule_prompts(
    tx: Transaction, setup: PromptChannel, now: dt.datetime
) -> dt.datetime | None:
    """Schedule the next prompt of a channel anew from its setup; return when it is due."""
    await schedule.unschedule(tx, setup.workspace, setup.subject, POST)

    today = local_date(now, setup.zone)
    is_past = utc_instant(today, setup.schedule.time, setup.zone) <= now
    after = today if is_past else today - _ONE_DAY
    return await _schedule_after(tx, setup, max(after, await records.last_prompt_date(tx, setup)))


async def reschedule_channels(tx: Transaction, signal: HoursChanged) -> None:
    """Reschedule the prompts of a channel, or of all, after its hours changed."""
    for setup in await records.list_prompt_channels(tx, signal.workspace):
        if not setup.paused and signal.channel in ("", setup.channel):
            await reschedule_prompts(tx, setup, signal.now)


async def unschedule_prompts(tx: Transaction, setup: PromptChannel) -> None:
    """Delete the scheduled prompts of a channel."""
    await schedule.unschedule(tx, setup.workspace, setup.subject, POST)


async def _schedule_after(
    tx: Transaction, setup: PromptChannel, day: dt.date
) -> dt.datetime | None:
    following = next_date(setup.schedule, max(day, setup.skipped_until or day))
    if following is None:
        return None

    moment = utc_instant(following, setup.schedule.time, setup.zone)
    await schedule.schedule(tx, setup.workspace, POST, setup.subject, moment, following)
    return moment


async def _find_active(tx: ReadTransaction, due: DueOccurrence) -> PromptChannel | None:
    setup = await records.find_prompt_channel(tx, due.workspace, due.subject.id)
    return None if setup is None or setup.paused else setup


async def _alert_late(
    tx: Transaction, setup: PromptChannel, due: DueOccurrence, now: dt.datetime
) -> None:
    following = await records.find_next_occurrence(tx, setup)
    card = partial(
        organisers.prompt_left_out_card, setup, due.due, following[1] if following else None
    )
    await alert_organisers(tx, setup.workspace, f"{setup.subject}:late:{due.local_date}", card, now)
