"""Events as occasions at which people learn something."""

from collections.abc import Collection

from sqlalchemy import Select, func, select

from bot.core.subjects import Subject
from bot.events.tables import event, rsvp
from bot.learnings.occasions import Occasion, OccasionSource
from bot.store.engine import ReadTransaction


async def went_to_event(tx: ReadTransaction, workspace: str, person: str, number: int) -> bool:
    """Return whether a person was in at an event."""
    query = select(rsvp.c.id).where(
        rsvp.c.workspace == workspace,
        rsvp.c.person == person,
        rsvp.c.event == number,
        rsvp.c.status == "in",
    )
    return await tx.scalar(query) is not None


async def channel_of_event(tx: ReadTransaction, workspace: str, number: int) -> dict[str, str]:
    """Return the channel for which an event was created, with its zone; none for listed events."""
    query = select(event.c.channel, event.c.zone).where(
        event.c.workspace == workspace, event.c.id == number, event.c.channel != ""
    )
    return {row.channel: row.zone for row in await tx.all(query)}


def events_of_channel(workspace: str, channel: str) -> Select[int]:
    """Return the query of the events that were created for a channel."""
    return select(event.c.id).where(event.c.workspace == workspace, event.c.channel == channel)


async def events_as_occasions(
    tx: ReadTransaction, workspace: str, numbers: Collection[int]
) -> list[Occasion]:
    """Return events with the number of people who went to each."""
    attending = rsvp.c.event == event.c.id, rsvp.c.status == "in"
    headcount = select(func.count()).where(*attending).scalar_subquery()
    query = select(
        event.c.id,
        event.c.title,
        event.c.place,
        event.c.starts_at,
        event.c.zone,
        headcount,
    ).where(event.c.workspace == workspace, event.c.id.in_(numbers))
    rows = await tx.all(query)
    return [Occasion(Subject("event", row.id), *tuple(row)[1:]) for row in rows]


EVENTS = OccasionSource(
    kind="event",
    attended=went_to_event,
    invited=channel_of_event,
    invited_ids=events_of_channel,
    occasions=events_as_occasions,
)
