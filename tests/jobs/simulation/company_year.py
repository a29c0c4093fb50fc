"""A company whose people live a year: they start things, meet, pause, fall out, and ask."""

import datetime as dt
import random
from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from msgspec import Struct
from sqlalchemy import select, update

from bot.associations.tables import association, association_member, opening
from bot.core.tables import outbox_message
from bot.events.records import EventDraft, insert_event
from bot.events.tables import event, rsvp
from bot.features import ROUTER
from bot.kits.kits import load_kits
from bot.kits.tables import plan, plan_step
from bot.open_tables.tables import open_table
from bot.people.hours.records import save_setting
from bot.people.hours.rules import HoursSetting
from jobs.simulation.chronicle import Chronicle
from jobs.simulation.referee.referee import Referee
from tests.bot.next_step.judges import judge_step, last_said
from tests.factories.people import describe, leave_company, make_avoid_list, make_channel
from tests.factories.programs import SETUP
from tests.reading import text, value_of
from tests.world import World

BERLIN = ZoneInfo("Europe/Berlin")
LOOKED_AT = dt.time(9, 30)  # in UTC: nudges come at nine in Berlin
ASKED_A_DAY = 4
CLOSED = dt.date(2026, 12, 23), dt.date(2027, 1, 2)
TOPICS = ("Python", "jazz", "climbing", "accounting")
TOWNS = ("Berlin", "Berlin", "Berlin", "")
REMEMBERED = timedelta(days=80)  # what was not for somebody, at the least
ACTIONS = {"event": "plan.event", "repeat": "plan.repeat"}


class Nudged(Struct, frozen=True):
    """One nudge that was sent: about which step, to whom, and on which day in Berlin."""

    step: int
    person: str
    day: dt.date


class CompanyYear:
    """One company, and what is noted of it while the year is lived."""

    def __init__(self, world: World, home: str, people: list[str]) -> None:
        self.world, self.home, self.people = world, home, people
        self.chance, self.whims = random.Random(home), random.Random(f"{home} whims")
        self.nudges: dict[int, Nudged] = {}
        self.owners: dict[int, str] = {}  # of steps, on the day that they were due
        self.chronicle = Chronicle(home)
        self.referee = Referee(world.database, ROUTER, home)
        self.asked = 0
        self.said: Counter[str] = Counter()
        self.before: dict[str, object] = {}
        self.passed: dict[tuple[str, object], dt.datetime] = {}

    async def found(self) -> None:
        """Settle its people, with lunches, an association, and half of them in a channel apart."""
        for person in self.people:
            profile = {"office": self.chance.choice(TOWNS)}
            interests = tuple(self.chance.sample(TOPICS, 2))
            await describe(self.world, person, **profile, interests=interests)
        await make_channel(self.world, "side", self.people[::2], workspace=self.home)
        async with self.world.database.transaction() as tx:
            setting = HoursSetting(region="DE-BE", blackout=(CLOSED,))
            await save_setting(tx, self.home, "", setting)
            guild = await tx.insert(
                association, workspace=self.home, name="Guild", folded="guild", about="Python",
                link="", added_by=self.people[0], added_at=self.world.now,
            )  # fmt: skip
            for person in self.people[:6]:
                await tx.insert(
                    association_member, workspace=self.home, association=guild, person=person,
                    standing="privately", tell=False,
                )  # fmt: skip
        setup = {**SETUP, "channel": f"{self.home}/lunch", "cadence": "monthly:1"}
        await self.world.submit(self.people[0], "setup.save", setup)
        for person in self.people[1:]:
            await self.world.command(person, "mingle join")

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

    async def live_day(self) -> None:
        """Follow the nudges of a day; something happens, and some ask what they could do next."""
        await self._follow_nudges()
        for _ in range(ASKED_A_DAY):
            if self.whims.random() < 0.4:
                await self._happen()
            await self._ask_next(self.chance.choice(self.people))

    async def list_event(self, week: int) -> None:
        """Save an event of the week as a source would, sometimes with few seats."""
        starts_at = self.world.now + timedelta(days=3, hours=8)
        draft = EventDraft(
            self.home, "listed", f"Evening {week}", starts_at, starts_at + timedelta(hours=2),
            "Europe/Berlin", self.world.now, town="Berlin", reach="local", place="Data Loft",
            topics=(TOPICS[week % len(TOPICS)],), capacity=self.whims.choice((None, None, 1, 2)),
        )  # fmt: skip
        async with self.world.database.transaction() as tx:
            await insert_event(tx, draft)

    async def lose(self, person: str) -> None:
        """Let somebody leave; whoever started a plan does what they leave behind."""
        self.people.remove(person)
        await leave_company(self.world, person)
        starters = {row.id: row.starter for row in await self.world.select_all(plan)}
        for row in await self.world.select_all(plan_step):
            if row.owner is None and row.state == "open":
                await self.world.click(starters[row.plan], "plan.take", row.id)

    async def take_note(self) -> None:
        """Note what was sent, and read what stands for sentences that are false."""
        async with self.world.database.read_transaction() as tx:
            await self.chronicle.take_note(tx)
        await self.referee.read(self.world.now)

    def count_week(self, person: str, day: dt.date) -> int:
        """Return how many messages somebody was sent in the week of a day."""
        week = day.isocalendar()[:2]
        receipts = [one for one in self.chronicle.receipts if one.person == person]
        days = {one.message: one.at.astimezone(BERLIN).date() for one in receipts}
        return sum(sent.isocalendar()[:2] == week for sent in days.values())

    async def _follow_nudges(self) -> None:
        """Note the nudges of the day; whoever was nudged does their step."""
        today = self.world.now.astimezone(BERLIN).date()
        sent = outbox_message.c.reason == "plan.nudge", outbox_message.c.state == "sent"
        async with self.world.database.read_transaction() as tx:
            rows = await tx.all(select(outbox_message).where(*sent))
        for row in rows:
            if row.id not in self.nudges:
                self.nudges[row.id] = Nudged(row.subject.id, row.recipients[0], today)
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
        assert said, "never empty"
        assert said != self.before.get(person), "never twice in a row"
        passed_at = self.passed.get((person, said))
        is_new = passed_at is None or world.now - passed_at > REMEMBERED
        assert is_new, "what was not for them is not said again"
        self.before[person] = said
        self.said[str(said[0])] += 1
        await judge_step(world, person, answer)
        if self.whims.random() < 0.05 and said[0] != "start":
            self.passed[person, said] = world.now
            await world.click(person, "next.pass", value_of(answer, "next.pass"))
            self.before[person] = await last_said(world, person)

    async def _happen(self) -> None:
        """Let somebody do one of the things that make a suggestion out of date."""
        person = self.whims.choice(self.people)
        acts = (
            self._answer_event, self._answer_event, self._open_table, self._sit_down, self._pause,
            self._fall_out, self._call_off, self._plan_apart, self._find_opening,
        )  # fmt: skip
        await self.whims.choice(acts)(person)

    async def _answer_event(self, person: str) -> None:
        ahead = await self._events_ahead()
        if ahead:
            number = self.whims.choice(ahead).id
            answer = self.whims.choice(("going", "going", "if_one", "cant"))
            await self.world.click(person, "event.answer", f"{number}:{answer}")
            if self.whims.random() < 0.7:
                await self.world.click(person, "event.openly", f"{number}:yes")

    async def _open_table(self, person: str) -> None:
        at = self.world.now + timedelta(days=self.whims.randint(1, 6))
        seats = str(self.whims.randint(2, 3))
        fields = {"when": f"{at:%Y-%m-%d} 12:30", "seats": seats}
        await self.world.command(person, "lunch", fields)

    async def _sit_down(self, person: str) -> None:
        rows = [row for row in await self.world.select_all(open_table) if row.state == "open"]
        for row in rows[-3:]:
            await self.world.click(person, "table.join", row.id)

    async def _pause(self, person: str) -> None:
        back = self.world.now + timedelta(days=self.whims.randint(2, 14))
        await self.world.command(person, "mingle pause", {"until": f"{back:%Y-%m-%d}"})

    async def _fall_out(self, person: str) -> None:
        others = [one for one in self.people if one != person]
        apart = self.whims.sample(others, self.whims.randint(0, 3))
        await make_avoid_list(self.world, person, *apart)

    async def _call_off(self, _person: str) -> None:
        plans = {row.event for row in await self.world.select_all(plan)}
        answered = {row.event for row in await self.world.select_all(rsvp)}
        ahead = [row for row in await self._events_ahead() if row.id not in plans | answered]
        if ahead and self.whims.random() < 0.5:
            chosen = event.c.id == self.whims.choice(ahead).id
            async with self.world.database.transaction() as tx:
                await tx.execute(update(event).where(chosen).values(state="cancelled"))

    async def _plan_apart(self, person: str) -> None:
        """Plan an evening in a channel in which only half of them are."""
        if person not in self.people[::2] or self.whims.random() < 0.7:
            return
        starts_at = self.world.now + timedelta(days=4, hours=9)
        draft = EventDraft(
            self.home, "gathering", "Side evening", starts_at, starts_at + timedelta(hours=2),
            "Europe/Berlin", self.world.now, channel=f"{self.home}/side", channel_name="side",
            host=person, organiser=person,
        )  # fmt: skip
        async with self.world.database.transaction() as tx:
            await insert_event(tx, draft)

    async def _find_opening(self, person: str) -> None:
        due = (self.world.now + timedelta(days=self.whims.randint(-3, 20))).date()
        async with self.world.database.transaction() as tx:
            await tx.insert(
                opening, workspace=self.home, association=1, kind="role", title="Treasurer",
                details="", link="", due=due, zone="Europe/Berlin",
                state=self.whims.choice(("open", "open", "closed")), added_by=person,
                added_at=self.world.now,
            )  # fmt: skip

    async def _events_ahead(self) -> list[Any]:
        rows = await self.world.select_all(event)
        return [row for row in rows if row.state == "open" and row.starts_at > self.world.now]

    async def _busy_days(self) -> set[dt.date]:
        plans = await self.world.select_all(plan)
        own = [row for row in await self.world.select_all(event) if row.kind != "listed"]
        days = {row.starts_at.astimezone(BERLIN).date() for row in own if row.state == "open"}
        return days | {row.day for row in plans if row.state == "open"}
