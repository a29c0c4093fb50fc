"""Twenty colleagues live a year in which every kit is lived through."""

import datetime as dt
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from msgspec import Struct

from bot.attention.rules import WEEKLY_LIMIT
from bot.core.tables import outbox_message
from bot.events.records import EventDraft, insert_event
from bot.events.tables import event, event_series
from bot.features import ROUTER
from bot.kits.kits import load_kits
from bot.kits.tables import plan, plan_step
from bot.people.hours.records import save_setting
from bot.people.hours.rules import HoursSetting
from jobs.simulation.chronicle import Chronicle
from jobs.simulation.referee.referee import Referee
from jobs.simulation.report import count_fullest_weeks
from tests.bot.next_step.judges import judge_step, last_said
from tests.factories.people import describe, make_people
from tests.factories.programs import SETUP
from tests.reading import text, value_of
from tests.world import HOME, World, world_in

NAMES = (
    *("Ada", "Ben", "Cleo", "Dina", "Emil", "Fatma", "Goro", "Hana", "Ivo", "Jun"),
    *("Kofi", "Lena", "Marek", "Nina", "Omar", "Priya", "Rosa", "Sofia", "Tom", "Uma"),
)
WEEKS = 52
BERLIN = ZoneInfo("Europe/Berlin")
LOOKED_AT = dt.time(9, 30)  # in UTC: nudges come at nine in Berlin
TOPICS = ("Python", "jazz", "climbing", "accounting")
CLOSED = dt.date(2026, 12, 23), dt.date(2027, 1, 2)
# One that takes nine weeks begins before one that takes two, so that all end within the year.
KITS = sorted(load_kits().values(), key=lambda kit: -kit.weeks)
ACTIONS = {"event": "plan.event", "repeat": "plan.repeat"}
REMEMBERED = timedelta(days=80)  # what was not for somebody, at the least


class Nudged(Struct, frozen=True):
    """One nudge that was sent: about which step, to whom, and on which day in Berlin."""

    step: int
    person: str
    day: dt.date


class Year:
    """What is noted while the year is lived."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = [f"{HOME}/{name.lower()}" for name in NAMES]
        self.chance, self.whims = random.Random(HOME), random.Random(7)
        self.nudges: dict[int, Nudged] = {}
        self.owners: dict[int, str] = {}  # of steps, on the day that they were due
        self.chronicle = Chronicle(HOME)
        self.referee = Referee(world.database, ROUTER, HOME)
        self.asked = 0
        self.before: dict[str, object] = {}
        self.passed: dict[tuple[str, object], dt.datetime] = {}

    async def start(self, person: str, kit: str) -> None:
        """Start a kit in three clicks, on a day on which nothing is; colleagues take steps."""
        busy = await self._busy_days()
        offered = await self.world.click(person, "kit.choose", choice=kit)
        confirm = await self.world.click(person, "kit.date", value_of(offered, "kit.date"))
        answer = await self.world.click(person, "kit.start", value_of(confirm, "kit.start"))
        assert "Your plan stands in the channel" in text(answer)
        made = (await self.world.select_all(plan))[-1]
        assert made.day not in busy
        assert made.day.weekday() < 5
        assert made.day not in holidays.country_holidays("DE", subdiv="BE")
        assert not CLOSED[0] <= made.day <= CLOSED[1]

        steps = [row for row in await self.world.select_all(plan_step) if row.plan == made.id]
        for step in steps[1::3]:
            helper = self.chance.choice([one for one in self.people if one != person])
            assert "It's yours." in text(await self.world.click(helper, "plan.take", step.id))

    async def live_week(self) -> None:
        """Pass a week: nudges come and are followed, and some ask what they could do next."""
        monday = self.world.now.date()
        for day in range(5):
            await self.world.until(dt.datetime.combine(monday + timedelta(day), LOOKED_AT, dt.UTC))
            await self._follow_nudges()
            await self._ask_next(self.chance.choice(self.people))
        await self.world.until(dt.datetime.combine(monday + timedelta(7), dt.time(8), dt.UTC))

    async def take_note(self) -> None:
        """Note what was sent, and read what stands for sentences that are false."""
        async with self.world.database.read_transaction() as tx:
            await self.chronicle.take_note(tx)
        await self.referee.read(self.world.now)

    async def _follow_nudges(self) -> None:
        """Note the nudges of the day; whoever was nudged does their step."""
        today = self.world.now.astimezone(BERLIN).date()
        for row in await self.world.select_all(outbox_message):
            if row.reason == "plan.nudge" and row.state == "sent" and row.id not in self.nudges:
                about = int(str(row.subject).partition(":")[2])
                self.nudges[row.id] = Nudged(about, row.recipients[0], today)
        kits = {row.id: load_kits()[row.kit] for row in await self.world.select_all(plan)}
        for row in await self.world.select_all(plan_step):
            if row.due == today and row.state == "open":
                self.owners[row.id] = row.owner
                action = ACTIONS.get(kits[row.plan].find_step(row.step).does, "plan.done")
                await self.world.click(row.owner, action, row.id)

    async def _ask_next(self, person: str) -> None:
        """Ask for a next step and judge it; some say that it is nothing for them."""
        world = self.world
        answer = await world.say(person, "/mingle next")
        self.asked += 1
        said = await last_said(world, person)
        assert said != self.before.get(person), "never twice in a row"
        passed_at = self.passed.get((person, said))
        is_new = passed_at is None or world.now - passed_at > REMEMBERED
        assert is_new, "what was not for them is not said again"
        self.before[person] = said
        await judge_step(world, person, answer)
        if self.whims.random() < 0.05 and said and said[0] != "start":
            self.passed[person, said] = world.now
            await world.click(person, "next.pass", value_of(answer, "next.pass"))
            self.before[person] = await last_said(world, person)

    async def _busy_days(self) -> set[dt.date]:
        plans = await self.world.select_all(plan)
        own = [row for row in await self.world.select_all(event) if row.kind != "listed"]
        days = {row.starts_at.astimezone(BERLIN).date() for row in own if row.state == "open"}
        return days | {row.day for row in plans if row.state == "open"}


async def _found(year: Year) -> None:
    """Settle twenty people in a company that is closed at the turn of the year, with lunches."""
    names = [f"{name} X" for name in NAMES]
    await make_people(year.world, *names, workspace=HOME, known=True, housekeeping=False)
    for person in year.people:
        interests = tuple(year.chance.sample(TOPICS, 2))
        await describe(year.world, person, office="Berlin", interests=interests)
    async with year.world.database.transaction() as tx:
        setting = HoursSetting(region="DE-BE", blackout=(CLOSED,))
        await save_setting(tx, HOME, "", setting)
    setup = {**SETUP, "channel": f"{HOME}/lunch", "cadence": "monthly:1"}
    await year.world.submit(year.people[0], "setup.save", setup)
    for person in year.people[1:]:
        await year.world.command(person, "mingle join")


async def _list_event(year: Year, week: int) -> None:
    starts_at = year.world.now + timedelta(days=3, hours=8)
    draft = EventDraft(
        HOME,
        "listed",
        f"Evening {week}",
        starts_at,
        starts_at + timedelta(hours=2),
        "Europe/Berlin",
        year.world.now,
        town="Berlin",
        reach="local",
        place="Data Loft",
        topics=(TOPICS[week % len(TOPICS)],),
    )
    async with year.world.database.transaction() as tx:
        await insert_event(tx, draft)


@pytest.mark.rehearsal
@pytest.mark.timeout(900)
async def test_in_a_year_each_kit_is_lived_through_and_every_next_step_is_one(
    tmp_path: Path,
) -> None:
    async with world_in(tmp_path / "year.db") as world:
        year = Year(world)
        await _found(year)
        for week in range(WEEKS):
            if week % 2 == 0:
                await _list_event(year, week)
            if week % 5 == 0 and week // 5 < len(KITS):
                await year.start(year.people[1 + week % 19], KITS[week // 5].id)
            await year.live_week()
            if week % 4 == 3:
                await year.take_note()
        await _check(year)


async def _check(year: Year) -> None:
    world = year.world
    plans = await world.select_all(plan)
    assert sorted(row.kit for row in plans) == sorted(load_kits())
    assert {row.state for row in plans} == {"done"}

    steps = await world.select_all(plan_step)
    assert len(steps) == sum(len(kit.steps) for kit in KITS)
    due = {row.id: row.due for row in steps}
    told: Counter[tuple[object, ...]] = Counter(
        (one.step, one.person, one.day) for one in year.nudges.values()
    )
    expected: Counter[tuple[object, ...]] = Counter(
        (number, year.owners.get(number), due[number]) for number in due
    )
    assert told == expected, (told - expected, expected - told)

    series = await world.select_all(event_series)
    evenings = Counter(row.series for row in await world.select_all(event) if row.series)
    assert len(series) == len(plans)
    assert all(evenings[f"gathering:{row.id}"] >= 2 for row in series), evenings

    weeks = count_fullest_weeks(year.chronicle.receipts)
    assert 0 < max(weeks.values()) <= WEEKLY_LIMIT
    assert not year.referee.false_sentences
    assert year.asked == 5 * WEEKS
