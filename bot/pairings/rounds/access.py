"""Who may answer for a group, and until when."""

import datetime as dt

from bot.core.interactions import Invocation, Refusal
from bot.pairings.programs import records
from bot.pairings.rounds import group_details
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import introduction as views
from bot.store.engine import Transaction


async def group_of_caller(
    call: Invocation, tx: Transaction, number: int
) -> tuple[GroupDetails, GroupMember]:
    """Lock a group, record the click, and return group and caller; refuse anybody else's."""
    details, member = await find_group_of_caller(call, tx, number)
    await records.record_click(tx, details.program, call.person, call.now)
    return details, member


async def find_group_of_caller(
    call: Invocation, tx: Transaction, number: int
) -> tuple[GroupDetails, GroupMember]:
    """Lock a group, and return it and the caller; refuse anybody else's."""
    details = await group_details.load_group(tx, call.workspace, number, lock=True)
    if details is None or details.group.state in ("alone", "late"):
        raise Refusal(views.not_yours())

    for member in details.members:
        if member.person == call.person:
            return details, member
    raise Refusal(views.not_yours())


def is_over(details: GroupDetails, now: dt.datetime) -> bool:
    """Return whether the round of a group is over."""
    return details.round.state != "drawn" or now >= details.round.ends_at
