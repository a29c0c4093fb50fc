"""The SQL of ladders: what somebody did with Mingle, and what they added by hand."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from bot.events import records as events
from bot.kits import records as kits
from bot.ladder.rules import Ladder, Rung
from bot.ladder.tables import ladder_entry
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction, Transaction

LOOKED_BACK = timedelta(days=730)  # as long as it is kept who met whom
A_YEAR = timedelta(days=365)
_MOST = 1000


async def load_ladder(
    tx: ReadTransaction,
    workspace: str,
    person: str,
    now: datetime,
    looked_back: timedelta = LOOKED_BACK,
) -> Ladder:
    """Return where somebody stands, by what they did lately. Show it to them only."""
    since = now - looked_back
    own = await events.events_of_person(tx, workspace, person, since, ("open", "over"), _MOST)
    past = [(event, status) for event, status in own if event.ends_at <= now]
    attended = [event.id for event, status in past if status == "in"]
    rsvps = await events.list_rsvps(tx, workspace, *attended)
    brought = sum(rsvp.person == person and rsvp.guests > 0 for rsvp in rsvps)
    seen: dict[Rung, int] = {
        "been": len(attended),
        "brought": brought,
        "wrote": await learnings.count_written(tx, workspace, person, since),
        "helped": await kits.count_done_by(tx, workspace, person, since.date()),
        "hosted": sum(event.host == person for event, _ in past),
    }
    added = await tx.scalars(select(ladder_entry.c.rung).where(*_mine(workspace, person)))
    return Ladder(seen, frozenset(added))


async def add_rung(tx: Transaction, workspace: str, person: str, rung: Rung, now: datetime) -> None:
    """Save that somebody did this elsewhere."""
    await tx.insert_or_ignore(ladder_entry, workspace=workspace, person=person, rung=rung, at=now)


async def remove_added(tx: Transaction, workspace: str, person: str) -> None:
    """Forget everything that somebody added by hand."""
    await tx.execute(delete(ladder_entry).where(*_mine(workspace, person)))


def _mine(workspace: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return ladder_entry.c.workspace == workspace, ladder_entry.c.person == person
