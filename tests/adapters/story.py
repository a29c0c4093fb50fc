"""Live a fortnight on any platform, and see what everybody was left with in the channel."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from tests.adapters.town import MONDAY, AnyTown, Message, User

TUESDAY, WEDNESDAY, NEXT_TUESDAY = (MONDAY + timedelta(days=days, hours=2) for days in (1, 2, 8))
Outcome = Counter[tuple[str, str]]


@asynccontextmanager
async def fresh(folders: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """Give a database that nobody has used."""
    database = open_database(f"sqlite+aiosqlite:///{folders.mktemp('calm')}/mingle.db")
    await upgrade_schema(database)
    yield database
    await database.close()


async def live(
    there: AnyTown[User, Message], tell: Callable[[User, str], Awaitable[object]]
) -> None:
    """Do what people do in two weeks; `tell` gives Mingle a command in the platform's own words."""
    tom, amara, jun, sofia, *_ = there.people
    await tell(there.manager, "set up lunch")
    await there.fill(there.manager, {"zone": "Europe/Berlin"})
    await there.settle()
    for person in there.people:
        await there.click(person, "I'm in")
    await tell(there.manager, "set up prompts")
    await there.fill(there.manager, {"zone": "Europe/Berlin"})
    await there.until(TUESDAY)
    await there.click(tom, "We met")
    await there.settle()
    await there.form_by(tom, "Share what you learned")
    await there.fill(tom, {"text": "Ask first, then build.", "share": "named"})
    await tell(jun, "open a table")
    await there.settle()
    for person in (sofia, amara):
        await there.click(person, "Take a seat", containing="Jun has a table")
        await there.settle()
    await there.until(WEDNESDAY)
    await there.click(sofia, "I'll do it")
    await there.settle()
    await there.form_by(jun, "Did it")
    await there.fill(jun, {"text": "A letter gets an answer.", "share": "unnamed"})
    await there.settle()
    await tell(tom, "pause")
    await tell(amara, "leave")
    await there.until(NEXT_TUESDAY)


def check(there: AnyTown[User, Message]) -> None:
    """See the table, the prompt and what was learned stand in the channel."""
    said = there.lunch.messages
    (table,) = [m for m in said if there.says(m, "ate together")]
    assert there.says(table, "@Jun Li, @Sofia Vega, @Amara Obi")
    (prompt,) = [m for m in said if there.says(m, "This week's prompt")]
    assert there.says(prompt, "1 will do it, 1 did.")
    assert there.says(prompt, "A letter gets an answer.")
    _, second = (m for m in said if there.says(m, "This week's lunches are set"))
    assert there.says(second, "Ask first, then build.\n— @Tom Becker")
