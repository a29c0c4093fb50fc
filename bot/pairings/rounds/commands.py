"""Buttons of a group's cards: we met, not yet, can't this time, find me somebody else."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.pairings.agreements.agreement import load_agreement
from bot.pairings.keys import nudge_key
from bot.pairings.programs import silence_records
from bot.pairings.rounds import confirmation, group_details, rematch, undo, undone_records
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.access import group_of_caller, is_over
from bot.pairings.rounds.cancellation import (
    cancel_reminders,
    invalidate_cards,
    next_draw_moment,
    withdraw_member,
)
from bot.pairings.rounds.conversation import group_keys
from bot.pairings.rounds.once import people_done
from bot.pairings.views import company as company_views
from bot.pairings.views import confirmation as still_views
from bot.pairings.views import introduction as views
from bot.pairings.views import obstacles as obstacle_views
from bot.pairings.views import profiles as profile_views
from bot.pairings.views import rounds as round_views
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router()


@router.button("lunch.met", Role.ANYONE)
async def report_met(call: Invocation, tx: Transaction) -> Answer:
    """Save that a group met; one click counts for all members and ends their silence."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state not in ("open", "met"):
        raise Refusal(say(views.ALREADY_CALLED_OFF))

    await round_records.set_answer(tx, member, call.workspace, "met", call.now)
    if details.group.state == "open":
        await round_records.set_group_state(tx, call.workspace, [details.group.id], "met")
        everybody = [member.person for member in details.members]
        await silence_records.reset_silence(tx, details.program, everybody)
        await cancel_reminders(tx, details)
    once = call.person in await people_done(tx, details.program)
    return Reply(views.met_card(details, once=once))


@router.button("lunch.not_yet", Role.ANYONE)
async def report_not_yet(call: Invocation, tx: Transaction) -> Answer:
    """Save that a group has not met so far, and cancel its nudge."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state == "met":
        return Reply(views.met_card(details))
    if details.group.state != "open":
        raise Refusal(say(views.ALREADY_CALLED_OFF))
    if is_over(details, call.now):
        raise Refusal(say(views.ROUND_OVER))

    await round_records.set_answer(tx, member, call.workspace, "not_yet", call.now)
    await outbox.cancel_messages(
        tx, call.workspace, *group_keys(details, nudge_key(details.group.id))
    )
    await outbox.invalidate(
        tx, call.workspace, Subject("checkin", member.id), details.group.subject
    )
    agreement = await load_agreement(tx, details)
    return Reply(views.not_yet_card(details, agreement, call.now))


@router.button("lunch.cant", Role.ANYONE)
async def cancel_attendance(call: Invocation, tx: Transaction) -> Answer:
    """Save that a member can't make it; tell the others that they go on, or that it is off."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state == "met" or is_over(details, call.now):
        raise Refusal(say(views.ROUND_OVER))
    if member.answer == "cant":
        return Reply(views.cannot_card(details))
    if details.group.state != "open":
        raise Refusal(say(views.ALREADY_CALLED_OFF))

    await confirmation.settle_question(tx, details, member)
    changed = await withdraw_member(tx, details, member, call.now)
    return Reply(views.cannot_card(changed))


@router.button("lunch.profiles", Role.ANYONE)
async def show_profiles(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller the profiles of their company, as long as they are introduced."""
    details, _ = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state not in ("open", "met"):
        raise Refusal(say(profile_views.NO_LONGER_TOGETHER))

    profiles = await group_details.load_profiles(tx, details)
    others = [person for person in profiles if person.id != call.person and not person.left]
    return Reply(profile_views.profiles_card(others))


@router.button("lunch.still", Role.ANYONE)
async def confirm_lunch(call: Invocation, tx: Transaction) -> Answer:
    """Save that a member who left or paused still comes, and end the doubt of the others."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state == "met" or member.answer == "cant" or is_over(details, call.now):
        raise Refusal(say(still_views.SETTLED))
    if details.group.state != "open":
        raise Refusal(say(views.ALREADY_CALLED_OFF))

    if member.answer == "none":
        await round_records.set_answer(tx, member, call.workspace, "not_yet", call.now)
        nudges = group_keys(details, nudge_key(details.group.id))
        await outbox.cancel_messages(tx, call.workspace, *nudges)
        await invalidate_cards(tx, details)
    await confirmation.confirm_lunch(tx, details, member, call.now)
    return Reply(still_views.still_card(details, call.person))


@router.button("lunch.move_on", Role.ANYONE)
async def look_for_others(call: Invocation, tx: Transaction) -> Answer:
    """Call off a lunch with somebody who left or paused without an answer, and rematch."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if details.group.state == "open" and member.answer != "cant" and not is_over(details, call.now):
        changed = await confirmation.move_on(tx, details, member, call.now)
        if changed is None:
            raise Refusal(say(still_views.THEY_ARE_BACK))
    return await request_rematch(call, tx)


@router.button("lunch.rescue", Role.ANYONE)
async def request_rematch(call: Invocation, tx: Transaction) -> Answer:
    """Rematch somebody whose group was called off, until the midpoint of the round."""
    details, member = await group_of_caller(call, tx, row_number(call.value))
    if member.answer == "cant" or details.group.state in ("open", "met"):
        raise Refusal(say(company_views.NO_REMATCH_NEEDED))
    if details.group.state not in round_records.FALLEN:
        raise Refusal(say(views.ALREADY_CALLED_OFF))
    if await undone_records.found_company(tx, details.round, call.person):
        raise Refusal(say(company_views.NO_REMATCH_NEEDED))

    next_draw = await next_draw_moment(tx, details)
    if call.now >= details.round.midpoint:
        return Reply(company_views.too_late_card(next_draw))
    company = await rematch.rematch_person(tx, details, member, call.now, call.rng)
    if company:
        return Reply(company_views.rematched_card(company.names, at_once=company.at_once))
    return Reply(company_views.waiting_card(details, next_draw))


@router.button("lunch.again", Role.ORGANISER)
async def retry_introductions(call: Invocation, tx: Transaction) -> Answer:
    """Introduce the groups of a round whose introduction was refused, as far as they still can."""
    pairing_round = await round_records.round_by_id(tx, call.workspace, row_number(call.value))
    if pairing_round is None:
        raise Refusal(say(round_views.NO_ROUND_YET))
    if pairing_round.state != "drawn" or call.now >= pairing_round.ends_at:
        raise Refusal(say(obstacle_views.ROUND_IS_OVER))

    groups = await undo.retry_groups(tx, pairing_round, call.now)
    return Reply(obstacle_views.trying_again_card(groups))
