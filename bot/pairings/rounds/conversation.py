"""The conversation of a group: below its introduction, or one by one where there is none."""

from typing import Unpack

from bot.core import outbox
from bot.core.outbox import Drawing, MessageOptions
from bot.pairings.keys import intro_key
from bot.pairings.rounds.group_details import GroupDetails
from bot.store.engine import Transaction


async def tell_group(
    tx: Transaction,
    details: GroupDetails,
    key: str,
    card: Drawing | None,
    **options: Unpack[MessageOptions],
) -> None:
    """Write a message below the introduction, or to each who was introduced by themselves."""
    workspace, staying = details.group.workspace, details.staying_members
    if not details.group.one_by_one:
        people = tuple(member.person for member in staying)
        after = intro_key(details.group.id)
        await outbox.follow_up(tx, workspace, key, after, people, card, **options)
        return

    for member in staying:
        await outbox.send_dm(tx, workspace, f"{key}:{member.id}", member.person, card, **options)


def introduction_key(details: GroupDetails) -> str:
    """Return the key of a group's introduction, or of the first of those that went one by one."""
    key = intro_key(details.group.id)
    return f"{key}:{details.members[0].id}" if details.group.one_by_one else key


def group_keys(details: GroupDetails, key: str) -> list[str]:
    """Return every key that a message to a group may have."""
    return [key, *(f"{key}:{member.id}" for member in details.members)]
