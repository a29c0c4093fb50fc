"""What becomes of lunches when somebody leaves the workspace."""

from bot.core import outbox
from bot.core.signals import PersonLeft
from bot.pairings.keys import intro_key
from bot.pairings.rounds import group_details
from bot.pairings.rounds.cancellation import withdraw_member
from bot.store.engine import Transaction


async def withdraw_leaver(tx: Transaction, signal: PersonLeft) -> None:
    """Withdraw somebody from their lunches: the others go on, or may find somebody else.

    An introduction that is still to be sent is left to the re-check in its claim.
    """
    workspace, now = signal.workspace, signal.now
    for known in await group_details.load_open_groups_of(tx, workspace, signal.person):
        number = known.group.id
        details = await group_details.load_group(tx, workspace, number, lock=True)
        is_unsent = await outbox.is_ready(tx, workspace, intro_key(number))
        if details is None or is_unsent or now >= details.round.ends_at:
            continue

        for member in details.staying_members:
            if member.person == signal.person and details.group.state == "open":
                await withdraw_member(tx, details, member, now)
