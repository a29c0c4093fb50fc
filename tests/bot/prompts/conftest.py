"""Give tests a house where prompts are set up on a Monday, for Wednesdays at ten."""

import pytest

from bot.store.engine import Database
from tests.bot.prompts.house import House


@pytest.fixture
async def house(database: Database) -> House:
    made = House(database)
    await made.open()
    return made
