"""Opt-outs: who may no longer be introduced in a round that was drawn, and what still waits."""

import datetime as dt
from collections.abc import Collection

from bot.core import message_records
from bot.dates.local_time import local_date
from bot.pairings.keys import intro_key
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details, participants
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import PairingRound
from bot.people import records as people
from bot.people.rules import keep_apart
from bot.store.engine import ReadTransaction


async def find_opt_outs(
    tx: ReadTransaction, details: GroupDetails, person_ids: Collection[str], now: dt.datetime
) -> tuple[set[str], set[str]]:
    """Return who of these members opted out by now, and who of the rest has to stay apart.

    Opted out means: left the program or the workspace, paused, or skipped the round.
    """
    workspace, program = details.group.workspace, details.program
    taking_part = await records.people_in(tx, program, person_ids)
    skipping = await records.people_skipping(tx, program, details.round.local_date)
    profiles = await people.find_people(tx, workspace, person_ids)
    today = local_date(now, program.zone)

    staying = set()
    for person, profile in profiles.items():
        is_in = person in taking_part and person not in skipping
        if is_in and participants.takes_part(profile, today):
            staying.add(person)

    avoided = await people.avoid_lists(tx, workspace, staying)
    return set(person_ids) - staying, keep_apart(staying, avoided)


async def pending_round(
    tx: ReadTransaction, program: PairingProgram, person: str
) -> PairingRound | None:
    """Return the running round of which somebody's introduction is not sent yet, or None.

    With the person's row locked, it stays unsent until the transaction ends.
    """
    for details in await group_details.load_open_groups_of(tx, program.workspace, person):
        is_here, key = details.program.id == program.id, intro_key(details.group.id)
        if is_here and await message_records.is_ready(tx, program.workspace, key):
            return details.round
    return None
