"""Take what people say about their lunch: met, not yet, can't this time, find me somebody else."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.pairings import rules
from bot.pairings.keys import check_in_key, intro_key, nudge_key
from bot.pairings.programs import records
from bot.pairings.rounds import group_details, rematch
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.cancellation import (
    call_off_group,
    cancel_reminders,
    invalidate_cards,
    next_draw_moment,
)
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import introduction as views
from bot.store.engine import Transaction

router = Router()


@router.button("lunch.met", Role.ANYONE)
async def report_met(call: Invocation, tx: Transaction) -> Answer:
    """Note that a group met; one click counts for all in it."""
    group, mine = await _group(call, tx)
    if group.group.state not in ("open", "met"):
        raise Refusal(views.ALREADY_CALLED_OFF)
    await round_records.set_answer(tx, mine, call.workspace, "met", call.now)
    if group.group.state == "open":
        await round_records.set_group_state(tx, call.workspace, [group.group.id], "met")
        await records.reset_silence(tx, group.program, [place.person for place in group.members])
        await cancel_reminders(tx, group)
    return Reply(views.met_card(group))


@router.button("lunch.not_yet", Role.ANYONE)
async def report_not_yet(call: Invocation, tx: Transaction) -> Answer:
    """Note that a group has not met so far."""
    group, mine = await _group(call, tx)
    if group.group.state == "met":
        return Reply(views.met_card(group))
    if group.group.state != "open":
        raise Refusal(views.ALREADY_CALLED_OFF)
    if _over(group, call):
        raise Refusal(views.ROUND_OVER)
    await round_records.set_answer(tx, mine, call.workspace, "not_yet", call.now)
    await outbox.cancel_messages(tx, call.workspace, nudge_key(group.group.id))
    await outbox.invalidate(tx, call.workspace, f"checkin:{mine.id}", f"group:{group.group.id}")
    return Reply(views.not_yet_card(group, call.now))


@router.button("lunch.cant", Role.ANYONE)
async def cancel_attendance(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody call it off, and tell the others gently."""
    group, mine = await _group(call, tx)
    if group.group.state == "met" or _over(group, call):
        raise Refusal(views.ROUND_OVER)
    if mine.answer == "cant":
        return Reply(views.cannot_card(group))
    if group.group.state != "open":
        raise Refusal(views.ALREADY_CALLED_OFF)
    await round_records.set_answer(tx, mine, call.workspace, "cant", call.now)
    left = await group_details.load_group(tx, call.workspace, group.group.id)
    assert left
    if len(left.staying_members) > 1:
        await _go_on(call, tx, left, mine)
    else:
        await call_off_group(tx, left, call.now)
    return Reply(views.cannot_card(left))


@router.button("lunch.rescue", Role.ANYONE)
async def request_rematch(call: Invocation, tx: Transaction) -> Answer:
    """Look for new company for somebody whose group fell apart."""
    group, mine = await _group(call, tx)
    if mine.answer == "cant" or group.group.state in ("open", "met"):
        raise Refusal(views.NO_REMATCH_NEEDED)
    if group.group.state != "called_off":
        raise Refusal(views.ALREADY_CALLED_OFF)
    next_draw = await next_draw_moment(tx, group)
    if call.now >= group.round.midpoint:
        return Reply(views.too_late_card(next_draw))
    found = await rematch.rematch_person(tx, group, mine, call.now, call.rng)
    return Reply(views.rematched_card(found) if found else views.waiting_card(group, next_draw))


async def _group(call: Invocation, tx: Transaction) -> tuple[GroupDetails, GroupMember]:
    group = await group_details.load_group(tx, call.workspace, row_number(call.value), lock=True)
    mine = (
        next((place for place in group.members if place.person == call.person), None)
        if group
        else None
    )
    if group is None or mine is None or group.group.state == "alone":
        raise Refusal(views.NOT_YOURS)
    await records.record_click(tx, group.program, call.person, call.now)
    return group, mine


def _over(group: GroupDetails, call: Invocation) -> bool:
    return group.round.state != "drawn" or call.now >= group.round.ends_at


async def _go_on(
    call: Invocation, tx: Transaction, details: GroupDetails, member: GroupMember
) -> None:
    everybody = tuple(place.person for place in details.members)
    key, after = f"group:{details.group.id}:cant:{member.id}", intro_key(details.group.id)
    await outbox.follow_up(
        tx,
        call.workspace,
        key,
        after,
        everybody,
        views.goes_on_card(details),
        reason=rules.CHANGED,
        due=call.now,
        expires=details.round.ends_at,
    )
    await outbox.cancel_messages(
        tx, call.workspace, *(check_in_key(member.id, which) for which in ("mid", "end"))
    )
    await invalidate_cards(tx, details)
