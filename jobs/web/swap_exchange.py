"""Take the turns of swaps: ask the other company over HTTPS, and do what its answer says."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.store.engine import Database, ReadTransaction
from bot.store.vault import UnreadableSecretError
from bot.swap import crossings, envelope, lunches, records, rules, tickets, turns
from bot.swap.envelope import BadEnvelope
from bot.swap.exchange import TurnDoor
from bot.swap.records import Swap
from bot.swap.rules import Turn, TurnAnswer
from jobs.web.ssrf_guard import AddressBlocked, GuardedResolver, SsrfGuard

TIMEOUT = 15.0  # seconds for a turn
MAX_CONCURRENT = 8  # other sides asked at once

log = structlog.get_logger()


class SwapGuard(SsrfGuard):
    """A guard that dials public addresses by HTTPS, and where `loopback` is set, this machine."""

    def __init__(self, *, loopback: bool) -> None:
        super().__init__()
        self._loopback = loopback

    def check_address(self, address: str) -> None:
        """Raise AddressBlocked unless it is a plain web address by HTTPS, or one of this machine.

        Of this machine by its number alone: a name may lead here by accident.
        """
        if self._loopback and rules.is_loopback(address):
            return
        super().check_address(address)
        if urlsplit(address).scheme != "https":
            raise AddressBlocked("not https")

    def check_peer(self, host: str, port: int) -> None:
        """Raise AddressBlocked unless the host is public with the web's port, or this machine."""
        if not (self._loopback and rules.is_loopback(f"//{_bracketed(host)}")):
            super().check_peer(host, port)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@dataclass
class SwapExchange:
    """Asks the other sides of the swaps that this side leads, when their turns are due."""

    database: Database
    session: aiohttp.ClientSession
    guard: SsrfGuard
    clock: Callable[[], datetime]
    rng: random.Random = field(default_factory=random.Random)
    door: TurnDoor = field(init=False)  # of sides that stand in the same database

    def __post_init__(self) -> None:
        self.door = TurnDoor(self.database, self.clock)

    async def next_due_at(self, tx: ReadTransaction) -> datetime | None:
        """Return when the next turn is due, a lunch is in doubt, or a month settles."""
        due = [await records.next_due(tx), await lunches.next_check_at(tx, self.clock())]
        return min(filter(None, due), default=None)

    async def run_due(self, now: datetime) -> int:
        """Take every turn that is due, a few at once, then look at lunches; return how many."""
        async with self.database.read_transaction() as tx:
            due = await records.due_swaps(tx, now)
        room = asyncio.Semaphore(MAX_CONCURRENT)

        async def one(of: Swap) -> None:
            async with room:
                await self._take_turn(of)

        outcomes = await asyncio.gather(*map(one, due), return_exceptions=True)
        for of, outcome in zip(due, outcomes, strict=True):
            if isinstance(outcome, Exception):
                log.error("turn failed", action="swap.turn", swap=of.id, exc_info=outcome)
        async with self.database.transaction() as tx:
            return len(due) + await lunches.check_lunches(tx, now)

    async def _take_turn(self, known: Swap) -> None:
        now = self.clock()
        async with self.database.transaction() as tx:
            of = await records.lock_swap(tx, known.id)
            if of is None or of.next_at is None or of.next_at > now or not of.their_keys:
                return
            turn = await turns.prepare_turn(tx, of, now)
            if turn is None:
                return
            try:
                own, theirs = of.keys(tx.vault), envelope.read_keys(of.their_keys)
            except UnreadableSecretError:
                log.error("no key", action="swap.turn", swap=of.id)
                return
            secret = await crossings.find_digest(tx, of, turn.heard)
            secret = secret or tickets.first_secret(own, theirs)
            sealed = envelope.seal(turn, own, theirs, tickets.make_ticket(secret, turn.number))

        told = await self._ask(of, sealed)
        try:
            answer = envelope.unseal(told, TurnAnswer, own, theirs) if told else None
        except BadEnvelope as error:
            log.warning("bad answer", action="swap.turn", swap=of.id, kind=str(error))
            return
        if answer is None or not _answers(answer, turn):
            return
        async with self.database.transaction() as tx:
            current = await records.lock_swap(tx, of.id)
            if current and current.number == turn.number:
                await turns.apply_answer(tx, current, turn, answer, self.clock(), self.rng)

    async def _ask(self, of: Swap, sealed: str) -> str:
        """Return the body of the answer, or an empty text."""
        if of.address == records.HERE:
            return await self.door.answer(of.code, sealed) or ""
        try:
            self.guard.check_address(of.address)
            async with (
                asyncio.timeout(TIMEOUT),
                self.session.post(of.address, data=sealed, allow_redirects=False) as response,
            ):
                if response.status != HTTPStatus.OK:
                    log.warning("refused", action="swap.ask", swap=of.id, status=response.status)
                    return ""
                body = await response.content.read(rules.MAX_BODY + 1)
                while len(body) <= rules.MAX_BODY and not response.content.at_eof():
                    body += await response.content.read(rules.MAX_BODY + 1 - len(body))
        except (AddressBlocked, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            log.warning("unreachable", action="swap.ask", swap=of.id, kind=type(error).__name__)
            return ""
        return body.decode("ascii", "replace") if len(body) <= rules.MAX_BODY else ""


def _answers(answer: TurnAnswer, turn: Turn) -> bool:
    """Return whether it is the answer to this very turn, given just now."""
    same = answer.swap == turn.swap and answer.number == turn.number
    return same and answer.at.tzinfo is not None and abs(answer.at - turn.at) <= rules.SKEW


@asynccontextmanager
async def open_swap_exchange(
    database: Database, clock: Callable[[], datetime], *, loopback: bool = False
) -> AsyncIterator[SwapExchange]:
    """Yield an exchange; `loopback` lets it reach this machine's own addresses."""
    guard = SwapGuard(loopback=loopback)
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(guard),
        socket_factory=guard.make_socket,
        use_dns_cache=False,
        force_close=True,
    )
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        yield SwapExchange(database, session, guard, clock)
