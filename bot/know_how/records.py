"""The SQL of who agreed to be named, what they shared, and who asked to be introduced to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from bot.events import records as events
from bot.know_how.rules import Evidence, IntroductionRequest
from bot.know_how.tables import introduction_request, named_expert
from bot.learnings import records as learnings
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

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


async def find_request(
    tx: ReadTransaction, workspace: str, number: int
) -> IntroductionRequest | None:
    """Return one request to be introduced, in any state."""
    row = await tx.first(_requests(workspace).where(introduction_request.c.id == number))
    return read_struct(IntroductionRequest, row) if row else None


async def find_request_for_update(
    tx: Transaction, workspace: str, number: int
) -> IntroductionRequest | None:
    """Return one request, locked until the transaction ends."""
    query = _requests(workspace).where(introduction_request.c.id == number)
    row = await tx.first(query if tx.single_writer else query.with_for_update())
    return read_struct(IntroductionRequest, row) if row else None


async def list_requests(
    tx: ReadTransaction, workspace: str, person: str, states: Sequence[str] = ("asked",)
) -> list[IntroductionRequest]:
    """Return the requests of somebody, and those to them; only the open ones unless said."""
    theirs = or_(introduction_request.c.asker == person, introduction_request.c.expert == person)
    query = _requests(workspace).where(theirs, introduction_request.c.state.in_(states))
    rows = await tx.all(query.order_by(introduction_request.c.id))
    return [read_struct(IntroductionRequest, row) for row in rows]


async def insert_request(tx: Transaction, workspace: str, **values: object) -> IntroductionRequest:
    """Insert a request to be introduced."""
    number = await tx.insert(introduction_request, workspace=workspace, state="asked", **values)
    found = await find_request(tx, workspace, number)
    assert found
    return found


async def update_request(tx: Transaction, number: int, **values: object) -> None:
    """Set columns of one request."""
    of_request = introduction_request.c.id == number
    await tx.execute(update(introduction_request).where(of_request).values(**values))


def _requests(workspace: str) -> Select[Any]:
    columns = [introduction_request.c[name] for name in IntroductionRequest.__struct_fields__]
    return select(*columns).where(introduction_request.c.workspace == workspace)
