"""Delivery: claim outbox messages, send them, record the outcome."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import update
from structlog.contextvars import bind_contextvars

from bot.core.attempts import describe_failure
from bot.core.leases import check_claim, claim_ends, elapsed_seconds
from bot.core.platform import (
    CardUnrenderable,
    ChannelMember,
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
    PlaceGone,
    Platform,
    PlatformError,
    TemporaryError,
    UnknownOutcome,
)
from bot.core.router import Router, Undelivered
from bot.core.tables import outbox_message
from bot.held_messages import kept_reasons as words
from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import MESSAGE
from bot.people.departures import record_departures
from bot.store.engine import Database, ReadTransaction, Transaction
from jobs.engine.claim import ClaimedMessage, OutboxRow
from jobs.engine.drawn_versions import mark_outdated
from jobs.engine.lease import SEND_WITHIN
from jobs.engine.outages import is_outage
from jobs.engine.outcome_handlers import handle_outcomes
from jobs.engine.outcomes import (
    record_arrivals,
    record_outcome,
    record_unsent,
    still_claimed,
)
from jobs.engine.places import rest_place, tell_organisers, wake_place
from jobs.engine.refresh import Editing, refresh_live_cards
from jobs.engine.sends import SendsUnderWay
from jobs.engine.set_aside import record_failure, set_message_aside
from jobs.engine.turns import Turns

MAX_UNEXPECTED = 5  # times a message may fail in Mingle itself, when it may have been sent
MAX_TURN = 5.0  # seconds, after which what has become due meanwhile is looked at
RECORD_PAUSES = (1, 2, 4, 8, 15, 30)  # seconds between tries to record what came of messages

log = structlog.get_logger()

Outcome = MessageRef | list[ChannelMember] | Exception
SentMessage = tuple[ClaimedMessage, Outcome]
SaveMembers = Callable[
    [Transaction, str, str, list[ChannelMember], datetime, bool], Awaitable[None]
]


@dataclass
class Delivery:
    """Sends the messages of one process; `platform_of` finds the platform of a workspace.

    `save_members` stores the answer to a member sync, and `edit_pause` is the least time between
    two edits of one card. Leases live on the database's clock, one for all processes, or on
    `real_now` where a rehearsal lives on a clock of its own. `elapsed` counts the seconds that a
    claim has left in this process.
    """

    database: Database
    router: Router
    platform_of: Callable[[str], Platform]
    save_members: SaveMembers
    real_now: Callable[[], datetime] | None = None
    edit_pause: timedelta = timedelta(seconds=1)
    elapsed: Callable[[], float] = elapsed_seconds
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    sends: SendsUnderWay = field(default_factory=SendsUnderWay)
    _turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.database, self.router, self.owner, self.lease_now)

    async def deliver_due(self, workspace: str, now: datetime) -> int:
        """Send due messages of one workspace for `MAX_TURN` or so; return how many were sent."""
        sent, more, began = 0, True, self.elapsed()
        while more and self.elapsed() < began + MAX_TURN and not self.sends.stopping:
            claimed = self.elapsed()
            parcels, more = await self._turns.claim(workspace, now)
            until = claimed + SEND_WITHIN
            sends = [self.sends.start(p.primary_row.kind, self._send(p, until)) for p in parcels]
            outcomes = await asyncio.gather(*sends)
            if parcels:
                await self._record(list(zip(parcels, outcomes, strict=True)), now)
            sent += len(parcels)
        return sent

    async def lease_now(self, tx: ReadTransaction) -> datetime:
        """Return the time on the clock of leases."""
        return self.real_now() if self.real_now else await tx.read_clock()

    async def refresh_cards(self, workspace: str, now: datetime) -> int:
        """Bring every live card in one workspace up to date; return the number of edits."""
        editing = Editing(self.owner, self.lease_now, self.elapsed, self.edit_pause)
        return await refresh_live_cards(
            self.database, self.router, self.platform_of(workspace), workspace, now, editing
        )

    async def _send(self, message: ClaimedMessage, until: float) -> Outcome:
        lead = message.primary_row
        bind_contextvars(workspace=lead.workspace, outbox_message=lead.id)
        try:
            with claim_ends(until, self.elapsed):
                check_claim()
                return await send_message(self.platform_of(lead.workspace), message)
        except asyncio.CancelledError:
            if not self.sends.stopping:
                raise
            return UnknownOutcome("Mingle stopped before the answer came")
        except Exception as error:
            known = isinstance(error, PlatformError)
            log.log(
                30 if known else 40,
                "not sent",
                action=lead.reason,
                outbox_message=lead.id,
                error=str(error),
                exc_info=not known,
            )
            return error

    async def _record(self, done: Sequence[SentMessage], now: datetime) -> None:
        """Record what came of messages; while the database is away, nobody else knows it."""
        for pause in (*RECORD_PAUSES, None):
            try:
                async with self.database.transaction() as tx:
                    await self._finish_all(tx, done, now)
                break
            except Exception as error:
                if pause is None or not is_outage(error):
                    raise
                log.warning("not recorded yet", action="record", error=type(error).__name__)
                await asyncio.sleep(pause)

    async def _finish_all(
        self, tx: Transaction, done: Sequence[SentMessage], now: datetime
    ) -> None:
        await tx.share_workspace(done[0][0].primary_row.workspace)
        mine = await still_claimed(tx, [message for message, _ in done])
        arrived = [(each, sent) for each, sent in done if isinstance(sent, MessageRef)]
        await record_arrivals(tx, arrived, now)
        for message, outcome in done:
            lead = message.primary_row
            if isinstance(outcome, MessageRef):
                await mark_outdated(tx, lead.workspace, message.versions)
            if lead.id in mine:
                await self._settle(tx, message, outcome, now)
            else:
                log.warning("answered too late", action=lead.reason, outbox_message=lead.id)
        rows = [row for message, _ in done for row in message.rows]
        await handle_outcomes(tx, self.router, rows, now)

    async def _settle(
        self, tx: Transaction, message: ClaimedMessage, outcome: Outcome, now: datetime
    ) -> None:
        """Write down what came of one message; if that fails, it counts against it alone."""
        try:
            async with tx.savepoint():
                await self._finish(tx, message, outcome, now)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("not settled", action="deliver", outbox_message=message.primary_row.id)
            await self._unsettled(tx, message, outcome, error, now)

    async def _finish(
        self, tx: Transaction, message: ClaimedMessage, outcome: Outcome, now: datetime
    ) -> None:
        match outcome:
            case MessageRef():
                await wake_place(tx, message)
                log.info(
                    "sent",
                    action=message.primary_row.reason,
                    workspace=message.primary_row.workspace,
                    outbox_message=message.primary_row.id,
                )
            case list():
                await record_outcome(tx, message, state="sent", sent_at=now)
                await wake_place(tx, message)
                whole = self.platform_of(message.primary_row.workspace).lists_all_members
                await self.save_members(
                    tx,
                    message.primary_row.workspace,
                    message.primary_row.recipients[0],
                    outcome,
                    now,
                    whole,
                )
            case TemporaryError(retry_after=seconds):
                await record_unsent(
                    tx,
                    message,
                    state="ready",
                    due=now + timedelta(seconds=seconds),
                    error=str(outcome),
                )
            case PermanentError():
                await self._refused(tx, message, outcome, now)
            case CardUnrenderable():
                await _set_aside(tx, self.router, message, outcome, now)
            case Exception():
                # the quiet period before somebody looks begins after the last try to send
                last_try = await self.lease_now(tx)
                await record_outcome(
                    tx, message, state="unknown", error=str(outcome), last_try=last_try
                )
                if not isinstance(outcome, UnknownOutcome):
                    await self._ask_if_hopeless(tx, message, outcome, now)

    async def _ask_if_hopeless(
        self, tx: Transaction, message: ClaimedMessage, error: Exception, now: datetime
    ) -> None:
        """Hold a message whose sending failed in Mingle itself, again and again, and ask."""
        lead = message.primary_row
        if lead.tries + 1 < MAX_UNEXPECTED:
            return
        for row in message.rows:
            failed = update(outbox_message).where(
                outbox_message.c.id == row.id, outbox_message.c.state == "unknown"
            )
            await tx.execute(failed.values(state="held", error=describe_failure(error)))
        await tell_of_matter(tx, lead.workspace, MESSAGE, lead.id, now)

    async def _unsettled(
        self,
        tx: Transaction,
        message: ClaimedMessage,
        outcome: Outcome,
        error: Exception,
        now: datetime,
    ) -> None:
        """Count an outcome that could not be written down, of this message alone."""
        if isinstance(outcome, MessageRef):  # which is written by then
            return
        await record_unsent(tx, message, state="ready")
        for row in message.rows:
            await record_failure(tx, self.router, row.id, words.unsettled_text(error), now)

    async def _refused(
        self, tx: Transaction, message: ClaimedMessage, error: PermanentError, now: datetime
    ) -> None:
        """Record a refusal, send an introduction to those it does not concern, tell the feature."""
        lead = message.primary_row
        concerned: Sequence[str] = ()
        match error:
            case PeopleGone(people=concerned) | PeopleUnreachable(people=concerned):
                pass

        staying = tuple(person for person in lead.recipients if person not in concerned)
        again: dict[str, Any] = {"state": "failed"}
        if lead.kind == "introduce" and concerned and len(staying) > 1:
            again = {"state": "ready", "recipients": staying}
        await record_unsent(tx, message, error=str(error), **again)
        if message.is_for_channel and isinstance(error, PlaceGone | PermissionMissing):
            await rest_place(tx, lead, error, now)
        for row in message.rows:
            await self._tell_feature(tx, row, error, now)
        if isinstance(error, PeopleGone):
            await record_departures(tx, lead.workspace, concerned, now)

    async def _tell_feature(
        self, tx: Transaction, row: OutboxRow, refusal: PermanentError, now: datetime
    ) -> None:
        """Call the handler of a refused message's reason; a failure of it undoes nothing else."""
        undelivered = Undelivered(
            row.workspace,
            row.key,
            row.kind,
            row.recipients,
            row.subject,
            row.after is not None,
            refusal,
            now,
        )
        handler = self.router.undelivered_handlers.get(row.reason, tell_organisers)
        try:
            async with tx.savepoint():
                await handler(tx, undelivered)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("refusal not settled", action=row.reason, outbox_message=row.id)


async def _set_aside(
    tx: Transaction,
    router: Router,
    message: ClaimedMessage,
    error: CardUnrenderable,
    now: datetime,
) -> None:
    """Set a message aside that the platform's adapter could not render."""
    await record_unsent(tx, message, state="ready")
    reason = words.undrawable_text(error.__cause__ or error)
    for row in message.rows:
        await set_message_aside(tx, router, row, reason, now)


async def send_message(
    platform: Platform, message: ClaimedMessage
) -> MessageRef | list[ChannelMember]:
    """Make the one platform call that a message needs."""
    lead, card = message.primary_row, message.card
    if lead.kind == "census":
        return await platform.list_members(lead.recipients[0])
    assert card is not None
    if message.event:
        return await platform.announce_event(lead.recipients[0], message.event, card, lead.token)
    if message.conversation:
        return await platform.post(message.conversation.channel, card, lead.token)
    if lead.kind == "whisper":
        return await platform.send_dm(lead.recipients[0], card, lead.token)
    if lead.kind == "introduce":
        return await platform.introduce(lead.recipients, card, lead.token)
    return await platform.post(lead.recipients[0], card, lead.token)
