"""When somebody started here, if it is said, and whether their first ninety days are spread.

It is theirs to say and to delete, and read by nobody else.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Literal

from msgspec import Struct
from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.core import signals
from bot.core.signals import StartChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.moments import read_moment
from bot.dates.parser import UnreadableDate
from bot.people.tables import newcomer
from bot.people.tables import person as person_table
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct

FIRST_DAYS = dt.timedelta(days=90)
FIRST_WEEKS = dt.timedelta(days=30)  # in which the next lunch is with another team first
AFTER_EVENTS = dt.timedelta(days=60)  # until then an event is looked for, then somebody to ask
# What a plan would still hold: all of it, all but lunches, or somebody to ask alone.
Ahead = Literal["", "all", "events", "experts"]
_LONGEST_AHEAD = dt.timedelta(days=92)  # of a start that is still to come
_LONGEST_AGO = dt.timedelta(days=70 * 365)
_LONGEST_WORDS = 40
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")


class Newcomer(Struct, frozen=True):
    """When somebody started, and since when their first ninety days are spread.

    `event` and `expert` are what they were told of, `thanked_at` is when all of it was over.
    """

    id: int
    workspace: str
    person: str
    started_on: dt.date | None
    said: bool
    spread_at: dt.datetime | None
    event: int | None = None
    expert: str = ""
    thanked_at: dt.datetime | None = None

    @property
    def subject(self) -> Subject:
        """The subject of what is due for them, and in front of the keys of their messages."""
        return Subject("newcomer", self.id)

    def is_new(self, day: dt.date) -> bool:
        """Return whether a day lies before the end of their first ninety."""
        return self.started_on is not None and day < self.started_on + FIRST_DAYS


def read_start(words: str, now: dt.datetime, zone: str) -> dt.date | None:
    """Return the day that somebody names as their first; None where nothing is said.

    Raise UnreadableDate for what is no day, and for one without a year that would be far ahead.
    """
    typed = words.strip()
    if not typed:
        return None
    if len(typed) > _LONGEST_WORDS:
        raise UnreadableDate(typed)
    day = _read_day(typed, now, zone)
    today = local_date(now, zone)
    if day is None or not today - _LONGEST_AGO <= day <= today + _LONGEST_AHEAD:
        raise UnreadableDate(typed)
    return day


def read_dated(cell: str) -> dt.date | None:
    """Return the day in a cell of a table, which names its year; None where it is no such day."""
    words = _MIDNIGHT.sub("", cell.strip())
    year = _YEAR.search(words)
    if len(words) > _LONGEST_WORDS or year is None:
        return None
    day = _read_day(words, dt.datetime(int(year[0]), 1, 1, tzinfo=dt.UTC), "UTC")
    return day if day and day.year == int(year[0]) else None


async def find_newcomer(tx: ReadTransaction, workspace: str, person: str) -> Newcomer | None:
    """Return when somebody started, if that was ever said. Show it to them only."""
    row = await tx.first(_OWN, workspace=workspace, who=person)
    return read_struct(Newcomer, row) if row else None


_OWN = select(newcomer).where(
    newcomer.c.workspace == bindparam("workspace"), newcomer.c.person == bindparam("who")
)


async def find_by_number(tx: ReadTransaction, workspace: str, number: int) -> Newcomer | None:
    """Return the newcomer that a message or an occurrence is about."""
    query = select(newcomer).where(newcomer.c.workspace == workspace, newcomer.c.id == number)
    row = await tx.first(query)
    return read_struct(Newcomer, row) if row else None


async def save_start(
    tx: Transaction, workspace: str, person: str, day: dt.date | None, now: dt.datetime
) -> None:
    """Save the day that somebody names; without one, what was spread ends.

    What they said, or took away, stays so whatever a table says later.
    """
    known = await find_newcomer(tx, workspace, person)
    if known is None and day is None:
        return
    keys = {"workspace": workspace, "person": person}
    spread_at = known.spread_at if known and day else None
    if known is None or known.started_on != day:
        await tx.upsert(newcomer, keys, started_on=day, said=True, spread_at=spread_at)
        await signals.emit(tx, StartChanged(workspace, now, person))


async def import_starts(
    tx: Transaction, workspace: str, starts: Mapping[str, dt.date], now: dt.datetime
) -> set[str]:
    """Save the days of a table, except where people said their own; return whose changed."""
    changed = set()
    for person, day in starts.items():
        known = await find_newcomer(tx, workspace, person)
        if known and (known.said or known.started_on == day):
            continue
        keys = {"workspace": workspace, "person": person}
        spread_at = known.spread_at if known else None
        await tx.upsert(newcomer, keys, started_on=day, said=False, spread_at=spread_at)
        await signals.emit(tx, StartChanged(workspace, now, person))
        changed.add(person)
    return changed


async def spread_days(
    tx: Transaction, workspace: str, person: str, since: dt.datetime | None
) -> None:
    """Save since when somebody's first ninety days are spread, or that they no longer are."""
    mine = (newcomer.c.workspace == workspace, newcomer.c.person == person)
    await tx.execute(update(newcomer).where(*mine).values(spread_at=since))


async def save_told(
    tx: Transaction,
    told: Newcomer,
    *,
    event: int | None = None,
    expert: str = "",
    thanked_at: dt.datetime | None = None,
) -> None:
    """Save what a newcomer is told of: an event, somebody to ask, or that all of it is over."""
    values = {"event": event, "expert": expert, "thanked_at": thanked_at}
    mine = (newcomer.c.workspace == told.workspace, newcomer.c.id == told.id)
    given = {name: value for name, value in values.items() if value}
    await tx.execute(update(newcomer).where(*mine).values(**given))


async def list_told(tx: ReadTransaction, workspace: str) -> list[Newcomer]:
    """Return the newcomers who were told of an event or somebody to ask, or were thanked."""
    query = select(newcomer).where(
        newcomer.c.workspace == workspace,
        or_(
            newcomer.c.event.is_not(None),
            newcomer.c.expert != "",
            newcomer.c.thanked_at.is_not(None),
        ),
    )
    return [read_struct(Newcomer, row) for row in await tx.all(query)]


async def list_in_first_weeks(
    tx: ReadTransaction, workspace: str, people: Collection[str], day: dt.date
) -> set[str]:
    """Return who of these people had their first days spread, and is in their first weeks."""
    query = select(newcomer.c.person).where(
        newcomer.c.workspace == workspace,
        newcomer.c.spread_at.is_not(None),
        newcomer.c.started_on > day - FIRST_WEEKS,
    )
    return set(await tx.scalars(query)) & set(people)


@remembered
async def count_planned(tx: ReadTransaction, workspace: str) -> int:
    """Return how many who are here have their first ninety days planned."""
    query = (
        select(func.count())
        .select_from(newcomer)
        .join(
            person_table,
            and_(
                person_table.c.workspace == newcomer.c.workspace,
                person_table.c.person == newcomer.c.person,
            ),
        )
        .where(newcomer.c.workspace == workspace, newcomer.c.spread_at.is_not(None))
        .where(person_table.c.left.is_(False))
    )
    return int(await tx.scalar(query) or 0)


async def find_ahead(tx: ReadTransaction, workspace: str, person: str, day: dt.date) -> Ahead:
    """Return what somebody may be offered for their first days; empty if they asked for it."""
    known = await find_newcomer(tx, workspace, person)
    if known is None or not known.is_new(day) or known.spread_at or known.started_on is None:
        return ""
    if day < known.started_on + FIRST_WEEKS:
        return "all"
    return "events" if day < known.started_on + AFTER_EVENTS else "experts"


def _read_day(words: str, now: dt.datetime, zone: str) -> dt.date | None:
    """Return the day that these words are, without an hour or anything else besides."""
    found = read_moment(words, now, zone)
    understood = found.start is None and found.needs in ("", "hour")
    return found.day if understood else None
