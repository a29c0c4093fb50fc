"""Open and close polls at their times, and plan the next of one that repeats."""

import datetime as dt
from functools import partial

from msgspec import structs

from bot.core import outbox, schedule
from bot.core.channel_rest import why_resting
from bot.dates.local_time import local_date
from bot.people import records as people
from bot.polls import records, rules
from bot.polls.notifications import QUESTION_POSTED, QUESTION_STOPPED
from bot.polls.rules import Question
from bot.polls.views import answers
from bot.store.engine import Transaction

QUESTION_OPEN, QUESTION_CLOSE = "question.open", "question.close"


async def schedule_poll(tx: Transaction, poll: Question) -> None:
    """Schedule when a planned poll opens, or when an open one closes."""
    opens = poll.state == "planned"
    kind, at = (QUESTION_OPEN, poll.opens_at) if opens else (QUESTION_CLOSE, poll.closes_at)
    day = local_date(at, poll.zone)
    await schedule.schedule(tx, poll.workspace, kind, poll.turn_subject, at, day)


async def unschedule_poll(tx: Transaction, poll: Question) -> None:
    """Schedule nothing more of a poll."""
    kinds = (QUESTION_OPEN, QUESTION_CLOSE)
    await schedule.unschedule(tx, poll.workspace, poll.turn_subject, *kinds)


async def post_poll(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Post a poll that is open from now on, and plan its close and the next one."""
    await schedule_poll(tx, poll)
    await outbox.post(
        tx,
        poll.workspace,
        f"{poll.subject}",
        poll.channel,
        None,
        subject=poll.subject,
        reason=QUESTION_POSTED,
        due=now,
        expires=poll.closes_at,
        solicited=True,
    )
    await _plan_next(tx, poll, now)


async def open_planned(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Open a poll that was planned; whoever asked hears why if it cannot be.

    The caller holds the poll's lock. A poll whose close is over by now is left out.
    """
    author = await people.find_person(tx, poll.workspace, poll.author)
    if author is None or author.left:
        await records.update_poll(tx, poll, state="cancelled", closed_at=now)
        return

    resting = await why_resting(tx, poll.workspace, poll.channel)
    if resting or now >= poll.closes_at - rules.MIN_OPEN:
        await records.update_poll(tx, poll, state="cancelled", closed_at=now)
        await _plan_next(tx, poll, now)
        await outbox.send_dm(
            tx,
            poll.workspace,
            f"{poll.turn_subject}:unopened",
            poll.author,
            partial(answers.not_opened_card, poll, resting),
            reason=QUESTION_STOPPED,
            due=now,
            solicited=True,
        )
        return

    await records.update_poll(tx, poll, state="open")
    opened = await records.find_poll(tx, poll.workspace, poll.id)
    assert opened
    await post_poll(tx, opened, now)


async def close_poll(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Close an open poll and store what won; the caller holds the poll's lock."""
    await unschedule_poll(tx, poll)
    votes = await records.count_votes(tx, poll)
    won = rules.winners(await records.list_choices(tx, poll), votes)
    await records.save_result(tx, poll, votes, won, now)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


async def cancel_poll(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Call off a poll that is open or planned; the caller holds its lock."""
    await unschedule_poll(tx, poll)
    await records.update_poll(tx, poll, state="cancelled", closed_at=now)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


async def go_on(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Go on with an open poll that was changed, and plan anew what follows it."""
    await schedule_poll(tx, poll)
    following = await records.find_next(tx, poll)
    if following:
        await cancel_poll(tx, following, now)
    await _plan_next(tx, poll, now)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


async def _plan_next(tx: Transaction, poll: Question, now: dt.datetime) -> None:
    """Plan the next of a poll that repeats: the first that still lies ahead."""
    times = rules.next_times(poll)
    while times and times[0] <= now:
        opens, closes = times
        times = rules.next_times(_at(poll, opens, closes))
    if times is None:
        return
    opens, closes = times
    choices = [choice.words for choice in await records.list_choices(tx, poll)]
    planned = await records.create_poll(
        tx,
        poll.workspace,
        choices,
        channel=poll.channel,
        channel_name=poll.channel_name,
        author=poll.author,
        words=poll.words,
        zone=poll.zone,
        state="planned",
        settings=poll.settings,
        opens_at=opens,
        closes_at=closes,
        follows=poll.id,
        made_at=now,
    )
    await schedule_poll(tx, planned)


def _at(poll: Question, opens: dt.datetime, closes: dt.datetime) -> Question:
    return structs.replace(poll, opens_at=opens, closes_at=closes)
