"""Give tests a real database, and a workspace to live in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import LogSection
from bot.logs import configure
from bot.store.engine import Database, open_database
from bot.store.tables import metadata


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite+aiosqlite:///{tmp_path}/mingle.db")
    async with opened.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    configure(LogSection(level="error"))
