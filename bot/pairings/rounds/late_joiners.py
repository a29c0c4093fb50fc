"""Late joiners: whoever joins in the first half of a round is matched from those who wait."""

import datetime as dt
import random

from msgspec import Struct, structs

from bot.dates.local_time import local_date
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import free_records, participants, records
from bot.pairings.rounds.free_records import FreeMember
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rounds.rematch import Company, find_company
from bot.people import records as people
from bot.people.travel import records as travel
from bot.store.engine import ReadTransaction, Transaction


class LateChance(Struct, frozen=True):
    """What a round that is running has for a late joiner: company, or a wait until a moment."""

    drawn_at: dt.datetime
    until: dt.datetime
    company: Company | None


async def place_late_joiner(
    tx: Transaction, program: PairingProgram, person: str, now: dt.datetime, rng: random.Random
) -> LateChance | None:
    """Match somebody who has just joined with those who wait in the running round.

    If nobody fits, they wait themselves. None if no round is in its first half, if they are in it
    already, sit it out, or pause.
    """
    running = await records.last_round(tx, program)
    if running is None or not await _may_join(tx, program, running, person, now):
        return None

    asking = await _add_waiting(tx, running, person, now)
    company = await find_company(tx, program, running, asking, now, rng)
    return LateChance(running.drawn_at, running.midpoint, company)


async def _may_join(
    tx: ReadTransaction,
    program: PairingProgram,
    running: PairingRound,
    person: str,
    now: dt.datetime,
) -> bool:
    is_first_half = running.state == "drawn" and now < min(running.midpoint, running.ends_at)
    if not is_first_half or await free_records.is_in_round(tx, running, person):
        return False
    if person in await programs.people_skipping(tx, program, running.local_date):
        return False
    today = local_date(now, program.zone)
    profile = await people.find_person(tx, program.workspace, person)
    away = await travel.people_away(tx, program.workspace, [person], today)
    return profile is not None and not away and participants.takes_part(profile, today)


async def _add_waiting(
    tx: Transaction, running: PairingRound, person: str, now: dt.datetime
) -> FreeMember:
    """Insert a group of one who waits for company, and return its member."""
    late = {
        "state": "late",
        "by_rematch": True,
        "made_at": now,
        "icebreaker": 0,
        "reasons": (),
        "slots": (),
        "by_call": False,
        "unscheduled": True,
        "meet_at": now,
    }
    [number] = await records.add_groups(tx, running, [[person]], [late])
    [member] = await records.list_group_members(tx, running.workspace, number)
    await records.set_waiting(tx, running.workspace, [member.id], waiting=True)
    return FreeMember(structs.replace(member, waiting=True), "late")
