"""Count in a database of many processes: each time read, then write one more."""

import asyncio
import sys

from sqlalchemy import select

from bot.core.tables import setting
from bot.store.engine import open_database

COUNTER = {"workspace": "w", "about": "everybody", "name": "counter"}


async def count(url: str, times: int) -> None:
    database = open_database(url)
    for _ in range(times):
        async with database.transaction() as tx:
            so_far = await tx.scalar(select(setting.c.number)) or 0
            await tx.upsert(setting, COUNTER, number=so_far + 1)
    await database.close()


if __name__ == "__main__":
    asyncio.run(count(sys.argv[1], int(sys.argv[2])))
