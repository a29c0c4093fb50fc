"""What each side does at a turn, in one transaction; no network here."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.store.engine import Transaction
from bot.swap import crossings, records, rules
from bot.swap.lunches import call_off, call_off_absent, end_swap, introduce
from bot.swap.records import Swap, SwapLunch
from bot.swap.rules import PairLine, Traded, Turn, TurnAnswer
from bot.swap.traded import find_traded, list_traded, shared_days, takes_month

_ENDED_FOR = timedelta(days=7)  # that the other side is told of an end


async def prepare_turn(tx: Transaction, of: Swap, now: datetime) -> Turn | None:
    """Return the next turn of the side that leads, or None where nothing is left to say."""
    if of.ended_at and of.ended_at + _ENDED_FOR < now:
        await records.update_swap(tx, of.id, next_at=None)
        return None
    ended = of.state == "ended"
    if not ended:
        await call_off_absent(tx, of, now)
    asks_for = None if ended else await _lunch_to_fill(tx, of, now)
    pairs = await _pairs(tx, of, now)
    heard = await crossings.last_heard(tx, of)
    turn = Turn(of.code, of.number + 1, now, ended, asks_for, tuple(pairs), heard)
    next_at = now + rules.wait_for_turn(now, [pair.starts_at for pair in pairs])
    await records.update_swap(tx, of.id, number=turn.number, next_at=next_at)
    await crossings.write_sent(tx, of, turn)
    return turn


async def apply_answer(
    tx: Transaction, of: Swap, turn: Turn, answer: TurnAnswer, now: datetime, rng: random.Random
) -> None:
    """Do what the answer to a turn asks of the side that leads."""
    await crossings.settle(tx, of, turn, answer)
    await records.update_swap(tx, of.id, contact_at=now)
    if answer.ended:
        await end_swap(tx, of, now)
        await records.update_swap(tx, of.id, next_at=None)
        return
    if of.state == "ended":
        return  # since the turn was asked; the next one says so

    lunches = {lunch.code: lunch for lunch in await records.list_lunches(tx, of.id, now)}
    for pair in turn.pairs:
        lunch = lunches.get(pair.code)
        if lunch:
            await _apply_line(tx, of, lunch, pair, now, stands=pair.code in answer.standing)
    if turn.asks_for and rules.is_possible(turn.asks_for, now):
        theirs = [rules.clean_traded(each) for each in answer.people]
        await _match(tx, of, theirs, turn.asks_for, now, rng)


async def answer_turn(tx: Transaction, of: Swap, turn: Turn, now: datetime) -> TurnAnswer:
    """Do what a turn asks of the side that follows, and return the answer."""
    await records.update_swap(tx, of.id, number=turn.number, contact_at=now)
    missed = await crossings.list_missed(tx, of, turn.heard)
    if turn.ended:
        await end_swap(tx, of, now)
    ended = turn.ended or of.state == "ended"
    standing: list[str] = []
    shown: list[Traded] = []
    if not ended:
        await call_off_absent(tx, of, now)
        await _drop_unknown(tx, of, {pair.code for pair in turn.pairs}, now)
        standing = [pair.code for pair in turn.pairs if await _agree(tx, of, pair, now)]
        if turn.asks_for and rules.is_possible(turn.asks_for, now):
            shown = await list_traded(tx, of, turn.asks_for)
    answer = TurnAnswer(of.code, turn.number, now, ended, tuple(shown), tuple(standing), missed)
    await crossings.write_exchange(tx, of, turn, answer)
    return answer


async def _lunch_to_fill(tx: Transaction, of: Swap, now: datetime) -> datetime | None:
    """Return the lunch for which people are to be found, while there are some of us."""
    if not rules.is_looking(now, of.zone):
        return None
    at = rules.lunch_of_month(now, of.zone, await shared_days(tx, of))
    if at is None or not rules.is_possible(at, now):
        return None
    return at if await list_traded(tx, of, at) else None


async def _pairs(tx: Transaction, of: Swap, now: datetime) -> list[PairLine]:
    """Return the lunches ahead, without those that both sides know to be off."""
    members = {member.person: member for member in await records.list_members(tx, of.id)}
    lines = []
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.state == "off" and lunch.confirmed:
            continue
        shown = None
        if lunch.state == "proposed":
            shown = await find_traded(tx, of, members[lunch.person], lunch.starts_at)
            if shown is None:
                continue  # for a while: it is proposed, or given up
        lines.append(PairLine(lunch.code, lunch.other_ref, lunch.starts_at, lunch.state, shown))
    return lines


async def _apply_line(
    tx: Transaction, of: Swap, lunch: SwapLunch, pair: PairLine, now: datetime, *, stands: bool
) -> None:
    """Take in what the other side answered about one lunch."""
    if lunch.state == "off":
        if pair.state == "off":
            await records.update_lunch(tx, lunch.id, confirmed=True)
    elif not stands:
        await call_off(tx, of, lunch, now)
    elif lunch.state == "proposed":
        await introduce(tx, lunch, now, confirmed=True)
        await records.update_swap(tx, of.id, next_at=now)  # so that they know at once


async def _match(
    tx: Transaction,
    of: Swap,
    theirs: Sequence[Traded],
    starts_at: datetime,
    now: datetime,
    rng: random.Random,
) -> None:
    """Propose lunches to people of both sides who have none in this month."""
    lunches = await records.list_lunches(tx, of.id)
    taken = {each.other_ref for each in lunches if takes_month(of, each, starts_at)}
    free = [each for each in theirs if each.ref not in taken]
    ours = await list_traded(tx, of, starts_at)
    if not ours or not free:
        return
    months = groupby(lunches, lambda each: rules.month_of(each.starts_at, of.zone))
    met = [[(each.own_ref, each.other_ref) for each in month] for _, month in months]
    members = {member.ref: member for member in await records.list_members(tx, of.id)}
    for mine, other in rules.match_sides(ours, free, met, rng):
        code = records.make_code()
        await records.insert_lunch(tx, of, code, members[mine.ref], other, starts_at)
        await records.update_swap(tx, of.id, next_at=now)


async def _drop_unknown(tx: Transaction, of: Swap, codes: set[str], now: datetime) -> None:
    """Call the lunches off of which the other side knows nothing any more: somebody was erased."""
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.state == "standing" and lunch.code not in codes:
            await call_off(tx, of, lunch, now)


async def _agree(tx: Transaction, of: Swap, pair: PairLine, now: datetime) -> bool:
    """Return whether a lunch stands here, after what the leading side says of it."""
    lunches = await records.list_lunches(tx, of.id)
    known = next((lunch for lunch in lunches if lunch.code == pair.code), None)
    if known is None:
        return await _take_proposal(tx, of, pair, lunches, now)
    if known.state == "off":
        await records.update_lunch(tx, known.id, confirmed=True)
        return False
    if pair.state == "off":
        await call_off(tx, of, known, now)
        await records.update_lunch(tx, known.id, confirmed=True)
        return False
    if pair.state == "standing":
        await records.update_lunch(tx, known.id, confirmed=True)
    return True


async def _take_proposal(
    tx: Transaction, of: Swap, pair: PairLine, lunches: Sequence[SwapLunch], now: datetime
) -> bool:
    """Introduce one of us to whom the leading side proposes, unless something speaks against it."""
    members = {member.ref: member for member in await records.list_members(tx, of.id)}
    member, proposed = members.get(pair.ref), pair.person
    if member is None or proposed is None or pair.state != "proposed":
        return False
    if not rules.is_possible(pair.starts_at, now):
        return False
    if await find_traded(tx, of, member, pair.starts_at) is None:
        return False
    for each in lunches:
        mine, other = each.person == member.person, each.other_ref == proposed.ref
        if (mine and other) or ((mine or other) and takes_month(of, each, pair.starts_at)):
            return False
    other_person = rules.clean_traded(proposed)
    lunch = await records.insert_lunch(tx, of, pair.code, member, other_person, pair.starts_at)
    await introduce(tx, lunch, now, confirmed=False)
    return True
