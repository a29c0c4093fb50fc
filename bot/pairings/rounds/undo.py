"""Undoing: what happens to a group that was drawn and cannot be introduced, or not to everybody."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.alerts import alert_organisers
from bot.core.outbox import OutgoingMessage
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings import rules
from bot.pairings.agreements.updates import invalidate_agreement, update_agreement
from bot.pairings.keys import intro_key
from bot.pairings.programs import records
from bot.pairings.rounds import group_details, opt_outs, undone_records
from bot.pairings.rounds.cancellation import cancel_reminders, schedule_end_of_rescue
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.participants import takes_part
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.pairings.rounds.replacements import schedule_regroup
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction


async def undo_group(
    tx: Transaction, details: GroupDetails, obstacle: Obstacle, now: dt.datetime
) -> None:
    """Undo the introduction of an open group, as if the draw had left its people over.

    It counts as no meeting, and its reminders are cancelled. Everybody in it is told why and what
    comes next, and is first in line for the next round; the channel's report is corrected, and
    organisers hear of it where there is a remedy. Of people who opted out nothing is told, and
    nothing to them.
    """
    if details.group.state != "open":
        return

    group = details.group
    await undone_records.undo(tx, group, obstacle)
    await outbox.cancel_messages(tx, group.workspace, intro_key(group.id))
    await cancel_reminders(tx, details)
    await _tell_members(tx, details, details.members, obstacle, now)
    await _tell_the_rest(tx, details.round, obstacle, now)
    await schedule_regroup(tx, details, now)


async def go_on_without(
    tx: Transaction,
    details: GroupDetails,
    absent: Sequence[str],
    obstacle: Obstacle,
    now: dt.datetime,
) -> bool:
    """Leave people out of an open group that is still to be introduced; return whether it goes on.

    Where fewer than two are left, the group is undone.
    """
    if details.group.state != "open":
        return False

    out = [member for member in details.members if member.person in absent]
    staying = [member for member in details.staying_members if member not in out]
    if len(staying) < 2:
        await undo_group(tx, details, obstacle, now)
        return False

    group = details.group
    await undone_records.leave_out(tx, group, absent, obstacle)
    changed = await group_details.load_group(tx, group.workspace, group.id)
    assert changed
    await update_agreement(tx, changed, now)
    await invalidate_agreement(tx, changed)
    await _tell_members(tx, details, out, obstacle, now)
    await _tell_the_rest(tx, details.round, obstacle, now)
    return True


async def spare_opt_outs(
    tx: Transaction, details: GroupDetails, recipients: Sequence[str], now: dt.datetime
) -> tuple[str, ...]:
    """Return whom of the recipients an introduction may still bring together, and undo the rest.

    Whoever opted out reads nothing. Somebody who would rather not meet another of the group stays
    out of it, and reads the same as any other whose introduction fell through. The caller holds the
    locks of the group and of its people.
    """
    absent, apart = await opt_outs.find_opt_outs(tx, details, recipients, now)
    if not absent and not apart:
        return tuple(recipients)

    obstacle = Obstacle("opted_out", tuple(sorted(absent)))
    staying = tuple(person for person in recipients if person not in absent | apart)
    if len(staying) < 2:
        await undo_group(tx, details, obstacle, now)
        return ()

    for member in details.members:
        if member.person in apart:
            await _set_apart(tx, details, member, now)
    if absent:
        await go_on_without(tx, details, sorted(absent), obstacle, now)
    return staying


async def _set_apart(
    tx: Transaction, details: GroupDetails, member: GroupMember, now: dt.datetime
) -> None:
    """Take a member out of a group into an undone one of their own, of which nobody else knows."""
    obstacle = Obstacle("opted_out")
    number = await undone_records.move_to_own_group(tx, details.group, member, obstacle)
    own = await group_details.load_group(tx, details.group.workspace, number)
    assert own
    await _tell_members(tx, own, own.members, obstacle, now)
    await _tell_the_rest(tx, details.round, obstacle, now)


async def introduce_one_by_one(
    tx: Transaction, details: GroupDetails, obstacle: Obstacle, now: dt.datetime
) -> None:
    """Introduce a group whose conversation cannot be opened in a direct message to each of it."""
    if details.group.state != "open":
        return

    group = details.group
    await undone_records.add_obstacle(tx, group, obstacle)
    messages = [
        OutgoingMessage(f"{intro_key(group.id)}:{member.id}", (member.person,), None, group.subject)
        for member in details.staying_members
    ]
    await outbox.send_dms(
        tx,
        group.workspace,
        messages,
        reason=rules.INTRODUCTION,
        due=now,
        expires=details.round.ends_at,
        solicited=group.by_rematch,  # somebody asked for it, and their week may be full
    )
    await _tell_the_rest(tx, details.round, obstacle, now)


async def settle_refusal(
    tx: Transaction,
    workspace: str,
    number: int,
    obstacle: Obstacle,
    now: dt.datetime,
    *,
    in_conversation: bool,
) -> None:
    """Settle the refused introduction of a group, by its id.

    `in_conversation` tells a refused conversation of all from a direct message to one of them,
    whom the obstacle names.
    """
    details = await group_details.load_group(tx, workspace, number, lock=True)
    if details is None:
        return

    if in_conversation and obstacle.is_technical:
        await introduce_one_by_one(tx, details, obstacle, now)
    elif obstacle.people:
        await go_on_without(tx, details, obstacle.people, obstacle, now)
    else:
        await undo_group(tx, details, obstacle, now)


async def retry_groups(tx: Transaction, pairing_round: PairingRound, now: dt.datetime) -> int:
    """Introduce groups that were refused and whose people are still free; return how many."""
    retried = 0
    for candidate in await group_details.load_obstructed_groups(tx, pairing_round):
        details = await group_details.load_group(
            tx, pairing_round.workspace, candidate.group.id, lock=True
        )
        if details and may_retry(details) and await _is_free(tx, details, now):
            await _retry_group(tx, details, now)
            retried += 1
    return retried


async def _is_free(tx: ReadTransaction, details: GroupDetails, now: dt.datetime) -> bool:
    """Return whether a group's people still take part, may meet, and have no other company."""
    workspace, today = details.group.workspace, local_date(now, details.program.zone)
    members = [member.person for member in details.members]
    profiles = await people.find_people(tx, workspace, members)
    taking_part = {
        member.person for member in await records.list_memberships(tx, details.program, "in")
    }
    for person in members:
        here = person in taking_part and takes_part(profiles[person], today)
        if not here or await undone_records.found_company(tx, details.round, person):
            return False
    return not await people.avoid_pairs(tx, workspace, members)


async def _retry_group(tx: Transaction, details: GroupDetails, now: dt.datetime) -> None:
    group = details.group
    await undone_records.reopen(tx, group)
    everybody = tuple(member.person for member in details.members)
    await outbox.send_again(tx, group.workspace, intro_key(group.id), everybody, now)
    cards = [Subject("undone", member.id) for member in details.members]
    await outbox.invalidate(
        tx, group.workspace, group.subject, details.round.subject, *cards, _note(details.round)
    )


def may_retry(details: GroupDetails) -> bool:
    """Return whether another try could introduce a group that was undone."""
    return details.group.state == "undone" and details.group.obstacles[-1].has_remedy


async def _tell_members(
    tx: Transaction,
    details: GroupDetails,
    members: Sequence[GroupMember],
    obstacle: Obstacle,
    now: dt.datetime,
) -> None:
    """Write to members of a group that they were not introduced; not to people who know."""
    profiles = await people.find_people(
        tx, details.group.workspace, [member.person for member in members]
    )
    messages = []
    for member in members:
        opted_out = obstacle.kind == "opted_out" and member.person in obstacle.people
        if opted_out or profiles[member.person].left:
            continue
        subject = Subject("undone", member.id)
        messages.append(OutgoingMessage(f"{subject}", (member.person,), None, subject))

    subjects = [message.subject for message in messages if message.subject]
    await outbox.invalidate(tx, details.group.workspace, *subjects)
    await schedule_end_of_rescue(tx, details)
    await outbox.send_dms(
        tx,
        details.group.workspace,
        messages,
        reason=rules.ALONE,
        due=now,
        expires=details.round.ends_at,
    )


async def _tell_the_rest(
    tx: Transaction, pairing_round: PairingRound, obstacle: Obstacle, now: dt.datetime
) -> None:
    """Correct the channel's report, and tell organisers of what they can mend."""
    workspace, note = pairing_round.workspace, _note(pairing_round)
    await outbox.invalidate(tx, workspace, pairing_round.subject, note)
    if obstacle.has_remedy:
        await alert_organisers(tx, workspace, f"{note}", None, now, subject=note)


def _note(pairing_round: PairingRound) -> Subject:
    """Return the subject of the note to organisers."""
    return Subject("obstacles", pairing_round.id)
