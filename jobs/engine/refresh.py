"""Keep live cards current: re-render changed ones and edit their messages, one edit at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, and_, bindparam, select, update

from bot.core.attempts import MAX_CRASHES_SENDING, MAX_FAILURES
from bot.core.leases import check_claim, claim_ends
from bot.core.platform import (
    PermanentError,
    Platform,
    PlatformError,
    TemporaryError,
    UnknownOutcome,
)
from bot.core.router import Router
from bot.core.tables import live_card, outbox_message
from bot.held_messages import kept_reasons as words
from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import CARD
from bot.store.engine import Database, Transaction
from jobs.engine.card_edits import CardEdit, Drawn, draw_cards
from jobs.engine.claim import MAX_IN_FLIGHT
from jobs.engine.due import EDITABLE
from jobs.engine.lease import CLOCK_SLACK, LEASE, SEND_WITHIN, LeaseClock

MAX_TURN = 5.0  # seconds, after which the engine looks round
MIN_DELAY = timedelta(seconds=1)  # after the platform asked to wait
UNSURE_DELAY = timedelta(seconds=5)  # after a lost answer
FAILURE_DELAY = timedelta(seconds=20)  # after a failure of our own

log = structlog.get_logger()


@dataclass(frozen=True)
class Editing:
    """Who edits, by which clocks, and how long a card rests after an edit."""

    owner: str
    clock: LeaseClock
    elapsed: Callable[[], float]
    pause: timedelta


@dataclass(frozen=True)
class EditOutcome:
    """What came of the edit of a card: done, or to be done again after `wait`.

    After an `unsure` one the platform may still do what it was asked for. A `failure` is Mingle's
    own; after a few of them the card is set aside. `told` are the announcements whose event was
    changed.
    """

    wait: timedelta | None = None
    unsure: bool = False
    failure: Exception | None = None
    told: tuple[CardEdit, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the card shows what it should, and nothing is to be done again."""
        return self.wait is None


async def refresh_live_cards(
    database: Database,
    router: Router,
    platform: Platform,
    workspace: str,
    now: datetime,
    editing: Editing,
) -> int:
    """Edit every message of one workspace that shows an old version.

    Return the number of cards that were edited, or rest until they may be. Each card is claimed
    for its edit, so that no other process draws it meanwhile, and an older drawing cannot land
    after a newer one.
    """
    handled: set[int] = set()
    moved, more, began = 0, True, editing.elapsed()
    while more and editing.elapsed() < began + MAX_TURN:
        until = editing.elapsed() + SEND_WITHIN
        async with database.transaction() as tx:
            claimed, more = await _claim(tx, workspace, editing, platform.settle_time, handled)
            cards = [card for card in claimed if not await _is_deadly(tx, card, now)]
        if not claimed:
            break
        handled |= {card.id for card in claimed}
        drawn = await draw_cards(database, router, workspace, cards, now)
        with claim_ends(until, editing.elapsed):
            edits = await asyncio.gather(*(_edit(platform, drawn[card.id]) for card in cards))
        done = list(zip(cards, edits, strict=True))
        async with database.transaction() as tx:
            await _finish(tx, done, editing, platform.settle_time, now)
        moved += len(edits)
    return moved


# Cards whose last edit never ended come last, each alone: at one of them the process died.
_DUE = (
    select(live_card)
    .where(
        live_card.c.workspace == bindparam("workspace"),
        EDITABLE,
        live_card.c.id.not_in(bindparam("handled", expanding=True)),
    )
    .order_by(live_card.c.owner.is_not(None), live_card.c.crashes, live_card.c.id)
    .limit(MAX_IN_FLIGHT)
    .with_for_update(skip_locked=True)
)


async def _claim(
    tx: Transaction, workspace: str, editing: Editing, settle_time: timedelta, handled: set[int]
) -> tuple[list[Row[Any]], bool]:
    """Return the next cards to edit, which are now this process's, and whether there are more."""
    lease_now = await editing.clock(tx)
    clocks = {"wall": lease_now, "ahead": lease_now + CLOCK_SLACK}
    found = await tx.all(_DUE, workspace=workspace, handled=list(handled), **clocks)
    fresh = [card for card in found if not card.owner and not card.crashes]
    cards = fresh or found[:1]
    claims = [
        {
            "number": card.id,
            "by": editing.owner,
            "at": lease_now,
            "until": lease_now + LEASE,
            # whoever claimed it before never said what came of it
            "died": 1 if card.owner else 0,
            "settles": lease_now + settle_time if card.owner else _still(card, lease_now),
        }
        for card in cards
    ]
    await tx.execute_many(_CLAIMS, claims)
    return list(cards), len(found) == MAX_IN_FLIGHT or len(cards) < len(found)


async def _is_deadly(tx: Transaction, card: Row[Any], now: datetime) -> bool:
    """Return whether the process died at a card once too often, and tell organisers if it did."""
    crashes = card.crashes + (1 if card.owner else 0)
    if crashes < MAX_CRASHES_SENDING:
        return False
    why = {"error": words.killed_text(crashes), "owner": None, "lease_until": None}
    await tx.execute(update(live_card).where(live_card.c.id == card.id).values(why))
    await tell_of_matter(tx, card.workspace, CARD, card.id, now)
    return True


def _still(card: Row[Any], lease_now: datetime) -> datetime | None:
    """Return until when an earlier edit may land; None if that is over."""
    settles: datetime | None = card.settles_at
    return settles if settles and settles > lease_now else None


_CLAIMS = (
    update(live_card)
    .where(live_card.c.id == bindparam("number"))
    .values(
        owner=bindparam("by"),
        fence=live_card.c.fence + 1,
        tries=live_card.c.tries + 1,
        crashes=live_card.c.crashes + bindparam("died"),
        claimed_at=bindparam("at"),
        lease_until=bindparam("until"),
        settles_at=bindparam("settles"),
    )
)


async def _edit(platform: Platform, drawn: Drawn) -> EditOutcome:
    """Edit the messages of a card; return what came of it."""
    if isinstance(drawn, Exception):
        return EditOutcome(FAILURE_DELAY, failure=drawn)
    for message in drawn:
        try:
            await _change(platform, message)
        except PermanentError as error:
            # deleted by somebody, or out of reach: nothing there to keep true
            _log_failure("not edited", message, error)
        except TemporaryError as error:
            _log_failure("edit postponed", message, error)
            return EditOutcome(max(MIN_DELAY, timedelta(seconds=error.retry_after)))
        except UnknownOutcome as error:
            _log_failure("edit may be lost", message, error)
            return EditOutcome(UNSURE_DELAY, unsure=True)
        except Exception as error:
            log.exception("edit failed", action="redraw", message=message.message_ref.message)
            return EditOutcome(FAILURE_DELAY, failure=error)
    return EditOutcome(told=tuple(message for message in drawn if message.news))


def _log_failure(what: str, message: CardEdit, error: PlatformError) -> None:
    log.warning(what, action="redraw", message=message.message_ref.message, error=str(error))


async def _change(platform: Platform, message: CardEdit) -> None:
    check_claim()
    if message.event is None:
        await platform.edit_message(message.message_ref, message.card)
    else:
        await platform.change_event(
            message.message_ref, message.event, message.card, news=message.news
        )


async def _tell(tx: Transaction, messages: Sequence[CardEdit]) -> None:
    for message in messages:
        assert message.event
        told = update(outbox_message).where(outbox_message.c.id == message.outbox_message)
        await tx.execute(told.values(announced_sequence=message.event.sequence))


async def _finish(
    tx: Transaction,
    done: Sequence[tuple[Row[Any], EditOutcome]],
    editing: Editing,
    settle_time: timedelta,
    now: datetime,
) -> None:
    """Record what came of edits, and free the cards that are still this process's."""
    lease_now = await editing.clock(tx)
    finished = [
        {
            "number": card.id,
            "fenced": card.fence + 1,
            "at": lease_now,
            "rests": lease_now + editing.pause,
            "drawn": card.version,
        }
        for card, edit in done
        if edit.is_done
    ]
    await tx.execute_many(_EDITED, finished)
    for card, edit in done:
        if edit.is_done:
            await _tell(tx, edit.told)
        else:
            await _put_off(tx, card, edit, lease_now, settle_time)
        if edit.failure and _is_set_aside(card):
            await tell_of_matter(tx, card.workspace, CARD, card.id, now)


_THEIRS = and_(live_card.c.id == bindparam("number"), live_card.c.fence == bindparam("fenced"))
_EDITED = (
    update(live_card)
    .where(_THEIRS)
    .values(
        owner=None,
        lease_until=None,
        claimed_at=bindparam("at"),
        tries=0,
        crashes=0,
        error=None,
        rendered_version=bindparam("drawn"),
        next_edit=bindparam("rests"),
    )
)


async def _put_off(
    tx: Transaction,
    card: Row[Any],
    edit: EditOutcome,
    lease_now: datetime,
    settle_time: timedelta,
) -> None:
    """Free a card whose edit is to be done again, or that is set aside."""
    assert edit.wait is not None
    values: dict[str, Any] = {"owner": None, "lease_until": None, "claimed_at": lease_now}
    if edit.failure is None:
        values |= {"tries": 0, "crashes": 0, "error": None}
    else:
        values |= _count_failure(card, edit.failure)
    if edit.unsure:
        values["settles_at"] = lease_now + settle_time
    await tx.execute(
        update(live_card).where(_THEIRS).values(next_edit=lease_now + edit.wait, **values),
        number=card.id,
        fenced=card.fence + 1,
    )


def _count_failure(card: Row[Any], failure: Exception) -> dict[str, Any]:
    """Return the values of a card after a failure; with the last of them it is set aside."""
    values: dict[str, Any] = {"crashes": 0, "error": words.undrawable_text(failure)}
    if _is_set_aside(card):
        values["aside_version"] = card.version
    return values


def _is_set_aside(card: Row[Any]) -> bool:
    """Return whether another failure is one too many."""
    tries: int = card.tries
    return tries + 1 >= MAX_FAILURES
