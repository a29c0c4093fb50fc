"""The cards of a running round: all that its members were sent, and its report."""

from sqlalchemy import Select, select

from bot.core import outbox
from bot.core.card_batches import CardsOf, invalidate_batches
from bot.core.subjects import Subject
from bot.pairings.rounds.records import PairingRound
from bot.pairings.tables import group_member, pairing_group
from bot.store.engine import Transaction

_OF_OPEN_GROUPS = ("group", "nudge")
_OF_THEIR_MEMBERS = ("checkin", "unsure")
_OF_MEMBERS = ("undone", "off")  # what they read once their group has fallen through


async def refresh_cards(tx: Transaction, running: PairingRound) -> None:
    """Render the cards of a running round again, because it ends, or ends at another time."""
    groups = select(pairing_group.c.id).where(
        pairing_group.c.workspace == running.workspace, pairing_group.c.round == running.id
    )
    open_groups = groups.where(pairing_group.c.state == "open")
    obstructed = groups.where(pairing_group.c.obstacles != ())
    await outbox.invalidate(tx, running.workspace, running.subject)
    await invalidate_batches(
        tx,
        running.workspace,
        *(CardsOf(Subject(kind), open_groups) for kind in _OF_OPEN_GROUPS),
        *(CardsOf(Subject(kind), _select_members(open_groups)) for kind in _OF_THEIR_MEMBERS),
        *(CardsOf(Subject(kind), _select_members(groups)) for kind in _OF_MEMBERS),
        CardsOf(Subject("obstacles"), obstructed.with_only_columns(pairing_group.c.round)),
    )


def _select_members(groups: Select[tuple[int]]) -> Select[tuple[int]]:
    return select(group_member.c.id).where(group_member.c.group.in_(groups))
