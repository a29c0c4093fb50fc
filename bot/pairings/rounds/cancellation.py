"""A group that falls through: the people left are told, and their reminders are cancelled."""

import random
from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings import rules
from bot.pairings.agreements.updates import (
    cancel_unsent_news,
    invalidate_agreement,
    update_agreement,
)
from bot.pairings.keys import check_in_keys, nudge_key, off_subject, unsure_subject
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.conversation import group_keys, tell_group
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.rounds.running_cards import refresh_cards
from bot.pairings.views import introduction as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Instant

RESCUE_ENDS = "group.midpoint"


async def withdraw_member(
    tx: Transaction, details: GroupDetails, member: GroupMember, now: datetime
) -> GroupDetails:
    """Save that a member can't make it; tell the others that they go on, or that it is off.

    Return the group as it is now. The caller holds its lock.
    """
    workspace = details.group.workspace
    await round_records.set_answer(tx, member, workspace, "cant", now)
    changed = await group_details.load_group(tx, workspace, details.group.id)
    assert changed
    if len(changed.staying_members) > 1:
        await _announce_absence(tx, changed, member, now)
    else:
        await call_off_group(tx, changed, now)
    return changed


async def _announce_absence(
    tx: Transaction, details: GroupDetails, member: GroupMember, now: datetime
) -> None:
    """Post below the introduction that the group goes on without a member."""
    await tell_group(
        tx,
        details,
        f"group:{details.group.id}:cant:{member.id}",
        views.goes_on_card(details),
        reason=rules.CHANGED,
        due=now,
        expires=details.round.ends_at,
    )
    await outbox.cancel_messages(tx, details.group.workspace, *check_in_keys(member.id))
    await update_agreement(tx, details, now)
    await invalidate_cards(tx, details)


async def call_off_group(tx: Transaction, details: GroupDetails, now: datetime) -> None:
    """Mark a group as called off and let those who stay know."""
    await round_records.set_group_state(
        tx, details.group.workspace, [details.group.id], "called_off"
    )
    off = structs.replace(details, group=structs.replace(details.group, state="called_off"))
    await update_agreement(tx, off, now)
    await cancel_reminders(tx, details)
    staying = [member.person for member in details.staying_members]
    profiles = await people.find_people(tx, details.group.workspace, staying)
    for member in details.staying_members:
        if profiles[member.person].left:
            continue
        await schedule_end_of_rescue(tx, details)
        await outbox.send_dm(
            tx,
            details.group.workspace,
            f"group:{details.group.id}:off:{member.id}",
            member.person,
            None,
            subject=off_subject(member.id),
            reason=rules.CHANGED,
            hours_of=details.program.channel,
            due=now,
            expires=details.round.ends_at,
        )


async def schedule_end_of_rescue(tx: Transaction, details: GroupDetails) -> None:
    """Schedule that messages about a group that fell through offer no rematch past the midpoint."""
    midpoint, zone = details.round.midpoint, details.program.zone
    day = local_date(midpoint, zone)
    await schedule.schedule(
        tx, details.group.workspace, RESCUE_ENDS, details.group.subject, midpoint, day
    )


async def end_rescue(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    """Render what the members of a group that fell through have read, now without the rematch."""
    details = await group_details.load_group(tx, due.workspace, due.subject.id)
    if details:
        await outbox.invalidate(tx, due.workspace, *news_of_end(details.members))


async def cancel_reminders(tx: Transaction, details: GroupDetails) -> None:
    """Cancel the nudge and the check-ins of a group that have not been sent."""
    keys = group_keys(details, nudge_key(details.group.id))
    for member in details.members:
        keys += check_in_keys(member.id)
    await outbox.cancel_messages(tx, details.group.workspace, *keys)
    await cancel_unsent_news(tx, details)
    await invalidate_cards(tx, details)


async def close_running(tx: Transaction, program: PairingProgram) -> None:
    """Close the running round of a program; its cards lose the buttons that are over."""
    running = await round_records.last_round(tx, program)
    await round_records.close_rounds(tx, program)
    if running and running.state == "drawn":
        await refresh_cards(tx, running)


def news_of_end(members: Sequence[GroupMember]) -> list[Subject]:
    """Return the subjects of what members read once their group has fallen through."""
    subjects = [Subject("undone", member.id) for member in members]
    return subjects + [off_subject(member.id) for member in members]


async def invalidate_cards(tx: Transaction, details: GroupDetails) -> None:
    """Invalidate the introduction, what was said below it, what its members were asked, and the
    report that counts it."""
    questions = [Subject("checkin", member.id) for member in details.members]
    questions += [unsure_subject(member) for member in details.members]
    await outbox.invalidate(tx, details.group.workspace, details.round.subject, *questions)
    await invalidate_agreement(tx, details)


async def next_draw_moment(tx: ReadTransaction, details: GroupDetails) -> Instant | None:
    """Return when the program of a group draws next, or None."""
    planned = await records.next_draw(tx, details.program)
    return Instant(planned[1], details.program.zone, "day") if planned else None
