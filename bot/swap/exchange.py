"""The side that follows: open a turn's envelope, do what it asks, and seal the answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.store.engine import Database
from bot.store.vault import UnreadableSecretError
from bot.swap import envelope, records, rules, turns
from bot.swap.envelope import BadEnvelope
from bot.swap.rules import Turn

log = structlog.get_logger()
_HOUR = timedelta(hours=1)


async def answer_envelope(
    database: Database, clock: Callable[[], datetime], code: str, sealed: str
) -> str | None:
    """Return the sealed answer to a turn; an empty text refuses it, None says it is too many.

    A turn is taken once: one with a number that was taken, or of another time, is refused.
    """
    now = clock()
    async with database.transaction() as tx:
        found = await records.find_by_code(tx, code, "follows")
        of = await records.lock_swap(tx, found.id) if found else None
        if of is None:
            return ""
        if await records.count_turns(tx, of.id, now - _HOUR) >= rules.MAX_TURNS:
            return None
        try:
            own, theirs = of.keys(tx), envelope.read_keys(of.their_keys)
            turn = envelope.unseal(sealed, Turn, own, theirs)
        except (BadEnvelope, UnreadableSecretError) as error:
            log.warning("refused", action="swap.turn", swap=of.id, kind=type(error).__name__)
            return ""
        fresh = turn.at.tzinfo is not None and abs(turn.at - now) <= rules.SKEW
        if turn.swap != of.code or not fresh or turn.number <= of.number:
            log.warning("refused", action="swap.turn", swap=of.id, kind="stale")
            return ""
        answer = await turns.answer_turn(tx, of, turn, now)
        return envelope.seal(answer, own, theirs)
