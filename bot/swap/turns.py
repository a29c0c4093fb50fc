"""What each side does at a turn, in one transaction; no network here."""

import random
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core import outbox
from bot.people import records as people
from bot.people.records import is_paused, is_silent
from bot.store.engine import ReadTransaction, Transaction
from bot.swap import records, rules
from bot.swap.notifications import CALLED_OFF, INTRODUCED
from bot.swap.records import Swap, SwapLunch, SwapMember
from bot.swap.rules import PairLine, Traded, Turn, TurnAnswer

_ENDED_FOR = timedelta(days=7)  # that the other side is told of an end


async def prepare_turn(tx: Transaction, of: Swap, now: datetime) -> Turn | None:
    """Return the next turn of the side that leads, or None where nothing is left to say."""
    if of.ended_at and of.ended_at + _ENDED_FOR < now:
        await records.update_swap(tx, of.id, next_at=None)
        return None
    ended = of.state == "ended"
    month = "" if ended else rules.due_month(now, of.zone, of.month)
    turn = Turn(of.code, of.number + 1, now, ended, bool(month), await _pairs(tx, of, now))
    await records.update_swap(tx, of.id, number=turn.number, next_at=now + rules.TURN_EVERY)
    await records.log_crossing(tx, of, turn.number, "turn", turn, now)
    return turn


async def _pairs(tx: ReadTransaction, of: Swap, now: datetime) -> tuple[PairLine, ...]:
    """Return the lunches ahead, as the other side has to know them."""
    members = {member.person: member for member in await records.list_members(tx, of.id)}
    lines = []
    for lunch in await records.list_lunches(tx, of.id, now):
        member = members.get(lunch.person)
        shown = await _traded(tx, of, member, lunch.starts_at) if member else None
        state = lunch.state if shown else "off"
        person = shown if shown and state == "proposed" else Traded(_ref(member), "-", "", "")
        lines.append(PairLine(lunch.code, lunch.other_ref, person, lunch.starts_at, state))
    return tuple(lines)


def _ref(member: SwapMember | None) -> str:
    return member.ref if member else "somebody"


async def apply_answer(
    tx: Transaction, of: Swap, turn: Turn, answer: TurnAnswer, now: datetime, rng: random.Random
) -> None:
    """Do what the answer to a turn asks of the side that leads."""
    await records.log_crossing(tx, of, answer.number, "answer", answer, now)
    await records.update_swap(tx, of.id, contact_at=now)
    if answer.ended or of.state == "ended":
        await end_swap(tx, of, now)
        await records.update_swap(tx, of.id, next_at=None)
        return

    stands = set(answer.standing)
    asked = {pair.code: pair.state for pair in turn.pairs}
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.code not in asked or lunch.state == "off":
            continue
        if lunch.code not in stands:
            await call_off(tx, of, lunch, now)
        elif lunch.state == "proposed":
            await introduce(tx, of, lunch, now, confirmed=True)
    month = rules.due_month(now, of.zone, of.month)
    if turn.asks_for_people and month:
        await _match(tx, of, [rules.clean_traded(each) for each in answer.people], now, rng)
        await records.update_swap(tx, of.id, month=month)
    if any(state == "proposed" for state in asked.values()) or turn.asks_for_people:
        await records.update_swap(tx, of.id, next_at=now)  # so that they know at once


async def _match(
    tx: Transaction, of: Swap, theirs: list[Traded], now: datetime, rng: random.Random
) -> None:
    starts_at = rules.lunch_of_month(now, of.zone)
    members = {member.ref: member for member in await records.list_members(tx, of.id)}
    ours = await list_traded(tx, of, starts_at)
    met = {
        (members_ref, lunch.other_ref)
        for lunch in await records.list_lunches(tx, of.id)
        for members_ref in members
        if members[members_ref].person == lunch.person
    }
    for mine, other in rules.match_sides(ours, theirs, met, rng):
        person = members[mine.ref].person
        code = records.make_code()
        await records.insert_lunch(tx, of, code, person, other, starts_at, "proposed")


async def answer_turn(tx: Transaction, of: Swap, turn: Turn, now: datetime) -> TurnAnswer:
    """Do what a turn asks of the side that follows, and return the answer."""
    await records.update_swap(tx, of.id, number=turn.number, contact_at=now)
    await records.log_crossing(tx, of, turn.number, "turn", turn, now)
    if turn.ended:
        await end_swap(tx, of, now)
    ended = turn.ended or of.state == "ended"
    standing: tuple[str, ...] = ()
    shown: tuple[Traded, ...] = ()
    if not ended:
        standing = tuple([pair.code for pair in turn.pairs if await _agree(tx, of, pair, now)])
        if turn.asks_for_people:
            shown = tuple(await list_traded(tx, of, rules.lunch_of_month(now, of.zone)))
    answer = TurnAnswer(of.code, turn.number, now, ended, shown, standing)
    await records.log_crossing(tx, of, turn.number, "answer", answer, now)
    return answer


async def _agree(tx: Transaction, of: Swap, pair: PairLine, now: datetime) -> bool:
    """Return whether a lunch stands here, after what the leading side says of it."""
    lunches = await records.list_lunches(tx, of.id, now)
    known = next((lunch for lunch in lunches if lunch.code == pair.code), None)
    if known is not None:
        if pair.state == "off" and known.state == "standing":
            await call_off(tx, of, known, now)
            return False
        if pair.state == "standing" and known.state == "standing":
            await records.update_lunch(tx, known.id, confirmed=True)
        return known.state == "standing"

    member = next((m for m in await records.list_members(tx, of.id) if m.ref == pair.ref), None)
    if pair.state != "proposed" or member is None or not rules.is_possible(pair.starts_at, now):
        return False
    if await _traded(tx, of, member, pair.starts_at) is None:
        return False
    earlier = [each for each in await records.list_lunches(tx, of.id) if _clashes(each, pair)]
    if any(each.person == member.person for each in earlier):
        return False
    other = rules.clean_traded(pair.person)
    lunch = await records.insert_lunch(
        tx, of, pair.code, member.person, other, pair.starts_at, "proposed"
    )
    await introduce(tx, of, lunch, now, confirmed=False)
    return True


def _clashes(earlier: SwapLunch, pair: PairLine) -> bool:
    """Return whether a lunch is in the same month, or with the same person, as a proposed one."""
    same_month = rules.month_of(earlier.starts_at) == rules.month_of(pair.starts_at)
    return (same_month and earlier.state == "standing") or earlier.other_ref == pair.person.ref


async def list_traded(tx: ReadTransaction, of: Swap, at: datetime) -> list[Traded]:
    """Return all that the other company learns of us for the lunch at a moment."""
    found = [await _traded(tx, of, m, at) for m in await records.list_members(tx, of.id)]
    return [each for each in found if each][: rules.MAX_PEOPLE]


async def _traded(tx: ReadTransaction, of: Swap, member: SwapMember, at: datetime) -> Traded | None:
    """Return what crosses of somebody, or None while they are not to be traded.

    A topic crosses only while it stands in their profile.
    """
    person = await people.find_person(tx, of.workspace, member.person)
    if person is None or person.left or not rules.first_name(person.name):
        return None
    if is_paused(person, at.date()) or is_silent(person, at.date()):
        return None
    kept = member.topic in (*person.interests, *person.offers, *person.wants)
    topic = member.topic[: rules.MAX_WORDS] if kept else ""
    return Traded(member.ref, rules.first_name(person.name), member.field, topic)


async def introduce(
    tx: Transaction, of: Swap, lunch: SwapLunch, now: datetime, *, confirmed: bool
) -> None:
    """Let a lunch stand, and tell our person of it."""
    await records.update_lunch(tx, lunch.id, state="standing", confirmed=confirmed)
    await outbox.send_dm(
        tx,
        of.workspace,
        f"{lunch.subject}:introduced",
        lunch.person,
        None,
        subject=lunch.subject,
        reason=INTRODUCED,
        due=now,
        expires=lunch.starts_at - rules.LAST_CHECK,
    )


async def call_off(
    tx: Transaction, of: Swap, lunch: SwapLunch, now: datetime, *, tell: bool = True
) -> None:
    """Call a lunch off; tell our person, unless they never heard of it or did so themselves."""
    await records.update_lunch(tx, lunch.id, state="off")
    if of.side == "leads" and of.state != "ended":
        await records.update_swap(tx, of.id, next_at=now)
    if lunch.state != "standing":
        return
    await outbox.invalidate(tx, of.workspace, lunch.subject)
    person = await people.find_person(tx, of.workspace, lunch.person)
    if person is None or person.left or not tell:
        return
    await outbox.send_dm(
        tx,
        of.workspace,
        f"{lunch.subject}:off",
        lunch.person,
        None,
        subject=lunch.subject,
        reason=CALLED_OFF,
        due=now,
        expires=lunch.starts_at,
    )


async def end_swap(tx: Transaction, of: Swap, now: datetime) -> None:
    """End an agreement here: its lunches ahead are called off, and those concerned are told."""
    if of.state != "ended":
        await records.update_swap(
            tx, of.id, state="ended", ended_at=now, next_at=now if of.side == "leads" else None
        )
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.state != "off":
            await call_off(tx, of, lunch, now)


async def check_lunches(tx: Transaction, now: datetime) -> int:
    """Call off the lunches of which, a day before, nobody can be sure on the other side."""
    waiting = await records.unchecked_lunches(tx, now, rules.LAST_CHECK)
    for lunch in waiting:
        of = await records.lock_swap(tx, lunch.swap)
        assert of
        is_fresh = of.contact_at is not None and of.contact_at > now - rules.FRESH
        await records.update_lunch(tx, lunch.id, checked=True)
        if not (is_fresh and lunch.confirmed):
            await call_off(tx, of, lunch, now)
    return len(waiting)


async def leave_swaps(
    tx: Transaction, workspace: str, person: str, now: datetime, only: Collection[int] = ()
) -> None:
    """Take back what somebody agreed to, of all companies or some, and call their lunches off."""
    for of in await records.list_swaps(tx, workspace):
        if only and of.id not in only:
            continue
        await records.delete_member(tx, of.id, person)
        for lunch in await records.list_lunches(tx, of.id, now):
            if lunch.person == person and lunch.state != "off":
                await call_off(tx, of, lunch, now, tell=False)
