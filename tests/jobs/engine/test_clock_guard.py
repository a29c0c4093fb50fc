"""While the clock is wrong nothing is planned or skipped; after a jump all is planned anew."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import select, update

from bot.core import leases, outbox, schedule
from bot.core.checked_clock import CheckedClock
from bot.core.last_moment import find_last_moment
from bot.core.platform_time import PlatformTime
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import occurrence, processed_interaction
from bot.people import records as people
from bot.people.tables import person
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card
from jobs.engine.clock_guard import ClockGuard
from jobs.engine.engine import Engine
from tests.jobs.conftest import NOON, RULE, Bench

DAY = date(2026, 3, 10)


class Machine:
    """A machine whose clock can be set wrong, while its seconds go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.off = timedelta(0)
        self.answers = 0
        self.platform = PlatformTime()
        self.platform.ask = self.answer
        monkeypatch.setattr(leases, "elapsed_seconds", lambda: self.seconds)

    def right(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def wall(self) -> datetime:
        return self.right() + self.off

    async def answer(self) -> None:
        self.answers += 1
        self.platform.hear(format_datetime(self.right().astimezone(UTC), usegmt=True))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


class Town:
    """An engine that goes by the machine's clock, with one job."""

    def __init__(self, bench: Bench, machine: Machine, *, told: bool = True) -> None:
        self.bench, self.machine = bench, machine
        self.clock = CheckedClock(machine.wall, [machine.platform] if told else [])
        self.done: list[datetime] = []
        self.late: list[date] = []
        self.planned: list[datetime] = []
        self.engine = bench.engine(
            tick=Job(self.run, grace=timedelta(hours=6), too_late=self.too_late)
        )
        self.engine.now = self.clock.now
        self.engine.guard = ClockGuard(
            self.clock, bench.database, self.engine.delivery.lease_now, self.plan
        )

    async def run(self, _tx: Transaction, due: DueOccurrence, now: datetime, _rng: object) -> None:
        self.done.append(now)

    async def too_late(
        self, _tx: Transaction, due: DueOccurrence, _now: datetime, _rng: object
    ) -> None:
        self.late.append(due.local_date)

    async def plan(self, _database: Database, now: datetime) -> None:
        self.planned.append(now)

    async def schedule(self, due: datetime) -> None:
        async with self.bench.database.transaction() as tx:
            await schedule.schedule(tx, "w", "tick", Subject("tick", 1), due, DAY)

    async def turn(self) -> None:
        """Let the engine look round once, and finish what it began."""
        await turn(self.engine)


async def turn(engine: Engine) -> None:
    await engine._turn()
    await asyncio.gather(*engine._busy.values())


@pytest.mark.parametrize(
    "off", [timedelta(days=365), timedelta(hours=12), timedelta(hours=-1), timedelta(minutes=2)]
)
async def test_a_wrong_clock_does_nothing_and_what_was_due_is_done_when_it_is_right(
    bench: Bench, machine: Machine, off: timedelta
) -> None:
    town = Town(bench, machine)
    await machine.answer()
    await town.schedule(NOON + timedelta(seconds=30))
    await town.turn()
    machine.off = off
    for _ in range(4):
        machine.seconds += 15
        await town.turn()
    assert (town.done, town.late) == ([], [])
    assert len(town.planned) == 1  # at the start
    machine.off = timedelta(0)
    await town.turn()
    assert (town.done, town.late) == ([machine.right()], [])
    assert len(town.planned) == 2


async def test_a_clock_that_is_wrong_at_the_start_plans_nothing(
    bench: Bench, machine: Machine
) -> None:
    machine.off = timedelta(days=365)
    await machine.answer()
    town = Town(bench, machine)
    await town.schedule(NOON + timedelta(hours=1))
    await town.turn()
    assert (town.done, town.late, town.planned) == ([], [], [])
    assert town.clock.skew > timedelta(days=364)


@pytest.mark.parametrize("off", [timedelta(days=365), timedelta(days=61), timedelta(hours=-1)])
async def test_a_start_that_does_not_fit_what_was_done_before_waits_for_a_platform_that_knows(
    bench: Bench, machine: Machine, off: timedelta
) -> None:
    ask, machine.platform.ask = machine.platform.ask, None
    machine.off = off
    town = Town(bench, machine)
    town.clock.last_known = NOON
    await town.schedule(NOON + timedelta(minutes=3))
    for _ in range(20):
        machine.seconds += 15
        await town.turn()
    assert (town.done, town.late, town.planned) == ([], [], [])
    assert town.clock.now() == machine.right(), "nothing expires by a clock that nobody believes"

    machine.platform.ask = ask
    await town.turn()
    assert town.done == []
    machine.off = timedelta(0)
    await town.turn()
    assert (town.done, town.late) == ([machine.right()], [])
    assert len(town.planned) == 1


async def test_a_program_that_stood_still_for_weeks_goes_on_though_no_platform_tells_the_time(
    bench: Bench, machine: Machine
) -> None:
    machine.platform.ask = None
    town = Town(bench, machine)
    town.clock.last_known = NOON - timedelta(days=45)
    await town.schedule(NOON)
    await town.turn()
    assert town.done == [NOON]


async def test_the_newest_moment_is_of_whatever_was_done_last(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        assert await find_last_moment(tx) is None
        day = timedelta(days=1)
        await tx.insert(processed_interaction, workspace="w", interaction="1", at=NOON + day)
        await schedule.schedule(tx, "w", "tick", Subject("tick", 1), NOON, DAY)
        await tx.execute(update(occurrence).values(state="done", done_at=NOON + 2 * day))
        assert await find_last_moment(tx) == NOON + 2 * day


async def test_messages_are_sent_by_the_time_of_the_platform_meanwhile(
    bench: Bench, machine: Machine
) -> None:
    town = Town(bench, machine)
    await machine.answer()
    machine.off = timedelta(hours=12)
    async with bench.database.transaction() as tx:
        for key, hours in (("now", 0), ("tonight", 8)):
            due = NOON + timedelta(hours=hours)
            expires = due + timedelta(hours=1)
            options = outbox.MessageOptions(reason=RULE, due=due, expires=expires, solicited=True)
            await outbox.post(tx, "w", key, f"w/{key}", Card("note", key), **options)
    await town.turn()
    assert [card.title for _, card in bench.chat.said.values()] == ["now"]


async def test_organisers_hear_why_something_waits(bench: Bench, machine: Machine) -> None:
    town = Town(bench, machine)
    await machine.answer()
    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, "w", "w/ben", "Ben", "UTC", NOON)
        await tx.execute(person.update().values(organiser=True))
    await town.schedule(NOON + timedelta(seconds=30))
    machine.off = timedelta(hours=-12)
    for _ in range(60):
        machine.seconds += 30
        await town.turn()
    assert [text.split("\n")[0] for text in bench.chat.texts()] == ["My clock is wrong"]
    assert "about 12 hours behind" in bench.chat.texts()[0]


async def test_a_platform_that_was_silent_is_asked_before_the_clock_is_doubted(
    bench: Bench, machine: Machine
) -> None:
    town = Town(bench, machine)
    await machine.answer()
    await town.turn()
    machine.off = -timedelta(hours=2)  # the machine was frozen, and its seconds with it
    machine.platform.hear(format_datetime(machine.right().astimezone(UTC), usegmt=True))
    right = machine.right
    machine.right = lambda: right() - timedelta(hours=2)  # type: ignore[method-assign]
    machine.wall = machine.right  # type: ignore[method-assign]
    town.clock.wall = machine.wall
    before = machine.answers
    await town.turn()
    assert machine.answers == before + 1
    assert len(town.planned) == 2


async def test_a_sleep_of_three_days_is_no_jump_and_what_is_too_late_is_told(
    bench: Bench, machine: Machine
) -> None:
    town = Town(bench, machine)
    await machine.answer()
    await town.schedule(NOON + timedelta(hours=1))
    await town.turn()
    machine.seconds += timedelta(days=3).total_seconds()
    await town.turn()
    assert (town.done, town.late) == ([], [DAY])
    assert len(town.planned) == 1


async def test_without_a_platform_a_jump_is_doubted_for_two_minutes(
    bench: Bench, machine: Machine
) -> None:
    town = Town(bench, machine, told=False)
    await town.schedule(NOON + timedelta(hours=1))
    await town.turn()
    machine.off = timedelta(days=365)
    machine.seconds += 20
    await town.turn()
    machine.off = timedelta(0)
    await town.turn()
    assert (town.done, town.late) == ([], [])
    machine.off = timedelta(hours=2)  # this time it is meant
    for _ in range(10):
        machine.seconds += 15
        await town.turn()
    assert len(town.done) == 1
    async with bench.database.read_transaction() as tx:
        assert await tx.scalars(select(occurrence.c.state)) == ["done"]
