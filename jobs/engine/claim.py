"""Claim due outbox messages: apply the attention rules, merge, check again, render, commit
`sending`.

All of it happens before the first byte is sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from bot.attention.records import decide_messages
from bot.attention.rules import Drop, Send, Verdict, Wait
from bot.core.platform import MessageRef
from bot.core.reader_languages import language_for
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.core.tables import READY, message_receipt, outbox_message
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import ReadTransaction, Transaction
from bot.store.types import Moment
from bot.ui.cards import Card, merge_cards
from bot.ui.speech import speaking
from jobs.engine.drawn_versions import find_versions
from jobs.engine.lease import LEASE
from jobs.engine.outcome_handlers import handle_outcomes
from jobs.engine.recheck import recheck_messages
from jobs.engine.set_aside import set_message_aside, why_unfit

MAX_IN_FLIGHT = 4  # messages under way at once in one workspace: so few can ever be unknown
MAX_DUE = 60  # due messages looked at in one claim
MAX_MERGED = 5  # messages put into one
SETTLED_STATES = ("sent", "cancelled", "expired", "failed")
PREDECESSOR_UNSENT = Drop("cancelled", "what it follows was never said")
TOO_LATE = Drop("expired", "no longer worth saying")

OutboxRow = Row[Any]

_earlier = outbox_message.alias("earlier")


@dataclass(frozen=True)
class ClaimedMessage:
    """One outgoing message and the outbox rows merged into it, the primary row first.

    `versions` are those of the live cards in it, from before they were drawn.
    """

    rows: Sequence[OutboxRow]
    card: Card | None
    conversation: MessageRef | None
    event: CalendarEvent | None = None
    versions: Mapping[Subject, int] = field(default_factory=dict)

    @property
    def primary_row(self) -> OutboxRow:
        """The row whose key and recipients the message uses."""
        return self.rows[0]

    @property
    def is_for_channel(self) -> bool:
        """Whether it goes to a channel, and not to people or their conversation."""
        row = self.primary_row
        return row.kind in ("post", "announce", "census") and row.after is None


async def claim_messages(
    tx: Transaction,
    router: Router,
    workspace: str,
    now: datetime,
    real_now: datetime,
    owner: str,
    *,
    only: Collection[int] = (),
) -> tuple[list[ClaimedMessage], bool]:
    """Return the messages to send now, and whether another look may find more.

    `real_now` is for leases; `now` is the clock that people live by. With `only` these are
    claimed alone, and an attempt at each was counted before.
    """
    rows, verdicts, bundles = await _choose(tx, router, workspace, now, only)
    if not rows:
        return [], False

    await _obey(tx, verdicts)
    ready = [row for row in rows if isinstance(verdicts[row.id], Send)]
    opened = await _conversations(tx, workspace, bundles)
    versions = await find_versions(tx, workspace, [row for bundle in bundles for row in bundle])
    packed = [await _pack(tx, router, bundle, opened, now) for bundle in bundles]
    parcels = [replace(parcel, versions=versions) for parcel in packed if parcel]
    await _end_attempts(tx, only)
    await _mark(tx, parcels, now, real_now, owner)
    await handle_outcomes(tx, router, _unsent(rows, verdicts, bundles, parcels), now)
    return parcels, len(rows) == MAX_DUE or len(ready) > sum(len(bundle) for bundle in bundles)


def _unsent(
    rows: Sequence[OutboxRow],
    verdicts: Mapping[int, Verdict],
    bundles: Sequence[Sequence[OutboxRow]],
    parcels: Sequence[ClaimedMessage],
) -> list[OutboxRow]:
    """Return the rows that wait longer, were dropped, or had nothing to say."""
    leaving = {row.id for parcel in parcels for row in parcel.rows}
    silent = [row for bundle in bundles for row in bundle if row.id not in leaving]
    return silent + [row for row in rows if not isinstance(verdicts[row.id], Send)]


async def _end_attempts(tx: Transaction, numbers: Collection[int]) -> None:
    """Take back the count of attempts that got this far; `_mark` counts what is sent."""
    if not numbers:
        return
    ended = update(outbox_message).where(outbox_message.c.id.in_(numbers))
    await tx.execute(ended.values(crashes=outbox_message.c.crashes - 1))


async def _choose(
    tx: Transaction, router: Router, workspace: str, now: datetime, only: Collection[int]
) -> tuple[list[OutboxRow], dict[int, Verdict], list[list[OutboxRow]]]:
    """Return what is due, a verdict on each, and the bundles to send.

    Decided anew whenever a re-check cancelled something, since that neither counts nor takes a
    place. Every turn leaves less that can change.
    """
    held: set[int] = set()
    while True:
        due = await find_due_messages(tx, workspace, now)
        rows = [row for row in due if row.id not in held and (not only or row.id in only)]
        if await _set_unfit_aside(tx, router, [row for row in rows if row.id not in only], now):
            continue
        verdicts = await _decide(tx, workspace, rows, now)
        bundles = _bundles([row for row in rows if isinstance(verdicts[row.id], Send)], only)

        sent = [row for bundle in bundles for row in bundle]
        found = await recheck_messages(tx, router, workspace, sent, now)
        if not found.changed and not found.held:
            return rows, verdicts, bundles
        held |= found.held


async def _set_unfit_aside(
    tx: Transaction, router: Router, rows: Sequence[OutboxRow], now: datetime
) -> bool:
    """Set aside what cannot be said or ended the process again and again; return if any was."""
    reasons = {row.id: why_unfit(router, row) for row in rows}
    for row in rows:
        if reasons[row.id]:
            await set_message_aside(tx, router, row, reasons[row.id], now)
    return any(reasons.values())


async def _decide(
    tx: Transaction, workspace: str, rows: Sequence[OutboxRow], now: datetime
) -> dict[int, Verdict]:
    following = [row for row in rows if row.before in (None, "sent")]
    verdicts = await decide_messages(tx, workspace, following, now)
    verdicts |= {row.id: PREDECESSOR_UNSENT for row in rows if row.before not in (None, "sent")}
    verdicts |= {row.id: TOO_LATE for row in rows if row.expires and row.expires <= now}
    return verdicts


async def render_outbox_message(
    tx: ReadTransaction, router: Router, row: OutboxRow, now: datetime
) -> Card | None:
    """Return the card of one outbox row at this moment; None where there is nothing left to say.

    It is in the language of its readers.
    """
    if row.subject is None:
        card: Card | None = row.card
        return card
    with speaking(await language_for(tx, row.workspace, row.recipients)):
        return await router.live_cards[row.subject.kind](tx, row.workspace, row.subject, now)


async def calendar_entry_of(
    tx: ReadTransaction, router: Router, row: OutboxRow
) -> CalendarEvent | None:
    """Return the calendar entry that an announcement carries; None for other messages."""
    if row.kind != "announce":
        return None
    with speaking(await language_for(tx, row.workspace, row.recipients)):
        return await router.calendar_entries[row.subject.kind](tx, row.workspace, row.subject)


async def find_due_messages(tx: ReadTransaction, workspace: str, now: datetime) -> list[OutboxRow]:
    """Return due rows, each with the row it follows: its state `before`, its subject `followed`.

    A row that follows one still under way is not due.
    """
    return list(await tx.all(_DUE, workspace=workspace, now=now))


_now = bindparam("now", type_=Moment())
_DUE = (
    select(
        outbox_message,
        _earlier.c.state.label("before"),
        _earlier.c.subject.label("followed"),
    )
    .outerjoin_from(
        outbox_message,
        _earlier,
        and_(
            _earlier.c.workspace == outbox_message.c.workspace,
            _earlier.c.key == outbox_message.c.after,
        ),
    )
    .where(
        outbox_message.c.workspace == bindparam("workspace"),
        outbox_message.c.state == READY,
        outbox_message.c.due <= _now,
    )
    .where(
        or_(
            outbox_message.c.after.is_(None),
            _earlier.c.state.in_(SETTLED_STATES),
            outbox_message.c.expires <= _now,
        )
    )
    # A table needs no place behind a thousand notices, an introduction none behind prompts.
    .order_by(
        outbox_message.c.kind != "post",
        outbox_message.c.purpose == Purpose.ADDED,
        outbox_message.c.due,
        outbox_message.c.id,
    )
    .limit(MAX_DUE)
    .with_for_update(of=outbox_message, skip_locked=True)
)


async def _obey(tx: Transaction, verdicts: Mapping[int, Verdict]) -> None:
    for number, verdict in verdicts.items():
        match verdict:
            case Wait(until):
                await tx.execute(
                    update(outbox_message).where(outbox_message.c.id == number).values(due=until)
                )
            case Drop(state, reason):
                dropped = {"state": state, "error": reason}
                await tx.execute(
                    update(outbox_message).where(outbox_message.c.id == number).values(dropped)
                )


def _bundles(rows: Sequence[OutboxRow], only: Collection[int]) -> list[list[OutboxRow]]:
    """Group rows for one person into one message; people with a message under way wait."""
    if only:
        chosen = [row for row in rows if row.id in only]
        return [chosen[:MAX_MERGED]] if chosen else []
    fresh = [row for row in rows if not row.crashes]
    if not fresh:  # what ended the process before is under way alone
        return [[row] for row in rows[:1]]

    rows = fresh
    bundles: list[list[OutboxRow]] = []
    own: dict[str, list[OutboxRow]] = {}
    busy: set[str] = set()
    for row in rows:
        if row.kind == "whisper" and row.recipients[0] in own:
            own[row.recipients[0]].append(row)
        elif busy.isdisjoint(row.recipients) and len(bundles) < MAX_IN_FLIGHT:
            busy.update(row.recipients)
            bundles.append([row])
            if row.kind == "whisper":
                own[row.recipients[0]] = bundles[-1]
    return [bundle[:MAX_MERGED] for bundle in bundles]


async def _conversations(
    tx: ReadTransaction, workspace: str, bundles: Sequence[Sequence[OutboxRow]]
) -> dict[str, MessageRef]:
    keys = [row.after for bundle in bundles for row in bundle if row.after]
    if not keys:
        return {}
    statement = select(outbox_message.c.key, outbox_message.c.message_ref).where(
        outbox_message.c.workspace == workspace, outbox_message.c.key.in_(keys)
    )
    return {row.key: row.message_ref for row in await tx.all(statement)}


async def _pack(
    tx: Transaction,
    router: Router,
    bundle: Sequence[OutboxRow],
    opened: Mapping[str, MessageRef],
    now: datetime,
) -> ClaimedMessage | None:
    drawn = [(row, await render_outbox_message(tx, router, row, now)) for row in bundle]
    said = [(row, card) for row, card in drawn if card is not None or row.kind == "census"]
    if empty := [row.id for row, card in drawn if card is None and row.kind != "census"]:
        await tx.execute(
            update(outbox_message)
            .where(outbox_message.c.id.in_(empty))
            .values(state="cancelled", error="nothing to say")
        )
    if not said:
        return None
    cards = [card for _, card in said if card is not None]
    rows = [row for row, _ in said]
    told = await calendar_entry_of(tx, router, rows[0])
    return ClaimedMessage(
        rows, merge_cards(cards) if cards else None, opened.get(rows[0].after or ""), told
    )


async def _mark(
    tx: Transaction,
    messages: Sequence[ClaimedMessage],
    now: datetime,
    real_now: datetime,
    owner: str,
) -> None:
    common = {"by": owner, "wall": real_now, "until": real_now + LEASE}
    leaving = [
        {
            "number": row.id,
            "leader": parcel.primary_row.id,
            "began": parcel.primary_row.first_try or real_now,
            **common,
        }
        for parcel in messages
        for row in parcel.rows
    ]
    await tx.execute_many(_LEAVES, leaving)
    await tx.insert_many(
        message_receipt, [row for parcel in messages for row in _receipts(parcel, now)]
    )


_LEAVES = (
    update(outbox_message)
    .where(outbox_message.c.id == bindparam("number"), outbox_message.c.state == "ready")
    .values(
        state="sending",
        merged_into=bindparam("leader"),
        owner=bindparam("by"),
        fence=outbox_message.c.fence + 1,
        tries=outbox_message.c.tries + 1,
        crashes=outbox_message.c.crashes + 1,
        lease_until=bindparam("until"),
        first_try=bindparam("began"),
        last_try=bindparam("wall"),
    )
)


def _receipts(message: ClaimedMessage, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "workspace": row.workspace,
            "person": who,
            "outbox_message": row.id,
            "reason": row.reason,
            "solicited": row.solicited or who in row.asked_by,
            "at": now,
        }
        for row in message.rows
        if row.kind != "census"
        for who in row.recipients
    ]
