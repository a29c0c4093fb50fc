"""What a declaration of kept data says: of a table, and of each of its columns.

Retention, erasure, the export of somebody's data and PRIVACY.md all read it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

INTERACTIONS = timedelta(days=7)  # no platform delivers one again later than that
UNANSWERED = timedelta(days=7)  # addresses that somebody named and never came back to
DRAFTS = timedelta(days=1)  # forms that somebody began and did not send
LEAVERS = timedelta(days=30)  # everything that names somebody who left
WORDS = timedelta(days=90)  # what people wrote, what Mingle wrote to them, what it did
AUDIT = timedelta(days=365)  # what organisers changed
PAIRS = timedelta(days=730)  # who met whom; after that only how many
POSTINGS = PAIRS + timedelta(days=30)  # until the last answer to one has gone

FORMER_NAME = "A former colleague"  # the name of somebody who was erased

# Who sees it, besides whoever runs the server.
YOU = "you alone"
NOBODY = "nobody; Mingle works with it"
CONCERNED = "those it is about"
CHANNEL = "everybody in the channel"
COLLEAGUES = "colleagues"
ORGANISERS = "organisers"
UNTIL_ERASED = "the workspace is erased"


class Role(Enum):
    """What a column has to do with people, and so what erasure does with it."""

    MINE = "whose row it is: the row is deleted"
    OTHER = "somebody in another's private row: the row is deleted, and they are never told of it"
    NAMED = "somebody in a row that others need: becomes a former colleague"
    TEXT = "text in which people may be named: their id and name are taken out"
    KEY = "a key of Mingle's own in which an id may stand: it is taken out"
    PROFILE = "what somebody said of themselves: emptied"
    FACT = "says nothing about anybody without the rest of the row: stays with it"
    LINK = "the row of another table that it belongs to"
    SEALED = "a secret that is never shown, also not to whom it belongs"
    INNER = "how Mingle works: says nothing about anybody"


@dataclass(frozen=True)
class Column:
    """One column: what it is, in words that go into an export, and its role.

    `seen` says who sees it, where that differs from the rest of its table.
    """

    name: str
    what: str
    role: Role
    seen: str = ""


@dataclass(frozen=True)
class Aged:
    """Rows that go a while after the moment or day in a column, the first of these that is set.

    Where `states` are given, only rows in one of them.
    """

    after: timedelta
    columns: tuple[str, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """One table: what it is, why it is kept, who sees it and how long it is kept.

    How long by at least one of three: `aged` says after what time rows go; `within` names the table
    with whose rows they go; `until` says in words what ends them. `cleared` are columns that are
    emptied sooner. `cards` are live cards that show a row: a kind, and the column with its number.
    """

    what: str
    why: str
    seen: str
    columns: tuple[Column, ...]
    aged: tuple[Aged, ...] = ()
    within: str = ""
    until: str = ""
    cleared: Mapping[str, Aged] | None = None
    cards: tuple[tuple[str, str], ...] = ()

    def names(self, *roles: Role) -> tuple[str, ...]:
        """Return the names of the columns with one of these roles."""
        return tuple(column.name for column in self.columns if column.role in roles)

    @property
    def theirs(self) -> tuple[str, ...]:
        """The columns whose person a row is only about."""
        return self.names(Role.MINE, Role.OTHER)

    @property
    def ids(self) -> tuple[str, ...]:
        """The columns in which people are named in what others share."""
        return self.names(Role.NAMED, Role.TEXT, Role.KEY)

    @property
    def names_people(self) -> bool:
        """Whether a row can name somebody."""
        return any(column.role not in _NAMELESS for column in self.columns)


_NAMELESS = (Role.FACT, Role.LINK, Role.INNER)


def kept(
    what: str,
    why: str,
    seen: str,
    *columns: Iterator[Column],
    aged: tuple[Aged, ...] = (),
    within: str = "",
    until: str = "",
    cleared: Mapping[str, Aged] | None = None,
    cards: tuple[tuple[str, str], ...] = (),
) -> Kept:
    """Return the declaration of a table; its columns come in groups of one role."""
    listed = tuple(column for group in columns for column in group)
    return Kept(what, why, seen, listed, aged, within, until, cleared, cards)


def aged(after: timedelta, *columns: str, states: tuple[str, ...] = ()) -> tuple[Aged, ...]:
    """Return that rows go a while after what is in these columns."""
    return (Aged(after, columns, states),)


def mine(**columns: str) -> Iterator[Column]:
    """Yield columns that say whose row it is."""
    return _columns(Role.MINE, columns)


def other(**columns: str) -> Iterator[Column]:
    """Yield columns with somebody who may not know of the row."""
    return _columns(Role.OTHER, columns)


def named(**columns: str) -> Iterator[Column]:
    """Yield columns that name somebody in a row that others need."""
    return _columns(Role.NAMED, columns)


def text(**columns: str) -> Iterator[Column]:
    """Yield columns in whose text people may be named."""
    return _columns(Role.TEXT, columns)


def key(**columns: str) -> Iterator[Column]:
    """Yield columns with keys of Mingle's own in which ids of people may stand."""
    return _columns(Role.KEY, columns)


def profile(seen: str = "", **columns: str) -> Iterator[Column]:
    """Yield columns with what somebody said of themselves."""
    return _columns(Role.PROFILE, columns, seen)


def fact(**columns: str) -> Iterator[Column]:
    """Yield columns that say nothing about anybody by themselves."""
    return _columns(Role.FACT, columns)


def link(**columns: str) -> Iterator[Column]:
    """Yield columns that point at a row of another table."""
    return _columns(Role.LINK, columns)


def sealed(**columns: str) -> Iterator[Column]:
    """Yield columns with secrets that are never shown."""
    return _columns(Role.SEALED, columns)


def inner(*names: str) -> Iterator[Column]:
    """Yield columns that only say how Mingle works."""
    return _columns(Role.INNER, dict.fromkeys(names, "how Mingle works"))


def _columns(role: Role, columns: Mapping[str, str], seen: str = "") -> Iterator[Column]:
    for name, what in columns.items():
        yield Column(name, what, role, seen)
