"""Ask people whether two listings are one evening: one question after the other.

What is unsure waits until whoever looks after one of both sources has no open question. First comes
what is worth most: evenings that people answered to, series, then the soonest.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core import message_records, outbox
from bot.core.subjects import Subject
from bot.events import records as events
from bot.sources import merge_review, notifications, rulings
from bot.sources.duplicates import UnsurePair
from bot.sources.listing_records import PRESENT_STATES
from bot.sources.merge_review import ListingPair, PairJudge, told_values
from bot.sources.records import Source
from bot.sources.rulings import Ruling, listing_key, order_pair
from bot.sources.tables import duplicate_ruling
from bot.store.engine import ReadTransaction, Transaction

MAX_KEPT = 100  # questions of one look at a source
MAX_CONSIDERED = 40  # of those that wait, the soonest
QUESTION_RESTS = timedelta(days=7)  # unanswered for so long, it keeps nobody from the next one


async def keep_unsure(
    tx: Transaction, source: Source, unsure: Sequence[UnsurePair], now: datetime
) -> None:
    """Keep what a look was unsure of as questions, one for each pair of events or series."""
    by_keys: dict[tuple[str, str], list[UnsurePair]] = defaultdict(list)
    for pair in sorted(unsure, key=lambda pair: pair[0].starts_at):
        parsed, other = pair
        own_key = listing_key(source.id, parsed.uid)
        by_keys[own_key, listing_key(other.source, other.uid)].append(pair)

    rows: list[dict[str, object]] = []
    for keys, pairs in list(by_keys.items())[:MAX_KEPT]:
        one, other_key = order_pair(*keys)
        parsed, listed = pairs[0]
        told = (parsed, listed) if one == keys[0] else (listed, parsed)
        until = max(max(pair[0].starts_at, pair[1].starts_at) for pair in pairs)
        common = {"workspace": source.workspace, "state": rulings.WAITING, "at": now}
        rows.append(
            {**common, "one": one, "other": other_key, **told_values(*told), "until": until}
        )
    await tx.insert_or_ignore_many(duplicate_ruling, rows)


async def ask_next(
    tx: Transaction, workspace: str, now: datetime, answered_by: str | None = None
) -> None:
    """Ask everybody who has no open question the next one, if there is one for them.

    `answered_by`: who just answered one, and gets the next right away.
    """
    await _end_questions(tx, workspace, now)
    waiting = await rulings.waiting_questions(tx, workspace, now, MAX_CONSIDERED)
    if not waiting:
        return

    busy = await _people_with_questions(tx, workspace, now)
    pairs = await merge_review.find_pairs(tx, workspace, waiting)
    judge = PairJudge(tx, workspace)
    for question in await _sort_by_worth(tx, workspace, waiting, pairs, now):
        ahead = _pairs_ahead(pairs[question.id], now)
        if await _is_settled(tx, workspace, question, ahead, judge, now):
            continue
        person = await _whom_to_ask(judge, question, busy)
        if person:
            busy.add(person)
            await _ask(tx, workspace, question, person, now, solicited=person == answered_by)


async def _end_questions(tx: Transaction, workspace: str, now: datetime) -> None:
    """End the questions that came too late; their cards say so."""
    over = await rulings.unanswered_questions(tx, workspace, now)
    if over:
        numbers = [each.id for each in over]
        await rulings.update_rulings(tx, workspace, numbers, state=rulings.OVER)
        subjects = [Subject(notifications.TWIN_SUBJECT, each.id) for each in over]
        await outbox.invalidate(tx, workspace, *subjects)


async def _people_with_questions(tx: Transaction, workspace: str, now: datetime) -> set[str]:
    """Return who has a question that still keeps them from the next.

    What never arrived waits again after a while.
    """
    asked = await rulings.open_questions(tx, workspace, now)
    keys = [_message_key(each) for each in asked]
    lost = await message_records.lost_messages(tx, workspace, keys)
    rested = [each for each in asked if each.at <= now - QUESTION_RESTS]
    again = [each.id for each in rested if _message_key(each) in lost]
    await rulings.update_rulings(tx, workspace, again, state=rulings.WAITING)
    return {
        each.asked
        for each in asked
        if each.asked and each not in rested and _message_key(each) not in lost
    }


async def _sort_by_worth(
    tx: ReadTransaction,
    workspace: str,
    waiting: Sequence[Ruling],
    pairs: dict[int, list[ListingPair]],
    now: datetime,
) -> list[Ruling]:
    """Return questions in the order of what an answer is worth."""
    numbers = {entry.event for many in pairs.values() for pair in many for entry in pair}
    answered = {rsvp.event for rsvp in await events.list_rsvps(tx, workspace, *sorted(numbers))}

    def worth(question: Ruling) -> tuple[bool, int, datetime]:
        ahead = _pairs_ahead(pairs[question.id], now)
        concerned = any(entry.event in answered for pair in ahead for entry in pair)
        soonest = min((pair[0].starts_at for pair in ahead), default=now)
        return not concerned, -len(ahead), soonest

    return sorted(waiting, key=worth)


def _pairs_ahead(pairs: Sequence[ListingPair], now: datetime) -> list[ListingPair]:
    """Return the pairs that are still two events, both announced, and lie ahead."""
    return [
        (one, other)
        for one, other in pairs
        if one.event != other.event
        and min(one.starts_at, other.starts_at) > now
        and {one.state, other.state} <= {*PRESENT_STATES}
    ]


async def _is_settled(
    tx: Transaction,
    workspace: str,
    question: Ruling,
    ahead: Sequence[ListingPair],
    judge: PairJudge,
    now: datetime,
) -> bool:
    """Return whether nobody needs to be asked, by what sources say and people ruled by now."""
    if not ahead:
        await rulings.delete_rulings(tx, workspace, [question.id])
        return True

    verdict = await judge.find_verdict(ahead[0])
    if verdict == rulings.SAME:
        await merge_review.settle(tx, workspace, question, ahead, now)
    elif verdict == rulings.DIFFERENT:
        await rulings.delete_rulings(tx, workspace, [question.id])
    return verdict in rulings.SETTLED


async def _whom_to_ask(judge: PairJudge, question: Ruling, busy: set[str]) -> str | None:
    """Return whoever added the newer of both sources, or else the other one, if they are free."""
    sources = [await judge.find_source(number) for number in sorted(question.sources, reverse=True)]
    free = [source.owner for source in sources if source.owner not in busy]
    others = [owner for owner in free if owner != question.asked]
    return next(iter(others or free), None)


async def _ask(
    tx: Transaction,
    workspace: str,
    question: Ruling,
    person: str,
    now: datetime,
    *,
    solicited: bool,
) -> None:
    values = {"state": rulings.ASKED, "asked": person, "at": now}
    await rulings.update_rulings(tx, workspace, [question.id], **values)
    if question.asked:
        await outbox.send_again(tx, workspace, _message_key(question), (person,), now)
        return
    await outbox.send_dm(
        tx,
        workspace,
        _message_key(question),
        person,
        None,
        subject=Subject(notifications.TWIN_SUBJECT, question.id),
        reason=notifications.DUPLICATE_QUESTION,
        due=now,
        solicited=solicited,
        expires=question.until,
    )


def _message_key(question: Ruling) -> str:
    return f"twin:{question.id}"
