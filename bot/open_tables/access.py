"""Who may ask whom to lunch, so that nobody is asked too often."""

from datetime import datetime

from bot.attention import records as attention
from bot.open_tables import records, rules
from bot.store.engine import ReadTransaction


async def may_ask(
    tx: ReadTransaction, workspace: str, caller: str, invited: str, now: datetime
) -> bool:
    """Return whether the week of a colleague has a place for a request from somebody."""
    since = now - rules.REQUESTS_COUNT_FOR
    by_caller, by_all = await records.count_requests(tx, workspace, invited, caller, since)
    within = by_caller < rules.REQUESTS_OF_A_PAIR and by_all < rules.REQUESTS_TO_ONE
    if not within or await _rests(tx, workspace, caller, invited, now):
        return False
    return await attention.has_place(tx, workspace, invited, now)


async def _rests(
    tx: ReadTransaction, workspace: str, caller: str, invited: str, now: datetime
) -> bool:
    """Return whether somebody has asked a colleague so often in vain that they ask no more now.

    Silence is an answer; a request that was kept back, since its reader would rather not meet the
    caller, counts as silence.
    """
    since = now - rules.REST
    in_vain = await records.count_in_vain(tx, workspace, invited, caller, since)
    return in_vain >= rules.REQUESTS_IN_VAIN
