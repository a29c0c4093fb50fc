"""Take the outbox to the platforms: claim, send, and write down what became of it."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, update

from bot.core.alerts import tell_organisers
from bot.core.platform import LostAnswer, Member, PermanentError, Platform, Sent, TemporaryError, Unreachable
from bot.core.router import Router
from bot.core.tables import effect, received
from bot.held_messages import views as words
from bot.people import records as people
from bot.store.engine import Database, Transaction
from jobs.engine.claim import Parcel, claim
from jobs.engine.refresh import redraw

TURN = timedelta(seconds=5)  # after which what has become due meanwhile is looked at

log = structlog.get_logger()

Outcome = Sent | list[Member] | Exception
Counted = Callable[[Transaction, str, str, list[Member], datetime, bool], Awaitable[None]]


@dataclass
class Delivery:
    """Carries messages for one process; `platform_of` finds the platform of a workspace.

    `counted` is told who is in a channel; `wall` is the real clock, for leases; `edit_pause` lies between two edits of
    one card.
    """

    database: Database
    router: Router
    platform_of: Callable[[str], Platform]
    counted: Counted
    wall: Callable[[], datetime]
    edit_pause: timedelta = timedelta(seconds=1)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def deliver(self, workspace: str, now: datetime) -> int:
        """Send what is due in one workspace, for a while: then others get their turn; give the number of messages."""
        sent, more, until = 0, True, self.wall() + TURN
        while more and self.wall() < until:
            async with self.database.transaction() as tx:
                parcels, more = await claim(tx, self.router, workspace, now, self.wall(), self.owner)
            outcomes = await asyncio.gather(*(self._send(parcel) for parcel in parcels))
            if parcels:
                async with self.database.transaction() as tx:
                    await self._finish_all(tx, list(zip(parcels, outcomes, strict=True)), now)
            sent += len(parcels)
        return sent

    async def redraw(self, workspace: str, now: datetime) -> int:
        """Bring every living card in one workspace up to date; give the number of edits."""
        pause = (self.wall(), self.edit_pause)
        return await redraw(self.database, self.router, self.platform_of(workspace), workspace, now, pause)

    async def _send(self, parcel: Parcel) -> Outcome:
        lead = parcel.lead
        try:
            return await send(self.platform_of(lead.workspace), parcel)
        except Exception as error:
            known = isinstance(error, PermanentError | TemporaryError | LostAnswer)
            log.log(
                30 if known else 40, "not sent", action=lead.rule, effect=lead.id, error=str(error), exc_info=not known
            )
            return error

    async def _finish_all(self, tx: Transaction, done: Sequence[tuple[Parcel, Outcome]], now: datetime) -> None:
        arrived = [
            {
                "number": row.id,
                "fenced": row.fence + 1,
                "where": outcome,
                "now": now,
                "version": parcel.event.sequence if parcel.event else None,
            }
            for parcel, outcome in done
            if isinstance(outcome, Sent)
            for row in parcel.effects
        ]
        await tx.run_many(_ARRIVES, arrived)
        for parcel, outcome in done:
            await self._finish(tx, parcel, outcome, now)

    async def _finish(self, tx: Transaction, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
        match outcome:
            case Sent():
                log.info("sent", action=parcel.lead.rule, workspace=parcel.lead.workspace, effect=parcel.lead.id)
            case list():
                await settle(tx, parcel, state="sent", sent_at=now)
                whole = self.platform_of(parcel.lead.workspace).names_all
                await self.counted(tx, parcel.lead.workspace, parcel.lead.to[0], outcome, now, whole)
            case TemporaryError(retry_after=seconds):
                await _not_sent(tx, parcel, state="ready", due=now + timedelta(seconds=seconds), error=str(outcome))
            case Unreachable(people=gone):
                await self._without(tx, parcel, gone, str(outcome), now)
            case PermanentError():
                await _not_sent(tx, parcel, state="failed", error=str(outcome))
                key = f"refused:{parcel.lead.to[0]}"
                if parcel.lead.verb != "whisper" and parcel.lead.after is None:
                    await tell_organisers(tx, parcel.lead.workspace, key, words.not_delivered(str(outcome)), now)
            case Exception():
                await settle(tx, parcel, state="unknown", error=str(outcome))

    async def _without(self, tx: Transaction, parcel: Parcel, gone: Sequence[str], error: str, now: datetime) -> None:
        """Note who is gone; introduce the others without them, or let the feature tell whoever is left alone."""
        lead = parcel.lead
        for who in gone:
            await people.change(tx, lead.workspace, who, gone=True)
        staying = tuple(who for who in lead.to if who not in gone)
        again = {"state": "ready", "to": staying} if len(staying) > 1 else {"state": "failed"}
        await _not_sent(tx, parcel, error=error, **again)
        kind, _, number = (lead.subject or "").partition(":")
        if lead.verb == "introduce" and kind in self.router.absent:
            await self.router.absent[kind](tx, lead.workspace, number, gone, now)


async def send(platform: Platform, parcel: Parcel) -> Sent | list[Member]:
    """Make the one call that a message needs."""
    lead, card = parcel.lead, parcel.card
    if lead.verb == "census":
        return await platform.members(lead.to[0])
    assert card is not None
    if parcel.event:
        return await platform.announce_event(lead.to[0], parcel.event, card, lead.token)
    if parcel.conversation:
        return await platform.post(parcel.conversation.channel, card, lead.token)
    if lead.verb == "whisper":
        return await platform.whisper(lead.to[0], card, lead.token)
    if lead.verb == "introduce":
        return await platform.introduce(lead.to, card, lead.token)
    return await platform.post(lead.to[0], card, lead.token)


async def settle(tx: Transaction, parcel: Parcel, **values: Any) -> None:
    """Write down what became of a message, unless another process has taken it over."""
    for row in parcel.effects:
        mine = update(effect).where(effect.c.id == row.id, effect.c.fence == row.fence + 1)
        await tx.run(mine.where(effect.c.state == "sending").values(**values))


_ARRIVES = (
    update(effect)
    .where(effect.c.id == bindparam("number"), effect.c.fence == bindparam("fenced"), effect.c.state == "sending")
    .values(state="sent", sent=bindparam("where"), sent_at=bindparam("now"), told=bindparam("version"))
)


async def _not_sent(tx: Transaction, parcel: Parcel, **values: Any) -> None:
    await settle(tx, parcel, **values)
    await tx.run(delete(received).where(received.c.effect.in_([row.id for row in parcel.effects])))
