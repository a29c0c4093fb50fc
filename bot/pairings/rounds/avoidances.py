"""Who is in an introduction, and how a lunch of two ends who will not meet again."""

from bot.core import message_records
from bot.core.concerns import Concern
from bot.core.signals import PairAvoided
from bot.core.subjects import Subject
from bot.pairings.keys import intro_key
from bot.pairings.rounds import confirmation, group_details
from bot.pairings.rounds.cancellation import withdraw_member
from bot.people.texts import profile_subject
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_group(
    tx: ReadTransaction, workspace: str, person: str, about: Subject
) -> Concern | None:
    """Return the people of an introduction, to one of them."""
    details = await group_details.load_group(tx, workspace, about.id)
    if details is None or details.group.state in ("alone", "late"):
        return None
    members = [member.person for member in details.members]
    if person not in members:
        return None
    profiles = tuple(profile_subject(member) for member in members)
    return Concern(tuple(members), profiles)


async def end_lunch(tx: Transaction, signal: PairAvoided) -> None:
    """Withdraw somebody from a lunch with whom they will not meet again.

    The others read what they read of anybody who can't make it. An introduction that is still to
    be sent is left to the re-check in its claim.
    """
    workspace, now = signal.workspace, signal.now
    for known in await group_details.load_open_groups_of(tx, workspace, signal.person):
        details = await group_details.load_group(tx, workspace, known.group.id, lock=True)
        is_unsent = await message_records.is_ready(tx, workspace, intro_key(known.group.id))
        if details is None or is_unsent or not details.runs_at(now):
            continue
        staying = {member.person: member for member in details.staying_members}
        if signal.person in staying and signal.other in staying:
            await confirmation.settle_question(tx, details, staying[signal.person])
            await withdraw_member(tx, details, staying[signal.person], now)
