"""Matters: what is held or set aside until somebody decides, in every table that holds work."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Row, Select, Table, Update, delete, func, select, update

from bot.core import attempts
from bot.core.channels import find_channel_name
from bot.core.subjects import Subject
from bot.core.tables import live_card, occurrence, outbox_message
from bot.people import busy_times
from bot.people import records as people
from bot.restores.records import UNDECIDED, held_work
from bot.restores.views import held_text
from bot.sources import records as sources
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.types import Unreadable
from bot.ui.cards import Card

OCCURRENCE = "occurrence"
MESSAGE = "outbox_message"
CARD = "live_card"
SOURCE = "source"
CALENDAR = "busy_calendar"
RESTORE = "restore"

TableName = Literal[
    "outbox_message", "occurrence", "live_card", "source", "busy_calendar", "restore"
]
State = Literal["held", "aside"]

_LOOKS = {SOURCE: sources.LOOKS, CALENDAR: busy_times.LOOKS}


class Matter(Struct, frozen=True):
    """One row that waits for a decision.

    `held`: nobody knows whether the message was posted, or what was due before a restore was done;
    `aside`: Mingle could not do it. `kind` is the kind of a job, the reason of a message or what a
    card shows, and `why` it is here, or what a restore holds.
    """

    table: TableName
    id: int
    workspace: str
    state: State
    kind: str
    why: str
    recipients: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    left: frozenset[str] = frozenset()  # of those it is for
    to_people: bool = False
    subject: Subject | None = None
    card: Card | None = None
    since: datetime | None = None

    @property
    def name(self) -> str:
        """What names it in buttons and on the command line: "occurrence:12"."""
        return f"{self.table}:{self.id}"


_WAITING: tuple[tuple[Table, State, ColumnElement[bool]], ...] = (
    (UNDECIDED[0], "held", UNDECIDED[1]),
    (outbox_message, "held", attempts.MESSAGE_HELD),
    (outbox_message, "aside", attempts.MESSAGE_ASIDE),
    (occurrence, "aside", attempts.OCCURRENCE_ASIDE),
    (live_card, "aside", attempts.CARD_ASIDE),
    *((looks.table, "aside", looks.aside) for looks in _LOOKS.values()),
)
_BY_NAME = {table.name: table for table, _, _ in _WAITING}


async def count_matters(tx: ReadTransaction) -> Counter[tuple[str, State]]:
    """Return how many rows of all workspaces wait for a decision, by table and state."""
    counts: Counter[tuple[str, State]] = Counter()
    for table, state, waits in _WAITING:
        query = select(func.count()).select_from(table).where(waits)
        counts[table.name, state] = int(await tx.scalar(query))
    return counts


@remembered
async def list_matters(
    tx: ReadTransaction, workspace: str = "", limit: int | None = None
) -> list[Matter]:
    """Return what waits for a decision, of one workspace or of all, what is held first."""
    matters: list[Matter] = []
    for table, state, waits in _WAITING:
        query = _select(table).where(waits).order_by(table.c.id).limit(limit)
        if workspace:
            query = query.where(table.c.workspace == workspace)
        found = [_matter(table, state, row) for row in await tx.all(query)]
        matters += [await _with_held_work(tx, matter) for matter in found]
    return matters[:limit]


async def with_names(tx: ReadTransaction, matter: Matter) -> Matter:
    """Return a matter with the names of the people or the channel that its message is for."""
    left: frozenset[str] = frozenset()
    if matter.to_people:
        found = await people.find_people(tx, matter.workspace, matter.recipients)
        left = frozenset(person for person in found if found[person].left)
        known = {person: found[person].name for person in found}
        names = [known.get(person, "somebody") for person in matter.recipients]
    else:
        names = []
        for place in matter.recipients:
            name = await find_channel_name(tx, matter.workspace, place)
            names.append(name or place.rpartition("/")[2])
    return structs.replace(matter, names=tuple(names), left=left)


async def find_matter(
    tx: ReadTransaction, workspace: str, table: str, row_id: int
) -> Matter | None:
    """Return a row that waits for a decision; None where it is settled."""
    for known, state, waits in _WAITING:
        if known.name == table:
            query = _select(known).where(waits, *_is(known, workspace, row_id))
            if row := await tx.first(query):
                return _matter(known, state, row)
    return None


async def _with_held_work(tx: ReadTransaction, matter: Matter) -> Matter:
    """Return a matter; a restore with what it holds."""
    if matter.table != RESTORE:
        return matter
    work = await held_work(tx, matter.workspace)
    return structs.replace(matter, why=held_text(work))


async def retry_matter(tx: Transaction, matter: Matter, now: datetime) -> None:
    """Let Mingle try a row again, as if for the first time."""
    values: dict[str, dict[str, Any]] = {
        MESSAGE: {"state": "ready", "due": now, "tries": 0, "crashes": 0, "merged_into": None},
        OCCURRENCE: {"state": "waiting", "due": now, "tries": 0, "crashes": 0},
        CARD: {"aside_version": None, "tries": 0, "crashes": 0, "next_edit": None},
        **{name: looks.retried(now) for name, looks in _LOOKS.items()},
    }
    await tx.execute(_update(matter).values(values[matter.table]))
    tx.request_wake()


async def drop_matter(tx: Transaction, matter: Matter, now: datetime) -> None:
    """Let a row go: a message is never sent, a job passed over, a card left as it is.

    A source rests as if its owner had paused it; a private calendar is not read again before
    another address is given.
    """
    values: dict[str, dict[str, Any] | None] = {
        MESSAGE: {"state": "cancelled"},
        OCCURRENCE: {"state": "waiting", "due": now, "passed_over": True, "tries": 0, "crashes": 0},
        CARD: {"rendered_version": live_card.c.version, "tries": 0, "crashes": 0},
        **{name: looks.dropped for name, looks in _LOOKS.items()},
    }
    dropped = values[matter.table]
    if dropped is None:
        table = _BY_NAME[matter.table]
        await tx.execute(delete(table).where(*_is(table, matter.workspace, matter.id)))
    else:
        await tx.execute(_update(matter).values(dropped))
    tx.request_wake()


def _is(table: Table, workspace: str, row_id: int) -> Sequence[ColumnElement[bool]]:
    return table.c.workspace == workspace, table.c.id == row_id


def _update(matter: Matter) -> Update:
    """Return an update of a row; of a message with those that were merged into it."""
    table = _BY_NAME[matter.table]
    if matter.table == MESSAGE and matter.state == "held":
        return update(table).where(
            table.c.workspace == matter.workspace,
            table.c.merged_into == matter.id,
            table.c.state == "held",
        )
    return update(table).where(*_is(table, matter.workspace, matter.id))


def _select(table: Table) -> Select[Any]:
    if table is outbox_message:
        # Of messages that were merged into one, the first stands for all.
        lead = func.coalesce(outbox_message.c.merged_into, outbox_message.c.id)
        alone = outbox_message.c.state == "aside"
        return select(table).where((lead == outbox_message.c.id) | alone)
    return select(table)


def _matter(table: Table, state: State, row: Row[Any]) -> Matter:
    common: dict[str, Any] = {
        "table": table.name,
        "id": row.id,
        "workspace": row.workspace,
        "state": state,
    }
    if table is outbox_message:
        return Matter(
            **common,
            kind=row.reason,
            why=row.error or "",
            to_people=row.kind in ("whisper", "introduce") or row.after is not None,
            recipients=_readable(row.recipients) or (),
            subject=_readable(row.subject),
            card=_readable(row.card),
            since=row.last_try or row.due,
        )
    if table.name == RESTORE:
        return Matter(**common, kind="", why="", since=row.restored_at)
    if table.name in _LOOKS:
        return Matter(**common, kind=table.name, why=getattr(row, "trouble", ""))
    subject = _readable(row.subject)
    kind = row.kind if table is occurrence else str(subject.kind if subject else "")
    return Matter(**common, kind=kind, why=row.error or "", subject=subject)


def _readable(value: Any) -> Any:
    return None if isinstance(value, Unreadable) else value
