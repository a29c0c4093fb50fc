"""Ask people, once, whether they take part."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.outbox import Letter
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import Circle
from bot.pairings.views import invitation as views
from bot.people import records as people
from bot.store.engine import Transaction


async def invite(tx: Transaction, circle: Circle, who: Sequence[str], now: dt.datetime) -> int:
    """Ask those who were never asked; give their number."""
    asked_before = {member.person for member in await records.memberships(tx, circle)}
    fresh = [person for person in dict.fromkeys(who) if person not in asked_before]
    if not fresh or not circle.active:
        return 0
    await records.note_invitations(tx, circle, fresh, now)
    wanted = set(fresh)
    letters = [
        Letter(f"invite:{member.id}", (member.person,), subject=f"invite:{member.id}")
        for member in await records.memberships(tx, circle, "asked")
        if member.person in wanted
    ]
    await outbox.whisper_many(tx, circle.workspace, letters, rule=rules.INVITE, due=now)
    return len(letters)


async def invite_channel(tx: Transaction, circle: Circle, now: dt.datetime) -> int:
    """Ask everybody known to be in the circle's channel."""
    here = await people.in_channel(tx, circle.workspace, circle.channel)
    return await invite(tx, circle, [person.id for person in here], now)


async def invite_openly(tx: Transaction, workspace: str, channel: str, now: dt.datetime) -> None:
    """Ask a whole channel, once, where the platform does not name its people."""
    circle = await records.circle_of(tx, workspace, channel)
    if circle and circle.active:
        key, card = f"invite-all:{circle.id}", views.open_invitation(circle)
        await outbox.post(tx, workspace, key, channel, card, rule=rules.INVITE, due=now, asked=True)


async def welcome(tx: Transaction, workspace: str, channel: str, who: Sequence[str], now: dt.datetime) -> None:
    """Ask people who have just been seen in a channel, where it has lunch pairings."""
    circle = await records.circle_of(tx, workspace, channel)
    if circle:
        await invite(tx, circle, who, now)
