"""The side that follows: open a turn's envelope, do what it asks, and seal the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.store.engine import Database
from bot.store.vault import UnreadableSecretError
from bot.swap import crossings, envelope, records, rules, tickets, turns
from bot.swap.envelope import BadEnvelope, Keys
from bot.swap.records import Swap
from bot.swap.refusals import Lane, Refusals
from bot.swap.rules import Turn

log = structlog.get_logger()
_HOUR = timedelta(hours=1)


@dataclass
class TurnDoor:
    """Where the turns of all sides that lead arrive."""

    database: Database
    clock: Callable[[], datetime]
    refusals: Refusals = field(default_factory=Refusals)

    async def answer(self, code: str, sealed: str) -> str | None:
        """Return the sealed answer to a turn; an empty text refuses it, None says it is too many.

        A turn is taken once: one with a number that was taken, or of another time, is refused. Of
        what is no turn of the other side's, some in an hour are opened and logged; what comes with
        a ticket of theirs is not counted among these.
        """
        async with self.database.read_transaction() as tx:
            known = await records.find_by_code(tx, code, "follows")
            answered = await crossings.list_turns_taken(tx, known) if known else []
        if known is None:
            return ""
        now, ticket = self.clock(), envelope.read_ticket(sealed)
        try:
            own, theirs = known.keys(self.database.vault), envelope.read_keys(known.their_keys)
        except (BadEnvelope, UnreadableSecretError) as error:
            return self._refuse((known.id, ""), now, type(error).__name__)
        secrets = [*answered, tickets.first_secret(theirs, own)]
        lane = known.id, ticket if tickets.is_good(ticket, secrets) else ""
        if self.refusals.is_spent(lane, now):
            return ""
        if 0 < tickets.number_of(ticket) <= known.number:
            return self._refuse((known.id, ""), now, "stale")
        try:
            turn = envelope.unseal(sealed, Turn, own, theirs)
        except BadEnvelope as error:
            return self._refuse(lane, now, type(error).__name__)
        return await self._take(known, turn, (own, theirs), lane, now)

    async def _take(
        self, known: Swap, turn: Turn, keys: tuple[Keys, Keys], lane: Lane, now: datetime
    ) -> str | None:
        async with self.database.transaction() as tx:
            of = await records.lock_swap(tx, known.id)
            fresh = turn.at.tzinfo is not None and abs(turn.at - now) <= rules.SKEW
            if of is None or turn.swap != of.code or not fresh or turn.number <= of.number:
                return self._refuse(lane, now, "stale")
            if await crossings.count_turns(tx, of.id, now - _HOUR) >= rules.MAX_TURNS:
                return None
            return envelope.seal(await turns.answer_turn(tx, of, turn, now), *keys)

    def _refuse(self, lane: Lane, now: datetime, kind: str) -> str:
        if self.refusals.is_spent(lane, now):
            return ""
        is_last = self.refusals.add(lane, now)
        log.warning("refused", action="swap.turn", swap=lane[0], kind=kind, last=is_last)
        return ""
