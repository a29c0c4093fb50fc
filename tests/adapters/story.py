"""A fortnight on any platform, and what everyone was left with in the channel."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.store.engine import Database, open_database
from tests.adapters.workspace import MONDAY, AnyWorkspace, Message, User
from tests.databases import create_sqlite

TUESDAY, WEDNESDAY, NEXT_TUESDAY = (MONDAY + timedelta(days=days, hours=2) for days in (1, 2, 8))
Outcome = Counter[tuple[str, str]]


@asynccontextmanager
async def fresh(folders: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """Open a new database."""
    database = open_database(create_sqlite(folders.mktemp("calm") / "mingle.db"))
    yield database
    await database.close()


async def live(
    workspace: AnyWorkspace[User, Message], tell: Callable[[User, str], Awaitable[object]]
) -> None:
    """Do what people do in two weeks; `tell` sends a command in the platform's own way."""
    tom, amara, jun, sofia, *_ = workspace.people
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
    await workspace.settle()
    for person in workspace.people:
        await workspace.click(person, "I'm in")
    await tell(workspace.manager, "set up prompts")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
    await workspace.until(TUESDAY)
    await workspace.click(tom, "We met")
    await workspace.settle()
    await workspace.open_form(tom, "Share what you learned")
    await workspace.submit(tom, {"text": "Ask first, then build.", "share": "named"})
    await tell(jun, "open a table")
    await workspace.settle()
    for person in (sofia, amara):
        await workspace.click(person, "Take a seat", containing="Jun has a table")
        await workspace.settle()
    await workspace.until(WEDNESDAY)
    await workspace.click(sofia, "I'll do it")
    await workspace.settle()
    await workspace.open_form(jun, "Did it")
    await workspace.submit(jun, {"text": "A letter gets an answer.", "share": "unnamed"})
    await workspace.settle()
    await tell(tom, "pause")
    await tell(amara, "leave")
    await workspace.until(NEXT_TUESDAY)


async def part_ways(
    workspace: AnyWorkspace[User, Message], tell: Callable[[User, str], Awaitable[object]]
) -> list[User]:
    """Leave after the introduction and say that you can't; return who hears of it."""
    leaver = workspace.people[0]
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
    await workspace.settle()
    for person in workspace.people:
        await workspace.click(person, "I'm in")
    await workspace.until(TUESDAY)
    await tell(leaver, "leave")
    await workspace.click(leaver, "No, I can't", containing="Still meeting?")
    await workspace.settle()

    assert not [m for m in workspace.inbox(leaver) if workspace.says(m, "lunch is off")]
    return [
        person
        for person in workspace.people
        if any(workspace.says(message, "can't make it") for message in workspace.inbox(person))
    ]


def check(workspace: AnyWorkspace[User, Message]) -> None:
    """Check the table, the prompt and the learnings in the channel."""
    said = workspace.lunch.messages
    (table,) = [m for m in said if workspace.says(m, "ate together")]
    assert workspace.says(table, "@Jun Li, @Sofia Vega, @Amara Obi")
    (prompt,) = [m for m in said if workspace.says(m, "This week's prompt")]
    assert not workspace.says(prompt, "will do it")
    assert workspace.says(prompt, "A letter gets an answer.")
    _, second = (m for m in said if workspace.says(m, "This week's lunches are set"))
    assert workspace.says(second, "Ask first, then build.\n— @Tom Becker")
