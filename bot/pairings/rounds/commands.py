"""Take what people say about their lunch: met, not yet, can't this time, find me somebody else."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.pairings import rules
from bot.pairings.keys import check_in_key, intro_key, nudge_key
from bot.pairings.programs import records
from bot.pairings.rounds import group_details, rematch
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import Whole
from bot.pairings.rounds.records import Place
from bot.pairings.views import introduction as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Instant

router = Router()


@router.button("lunch.met", Who.ANYONE)
async def met(call: Invocation, tx: Transaction) -> Answer:
    """Note that a group met; one click counts for all in it."""
    group, mine = await _group(call, tx)
    if group.group.state not in ("open", "met"):
        raise Refusal(views.CALLED_OFF)
    await round_records.set_answer(tx, mine, call.workspace, "met", call.now)
    if group.group.state == "open":
        await round_records.set_group_state(tx, call.workspace, [group.group.id], "met")
        await records.end_silence(tx, group.circle, [place.person for place in group.places])
        await _settled(tx, group)
    return Reply(views.met(group))


@router.button("lunch.not_yet", Who.ANYONE)
async def not_yet(call: Invocation, tx: Transaction) -> Answer:
    """Note that a group has not met so far."""
    group, mine = await _group(call, tx)
    if group.group.state == "met":
        return Reply(views.met(group))
    if group.group.state != "open":
        raise Refusal(views.CALLED_OFF)
    if _over(group, call):
        raise Refusal(views.OVER)
    await round_records.set_answer(tx, mine, call.workspace, "not_yet", call.now)
    await outbox.cancel(tx, call.workspace, nudge_key(group.group.id))
    await outbox.stale(tx, call.workspace, f"checkin:{mine.id}", f"group:{group.group.id}")
    return Reply(views.not_yet(group, call.now))


@router.button("lunch.cant", Who.ANYONE)
async def cannot(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody call it off, and tell the others gently."""
    group, mine = await _group(call, tx)
    if group.group.state == "met" or _over(group, call):
        raise Refusal(views.OVER)
    if mine.answer == "cant":
        return Reply(views.cannot(group))
    if group.group.state != "open":
        raise Refusal(views.CALLED_OFF)
    await round_records.set_answer(tx, mine, call.workspace, "cant", call.now)
    left = await group_details.of_group(tx, call.workspace, group.group.id)
    assert left
    if len(left.staying) > 1:
        await _go_on(call, tx, left, mine)
    else:
        await _call_off(tx, left, call.now)
    return Reply(views.cannot(left))


@router.without("group")
async def go_on_without(tx: Transaction, workspace: str, number: str, gone: Sequence[str], now: datetime) -> None:
    """Let a group go on without those who are gone, or tell whoever is left that it fell through."""
    group = await group_details.of_group(tx, workspace, row_number(number), lock=True)
    if group is None or group.group.state != "open":
        return
    for place in group.places:
        if place.person in gone:
            await round_records.set_answer(tx, place, workspace, "cant", now)
    left = await group_details.of_group(tx, workspace, group.group.id)
    if left and len(left.staying) < 2:
        await _call_off(tx, left, now)


@router.button("lunch.rescue", Who.ANYONE)
async def find_somebody_else(call: Invocation, tx: Transaction) -> Answer:
    """Look for new company for somebody whose group fell apart."""
    group, mine = await _group(call, tx)
    if mine.answer == "cant" or group.group.state in ("open", "met"):
        raise Refusal(views.NO_NEED)
    if group.group.state != "called_off":
        raise Refusal(views.CALLED_OFF)
    next_draw = await _next_draw(tx, group)
    if call.now >= group.round.midpoint:
        return Reply(views.too_late(next_draw))
    found = await rematch.find_company(tx, group, mine, call.now, call.rng)
    return Reply(views.rescued(found) if found else views.waiting(group, next_draw))


async def _group(call: Invocation, tx: Transaction) -> tuple[Whole, Place]:
    group = await group_details.of_group(tx, call.workspace, row_number(call.value), lock=True)
    mine = next((place for place in group.places if place.person == call.person), None) if group else None
    if group is None or mine is None or group.group.state == "alone":
        raise Refusal(views.NOT_YOURS)
    await records.touch(tx, group.circle, call.person, call.now)
    return group, mine


def _over(group: Whole, call: Invocation) -> bool:
    return group.round.state != "drawn" or call.now >= group.round.ends_at


async def _go_on(call: Invocation, tx: Transaction, left: Whole, mine: Place) -> None:
    everybody = tuple(place.person for place in left.places)
    key, after = f"group:{left.group.id}:cant:{mine.id}", intro_key(left.group.id)
    await outbox.follow_up(
        tx,
        call.workspace,
        key,
        after,
        everybody,
        views.goes_on(left),
        rule=rules.CHANGED,
        due=call.now,
        expires=left.round.ends_at,
    )
    await outbox.cancel(tx, call.workspace, *(check_in_key(mine.id, which) for which in ("mid", "end")))
    await _redraw(tx, left)


async def _call_off(tx: Transaction, left: Whole, now: datetime) -> None:
    await round_records.set_group_state(tx, left.group.workspace, [left.group.id], "called_off")
    await _settled(tx, left)
    next_draw = await _next_draw(tx, left)
    known = await people.find_all(tx, left.group.workspace, [place.person for place in left.staying])
    for place in left.staying:
        if not known[place.person].gone:
            await outbox.whisper(
                tx,
                left.group.workspace,
                f"group:{left.group.id}:off:{place.id}",
                place.person,
                views.fell_through(left, now, next_draw),
                rule=rules.CHANGED,
                due=now,
                expires=left.round.ends_at,
                weight=outbox.JOINED_FOR,
            )


async def _settled(tx: Transaction, group: Whole) -> None:
    keys = [check_in_key(place.id, which) for place in group.places for which in ("mid", "end")]
    await outbox.cancel(tx, group.group.workspace, nudge_key(group.group.id), *keys)
    await _redraw(tx, group)


async def _redraw(tx: Transaction, group: Whole) -> None:
    shown = [f"checkin:{place.id}" for place in group.places]
    await outbox.stale(tx, group.group.workspace, f"group:{group.group.id}", *shown)


async def _next_draw(tx: Transaction, group: Whole) -> Instant | None:
    planned = await records.next_draw(tx, group.circle)
    return Instant(planned[1], group.circle.zone, "day") if planned else None
