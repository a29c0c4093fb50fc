"""Draw of a round: participants are matched and introduced, the others get a DM that says why."""

import asyncio
import datetime as dt
import random
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain

from msgspec import Struct

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.core.schedule import StalePreparation
from bot.core.subjects import Subject
from bot.dates.working_time import with_blackout
from bot.matching import Reason
from bot.pairings import rules
from bot.pairings.agreements import offers, places, updates
from bot.pairings.agreements import records as agreement_records
from bot.pairings.health import check
from bot.pairings.keys import intro_key
from bot.pairings.programs import records as program_records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import (
    cancellation,
    common_ground,
    corrections,
    icebreakers,
    once,
    participants,
    records,
    report,
    timetable,
    welcomers,
)
from bot.pairings.rounds.availability import Attendee
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.proposal import Proposal, compute_proposal, new_seed
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rounds.silenced import tell_silenced
from bot.pairings.rounds.snapshot import without_private
from bot.pairings.views import company
from bot.people.busy_times import find_busy_times
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import Reading
from bot.venues.rules import Venue

_ALONE: dict[str, object] = {
    "state": "alone",
    "icebreaker": 0,
    "slots": (),
    "by_call": False,
    "unscheduled": True,
}


class DrawnGroups(Struct, frozen=True):
    """The groups of a round, and the people who were left out."""

    groups: list[list[str]]
    solo: list[str]


class GroupPlan(Struct, frozen=True):
    """What a new group is offered: the values of its row, moments, and places, the best first."""

    values: dict[str, object]
    moments: Sequence[dt.datetime]
    places: Sequence[Venue]


class PreparedDraw(Struct, frozen=True):
    """All of a draw that was read and computed before its transaction.

    It may be written as it is while what was read still `holds`. Otherwise the `proposal` is
    looked at once more.
    """

    proposal: Proposal
    roster: Participants
    plans: Sequence[GroupPlan]
    reading: Reading | None

    def holds_in(self, tx: Transaction) -> bool:
        """Return whether nothing that was read has changed since."""
        return bool(self.reading and tx.view and tx.view.holds(self.reading))


async def participants_due(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> Participants | None:
    """Return the participants of a day's round, or None if there is nothing to draw.

    That is so once the program is stopped, or the round of the day was drawn.
    """
    previous = await records.last_round(tx, program)
    if not program.active or (previous and previous.local_date >= day):
        return None
    return await participants.collect_participants(tx, program, day, now)


async def draw_round(
    tx: Transaction,
    program: PairingProgram,
    day: dt.date,
    now: dt.datetime,
    rng: random.Random,
    early: PreparedDraw | None = None,
) -> None:
    """Draw the round of a day: close the previous one, match, introduce, report, schedule the next.

    `early` was prepared before the transaction; raise StalePreparation if it no longer fits.
    """
    holds = early is not None and early.holds_in(tx)
    roster = early.roster if early and holds else await participants_due(tx, program, day, now)
    if roster is None:
        return
    if early is None:
        prepared = await compute_proposal(roster, new_seed(rng), asyncio.to_thread)
    elif not holds and not early.proposal.holds_for(roster):
        raise StalePreparation
    else:
        prepared = early.proposal

    await once.release(tx, program, await once.people_done(tx, program), now)
    await cancellation.close_running(tx, program)
    await corrections.refresh_notices(tx, program, day)
    await corrections.refresh_left_out(tx, program, day)
    following = await timetable.schedule_following(tx, program, day, now)
    pairing_round = await _add_round(tx, program, prepared, day, now, following)

    drawn = split_solo(prepared.groups)
    reasons_of = zip(prepared.groups, prepared.reasons, strict=True)
    reasons = [reasons for group, reasons in reasons_of if len(group) > 1]
    icebreaker_rng = random.Random(f"{prepared.seed} openers")
    plans = early.plans if early and holds else None
    await introduce_groups(
        tx, program, pairing_round, drawn.groups, reasons, roster, icebreaker_rng, plans=plans
    )
    await _notify_without_group(tx, program, pairing_round, drawn.solo, roster)
    await _tell_silenced(tx, program, day, now)
    await timetable.schedule_during(tx, program, pairing_round)
    if drawn.groups or await report.is_expected(tx, program, pairing_round):
        await report.post_report(tx, program, pairing_round)
    await check.check_round(tx, program, now, introduced=bool(drawn.groups))


async def prepare_draw(
    tx: ReadTransaction,
    program: PairingProgram,
    day: dt.date,
    now: dt.datetime,
    proposal: Proposal,
) -> PreparedDraw | None:
    """Read once more what a draw relies on, and plan its groups; None if the proposal is stale."""
    with tx.view.reading(program.workspace) if tx.view else nullcontext() as reading:
        roster = await participants_due(tx, program, day, now)
        if roster is None or not proposal.holds_for(roster):
            return None
        following = rules.following_day(program, day, now)
        next_draw = rules.draw_at(program, following) if following else None
        reasons_of = zip(proposal.groups, proposal.reasons, strict=True)
        reasons = [reasons for group, reasons in reasons_of if len(group) > 1]
        groups, ends_at = split_solo(proposal.groups).groups, _ends_at(now, next_draw)
        plans = await _plan_groups(tx, program, ends_at, now, groups, reasons, roster)
    return PreparedDraw(proposal, roster, plans, reading)


async def _tell_silenced(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    skipping = await program_records.people_skipping(tx, program, day)
    memberships = await program_records.list_memberships(tx, program, "in")
    expected = [member.person for member in memberships if member.person not in skipping]
    await tell_silenced(tx, program, expected, rules.round_date(program, day), now)


def split_solo(groups: Sequence[Sequence[str]]) -> DrawnGroups:
    """Return groups apart from groups of one."""
    together = [list(group) for group in groups if len(group) > 1]
    solo = [group[0] for group in groups if len(group) == 1]
    return DrawnGroups(together, solo)


async def introduce_groups(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    groups: Sequence[Sequence[str]],
    reasons: Sequence[Sequence[Reason]],
    roster: Participants,
    rng: random.Random,
    *,
    now: dt.datetime | None = None,
    asked_by: Collection[str] = (),
    plans: Sequence[GroupPlan] | None = None,
) -> list[int]:
    """Insert groups and introduce them in group DMs; return their ids.

    `now` is given for groups that are made after the draw; `asked_by` are those who asked for it.
    `plans` are those of the groups if they were made before.
    """
    at = now or pairing_round.drawn_at
    if plans is None:
        plans = await _plan_groups(tx, program, pairing_round.ends_at, at, groups, reasons, roster)
    about = []
    for group, plan in zip(groups, plans, strict=True):
        icebreaker = icebreakers.choose_icebreaker(group, roster.past.icebreakers, rng)
        made = {"by_rematch": now is not None, "made_at": now}
        about.append({**plan.values, **made, "icebreaker": icebreaker})

    numbers = await records.add_groups(tx, pairing_round, groups, about)
    planned = dict(zip(numbers, plans, strict=True))
    await welcomers.note_welcomes(tx, program.workspace, dict(zip(numbers, reasons, strict=True)))
    moments = {number: plan.moments for number, plan in planned.items()}
    await _offer_moments(tx, program, pairing_round, moments)
    suggested = {number: plan.places[0] for number, plan in planned.items() if plan.places}
    await places.save_places(tx, program.workspace, suggested)
    messages = [
        OutgoingMessage(
            intro_key(number),
            tuple(group),
            subject=Subject("group", number),
            asked_by=tuple(person for person in group if person in asked_by),
        )
        for number, group in zip(numbers, groups, strict=True)
    ]
    await outbox.introduce_many(
        tx,
        program.workspace,
        messages,
        reason=rules.INTRODUCTION,
        hours_of=program.channel,
        due=at,
        expires=pairing_round.ends_at,
        solicited=bool(asked_by) and all(set(group) <= set(asked_by) for group in groups),
    )
    return numbers


async def _plan_groups(
    tx: ReadTransaction,
    program: PairingProgram,
    ends_at: dt.datetime,
    at: dt.datetime,
    groups: Sequence[Sequence[str]],
    reasons: Sequence[Sequence[Reason]],
    roster: Participants,
) -> list[GroupPlan]:
    """Return when and where each group could meet."""
    guide = await places.load_guide(tx, program.workspace)
    everybody = {person for group in groups for person in group}
    busy = await find_busy_times(tx, program.workspace, everybody, at)

    plans = []
    for group, reasons_of_group in zip(groups, reasons, strict=True):
        people = [roster.people[person] for person in group]
        by_call = participants.suits_a_call(people, reasons_of_group, at)
        attendees = _attendees(program, people, roster)
        spans = list(chain.from_iterable(busy.get(person, ()) for person in group))
        moments = offers.offer_moments(program, ends_at, at, attendees, by_call, spans)
        values = _group_values(at, people, reasons_of_group, moments, by_call=by_call)
        fitting = [] if by_call else guide.widest_places(people)
        plans.append(GroupPlan(values, moments, fitting))
        await asyncio.sleep(0)  # there may be a thousand
    return plans


async def _offer_moments(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    moments: Mapping[int, Sequence[dt.datetime]],
) -> None:
    """Insert the moments that groups are offered, by their ids, and schedule that they end."""
    await agreement_records.add_moments(tx, program.workspace, moments)
    times = [at for offered in moments.values() for at in offered]
    await updates.schedule_passing(tx, pairing_round, times, program.zone)


async def _add_round(
    tx: Transaction,
    program: PairingProgram,
    proposal: Proposal,
    day: dt.date,
    now: dt.datetime,
    following: dt.datetime | None,
) -> PairingRound:
    ends_at = _ends_at(now, following)
    return await records.add_round(
        tx,
        program,
        without_private(proposal.roster.inputs),
        local_date=day,
        seed=proposal.seed,
        drawn_at=now,
        midpoint=rules.round_midpoint(program, now, ends_at),
        ends_at=ends_at,
    )


def _ends_at(now: dt.datetime, following: dt.datetime | None) -> dt.datetime:
    return following or now + rules.FALLBACK_LENGTH


def _attendees(
    program: PairingProgram, people: Sequence[Person], roster: Participants
) -> list[Attendee]:
    attendees = []
    for person in people:
        working_time = with_blackout(roster.working_times[person.id], program.blackout)
        attendees.append(Attendee(person.slots, working_time))
    return attendees


def _group_values(
    at: dt.datetime,
    people: list[Person],
    reasons: Sequence[Reason],
    moments: Sequence[dt.datetime],
    *,
    by_call: bool,
) -> dict[str, object]:
    return {
        "state": "open",
        "reasons": common_ground.restore_words(reasons, people),
        "slots": tuple(moments),
        "by_call": by_call,
        "unscheduled": not moments,
        "meet_at": moments[0] if moments else at,
    }


async def _notify_without_group(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    solo: Sequence[str],
    roster: Participants,
) -> None:
    """Send a DM to people whom the draw left out, and to those whose week was full."""
    if not solo and not roster.busy:
        return
    about = [{**_ALONE, "reasons": (), "meet_at": pairing_round.drawn_at} for _ in solo]
    numbers = await records.add_groups(tx, pairing_round, [[person] for person in solo], about)

    messages = []
    for member in await records.list_group_members(tx, program.workspace, *numbers):
        key, subject = f"round:{pairing_round.id}:alone:{member.person}", Subject("solo", member.id)
        messages.append(OutgoingMessage(key, (member.person,), subject=subject))
    card = partial(company.enough_card, program)
    for person in roster.busy:
        key = f"round:{pairing_round.id}:alone:{person}"
        messages.append(OutgoingMessage(key, (person,), card))
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.ALONE,
        hours_of=program.channel,
        due=pairing_round.drawn_at,
        expires=pairing_round.ends_at,
    )
