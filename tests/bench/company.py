"""Run a company of 720 in the playground as `run` does: its front door, its engine, its file."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from adapters.playground import records
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.records import Conversation
from bot.core.dispatch import dispatch
from bot.core.interactions import Reply
from bot.core.tables import outbox_message
from bot.features import ROUTER
from bot.people import records as people
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from bot.store.playground import playground_colleague
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.engine.ticker import ticker_running
from jobs.registry import JOBS

OFFICE = "office"
LUNCH = f"{OFFICE}/lunch"
ZONE = "Europe/Berlin"
PEOPLE = 720
MORNING = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
# The first lunch of everybody is at 12:30 today; later ones are out of its way.
TIMES = [
    "12:30",
    *(f"2026-03-{day} {at}" for day in range(11, 32) for at in ("11:00", "12:30", "14:00")),
]


@dataclass
class Company:
    database: Database
    listener: PlaygroundListener
    interactions: "itertools.count[int]" = field(default_factory=itertools.count)

    async def lunch(self) -> None:
        """Open a table as the next person."""
        number = next(self.interactions)
        when, who = divmod(number, PEOPLE)
        answer = await self.listener.handle_line(
            f"{OFFICE}/{who}", LUNCH, f"/lunch {TIMES[when]}", str(number)
        )
        opened = isinstance(answer, Reply) and answer.card.kind == "table"
        assert opened, answer

    async def unsent(self) -> int:
        async with self.database.read_transaction() as tx:
            return int(
                await tx.scalar(
                    select(func.count()).where(outbox_message.c.state.in_(("ready", "sending")))
                )
            )

    async def rest(self) -> None:
        """Wait until everything that was decided has been said."""
        while await self.unsent():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@asynccontextmanager
async def company(folder: Path) -> AsyncIterator[Company]:
    database = open_database(f"sqlite+aiosqlite:///{folder}/mingle.db")
    await upgrade_schema(database)
    await _hire(database)
    began = time.monotonic()

    def now() -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - began)

    playground = Playground(database, OFFICE, now)
    delivery = Delivery(database, ROUTER, lambda _: playground, save_members, now)
    engine = Engine(database, JOBS, delivery, now, random.Random(1))
    database.on_wake = engine.wakeup.set
    await engine.recover_sends()
    stop = asyncio.Event()
    with ticker_running(engine.wakeup.set):
        running = asyncio.create_task(engine.run_until_stopped(stop))
        yield Company(
            database,
            PlaygroundListener(playground, ROUTER, lambda call: dispatch(ROUTER, database, call)),
        )
        stop.set()
        await running
    await database.close()


async def _hire(database: Database) -> None:
    ids = [f"{OFFICE}/{number}" for number in range(PEOPLE)]
    profiles: list[dict[str, object]] = [
        {"person": who, "name": f"Colleague {number}", "zone": ZONE}
        for number, who in enumerate(ids)
    ]
    plain = {"workspace": OFFICE, "organiser": False, "colour": "#2a6f9e", "simulated": False}
    async with database.transaction() as tx:
        rows = [{**plain, **profile, "profile": {}, "habits": {}} for profile in profiles]
        await tx.insert_many(playground_colleague, rows)
        await records.open_conversation(
            tx, OFFICE, Conversation(LUNCH, "channel", "lunch", "", tuple(ids))
        )
        await people.add_people(tx, OFFICE, profiles, MORNING)
