"""Three months of swap lunches between two real `mingle run`, in Slack and in Discord."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from bot.swap import crossings
from bot.swap.crossings import Crossing
from bot.swap.envelope import read_keys, unseal
from bot.swap.rules import Turn, TurnAnswer, third_thursday
from tests.faults.process import Nursery, open_nursery
from tests.faults.two_companies import (
    NORTH_PEOPLE,
    SOUTH_PEOPLE,
    Company,
    TwoCompanies,
    two_companies,
)
from tests.faults.wire import LOOK, PATIENCE, until

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
# What befalls the turns of each month, one after the other.
FIRST = ("pass", "lose", "kill north", "answer of before", "pass")
SECOND = ("stale", "kill south", "replay", "forge", "lose", "pass")
MONTHS = (FIRST, SECOND, ())


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    async with open_nursery() as nursery:
        yield nursery


@pytest.mark.rehearsal
@pytest.mark.timeout(900)
async def test_three_months_of_kills_and_lies_introduce_nobody_twice_and_strand_nobody(
    nursery: Nursery, tmp_path: Path
) -> None:
    async with two_companies(tmp_path, nursery, BEGIN) as both:
        await both.agree()
        for month, strikes in enumerate(MONTHS):
            usual = third_thursday(both.clock.utc(), "UTC")
            await both.move(max(usual - timedelta(days=10) - both.clock.utc(), timedelta(0)))
            await _live_through(both, strikes)
            await both.until_both(3 * (month + 1))
            await _agree_on_all(both)
            lines = await _until_logs_agree(both)
            assert lines == 2 * len(both.wire.answers), both.wire.struck
            if month == 2:
                break
            # its people are told in their own hours
            await both.go_to(usual - timedelta(hours=30), timedelta(days=9))
            await both.go_to(usual - timedelta(hours=3), timedelta(hours=5))
            await _agree_on_all(both)
            assert len(await both.north.lunches("standing")) == 3 * (month + 1)
            await _until_logs_agree(both)
            for company in (both.north, both.south):
                told = company.read_of("Where you meet")
                assert sorted(told.values()) == [month + 1] * 3, (company.name, told)
            await both.move(timedelta(days=18))  # into the next month

        code = (await both.south.swap()).code
        await both.south.operate("end", code)
        for _ in range(24):  # until those concerned are at work again
            await both.move(timedelta(hours=3))
        for company in (both.north, both.south):
            assert (await company.swap()).state == "ended"
            assert len(await company.lunches("standing")) == 6
            assert len(await company.lunches("off")) == 3
            await until(partial(company.told_all, "no longer swap lunches"))
            assert sorted(company.read_of("no longer swap lunches").values()) == [1, 1, 1]
        await _until_logs_agree(both)
        await _read_the_wire(both)
        assert Counter(both.wire.struck).keys() >= {*FIRST, *SECOND}
        assert both.wire.refused == 3


async def _live_through(both: TwoCompanies, strikes: tuple[str, ...]) -> None:
    """Let a month's strikes fall; whoever is killed is started again."""
    wire = both.wire
    wire.strikes = list(strikes)
    for _ in range(40):
        if not wire.strikes:
            break
        before = len(wire.turns)
        await both.move(timedelta(hours=3))
        with suppress(TimeoutError):
            await until(partial(wire.has_taken, before), 5.0)
        await _recover(both)
    assert not wire.strikes


async def _recover(both: TwoCompanies) -> None:
    """Start again whoever was killed, and let come in the end what is late."""
    wire = both.wire
    async with asyncio.timeout(PATIENCE):
        while not wire.is_idle():
            while wire.killed:
                await (both.north if wire.killed.pop() == "kill north" else both.south).kill()
            if wire.late and not wire.under_way:
                await both.move(timedelta(minutes=11))
                await wire.resend()
            await asyncio.sleep(LOOK)


async def _agree_on_all(both: TwoCompanies) -> None:
    """Each lunch stands on both sides, of two who never met, one for each of them in a month."""
    sides = []
    for company in (both.north, both.south):
        found = await company.lunches("standing")
        sides.append({(lunch.code, lunch.starts_at) for lunch in found})
        assert not [n for n in Counter((f.person, f.starts_at) for f in found).values() if n > 1]
        assert not [n for n in Counter((f.person, f.other_ref) for f in found).values() if n > 1]
    assert sides[0] == sides[1]


async def _until_logs_agree(both: TwoCompanies) -> int:
    """Wait until both wrote down the same of what crossed, to the letter; return how many lines."""
    sides: list[list[Crossing]] = []
    for _ in range(200):
        sides = [await _crossed(company) for company in (both.north, both.south)]
        if sides[0] == sides[1] and sides[0]:
            return len(sides[0])
        await asyncio.sleep(LOOK)
    raise AssertionError([side[-4:] for side in sides])


async def _crossed(company: Company) -> list[Crossing]:
    number = (await company.swap()).id
    async with company.database.read_transaction() as tx:
        return list(await crossings.list_crossings(tx, number))


async def _read_the_wire(both: TwoCompanies) -> None:
    """Open all that crossed, with both sides' keys: nothing of it names more than first names."""
    own, theirs = await both.north.swap(), await both.south.swap()
    north, south = own.keys(both.north.database.vault), theirs.keys(both.south.database.vault)
    assert read_keys(own.their_keys) == south.public
    crossed = [unseal(body, Turn, south, north.public) for body in both.wire.turns]
    back = [unseal(body, TurnAnswer, north, south.public) for body in both.wire.answers]
    seen = b" ".join(map(msgspec.json.encode, (*crossed, *back))).decode()
    for name in (*NORTH_PEOPLE, *SOUTH_PEOPLE):
        first, last = name.split()
        assert first in seen
        assert last not in seen
    for company in (both.north, both.south):
        assert company.workspace not in seen
        for person in company.people:
            assert str(person.id) not in seen
    for sealed in (*both.wire.turns, *both.wire.answers):
        assert sealed.count(".") == 4
        assert '"' not in sealed  # short names stand in random letters by chance
