"""Print what the store costs beside SQLAlchemy alone, in one run on one file."""

import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import uvloop
from sqlalchemy import insert, select

from bot.core.tables import setting
from bot.store.engine import Database, open_database
from bot.store.sessions import AlchemySession, Session, planned_session
from tests.bench import report
from tests.bench.report import Figure, median
from tests.databases import create_sqlite

TIMES = 300
ROUNDS = 7
TARGETS = {"an insert": 0.6, "a select": 0.6, "an empty transaction": 0.6}

Work = Callable[[Session, int], Awaitable[None]]


def store() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        measured = uvloop.run(_measure(Path(folder)))
    for name, (ours, theirs) in measured.items():
        ratio = ours / theirs
        reached = f"{ratio:.2f} = {ours * 1e6:.0f} / {theirs * 1e6:.0f} µs"
        target = TARGETS[name]
        yield Figure(f"{name} beside SQLAlchemy's", f"<= {target}", reached, ratio <= target)


async def _measure(folder: Path) -> dict[str, tuple[float, float]]:
    database = open_database(create_sqlite(folder / "bench.db"))
    found = {
        "an insert": await _compare(database, _insert),
        "a select": await _compare(database, _select),
        "an empty transaction": await _compare_transactions(database),
    }
    await database.close()
    return found


async def _insert(session: Session, number: int) -> None:
    row = {"workspace": "w", "about": str(number), "name": "n", "text": "t"}
    await session.execute(insert(setting).returning(setting.c.id), row)


async def _select(session: Session, number: int) -> None:
    query = select(setting).where(setting.c.workspace == "w", setting.c.about == str(number))
    (await session.execute(query)).first()


async def _compare(database: Database, work: Work) -> tuple[float, float]:
    """Return seconds of processor time, ours and SQLAlchemy's, who take turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    async with database.engine.connect() as connection:
        sessions: tuple[Session, ...] = (planned_session(connection), AlchemySession(connection))
        for turn in range(ROUNDS):
            for which, session in enumerate(sessions):
                began = time.process_time()
                for number in range(TIMES):
                    await work(session, (2 * turn + which) * TIMES + number)
                taken[which].append((time.process_time() - began) / TIMES)
    return median(taken[0]), median(taken[1])


async def _compare_transactions(database: Database) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            async with database.transaction():
                pass
        between = time.process_time()
        for _ in range(TIMES):
            async with database.engine.begin():
                pass
        taken[0].append((between - began) / TIMES)
        taken[1].append((time.process_time() - between) / TIMES)
    return median(taken[0]), median(taken[1])


def main() -> None:
    report.show("The store", (("how statements are run", store),))


if __name__ == "__main__":
    main()
