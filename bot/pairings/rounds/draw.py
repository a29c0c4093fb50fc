"""Draw a round: match who takes part, introduce them, and leave nobody without a word."""

import asyncio
import datetime as dt
import random
from collections.abc import Sequence

from msgspec import Struct

from bot.core import outbox
from bot.core.outbox import Letter
from bot.core.schedule import Outdated
from bot.matching import Reason
from bot.pairings import rules
from bot.pairings.keys import intro_key
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import availability, icebreakers, participants, records, report, timetable
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds.participants import Party
from bot.pairings.rounds.proposal import Draft
from bot.pairings.rounds.records import Round
from bot.pairings.views import introduction as views
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.text import Instant


class Company(Struct, frozen=True):
    """The groups of a round whose people were given company, and those who stayed alone."""

    groups: list[list[str]]
    alone: list[str]


async def expect(tx: Transaction, circle: Circle, day: dt.date, now: dt.datetime) -> Party | None:
    """Tell who would be in the round of a day; None where it is not to be drawn, or not any more."""
    before = await records.last_round(tx, circle)
    if not circle.active or (before and before.local_date >= day):
        return None
    return await participants.gather(tx, circle, day, now)


async def hold(
    tx: Transaction, circle: Circle, day: dt.date, now: dt.datetime, rng: random.Random, draft: Draft | None = None
) -> None:
    """Hold the round of a day: end the last one, draw, introduce, report, and plan what follows.

    A draft was drawn before, while people still changed their minds: raise Outdated where one did.
    """
    everybody = await expect(tx, circle, day, now)
    if everybody is None:
        return
    if draft is None:
        draft = await drafts.make(everybody, drafts.new_seed(rng), asyncio.to_thread)
    elif not draft.holds_for(everybody):
        raise Outdated
    before = await records.last_round(tx, circle)
    await records.close_rounds(tx, circle)
    following = await timetable.plan_following(tx, circle, day, now)
    ends_at = following or now + rules.FALLBACK_LENGTH
    this = await records.add_round(
        tx,
        circle,
        draft.everybody.inputs,
        local_date=day,
        seed=draft.seed,
        drawn_at=now,
        midpoint=rules.midpoint(circle, now, ends_at),
        ends_at=ends_at,
    )
    company = split(draft.groups)
    reasons = [why for group, why in zip(draft.groups, draft.reasons, strict=True) if len(group) > 1]
    next_draw = Instant(following, circle.zone, "day") if following else None
    luck = random.Random(f"{draft.seed} openers")
    await introduce(tx, circle, this, company.groups, reasons, everybody, luck)
    await _tell_others(tx, circle, this, company.alone, everybody, next_draw)
    await timetable.plan_during(tx, circle, this)
    await report.post(tx, circle, this, before, company.groups, everybody, following)


def split(drawn: Sequence[Sequence[str]]) -> Company:
    """Tell company from solitude."""
    return Company([list(group) for group in drawn if len(group) > 1], [group[0] for group in drawn if len(group) == 1])


async def introduce(
    tx: Transaction,
    circle: Circle,
    this: Round,
    groups: Sequence[Sequence[str]],
    reasons: Sequence[Sequence[Reason]],
    everybody: Party,
    luck: random.Random,
    *,
    now: dt.datetime | None = None,
) -> list[int]:
    """Write groups down and introduce them; `now` is given where people asked for it themselves."""
    at = now or this.drawn_at
    about = [
        {
            **_about(circle, this, at, [everybody.people[who] for who in group], why),
            "opener": icebreakers.choose(group, everybody.past.openers, luck),
            "by_rescue": now is not None,
        }
        for group, why in zip(groups, reasons, strict=True)
    ]
    numbers = await records.add_groups(tx, this, groups, about)
    letters = [
        Letter(intro_key(number), tuple(group), subject=f"group:{number}")
        for number, group in zip(numbers, groups, strict=True)
    ]
    await outbox.introduce_many(
        tx,
        circle.workspace,
        letters,
        rule=rules.INTRODUCTION,
        due=at,
        expires=this.ends_at,
        weight=outbox.JOINED_FOR,
        asked=now is not None,
    )
    return numbers


def _about(
    circle: Circle, this: Round, at: dt.datetime, group: list[Person], why: Sequence[Reason]
) -> dict[str, object]:
    free = availability.shared([(each.slots, each.zone) for each in group], at, this.ends_at, circle.blackout)
    usual = availability.usual(at, circle.zone, rules.proposed_day(circle, at))
    return {
        "state": "open",
        "reasons": participants.spelled(why, group),
        "slots": free,
        "meet_at": free[0] if free else usual,
    }


async def _tell_others(
    tx: Transaction, circle: Circle, this: Round, alone: Sequence[str], everybody: Party, next_draw: Instant | None
) -> None:
    solitary = {"state": "alone", "opener": 0, "reasons": (), "slots": (), "meet_at": this.drawn_at}
    await records.add_groups(tx, this, [[who] for who in alone], [solitary] * len(alone))
    cards = {who: _alone(circle, everybody, who, next_draw) for who in alone}
    cards |= {who: views.enough(circle, next_draw) for who in everybody.busy}
    letters = [Letter(f"round:{this.id}:alone:{who}", (who,), card) for who, card in cards.items()]
    await outbox.whisper_many(
        tx,
        circle.workspace,
        letters,
        rule=rules.ALONE,
        due=this.drawn_at,
        expires=this.ends_at,
        weight=outbox.JOINED_FOR,
    )


def _alone(circle: Circle, everybody: Party, who: str, next_draw: Instant | None) -> Card:
    if len(everybody.people) < 2:
        return views.alone(circle, "number", "", next_draw)
    office = everybody.people[who].office
    there = [each for each in everybody.people.values() if each.office.casefold() == office.casefold()]
    only_one = circle.same_office and office and len(there) == 1
    return views.alone(circle, "office" if only_one else "uneven", office, next_draw)
