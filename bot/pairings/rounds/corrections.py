"""Corrections of notices: whoever was told of a round hears what has changed about it since."""

import datetime as dt

from bot.core import message_records, outbox
from bot.core.card_batches import CardsOf, invalidate_batches
from bot.core.outbox import OutgoingMessage
from bot.core.settings import load_setting, save_setting
from bot.core.subjects import Subject
from bot.pairings import rules
from bot.pairings.keys import notice_subject, shift_subject
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.store.engine import ReadTransaction, Transaction

_ANNOUNCED = "announced"  # the setting of a program: the last round that was, and its draw


async def save_announced(tx: Transaction, program: PairingProgram, day: dt.date) -> None:
    """Save for when a round was announced."""
    text = f"{day} {rules.draw_at(program, day).isoformat()}"
    await save_setting(tx, program.workspace, f"{program.subject}", _ANNOUNCED, text)


async def announced_draw(
    tx: ReadTransaction, program: PairingProgram, day: dt.date
) -> dt.datetime | None:
    """Return for when the round of a day was announced, or None if it was not."""
    text = await load_setting(tx, program.workspace, f"{program.subject}", _ANNOUNCED)
    announced, _, drawn_at = text.partition(" ")
    return dt.datetime.fromisoformat(drawn_at) if announced == f"{day}" else None


async def correct_notices(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Render the notices of a round again, and write to those who had one what has changed.

    What was still to be sent of an earlier change is dropped. Whoever skips a round that is left
    out has nothing to hear, nor has anybody once it is on again as they were told.
    """
    workspace = program.workspace
    members = await records.list_memberships(tx, program, "in")
    notices = {member.id: notice_subject(program, day, member) for member in members}
    shifts = {member.id: shift_subject(program, day, member) for member in members}
    await outbox.invalidate(tx, workspace, *notices.values(), *shifts.values())
    await outbox.cancel_about(tx, workspace, list(shifts.values()))

    planned = await records.next_draw(tx, program)
    due = planned[1] if planned and planned[0] == day else None
    as_announced = due is not None and due == await announced_draw(tx, program, day)
    had_notice = await message_records.begun_about(tx, workspace, list(notices.values()))
    had_news = await message_records.begun_about(tx, workspace, list(shifts.values()))
    skipping = await records.people_skipping(tx, program, day) if due is None else set[str]()

    messages = []
    for member in members:
        is_news = not as_announced or shifts[member.id] in had_news
        if notices[member.id] in had_notice and is_news and member.person not in skipping:
            key = f"{shifts[member.id]}:{now:%Y%m%dT%H%M%S}"
            messages.append(OutgoingMessage(key, (member.person,), subject=shifts[member.id]))
    await outbox.send_dms(
        tx,
        workspace,
        messages,
        reason=rules.MOVED,
        due=now,
        expires=due or rules.draw_at(program, day),
        hours_of=program.channel,
    )


async def refresh_left_out(tx: Transaction, program: PairingProgram, until: dt.date) -> None:
    """Render the notices of rounds that were left out since the one before that of a day."""
    previous = await records.last_round_date(tx, program)
    for change in program.changes:
        is_since = previous is None or previous < change.day
        if change.moved_to is None and is_since and change.day < until:
            await refresh_notices(tx, program, change.day)


async def refresh_notices(tx: Transaction, program: PairingProgram, day: dt.date) -> None:
    """Render the notices of a round, and the news of its changes, again."""
    members = records.select_members(program, "in")
    await invalidate_batches(
        tx,
        program.workspace,
        CardsOf(Subject("notice", program.id, f"{day}"), members),
        CardsOf(Subject("shift", program.id, f"{day}"), members),
    )
