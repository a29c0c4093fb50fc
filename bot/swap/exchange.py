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

    A turn is taken once: one with a number that was taken, or of another time, is refused. What is
    no turn of the other side's costs a look into the database and the opening of an envelope.
    """
    async with database.read_transaction() as tx:
        known = await records.find_by_code(tx, code, "follows")
    if known is None:
        return ""
    try:
        own, theirs = known.keys(database.vault), envelope.read_keys(known.their_keys)
        turn = envelope.unseal(sealed, Turn, own, theirs)
    except (BadEnvelope, UnreadableSecretError) as error:
        log.warning("refused", action="swap.turn", swap=known.id, kind=type(error).__name__)
        return ""

    now = clock()
    async with database.transaction() as tx:
        of = await records.lock_swap(tx, known.id)
        fresh = turn.at.tzinfo is not None and abs(turn.at - now) <= rules.SKEW
        if of is None or turn.swap != of.code or not fresh or turn.number <= of.number:
            log.warning("refused", action="swap.turn", swap=known.id, kind="stale")
            return ""
        if await records.count_turns(tx, of.id, now - _HOUR) >= rules.MAX_TURNS:
            return None
        answer = await turns.answer_turn(tx, of, turn, now)
        return envelope.seal(answer, own, theirs)
