"""Draw a round: match who takes part, introduce them, and leave nobody without a word."""

import asyncio
import datetime as dt
import random
from collections.abc import Sequence

from msgspec import Struct

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.core.schedule import StalePreparation
from bot.matching import Reason
from bot.pairings import rules
from bot.pairings.keys import intro_key
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import availability, icebreakers, participants, records, report, timetable
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.proposal import Proposal
from bot.pairings.rounds.records import PairingRound
from bot.pairings.views import introduction as views
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Instant


class DrawnGroups(Struct, frozen=True):
    """The groups of a round whose people were given company, and those who stayed alone."""

    groups: list[list[str]]
    solo: list[str]


async def participants_due(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> Participants | None:
    """Tell who would be in the round of a day; None where it is not to be drawn, or not any
    more."""
    before = await records.last_round(tx, program)
    if not program.active or (before and before.local_date >= day):
        return None
    return await participants.collect_participants(tx, program, day, now)


async def draw_round(
    tx: Transaction,
    program: PairingProgram,
    day: dt.date,
    now: dt.datetime,
    rng: random.Random,
    prepared: Proposal | None = None,
) -> None:
    """Hold the round of a day: end the last one, draw, introduce, report, and plan what follows.

    A draft was drawn before, while people still changed their minds: raise Outdated where one did.
    """
    everybody = await participants_due(tx, program, day, now)
    if everybody is None:
        return
    if prepared is None:
        prepared = await drafts.compute_proposal(everybody, drafts.new_seed(rng), asyncio.to_thread)
    elif not prepared.holds_for(everybody):
        raise StalePreparation
    before = await records.last_round(tx, program)
    await records.close_rounds(tx, program)
    following = await timetable.schedule_following(tx, program, day, now)
    ends_at = following or now + rules.FALLBACK_LENGTH
    this = await records.add_round(
        tx,
        program,
        prepared.roster.inputs,
        local_date=day,
        seed=prepared.seed,
        drawn_at=now,
        midpoint=rules.round_midpoint(program, now, ends_at),
        ends_at=ends_at,
    )
    company = split_solo(prepared.groups)
    reasons = [
        why for group, why in zip(prepared.groups, prepared.reasons, strict=True) if len(group) > 1
    ]
    next_draw = Instant(following, program.zone, "day") if following else None
    luck = random.Random(f"{prepared.seed} openers")
    await introduce_groups(tx, program, this, company.groups, reasons, everybody, luck)
    await _tell_others(tx, program, this, company.solo, everybody, next_draw)
    await timetable.schedule_during(tx, program, this)
    await report.post_report(tx, program, this, before, company.groups, everybody, following)


def split_solo(drawn: Sequence[Sequence[str]]) -> DrawnGroups:
    """Tell company from solitude."""
    return DrawnGroups(
        [list(group) for group in drawn if len(group) > 1],
        [group[0] for group in drawn if len(group) == 1],
    )


async def introduce_groups(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    groups: Sequence[Sequence[str]],
    reasons: Sequence[Sequence[Reason]],
    roster: Participants,
    luck: random.Random,
    *,
    now: dt.datetime | None = None,
) -> list[int]:
    """Write groups down and introduce them; `now` is given where people asked for it themselves."""
    at = now or pairing_round.drawn_at
    about = [
        {
            **_about(program, pairing_round, at, [roster.people[who] for who in group], why),
            "opener": icebreakers.choose_icebreaker(group, roster.past.icebreakers, luck),
            "by_rescue": now is not None,
        }
        for group, why in zip(groups, reasons, strict=True)
    ]
    numbers = await records.add_groups(tx, pairing_round, groups, about)
    letters = [
        OutgoingMessage(intro_key(number), tuple(group), subject=f"group:{number}")
        for number, group in zip(numbers, groups, strict=True)
    ]
    await outbox.introduce_many(
        tx,
        program.workspace,
        letters,
        reason=rules.INTRODUCTION,
        due=at,
        expires=pairing_round.ends_at,
        priority=outbox.Priority.ESSENTIAL,
        solicited=now is not None,
    )
    return numbers


def _about(
    program: PairingProgram,
    pairing_round: PairingRound,
    at: dt.datetime,
    group: list[Person],
    why: Sequence[Reason],
) -> dict[str, object]:
    free = availability.shared_slots(
        [(each.slots, each.zone) for each in group], at, pairing_round.ends_at, program.blackout
    )
    usual = availability.default_lunch_time(at, program.zone, rules.proposed_day(program, at))
    return {
        "state": "open",
        "reasons": participants.restore_spelling(why, group),
        "slots": free,
        "meet_at": free[0] if free else usual,
    }


async def _tell_others(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    solo: Sequence[str],
    roster: Participants,
    next_draw: Instant | None,
) -> None:
    solitary = {
        "state": "alone",
        "opener": 0,
        "reasons": (),
        "slots": (),
        "meet_at": pairing_round.drawn_at,
    }
    await records.add_groups(tx, pairing_round, [[who] for who in solo], [solitary] * len(solo))
    cards = {who: _solo_card(program, roster, who, next_draw) for who in solo}
    cards |= {who: views.enough_card(program, next_draw) for who in roster.busy}
    letters = [
        OutgoingMessage(f"round:{pairing_round.id}:alone:{who}", (who,), card)
        for who, card in cards.items()
    ]
    await outbox.send_dms(
        tx,
        program.workspace,
        letters,
        reason=rules.ALONE,
        due=pairing_round.drawn_at,
        expires=pairing_round.ends_at,
        priority=outbox.Priority.ESSENTIAL,
    )


def _solo_card(
    program: PairingProgram, roster: Participants, who: str, next_draw: Instant | None
) -> Card:
    if len(roster.people) < 2:
        return views.solo_card(program, "number", "", next_draw)
    office = roster.people[who].office
    there = [each for each in roster.people.values() if each.office.casefold() == office.casefold()]
    only_one = program.same_office and office and len(there) == 1
    return views.solo_card(program, "office" if only_one else "uneven", office, next_draw)
