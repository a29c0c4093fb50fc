"""Notices of a round: its announcement, check-ins on the running one, nudges, and pauses."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from bot.core import message_records, outbox
from bot.core.channel_rest import resting_since
from bot.core.outbox import OutgoingMessage
from bot.core.settings import load_setting, save_setting
from bot.core.signals import PlansChanged
from bot.core.subjects import Subject
from bot.dates.local_time import utc_instant, week_start
from bot.pairings import rules
from bot.pairings.agreements.agreement import load_agreement
from bot.pairings.health import check
from bot.pairings.keys import check_in_key, notice_subject, nudge_key, shift_subject
from bot.pairings.programs import records, silence_records
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.rounds import group_details, once, participants
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.conversation import introduction_key, tell_group
from bot.pairings.rounds.corrections import refresh_notices, save_announced
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.pairings.rounds.silenced import tell_silenced
from bot.pairings.views import invitation
from bot.people import one_line
from bot.people import records as people
from bot.people.travel import records as travel
from bot.store.engine import ReadTransaction, Transaction


async def announce_round(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Announce the round of a day: check in on the running one, pause the silent, notify the rest.

    Nothing is sent once the draw of the day is due.
    """
    if not program.active or now >= rules.draw_at(program, day):
        return

    await save_announced(tx, program, day)
    running = await round_records.last_round(tx, program)
    groups: list[GroupDetails] = []
    if running and running.state == "drawn":
        groups = await group_details.load_round_groups(tx, running)
        await send_check_ins(tx, program, running, groups, now, "end")

    members = await records.list_memberships(tx, program, "in")
    paused_ids = await _update_silence(tx, program, members, groups)
    paused = [member.person for member in members if member.id in paused_ids]
    await _notify_paused(tx, program, day, paused, now)
    await check.check_turnout(tx, program, now)
    staying = [member for member in members if member.id not in paused_ids]
    await _notify_members(tx, program, day, staying, now)
    await _notify_of_other_rounds(tx, program, staying, now)


async def announce_again(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Announce a round that was moved after its notices to members who have had none."""
    if program.active and now < rules.draw_at(program, day):
        members = await records.list_memberships(tx, program, "in")
        await _notify_members(tx, program, day, members, now)


async def send_check_ins(
    tx: Transaction,
    program: PairingProgram,
    running: PairingRound,
    groups: Sequence[GroupDetails],
    now: dt.datetime,
    which: str,
) -> None:
    """Ask the members of groups that have not met, except those who can't make it.

    `which` is "mid" or "end".
    """
    if running.state != "drawn" or now >= running.ends_at:
        return

    messages = []
    for group in groups:
        if group.group.state == "open":
            messages += [_check_in_message(member, which) for member in group.staying_members]
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.CHECK_IN,
        due=now,
        expires=running.ends_at,
        hours_of=program.channel,
    )


async def send_nudges(
    tx: Transaction,
    program: PairingProgram,
    running: PairingRound,
    groups: Sequence[GroupDetails],
    now: dt.datetime,
) -> None:
    """Remind each of these groups in which nobody has clicked anything, below its introduction.

    The wait begins with the introduction's delivery. What would come late, or when the round is
    nearly over, is left out.
    """
    if running.state != "drawn" or now >= running.ends_at:
        return

    await outbox.invalidate(tx, program.workspace, running.subject)  # its figures grow
    keys = {group.group.id: introduction_key(group) for group in groups}
    introduced = await message_records.sent_times(tx, program.workspace, list(keys.values()))
    for group in groups:
        sent_at = introduced.get(keys[group.group.id])
        if sent_at is None or not await _is_unanswered(tx, group):
            continue

        due = max(now, sent_at + rules.NUDGE_AFTER)
        expires = rules.nudge_until(running.ends_at, due)
        if expires <= due:
            continue
        await tell_group(
            tx,
            group,
            nudge_key(group.group.id),
            None,
            subject=Subject("nudge", group.group.id),
            reason=rules.NUDGE,
            hours_of=program.channel,
            due=due,
            expires=expires,
        )


async def _is_unanswered(tx: ReadTransaction, group: GroupDetails) -> bool:
    """Return whether nobody in an open group has answered, and no time is agreed."""
    if group.group.state != "open" or any(member.answer != "none" for member in group.members):
        return False
    agreement = await load_agreement(tx, group)
    return agreement.agreed is None


async def follow_plans(tx: Transaction, signal: PlansChanged) -> None:
    """Invalidate the notices of somebody who pauses, is back or travels since they came."""
    await refresh_notices_of(tx, signal.workspace, signal.person)


async def refresh_notices_of(tx: Transaction, workspace: str, person: str) -> None:
    """Invalidate the notices of one person, of every program."""
    notices = []
    for program in await records.active_programs(tx, workspace):
        member = await records.find_membership(tx, program, person)
        planned = await records.next_draw(tx, program)
        if member and planned:
            notices.append(notice_subject(program, planned[0], member))
            notices.append(shift_subject(program, planned[0], member))
    await outbox.invalidate(tx, workspace, *notices)


async def tell_resting(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Notify the members of a program, once, that its rounds are on hold with its channel.

    The notices of the round that is not drawn say so too.
    """
    since = await resting_since(tx, program.workspace, program.channel)
    card = partial(invitation.on_hold_card, program)
    messages = []
    for member in await records.list_memberships(tx, program, "in"):
        key = f"resting:{program.id}:{since:%Y%m%dT%H%M}:{member.id}"
        messages.append(OutgoingMessage(key, (member.person,), card))
    await outbox.send_dms(tx, program.workspace, messages, reason=rules.ALONE, due=now)
    await refresh_notices(tx, program, day)


def _check_in_message(member: GroupMember, which: str) -> OutgoingMessage:
    return OutgoingMessage(
        check_in_key(member.id, which), (member.person,), subject=Subject("checkin", member.id)
    )


async def _update_silence(
    tx: Transaction,
    program: PairingProgram,
    members: Sequence[Membership],
    groups: Sequence[GroupDetails],
) -> set[int]:
    """Save the silent rounds of members of these groups; pause some and return their ids."""
    group_of = {member.person: group for group in groups for member in group.members}
    if groups and not await _is_first_count(tx, program, groups[0].round):
        return set()

    changed: dict[int, int] = {}
    paused = set()
    for member in members:
        if member.person not in group_of:
            continue
        group = group_of[member.person]
        met = group.group.state == "met"
        count = rules.count_silent_rounds(member, group.round.drawn_at, met=met)
        if count != member.silent_rounds:
            changed[member.id] = count
        if count > rules.ASK_AFTER:
            paused.add(member.id)
    await silence_records.save_silence(tx, program, changed, sorted(paused))
    return paused


async def _is_first_count(tx: Transaction, program: PairingProgram, running: PairingRound) -> bool:
    """Return whether the silence of a round is counted for the first time, and save that it is.

    A round that is left out after its notices is followed by another announcement.
    """
    about, name = f"{program.subject}", "silence_counted"
    if await load_setting(tx, program.workspace, about, name) == f"{running.id}":
        return False
    await save_setting(tx, program.workspace, about, name, f"{running.id}")
    return True


async def _notify_paused(
    tx: Transaction, program: PairingProgram, day: dt.date, paused: Sequence[str], now: dt.datetime
) -> None:
    card = partial(invitation.silence_pause_card, program)
    messages = [
        OutgoingMessage(f"silent:{program.id}:{day}:{person}", (person,), card) for person in paused
    ]
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.SILENT,
        hours_of=program.channel,
        due=now,
    )


async def _notify_members(
    tx: Transaction,
    program: PairingProgram,
    day: dt.date,
    members: Sequence[Membership],
    now: dt.datetime,
) -> None:
    ids = [member.person for member in members]
    profiles = await people.find_people(tx, program.workspace, ids)
    to_ask = await one_line.people_to_ask(tx, program.workspace, list(profiles.values()))
    skipping = await records.people_skipping(tx, program, day) | await once.people_done(tx, program)
    date = rules.round_date(program, day)
    away = await travel.people_away(tx, program.workspace, ids, date)
    messages = []
    for member in members:
        profile = profiles.get(member.person)
        if profile is None or member.person in skipping or member.person in away:
            continue
        if participants.takes_part(profile, date):
            subject = notice_subject(program, day, member)
            messages.append(OutgoingMessage(f"{subject}", (member.person,), subject=subject))
    heard = [member.person for member in members if member.person not in skipping | away]
    await tell_silenced(tx, program, heard, date, now)
    keys = {message.recipients[0]: message.key for message in messages}
    asked = {person.id: keys[person.id] for person in to_ask if person.id in keys}
    await one_line.record_questions(tx, program.workspace, asked)
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.NOTICE,
        hours_of=program.channel,
        due=now,
        expires=rules.draw_at(program, day),
    )


async def _notify_of_other_rounds(
    tx: Transaction, program: PairingProgram, members: Sequence[Membership], now: dt.datetime
) -> None:
    """Announce the rounds of other programs this week to these members too.

    Delivery merges what is due at one moment, so that whoever is in several programs gets one
    notice a week, and the other places stay for introductions.
    """
    week_end = week_start(now, program.zone) + 7 * rules.DAY
    until = utc_instant(week_end, dt.time.min, program.zone)
    ids = {member.person for member in members}
    for other, day in await records.notices_until(tx, program.workspace, until):
        if other.id == program.id:
            continue
        theirs = await records.list_memberships(tx, other, "in")
        shared = [member for member in theirs if member.person in ids]
        await _notify_members(tx, other, day, shared, now)
