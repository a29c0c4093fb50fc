"""Take people and venues out of the database as a table, and in again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.config import Settings
from bot.people import csv as people
from bot.store.migrate import current
from bot.venues import csv as venues


class What(StrEnum):
    """What a table holds."""

    PEOPLE = "people"
    VENUES = "venues"


async def transfer(settings: Settings, workspace: str, what: What, words: str | None, now: datetime) -> Any:
    """Take in a table and report on it; without one, write one."""
    async with current(settings.database.url) as database, database.transaction() as tx:
        match what, words:
            case What.PEOPLE, None:
                return await people.export_people(tx, workspace)
            case What.VENUES, None:
                return await venues.export_venues(tx, workspace)
            case What.PEOPLE, str(table):
                return await people.import_people(tx, workspace, table, now)
            case _, table:
                return await venues.import_venues(tx, workspace, table or "", now)
