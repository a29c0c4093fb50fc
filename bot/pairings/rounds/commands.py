"""Take what people say about their lunch: met, not yet, can't this time, find me somebody else."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.pairings import rules
from bot.pairings.keys import check_in_key, intro_key, nudge_key
from bot.pairings.programs import records
from bot.pairings.rounds import group_details, rematch
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import introduction as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Instant

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
        await _cancel_reminders(tx, group)
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
        await _call_off(tx, left, call.now)
    return Reply(views.cannot_card(left))


@router.on_people_left("group")
async def go_on_without(
    tx: Transaction, workspace: str, number: str, left_people: Sequence[str], now: datetime
) -> None:
    """Let a group go on without those who are gone, or tell whoever is left that it fell
    through."""
    group = await group_details.load_group(tx, workspace, row_number(number), lock=True)
    if group is None or group.group.state != "open":
        return
    for place in group.members:
        if place.person in left_people:
            await round_records.set_answer(tx, place, workspace, "cant", now)
    left = await group_details.load_group(tx, workspace, group.group.id)
    if left and len(left.staying_members) < 2:
        await _call_off(tx, left, now)


@router.button("lunch.rescue", Role.ANYONE)
async def request_rematch(call: Invocation, tx: Transaction) -> Answer:
    """Look for new company for somebody whose group fell apart."""
    group, mine = await _group(call, tx)
    if mine.answer == "cant" or group.group.state in ("open", "met"):
        raise Refusal(views.NO_REMATCH_NEEDED)
    if group.group.state != "called_off":
        raise Refusal(views.ALREADY_CALLED_OFF)
    next_draw = await _next_draw(tx, group)
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
    await _invalidate_cards(tx, details)


async def _call_off(tx: Transaction, details: GroupDetails, now: datetime) -> None:
    await round_records.set_group_state(
        tx, details.group.workspace, [details.group.id], "called_off"
    )
    await _cancel_reminders(tx, details)
    next_draw = await _next_draw(tx, details)
    known = await people.find_people(
        tx, details.group.workspace, [place.person for place in details.staying_members]
    )
    for place in details.staying_members:
        if not known[place.person].gone:
            await outbox.send_dm(
                tx,
                details.group.workspace,
                f"group:{details.group.id}:off:{place.id}",
                place.person,
                views.fell_through_card(details, now, next_draw),
                reason=rules.CHANGED,
                due=now,
                expires=details.round.ends_at,
                priority=outbox.Priority.ESSENTIAL,
            )


async def _cancel_reminders(tx: Transaction, group: GroupDetails) -> None:
    keys = [check_in_key(place.id, which) for place in group.members for which in ("mid", "end")]
    await outbox.cancel_messages(tx, group.group.workspace, nudge_key(group.group.id), *keys)
    await _invalidate_cards(tx, group)


async def _invalidate_cards(tx: Transaction, group: GroupDetails) -> None:
    shown = [f"checkin:{place.id}" for place in group.members]
    await outbox.invalidate(tx, group.group.workspace, f"group:{group.group.id}", *shown)


async def _next_draw(tx: ReadTransaction, group: GroupDetails) -> Instant | None:
    planned = await records.next_draw(tx, group.program)
    return Instant(planned[1], group.program.zone, "day") if planned else None
