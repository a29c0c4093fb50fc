"""Occasions: what learnings are about, and the channels that were invited.

Tables, events and lunch groups belong to other features. `bot/features.py` registers what each of
them knows of its own.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct
from sqlalchemy import Select, String, cast, literal, select, union

from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction


class Occasion(Struct, frozen=True):
    """A table or an event; the title of a table is its topic, and may be empty."""

    about: Subject
    title: str
    place: str
    starts_at: dt.datetime
    zone: str
    headcount: int


# of a workspace, for a person and an id: whether they were there
AttendanceLookup = Callable[[ReadTransaction, str, str, int], Awaitable[bool]]
# of a workspace, for an id: the zones of the channels that were invited, by channel
InvitationLookup = Callable[[ReadTransaction, str, int], Awaitable[Mapping[str, str]]]
# of a workspace, for ids
OccasionLookup = Callable[[ReadTransaction, str, Collection[int]], Awaitable[Sequence[Occasion]]]
# of a workspace, for a channel: the query of the ids that it was invited to
InvitedIds = Callable[[str, str], Select[int]]


@dataclass(frozen=True, kw_only=True)
class OccasionSource:
    """What one feature knows of one kind of occasion; None where it knows nothing of the sort."""

    kind: str
    attended: AttendanceLookup | None = None
    invited: InvitationLookup | None = None
    invited_ids: InvitedIds | None = None
    occasions: OccasionLookup | None = None


_sources: list[OccasionSource] = []


def register(*sources: OccasionSource) -> None:
    """Ask these features about occasions."""
    _sources.extend(sources)


async def has_attended(tx: ReadTransaction, workspace: str, person: str, about: Subject) -> bool:
    """Return whether a person was in this lunch group, at this table or at this event."""
    for source in _sources_of(about.kind):
        if source.attended and await source.attended(tx, workspace, person, about.id):
            return True
    return False


async def invited_channels(tx: ReadTransaction, workspace: str, about: Subject) -> dict[str, str]:
    """Return the zones of the channels that were invited to an occasion, by channel."""
    zones: dict[str, str] = {}
    for source in _sources_of(about.kind):
        if source.invited:
            zones |= await source.invited(tx, workspace, about.id)
    return zones


def subjects_for(workspace: str, channel: str) -> Select[str]:
    """Return the query of all subjects, such as "table:3", that a channel was invited to."""
    queries = []
    for source in _sources:
        if source.invited_ids:
            ids = source.invited_ids(workspace, channel).subquery()
            queries.append(select(literal(f"{source.kind}:") + cast(ids.c[0], String)))
    everything = union(*queries).subquery()
    return select(everything.c[0])


async def find_occasions(
    tx: ReadTransaction, workspace: str, wanted: Iterable[Subject]
) -> list[Occasion]:
    """Return the tables and events with these subjects, in order of time."""
    numbers: dict[str, set[int]] = {}
    for about in wanted:
        numbers.setdefault(about.kind, set()).add(about.id)

    occasions: list[Occasion] = []
    for kind, ids in numbers.items():
        for source in _sources_of(kind):
            if source.occasions:
                occasions += await source.occasions(tx, workspace, ids)
    return sorted(occasions, key=lambda occasion: (occasion.starts_at, f"{occasion.about}"))


def _sources_of(kind: str) -> list[OccasionSource]:
    return [source for source in _sources if source.kind == kind]
