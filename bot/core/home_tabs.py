"""Home tabs: pages that a platform keeps open for people, drawn again when something has changed.

Only a tab that somebody opened lately has a row. Whatever changes in a workspace marks its tabs;
`jobs/home_tabs.py` draws the marked ones, few at a time, and publishes those that read differently.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, case, delete, func, literal, or_, select, update

from bot.core.platform import MessageRef
from bot.core.tables import home_tab
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.store.types import Moment
from bot.ui.cards import Card, encode_card

HOME = "home"  # stands for the number of a message: the page that a platform keeps for a person
OPEN_FOR = dt.timedelta(hours=12)  # after which a tab counts as closed
REST = dt.timedelta(seconds=12)  # between two drawings; longer than a platform takes to show one


class HomeTab(Struct, frozen=True):
    """One person's open tab; `shown` is the digest of what it shows."""

    id: int
    workspace: str
    person: str
    open_until: dt.datetime
    rests_until: dt.datetime
    due: dt.datetime | None
    shown: str


def tab_ref(person: str) -> MessageRef:
    """Return the reference under which a platform keeps somebody's tab."""
    return MessageRef(person, HOME)


def digest_card(card: Card) -> str:
    """Return a digest that differs where cards do."""
    return hashlib.sha256(encode_card(card).encode()).hexdigest()


async def record_opening(
    tx: Transaction, workspace: str, person: str, card: Card, until: dt.datetime, now: dt.datetime
) -> None:
    """Save that somebody opens their tab and reads a card in it, which is true until a moment.

    While an earlier drawing may still be on its way, the tab is looked at once more after it.
    """
    keys = {"workspace": workspace, "person": person}
    rests_until = now + REST
    fresh = {"open_until": now + OPEN_FOR, "rests_until": rests_until, "shown": digest_card(card)}
    due = max(until, rests_until)
    if await tx.insert_or_ignore(home_tab, **keys, **fresh, due=due) is not None:
        return
    is_under_way = home_tab.c.rests_until > now
    look = case((is_under_way, _moment(rests_until)), else_=_moment(due))
    mine = update(home_tab).where(home_tab.c.workspace == workspace, home_tab.c.person == person)
    await tx.execute(mine.values(due=look, **fresh))


def mark_tabs(tx: Transaction, workspace: str) -> None:
    """Have the open tabs of a workspace drawn again once this transaction has committed.

    They are marked last, so that their rows are locked for a moment only.
    """
    tx.before_commit[f"home tabs of {workspace}"] = partial(_mark_tabs, tx, workspace)


async def _mark_tabs(tx: Transaction, workspace: str) -> None:
    if await tx.execute(_MARKED, here=workspace):
        tx.request_wake()


# one that another transaction marks just now is marked already
_UNMARKED = (
    select(home_tab.c.id)
    .where(
        home_tab.c.workspace == bindparam("here"),
        or_(home_tab.c.due.is_(None), home_tab.c.due > home_tab.c.rests_until),
    )
    .with_for_update(skip_locked=True)
)
_MARKED = update(home_tab).where(home_tab.c.id.in_(_UNMARKED)).values(due=home_tab.c.rests_until)


_SOONEST = select(func.min(home_tab.c.due))


@remembered
async def next_due(tx: ReadTransaction) -> dt.datetime | None:
    """Return when the next tab is to be drawn, or None."""
    due: dt.datetime | None = await tx.scalar(_SOONEST)
    return due


async def claim_tabs(tx: Transaction, now: dt.datetime, most: int, each: int) -> list[HomeTab]:
    """Return tabs that are due, at most `each` of a workspace, and let them rest meanwhile.

    Those that nobody opened for long are deleted.
    """
    await tx.execute(delete(home_tab).where(home_tab.c.due <= now, home_tab.c.open_until <= now))
    place = func.row_number().over(partition_by=home_tab.c.workspace, order_by=home_tab.c.due)
    ranked = select(home_tab.c.id, place.label("place")).where(home_tab.c.due <= now).subquery()
    few = select(ranked.c.id).where(ranked.c.place <= each).limit(most)
    query = select(home_tab).where(home_tab.c.id.in_(few)).order_by(home_tab.c.due, home_tab.c.id)
    rows = await tx.all(query.with_for_update(skip_locked=True))
    tabs = [read_struct(HomeTab, row) for row in rows]
    await _save(tx, [tab.id for tab in tabs], due=None, rests_until=now + REST)
    return tabs


async def finish_tab(tx: Transaction, tab: HomeTab, shown: str, until: dt.datetime) -> None:
    """Save what a tab shows and until when that is true; a mark made meanwhile stays."""
    is_later = or_(home_tab.c.due.is_(None), home_tab.c.due > until)
    soonest = case((is_later, _moment(until)), else_=home_tab.c.due)
    await _save(tx, [tab.id], shown=shown, due=soonest)


async def postpone_tab(tx: Transaction, tab: HomeTab, until: dt.datetime) -> None:
    """Draw a tab again later, as it could not be shown."""
    await _save(tx, [tab.id], due=until, rests_until=until)


async def delete_tab(tx: Transaction, tab: HomeTab) -> None:
    """Forget a tab that cannot be shown."""
    await tx.execute(delete(home_tab).where(home_tab.c.id == tab.id))


async def _save(tx: Transaction, tabs: Sequence[int], **values: object) -> None:
    await tx.execute(update(home_tab).where(home_tab.c.id.in_(tabs)).values(**values))


def _moment(at: dt.datetime) -> BindParameter[dt.datetime]:
    return literal(at, Moment())
