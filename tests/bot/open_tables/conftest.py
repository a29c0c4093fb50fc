"""Give tests an office with a few colleagues who get hungry."""

import pytest

from bot.store.engine import Database
from tests.bot.open_tables.office import Office


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.welcome()
    return made
