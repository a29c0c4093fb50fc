"""Ask people, once, whether they take part."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import invitation as views
from bot.people import records as people
from bot.store.engine import Transaction


async def invite_people(
    tx: Transaction, program: PairingProgram, who: Sequence[str], now: dt.datetime
) -> int:
    """Ask those who were never asked; give their number."""
    asked_before = {member.person for member in await records.list_memberships(tx, program)}
    fresh = [person for person in dict.fromkeys(who) if person not in asked_before]
    if not fresh or not program.active:
        return 0
    await records.save_invitations(tx, program, fresh, now)
    wanted = set(fresh)
    letters = [
        OutgoingMessage(f"invite:{member.id}", (member.person,), subject=f"invite:{member.id}")
        for member in await records.list_memberships(tx, program, "asked")
        if member.person in wanted
    ]
    await outbox.send_dms(tx, program.workspace, letters, reason=rules.INVITE, due=now)
    return len(letters)


async def invite_channel(tx: Transaction, program: PairingProgram, now: dt.datetime) -> int:
    """Ask everybody known to be in the circle's channel."""
    here = await people.people_in_channel(tx, program.workspace, program.channel)
    return await invite_people(tx, program, [person.id for person in here], now)


async def invite_openly(tx: Transaction, workspace: str, channel: str, now: dt.datetime) -> None:
    """Ask a whole channel, once, where the platform does not name its people."""
    circle = await records.find_channel_program(tx, workspace, channel)
    if circle and circle.active:
        key, card = f"invite-all:{circle.id}", views.open_invitation_card(circle)
        await outbox.post(
            tx, workspace, key, channel, card, reason=rules.INVITE, due=now, solicited=True
        )


async def invite_newcomers(
    tx: Transaction, workspace: str, channel: str, who: Sequence[str], now: dt.datetime
) -> None:
    """Ask people who have just been seen in a channel, where it has lunch pairings."""
    circle = await records.find_channel_program(tx, workspace, channel)
    if circle:
        await invite_people(tx, circle, who, now)
