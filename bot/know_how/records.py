"""The SQL of who agreed to be named, and of what they shared."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.events import records as events
from bot.know_how.rules import Evidence
from bot.know_how.tables import named_expert
from bot.learnings import records as learnings
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction

_LOOKED_BACK = timedelta(days=730)


async def is_named(tx: ReadTransaction, workspace: str, person: str) -> bool:
    """Return whether somebody agreed to be named."""
    return person in await list_named(tx, workspace)


async def list_named(tx: ReadTransaction, workspace: str) -> set[str]:
    """Return who agreed to be named."""
    query = select(named_expert.c.person).where(named_expert.c.workspace == workspace)
    return set(await tx.scalars(query))


async def save_named(tx: Transaction, workspace: str, person: str, now: datetime) -> None:
    """Save that somebody agreed to be named."""
    await tx.insert_or_ignore(named_expert, workspace=workspace, person=person, at=now)


async def delete_named(tx: Transaction, workspace: str, person: str) -> None:
    """Take back that somebody agreed to be named."""
    mine = (named_expert.c.workspace == workspace, named_expert.c.person == person)
    await tx.execute(delete(named_expert).where(*mine))


async def list_shared(
    tx: ReadTransaction, workspace: str, person: Person, now: datetime, channels: set[str]
) -> list[Evidence]:
    """Return what somebody shared openly: offers, events in these channels, learnings by name."""
    found = [Evidence(person.id, "offer", words) for words in person.offers]
    hosted = await events.events_of_person(
        tx, workspace, person.id, now - _LOOKED_BACK, ("open", "over")
    )
    found += [
        Evidence(person.id, "event", event.title)
        for event, _ in hosted
        if event.host == person.id and event.channel in channels
    ]
    told = await learnings.list_named_by(tx, workspace, person.id)
    return [*found, *(Evidence(person.id, "learning", text) for text in told)]
