"""Somebody leaves or pauses after an introduction: they are asked, and nobody waits in vain.

The question is a part of the answer they read. If it is not answered by the next working morning,
the other person hears so and may look for other company.
"""

import datetime as dt
import random
from functools import partial

from bot.core import message_records, outbox, schedule
from bot.core.interactions import Invocation
from bot.core.outbox import Drawing
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import next_open
from bot.pairings import rules
from bot.pairings.keys import intro_key, unsure_subject
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details, opt_outs
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.cancellation import cancel_reminders
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import confirmation as views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Part

UNSURE = "group.unsure"
TIME_TO_ANSWER = dt.timedelta(hours=12)  # before the next working morning


async def ask_about_lunches(
    call: Invocation, tx: Transaction, program: PairingProgram | None = None
) -> list[Part]:
    """Return the questions about the caller's lunches that still stand, of one program or all.

    Each is followed up if it gets no answer.
    """
    questions: list[Part] = []
    for details in await introduced_groups(tx, call.workspace, call.person, call.now):
        if program and details.program.id != program.id:
            continue
        questions += views.question_parts(details, call.person)
        member = _member_of(details, call.person)
        at = next_open(call.now + TIME_TO_ANSWER, details.program.working_time)
        day = local_date(at, details.program.zone)
        subject = _subject(details, member)
        await schedule.unschedule(tx, call.workspace, subject, UNSURE)
        await schedule.schedule(tx, call.workspace, UNSURE, subject, at, day)
    return questions


async def introduced_groups(
    tx: ReadTransaction, workspace: str, person: str, now: dt.datetime
) -> list[GroupDetails]:
    """Return the open groups of running rounds in which a person was introduced."""
    groups = []
    for details in await group_details.load_open_groups_of(tx, workspace, person):
        is_unsent = await message_records.is_ready(tx, workspace, intro_key(details.group.id))
        if not is_unsent and now < details.round.ends_at:
            groups.append(details)
    return groups


async def settle_question(tx: Transaction, details: GroupDetails, member: GroupMember) -> None:
    """Drop the follow-up of a question that a member has answered."""
    await schedule.unschedule(tx, details.group.workspace, _subject(details, member), UNSURE)


async def confirm_lunch(
    tx: Transaction, details: GroupDetails, member: GroupMember, now: dt.datetime
) -> None:
    """Settle the question with a yes; whoever was told of the doubt hears of it."""
    await settle_question(tx, details, member)
    workspace = details.group.workspace
    for other in details.staying_members:
        key = _unsure_key(member, other)
        if other.id != member.id and await message_records.was_sent(tx, workspace, key):
            card = partial(views.confirmed_card, details, member)
            await _send(tx, details, f"{key}:on", other.person, card, now)
        await outbox.cancel_messages(tx, workspace, key)
    await outbox.invalidate(tx, workspace, unsure_subject(member))


async def tell_unsure(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Notify the only other member that somebody who left or paused has not answered.

    Of larger groups enough people are left to meet without them.
    """
    details = await group_details.load_group(tx, due.workspace, due.subject.id, lock=True)
    if details is None or details.group.state != "open" or now >= details.round.ends_at:
        return

    number = int(due.subject.parts[0])
    members = {member.id: member for member in details.staying_members}
    if number not in members or len(members) != 2:
        return
    absent = await _absent_members(tx, details, now)
    others = [member for member in members.values() if member.id != number]
    if number in [member.id for member in absent]:
        doubted, other = members[number], others[0]
        await outbox.send_dm(
            tx,
            due.workspace,
            _unsure_key(doubted, other),
            other.person,
            None,
            reason=rules.CHANGED,
            due=now,
            expires=details.round.ends_at,
            subject=unsure_subject(doubted),
        )


async def is_confirmed(tx: ReadTransaction, details: GroupDetails, member: GroupMember) -> bool:
    """Return whether somebody was told that a member of whom they were in doubt comes."""
    workspace = details.group.workspace
    for other in details.members:
        key = f"{_unsure_key(member, other)}:on"
        is_waiting = await message_records.is_ready(tx, workspace, key)
        if is_waiting or await message_records.was_sent(tx, workspace, key):
            return True
    return False


async def move_on(
    tx: Transaction, details: GroupDetails, caller: GroupMember, now: dt.datetime
) -> GroupDetails | None:
    """Call off a group for the member who waited; None if its others have not opted out."""
    absent = [member for member in await _absent_members(tx, details, now) if member != caller]
    if len(absent) < len(details.staying_members) - 1:
        return None

    workspace, number = details.group.workspace, details.group.id
    for member in absent:
        await settle_question(tx, details, member)
        await round_records.set_answer(tx, member, workspace, "cant", now)
        card = partial(views.moved_on_card, details.names[caller.person])
        await _send(tx, details, f"group:{number}:moved-on:{member.id}", member.person, card, now)
    await round_records.set_group_state(tx, workspace, [number], "called_off")
    await cancel_reminders(tx, details)
    return await group_details.load_group(tx, workspace, number)


async def _absent_members(
    tx: ReadTransaction, details: GroupDetails, now: dt.datetime
) -> list[GroupMember]:
    persons = [member.person for member in details.staying_members]
    absent, _ = await opt_outs.find_opt_outs(tx, details, persons, now)
    return [member for member in details.staying_members if member.person in absent]


async def _send(
    tx: Transaction, details: GroupDetails, key: str, person: str, card: Drawing, now: dt.datetime
) -> None:
    await outbox.send_dm(
        tx,
        details.group.workspace,
        key,
        person,
        card,
        reason=rules.CHANGED,
        due=now,
        expires=details.round.ends_at,
    )


def _member_of(details: GroupDetails, person: str) -> GroupMember:
    return next(member for member in details.members if member.person == person)


def _subject(details: GroupDetails, member: GroupMember) -> Subject:
    return Subject("group", details.group.id, f"{member.id}")


def _unsure_key(member: GroupMember, other: GroupMember) -> str:
    return f"group:{member.group}:unsure:{member.id}:{other.id}"
