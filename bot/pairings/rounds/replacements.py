"""Company for whoever is left of a group because the others left the workspace.

They did not call it off, so nobody waits for them to ask: in the first half of a round they are
matched with those who wait. Where nobody fits they can ask, as anybody whose lunch fell through.
"""

import datetime as dt

from bot.core import outbox, schedule
from bot.pairings import rules
from bot.pairings.keys import off_subject
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.store.engine import Transaction

REGROUP = "round.regroup"  # people are free since a group fell through, and others may wait


async def schedule_regroup(tx: Transaction, details: GroupDetails, now: dt.datetime) -> None:
    """Schedule that whoever has become free is matched with those who wait."""
    group, day = details.group, details.round.local_date
    await schedule.schedule(tx, group.workspace, REGROUP, group.subject, now, day)


async def tell_of_replacement(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    member: GroupMember,
    group: int,
    now: dt.datetime,
) -> None:
    """Write in one message who left and who the other company is, that of the group `group`.

    Whoever has read that their lunch is off reads it there.
    """
    news = f"group:{member.group}:off:{member.id}"
    if not await outbox.cancel_messages(tx, program.workspace, news):
        return
    await outbox.send_dm(
        tx,
        program.workspace,
        f"group:{group}:instead:{member.id}",
        member.person,
        None,
        subject=off_subject(member.id),
        reason=rules.CHANGED,
        hours_of=program.channel,
        due=now,
        expires=pairing_round.ends_at,
    )
