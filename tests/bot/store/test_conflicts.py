"""Two people press at once, in each other's way: both are answered, and each acts once."""

import asyncio

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.tables import setting
from bot.store import conflicts
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card
from tests.bot.store.statement_counter import COUNTER
from tests.jobs.conftest import NOON

NAMES = ("first", "second")


class Deadlock(Exception):
    sqlstate = "40P01"


async def test_two_clicks_that_wait_for_each_other_are_both_answered(
    on_postgresql: Database,
) -> None:
    await fill(on_postgresql)
    both, drawn = asyncio.Barrier(2), list[float]()
    router = Router()

    @router.button("count", Role.ANYONE)
    async def count(call: Invocation, tx: Transaction) -> Answer:
        drawn.append(call.rng.random())
        names = NAMES if call.value == "forward" else NAMES[::-1]
        await add_one(tx, names[0])
        if len(drawn) <= 2:
            await both.wait()
        await add_one(tx, names[1])
        return Reply(Card("note", call.value))

    with capture_logs() as lines:
        answers = await asyncio.gather(
            dispatch(router, on_postgresql, press("forward")),
            dispatch(router, on_postgresql, press("back")),
        )
    assert [one.card.title for one in answers if isinstance(one, Reply)] == ["forward", "back"]
    assert lines == []
    assert len(drawn) in (3, 4), "a busy server may undo both before it lets one through"
    assert len(set(drawn)) == 1, "what is drawn by lot is the same when it begins again"
    assert await numbers(on_postgresql) == [2, 2]


async def test_what_never_gets_through_is_told_after_a_few_tries(database: Database) -> None:
    await fill(database)
    router, tries = Router(), list[str]()

    @router.button("count", Role.ANYONE)
    async def count(call: Invocation, tx: Transaction) -> Answer:
        tries.append(call.value)
        await add_one(tx, NAMES[0])
        raise DBAPIError("UPDATE", None, Deadlock())

    with capture_logs() as lines:
        answer = await dispatch(router, database, press("forward"))
    assert isinstance(answer, Reply)
    assert answer.card.title == "That was us, not you"
    assert [line["event"] for line in lines] == ["interaction failed"]
    assert len(tries) == conflicts.TRIES
    assert await numbers(database) == [0, 0]


async def fill(database: Database) -> None:
    async with database.transaction() as tx:
        for name in NAMES:
            await tx.insert(setting, **{**COUNTER, "name": name, "number": 0})


async def add_one(tx: Transaction, name: str) -> None:
    here = update(setting).where(setting.c.name == name)
    await tx.execute(here.values(number=setting.c.number + 1))


async def numbers(database: Database) -> list[int]:
    async with database.read_transaction() as tx:
        return await tx.scalars(select(setting.c.number).order_by(setting.c.name))


def press(value: str) -> Invocation:
    return Invocation("i-" + value, "w", f"w/{value}", value, NOON, "button", "count", value)
