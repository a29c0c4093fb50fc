"""Buttons and form of a group's moments: this one suits me, propose another."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.pairings.agreements import places, records, rules, updates
from bot.pairings.agreements.agreement import Agreement, load_agreement
from bot.pairings.programs import records as programs
from bot.pairings.rounds.access import find_group_of_caller, is_over
from bot.pairings.rounds.availability import DEFAULT_LUNCH_TIME
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import agreement as views
from bot.pairings.views import introduction
from bot.people import records as people
from bot.people.diets import find_diets
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router()


@router.button("lunch.moment", Role.ANYONE)
async def toggle_moment(call: Invocation, tx: Transaction) -> Answer:
    """Save that a moment suits the caller, or that it no longer does."""
    moment_id = row_number(call.value)
    group = await records.group_of_moment(tx, call.workspace, moment_id)
    details, agreement = await _open_group(call, tx, group)
    moment = next((one for one in agreement.offered(call.now) if one.id == moment_id), None)
    if moment is None:
        raise Refusal(say(views.NO_LONGER_OFFERED))

    if call.person in moment.takers:
        await records.give_back_moment(tx, call.workspace, moment.id, call.person)
    else:
        await records.take_moment(tx, call.workspace, moment.id, call.person)
    await _save_update(call, tx, details)
    return None


@router.button("lunch.another", Role.ANYONE)
async def open_proposal(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that asks for another time."""
    details, agreement = await _open_group(call, tx, row_number(call.value))
    _require_room(agreement, call.now)
    caller = await people.get_caller(call, tx)
    return OpenForm(views.propose_form(details, caller.zone))


@router.form("lunch.propose", Role.ANYONE, unposted=("when",))
async def propose_moment(call: Invocation, tx: Transaction) -> Answer:
    """Add a moment that suits the caller, and tell the others."""
    details, agreement = await _open_group(call, tx, row_number(call.value))
    zone = (await people.get_caller(call, tx)).zone
    try:
        typed = parse_when(call.field_text("when"), call.now, zone, DEFAULT_LUNCH_TIME, "lunch")
    except DateInPast:
        return FormErrors({"when": say(views.MUST_BE_AHEAD)})
    except UnreadableDate:
        return FormErrors({"when": say(views.NOT_READ)})

    starts_at = typed.replace(second=0, microsecond=0)
    if starts_at <= call.now:
        return FormErrors({"when": say(views.MUST_BE_AHEAD)})
    if starts_at >= details.round.ends_at:
        return FormErrors({"when": views.too_late_for_round(details, zone)})

    await _add_proposal(call, tx, details, agreement, starts_at)
    return Reply(views.proposed_card(details, starts_at))


@router.button("lunch.place", Role.ANYONE)
async def choose_another_place(call: Invocation, tx: Transaction) -> Answer:
    """Suggest the next place of the group's town that cooks for the caller."""
    details, agreement = await _open_group(call, tx, row_number(call.value))
    staying = [member.person for member in details.staying_members]
    profiles = await people.find_people(tx, call.workspace, staying)
    guide = await places.load_guide(tx, call.workspace)
    own_diets = await find_diets(tx, call.workspace, call.person)
    fitting = guide.places_for(list(profiles.values()), own_diets)
    venue = places.next_place(fitting, agreement.place)
    if venue is None:
        raise Refusal(views.no_other_place())

    await places.move_group(tx, call.workspace, details.group.id, venue)
    await updates.renew_entry(tx, details, call.now)
    await _save_update(call, tx, details)
    return None


async def _add_proposal(
    call: Invocation,
    tx: Transaction,
    details: GroupDetails,
    agreement: Agreement,
    starts_at: dt.datetime,
) -> None:
    """Insert a proposed moment, or take the offered one of the same time."""
    offered = {moment.starts_at: moment.id for moment in agreement.offered(call.now)}
    if starts_at in offered:
        await records.take_moment(tx, call.workspace, offered[starts_at], call.person)
    else:
        _require_room(agreement, call.now)
        moment = await records.propose_moment(
            tx, call.workspace, details.group.id, starts_at, call.person, agreement.agreed
        )
        await records.take_moment(tx, call.workspace, moment, call.person)
        await updates.schedule_passing(tx, details.round, [starts_at], details.program.zone)
        await updates.announce_proposal(tx, details, moment, starts_at, call.now)
    await _save_update(call, tx, details)


async def _open_group(
    call: Invocation, tx: Transaction, number: int
) -> tuple[GroupDetails, Agreement]:
    """Lock the group of a button; return it if it is still to meet, with its agreement."""
    details, member = await find_group_of_caller(call, tx, number)
    if details.group.state != "open":
        raise Refusal(say(introduction.ALREADY_CALLED_OFF))
    if is_over(details, call.now):
        raise Refusal(say(introduction.ROUND_OVER))
    if member not in details.staying_members:
        raise Refusal(say(views.NOT_STAYING))
    return details, await load_agreement(tx, details)


async def _save_update(call: Invocation, tx: Transaction, details: GroupDetails) -> None:
    """Decide anew on the time, have the cards rendered again, and record the click."""
    await updates.update_agreement(tx, details, call.now)
    await updates.invalidate_agreement(tx, details)
    await programs.record_click(tx, details.program, call.person, call.now)


def _require_room(agreement: Agreement, now: dt.datetime) -> None:
    proposed = [moment for moment in agreement.moments if moment.proposed_by]
    if len(agreement.offered(now)) >= rules.MAX_AHEAD or len(proposed) >= rules.MAX_PROPOSED:
        raise Refusal(say(views.ENOUGH_TIMES))
