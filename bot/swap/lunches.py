"""Introduce people, call lunches off, end agreements: nobody concerned is left without a word."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from bot.core import outbox, schedule
from bot.core.outbox import Drawing
from bot.core.reasons import MessageReason
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.people import records as people
from bot.people.records import is_paused
from bot.store.engine import ReadTransaction, Transaction
from bot.swap import records, rules, views
from bot.swap.notifications import CALLED_OFF, ENDED, INTRODUCED, NOBODY
from bot.swap.records import Swap, SwapLunch
from bot.swap.traded import can_come, takes_month

LUNCH_BEGINS = "swap.begins"


async def introduce(tx: Transaction, lunch: SwapLunch, now: datetime, *, confirmed: bool) -> None:
    """Let a lunch stand, and tell our person of it."""
    await records.update_lunch(tx, lunch.id, state="standing", confirmed=confirmed, told_at=now)
    at = lunch.starts_at
    await schedule.schedule(tx, lunch.workspace, LUNCH_BEGINS, lunch.subject, at, at.date())
    await _tell_of_lunch(
        tx, lunch, "introduced", INTRODUCED, now, lunch.starts_at - rules.LAST_CALL
    )


async def call_off(
    tx: Transaction, of: Swap, lunch: SwapLunch, now: datetime, *, tell: bool = True
) -> None:
    """Call a lunch off; tell our person, unless they never heard of it or did so themselves."""
    await records.update_lunch(tx, lunch.id, state="off", confirmed=False)
    if of.side == "leads" and of.state != "ended":
        await records.update_swap(tx, of.id, next_at=now)
    if lunch.told_at is None:
        return
    if await outbox.cancel_messages(tx, lunch.workspace, f"{lunch.subject}:introduced"):
        await records.update_lunch(tx, lunch.id, told_at=None)  # it had not left yet
        return
    await outbox.invalidate(tx, lunch.workspace, lunch.subject)
    person = await people.find_person(tx, lunch.workspace, lunch.person)
    if person and not person.left and tell:
        await _tell_of_lunch(tx, lunch, "off", CALLED_OFF, now, lunch.starts_at)


async def call_off_absent(tx: Transaction, of: Swap, now: datetime) -> None:
    """Call the lunches off whose people of ours do not agree any more, or are away that day."""
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.state != "off" and not await can_come(tx, of, lunch):
            await call_off(tx, of, lunch, now)


async def leave_swaps(
    tx: Transaction, workspace: str, person: str, now: datetime, only: Collection[int] = ()
) -> None:
    """Take back what somebody agreed to, of all companies or some, and call their lunches off."""
    for each in await records.list_swaps(tx, workspace):
        if only and each.id not in only:
            continue
        of = await records.lock_swap(tx, each.id)
        assert of
        await records.delete_members(tx, of.id, person)
        for lunch in await records.list_lunches(tx, of.id, now):
            if lunch.person == person and lunch.state != "off":
                await call_off(tx, of, lunch, now, tell=False)


async def end_swap(tx: Transaction, of: Swap, now: datetime) -> None:
    """End an agreement here: lunches ahead are called off, and whoever agreed to it is told."""
    if of.state == "ended":
        return
    # the side that leads says so in its next turn; the other, in its next answer
    next_at = now if of.side == "leads" and of.state == "active" else None
    await records.update_swap(tx, of.id, state="ended", ended_at=now, next_at=next_at)
    ended = await records.lock_swap(tx, of.id)
    assert ended
    for lunch in await records.list_lunches(tx, of.id, now):
        if lunch.state != "off":
            await call_off(tx, ended, lunch, now)
    for member in await records.list_members(tx, of.id):
        key = str(Subject("swap-end", of.id, member.person))
        await _tell(tx, of, key, member.person, ENDED, partial(views.ended_card, of), now)
    await records.delete_members(tx, of.id)


async def next_check_at(tx: ReadTransaction, now: datetime) -> datetime | None:
    """Return when a lunch is in doubt next, or a month settles."""
    swaps = {of.id: of for of in await records.list_swaps(tx) if of.state == "active"}
    if not swaps:
        return None
    due = []
    for lunch in await records.lunches_ahead(tx, now):
        if lunch.swap in swaps:
            due.append(_doubt_at(swaps[lunch.swap], lunch))
    due += [rules.next_settles_at(now, of.zone, of.closed) for of in swaps.values()]
    return min((at for at in due if at), default=None)


async def check_lunches(tx: Transaction, now: datetime) -> int:
    """Call lunches off of which nobody can be sure on the other side; settle months.

    Return how much was done.
    """
    done = 0
    for known in await records.list_swaps(tx):
        if known.state != "active":
            continue
        of = await records.lock_swap(tx, known.id)
        assert of
        for lunch in await records.list_lunches(tx, of.id, now):
            at = _doubt_at(of, lunch) if lunch.state != "off" else None
            if at and at <= now:
                await call_off(tx, of, lunch, now)
                done += 1
                if lunch.state == "proposed":
                    await _tell_of_nobody(tx, of, lunch.person, now)
        if rules.next_settles_at(now, of.zone, of.closed) <= now:
            await _settle_month(tx, of, now)
            done += 1
    return done


async def _settle_month(tx: Transaction, of: Swap, now: datetime) -> None:
    """Close a month: whoever agreed and has no lunch in it hears that there is nobody for them."""
    await records.update_swap(tx, of.id, closed=rules.month_of(now, of.zone))
    settled = rules.settles_at(now, of.zone)
    lunches = await records.list_lunches(tx, of.id)
    have_one = {each.person for each in lunches if takes_month(of, each, now)}
    for member in await records.list_members(tx, of.id):
        if member.person not in have_one and member.at <= settled:
            await _tell_of_nobody(tx, of, member.person, now)


async def _tell_of_nobody(tx: Transaction, of: Swap, person_id: str, now: datetime) -> None:
    usual = rules.third_thursday(now, of.zone)
    person = await people.find_person(tx, of.workspace, person_id)
    if person is None or person.left or is_paused(person, local_date(usual, of.zone)):
        return
    month = rules.month_of(now, of.zone)
    key = str(Subject("swap-month", of.id, month, person_id))
    await _tell(tx, of, key, person_id, NOBODY, partial(views.nobody_card, of), now)


def _doubt_at(of: Swap, lunch: SwapLunch) -> datetime | None:
    is_sure = lunch.state == "standing" and lunch.confirmed
    return rules.doubt_at(lunch.starts_at, of.contact_at, is_sure=is_sure)


async def _tell(
    tx: Transaction, of: Swap, key: str, person: str, reason: MessageReason, card: Drawing,
    now: datetime,
) -> None:  # fmt: skip
    expires = now + rules.LOOK_UNTIL
    await outbox.send_dm(
        tx, of.workspace, key, person, card, reason=reason, due=now, expires=expires
    )


async def _tell_of_lunch(
    tx: Transaction,
    lunch: SwapLunch,
    what: str,
    reason: MessageReason,
    now: datetime,
    expires: datetime,
) -> None:
    await outbox.send_dm(
        tx,
        lunch.workspace,
        f"{lunch.subject}:{what}",
        lunch.person,
        None,
        subject=lunch.subject,
        reason=reason,
        due=now,
        expires=expires,
    )
