"""Invitations: each person is asked once, and again only if an organiser has it done."""

import datetime as dt
from collections.abc import Sequence

from bot.core import message_records, outbox
from bot.core.outbox import OutgoingMessage
from bot.core.settings import load_setting, save_setting
from bot.core.subjects import Subject
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.people import records as people
from bot.store.engine import Transaction


async def invite_people(
    tx: Transaction, program: PairingProgram, person_ids: Sequence[str], now: dt.datetime
) -> int:
    """Invite by DM those of these people who were never asked; return how many."""
    memberships = await records.list_memberships(tx, program)
    asked = {member.person for member in memberships}
    new = [person for person in dict.fromkeys(person_ids) if person not in asked]
    if not new or not program.active:
        return 0

    await records.save_invitations(tx, program, new, now)
    messages = []
    for member in await records.list_memberships(tx, program, "asked"):
        if member.person not in asked:
            subject = Subject("invite", member.id)
            messages.append(OutgoingMessage(f"{subject}", (member.person,), subject=subject))
    await _send_invitations(tx, program, messages, now)
    return len(messages)


async def invite_channel(tx: Transaction, program: PairingProgram, now: dt.datetime) -> int:
    """Invite everybody known to be in the program's channel; return how many."""
    present = await people.people_in_channel(tx, program.workspace, program.channel)
    return await invite_people(tx, program, [person.id for person in present], now)


async def invite_again(tx: Transaction, program: PairingProgram, now: dt.datetime) -> bool:
    """Invite those once more who never answered, and whoever is new; once a calendar month.

    Return whether this is the first time in the month. A channel that got an open invitation gets
    another one.
    """
    month = f"{now:%Y-%m}"
    mark = f"{program.subject}", "invited_again"
    if await load_setting(tx, program.workspace, *mark) == month:
        return False

    await save_setting(tx, program.workspace, *mark, month)
    asked = await records.list_memberships(tx, program, "asked")
    await invite_channel(tx, program, now)
    messages = []
    for member in asked:
        subject = Subject("invite", member.id)
        key = f"{subject}:again:{month}"
        messages.append(OutgoingMessage(key, (member.person,), subject=subject))
    await _send_invitations(tx, program, messages, now)
    if await message_records.was_sent(tx, program.workspace, _open_key(program)):
        await _post_openly(tx, program, f"{_open_key(program)}:again:{month}", now)
    return True


async def invite_openly(tx: Transaction, workspace: str, channel: str, now: dt.datetime) -> None:
    """Post one invitation in a channel, for platforms that do not list its members."""
    program = await records.find_channel_program(tx, workspace, channel)
    if program is None or not program.active:
        return

    await _post_openly(tx, program, _open_key(program), now)


async def invite_newcomers(
    tx: Transaction, workspace: str, channel: str, person_ids: Sequence[str], now: dt.datetime
) -> None:
    """Invite people who have just joined a channel, if it has a program."""
    program = await records.find_channel_program(tx, workspace, channel)
    if program:
        await invite_people(tx, program, person_ids, now)


async def _send_invitations(
    tx: Transaction, program: PairingProgram, messages: Sequence[OutgoingMessage], now: dt.datetime
) -> None:
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.INVITE,
        due=now,
        hours_of=program.channel,
    )


async def _post_openly(
    tx: Transaction, program: PairingProgram, key: str, now: dt.datetime
) -> None:
    await outbox.post(
        tx,
        program.workspace,
        key,
        program.channel,
        None,
        subject=open_subject(program),
        reason=rules.INVITE,
        due=now,
        solicited=True,
    )


async def refresh_invitations(tx: Transaction, program: PairingProgram) -> None:
    """Invalidate the invitations that nobody has answered, as the program stopped or goes on."""
    asked = await records.list_memberships(tx, program, "asked")
    subjects = [Subject("invite", member.id) for member in asked]
    await outbox.invalidate(tx, program.workspace, open_subject(program), *subjects)


def open_subject(program: PairingProgram) -> Subject:
    """Return the subject of the invitation that a whole channel sees."""
    return Subject("invitation", program.id)


def _open_key(program: PairingProgram) -> str:
    return f"invite-all:{program.id}"
