"""Tell people of the next round a working day ahead, and ask what became of the one that ends."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.pairings import rules
from bot.pairings.keys import check_in_key, intro_key, notice_subject, nudge_key
from bot.pairings.programs import records
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.rounds import group_details, participants
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import PairingRound
from bot.pairings.views import introduction, invitation
from bot.people import records as people
from bot.store.engine import Transaction


async def announce_round(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Check in on the running round, ask or pause the silent, and tell everybody else of the round
    of a day."""
    drawn_at = rules.draw_at(program, day)
    if not program.active or now >= drawn_at:
        return
    running = await round_records.last_round(tx, program)
    groups = (
        await group_details.load_round_groups(tx, running)
        if running and running.state == "drawn"
        else []
    )
    if running:
        await send_check_ins(tx, program, running, groups, now, "end")
    members = await records.list_memberships(tx, program, "in")
    paused = await _weigh_silence(tx, program, members, groups)
    await _notify_paused(
        tx, program, day, [member.person for member in members if member.id in paused], now
    )
    staying = [member for member in members if member.id not in paused]
    await _notify(tx, program, day, staying, now)


async def send_check_ins(
    tx: Transaction,
    program: PairingProgram,
    running: PairingRound,
    groups: Sequence[GroupDetails],
    now: dt.datetime,
    which: str,
) -> None:
    """Ask everybody whose group has not met yet; who called it off is left in peace."""
    if running.state != "drawn" or now >= running.ends_at:
        return
    letters = [
        OutgoingMessage(
            check_in_key(place.id, which), (place.person,), subject=f"checkin:{place.id}"
        )
        for group in groups
        if group.group.state == "open"
        for place in group.staying_members
    ]
    await outbox.send_dms(
        tx, program.workspace, letters, reason=rules.CHECK_IN, due=now, expires=running.ends_at
    )


async def send_nudges(
    tx: Transaction, program: PairingProgram, running: PairingRound, now: dt.datetime
) -> None:
    """Remind each group in which nobody has clicked anything."""
    if running.state != "drawn" or now >= running.ends_at:
        return
    for group in await group_details.load_round_groups(tx, running):
        if group.group.state == "open" and all(place.answer == "none" for place in group.members):
            await outbox.follow_up(
                tx,
                program.workspace,
                nudge_key(group.group.id),
                intro_key(group.group.id),
                tuple(place.person for place in group.members),
                introduction.nudge_card(group, now),
                reason=rules.NUDGE,
                due=now,
                expires=running.ends_at,
                priority=outbox.Priority.DROPPABLE,
            )


async def _weigh_silence(
    tx: Transaction,
    program: PairingProgram,
    members: Sequence[Membership],
    groups: Sequence[GroupDetails],
) -> set[int]:
    seated = {place.person: group for group in groups for place in group.members}
    counts = {
        member.id: rules.count_silent_rounds(
            member, group.round.drawn_at, met=group.group.state == "met"
        )
        for member in members
        if (group := seated.get(member.person))
    }
    before = {member.id: member.silent_rounds for member in members}
    changed = {number: count for number, count in counts.items() if count != before[number]}
    paused = {number for number, count in counts.items() if count > rules.ASK_AFTER}
    await records.save_silence(tx, program, changed, sorted(paused))
    return paused


async def _notify_paused(
    tx: Transaction, program: PairingProgram, day: dt.date, who: Sequence[str], now: dt.datetime
) -> None:
    card = invitation.silence_pause_card(program)
    letters = [
        OutgoingMessage(f"silent:{program.id}:{day}:{person}", (person,), card) for person in who
    ]
    await outbox.send_dms(
        tx,
        program.workspace,
        letters,
        reason=rules.SILENT,
        due=now,
        priority=outbox.Priority.ESSENTIAL,
    )


async def _notify(
    tx: Transaction,
    program: PairingProgram,
    day: dt.date,
    members: Sequence[Membership],
    now: dt.datetime,
) -> None:
    known = await people.find_people(tx, program.workspace, [member.person for member in members])
    skipping = await records.people_skipping(tx, program, day)
    letters = [
        OutgoingMessage(
            f"notice:{program.id}:{day}:{member.id}",
            (member.person,),
            subject=notice_subject(program, day, member),
        )
        for member in members
        if member.person in known
        and participants.takes_part(known[member.person], day)
        and member.person not in skipping
    ]
    await outbox.send_dms(
        tx,
        program.workspace,
        letters,
        reason=rules.NOTICE,
        due=now,
        expires=rules.draw_at(program, day),
    )
