"""Check of a program: organisers hear once when it is dying, and again if it recovers and falls."""

import datetime as dt

from bot.core import outbox
from bot.core.alerts import alert_organisers
from bot.pairings.health import records, rules
from bot.pairings.health.rules import Trouble
from bot.pairings.programs.records import PairingProgram
from bot.store.engine import ReadTransaction, Transaction


async def check_turnout(tx: Transaction, program: PairingProgram, now: dt.datetime) -> None:
    """Check how many still take part, after silent members were paused."""
    few = await _has_few(tx, program)
    await _settle(tx, program, {"few": True} if few else {}, now)


async def check_round(
    tx: Transaction, program: PairingProgram, now: dt.datetime, *, introduced: bool
) -> None:
    """Check a program whose round has just been drawn; `introduced` says if anybody was matched."""
    few = not introduced or await _has_few(tx, program)
    recent = await records.recent_rounds(tx, program)
    found: dict[Trouble, bool] = {"few": few}
    if recent.met or rules.stays_unmet(recent.rounds, recent.introduced):
        found["unmet"] = not recent.met
    await _settle(tx, program, found, now)


async def end_troubles(tx: Transaction, program: PairingProgram) -> None:
    """End whatever is wrong with a program that was stopped; its notes say that it was."""
    await _refresh_notes(tx, program)
    for kind in await records.list_troubles(tx, program):
        await records.end_trouble(tx, program, kind)


async def _refresh_notes(tx: Transaction, program: PairingProgram) -> None:
    notes = set((await records.list_troubles(tx, program)).values())
    await outbox.invalidate(tx, program.workspace, *notes)


async def _has_few(tx: ReadTransaction, program: PairingProgram) -> bool:
    turnout = await records.count_turnout(tx, program)
    return rules.has_few(turnout.taking_part, await records.count_rounds(tx, program))


async def _settle(
    tx: Transaction, program: PairingProgram, found: dict[Trouble, bool], now: dt.datetime
) -> None:
    """Save what is wrong and what no longer is; tell organisers what is new, in one note.

    What is not in `found` stays as it was.
    """
    await _refresh_notes(tx, program)
    known = await records.list_troubles(tx, program)
    for kind in known:
        if not found.get(kind, True):
            await records.end_trouble(tx, program, kind)

    news = [kind for kind, is_so in found.items() if is_so and kind not in known]
    note = records.health_subject(program, now)
    for kind in news:
        await records.add_trouble(tx, program, kind, note)
    if news:
        await alert_organisers(tx, program.workspace, f"{note}", None, now, subject=note)
