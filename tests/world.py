"""Give tests a whole workspace.

Colleagues, a drawn round, open tables, a posted prompt, and a clock to drive.
"""

import itertools
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from adapters.playground import records
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.records import Conversation
from adapters.playground.sample_sites import DESIGN, SampleWeb
from bot.core.dispatch import dispatch
from bot.core.platform import MessageRef
from bot.core.router import Answer, InteractionKind, Invocation, OpenForm
from bot.core.tables import effect
from bot.features import ROUTER
from bot.happy_hour.tables import poll
from bot.sources.web_port import WebClient
from bot.store.engine import Database, open_database
from bot.store.playground import playground_colleague
from bot.ui.cards import Card, Form
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.registry import JOBS, schedule_housekeeping
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from jobs.web.source_refresh import SourceRefresher
from tests import guilds
from tests.clicks import clicks
from tests.databases import create_sqlite
from tests.doubles.standins import Nobody, ReadsHere
from tests.rows import Rows, rows_of

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9:00 in Berlin
LIVED = MONDAY + timedelta(days=9, hours=3, minutes=10)  # a Wednesday, 12:10 in Berlin
HOME = "acme"
NAMES = (
    "Ada Wolf",
    "Ben Marsh",
    "Cleo Duarte",
    "Dina Haddad",
    "Emil Novak",
    "Fatma Aydin",
    "Goro Sato",
)
ADA, BEN, CLEO, DINA, EMIL, FATMA, GORO = PEOPLE = tuple(
    f"{HOME}/{name.split()[0].lower()}" for name in NAMES
)
LUNCH, PROMPTS = f"{HOME}/lunch", f"{HOME}/prompts"
SUGGESTION = "Walk to lunch with whoever sits nearest to the stairs."
LEARNED = "A spreadsheet can be sorted by colour."
PLACE = "Noodle Cellar"

Fields = Mapping[str, str | tuple[str, ...]]


@dataclass
class World:
    """Workspaces in one database, and what their people can do. A person's id tells the
    workspace."""

    database: Database
    clock: SimulatedClock
    engine: Engine
    driver: SimulationDriver
    chats: dict[str, PlaygroundListener]
    gestures: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def say(self, person: str, words: str, channel: str = "") -> Answer:
        """Type a line; in #lunch unless a channel is named."""
        return await self._chat(person).handle_line(
            person, channel or f"{home(person)}/lunch", words, self._id()
        )

    async def click(
        self,
        person: str,
        action: str,
        value: object = "",
        *,
        channel: str = "",
        choice: str | None = None,
    ) -> Answer:
        """Click a button, or choose from a select."""
        sent = MessageRef(channel or f"{home(person)}/lunch", "0")
        return await self._chat(person).handle_click(
            person, sent, action, str(value), self._id(), choice=choice
        )

    async def submit(self, person: str, form: Form, fields: Fields, channel: str = "") -> Answer:
        """Fill in a form, whatever is not named as it stands there."""
        given = {**initial_values(form), **fields}
        return await self._chat(person).handle_submission(
            person, channel or f"{home(person)}/lunch", form, given, self._id()
        )

    async def fill(self, person: str, words: str, fields: Fields, channel: str = "") -> Answer:
        """Open a form by a command and send it."""
        return await self.submit(
            person, opened(await self.say(person, words, channel)), fields, channel
        )

    async def pass_time(self, **span: float) -> None:
        """Let time pass, with everything that falls due on the way."""
        await self.driver.advance_to(self.now + timedelta(**span))

    async def until(self, moment: datetime) -> None:
        await self.driver.advance_to(moment)

    async def inbox(self, person: str) -> list[Card]:
        """Give every card that somebody can see, oldest first."""
        return [card for _, card in await self.seen(person)]

    async def seen(self, person: str) -> list[tuple[str, Card]]:
        """Give every card that somebody can see, with the conversation it stands in."""
        chat = self._chat(person).playground
        found = []
        async with self.database.read_transaction() as tx:
            for room in await records.find_conversations(tx, home(person)):
                if person in room.people:
                    said = await records.latest_messages(
                        tx, chat.workspace, room.id, person, limit=10_000
                    )
                    found += [(m.id, room.id, m.card) for m in said if m.card]
        return [(room, card) for _, room, card in sorted(found, key=lambda each: each[0])]

    async def button(self, person: str, action: str) -> str:
        """Give the value of the latest button of this action that somebody can see."""
        shown = [item for card in await self.inbox(person) for item in clicks(card)]
        values: list[str] = [item.value for item in shown if item.action == action]
        assert values, f"{person} sees no button {action}"
        return values[-1]

    def call(
        self,
        person: str,
        gesture: InteractionKind,
        action: str,
        value: str = "",
        fields: Fields | None = None,
        channel: str | None = "",
        **more: Any,
    ) -> Invocation:
        """Make a gesture as an adapter would pass it on."""
        where = f"{home(person)}/lunch" if channel == "" else channel
        name = next(
            (name for name in NAMES if person.endswith(f"/{name.split()[0].lower()}")),
            "Somebody New",
        )
        usual: dict[str, Any] = {
            "zone": "Europe/Berlin",
            "organiser": person.endswith("/ada"),
            "rng": random.Random(7),
            "channel_name": native
            if (native := (where or "").partition("/")[2]) in ("lunch", "prompts")
            else "",
            "name": name,
        }
        return Invocation(
            id=more.pop("id", None) or self._id(),
            workspace=home(person),
            person=person,
            now=self.now,
            interaction=gesture,
            action=action,
            value=value,
            channel=where,
            fields=fields or {},
            **{**usual, **more},
        )

    async def do(self, call: Invocation) -> Answer:
        """Make a gesture past the adapter."""
        return await dispatch(ROUTER, self.database, call)

    async def rows(self) -> Rows:
        async with self.database.engine.connect() as connection:
            await connection.execution_options(mingle_reads=True)
            return await connection.run_sync(rows_of)

    def _chat(self, person: str) -> PlaygroundListener:
        return self.chats[home(person)]

    def _id(self) -> str:
        return f"gesture {next(self.gestures)}"


@asynccontextmanager
async def world_in(
    path: Path,
    *workspaces: str,
    first: int = 1,
    moment: datetime = MONDAY,
    web: WebClient | None = None,
) -> AsyncIterator[World]:
    """Open a world that is kept in a file."""
    if not path.exists():  # noqa: ASYNC240
        create_sqlite(path)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    try:
        yield await world_on(database, *workspaces, first=first, moment=moment, web=web)
    finally:
        await database.close()


async def world_on(
    database: Database,
    *workspaces: str,
    first: int = 1,
    moment: datetime = MONDAY,
    web: WebClient | None = None,
) -> World:
    """Join a world on a database that has its tables."""
    clock = SimulatedClock(moment)
    chats = {
        name: PlaygroundListener(
            Playground(database, name, clock.now),
            ROUTER,
            lambda call: dispatch(ROUTER, database, call),
            name,
        )
        for name in workspaces or (HOME,)
    }
    delivery = Delivery(
        database,
        ROUTER,
        lambda name: chats[name].playground,
        save_members,
        clock.now,
        timedelta(0),
        owner="test",
    )
    town = web or SampleWeb(clock.now)
    feeds = SourceRefresher(database, lambda _: town, ReadsHere(), random.Random(1))
    engine = Engine(
        database, JOBS, delivery, clock.now, random.Random(1), periodic_tasks={"feeds": feeds}
    )
    database.on_wake = engine.wakeup.set
    await engine.recover_sends()
    return World(
        database,
        clock,
        engine,
        SimulationDriver(engine, clock, Nobody()),
        chats,
        itertools.count(first),
    )


async def move_in(
    world: World, workspace: str = HOME, names: Sequence[str] = NAMES
) -> tuple[str, ...]:
    """Let people move in, with two channels; the first one organises."""
    people = tuple(f"{workspace}/{name.split()[0].lower()}" for name in names)
    async with world.database.transaction() as tx:
        for person, name in zip(people, names, strict=True):
            await tx.insert(
                playground_colleague,
                workspace=workspace,
                person=person,
                name=name,
                zone="Europe/Berlin",
                organiser=person == people[0],
                colour="#2a6f9e",
                simulated=False,
                profile={},
                habits={},
            )
        for channel in ("lunch", "prompts"):
            room = Conversation(f"{workspace}/{channel}", "channel", channel, "", people)
            await records.open_conversation(tx, workspace, room)
        await schedule_housekeeping(tx, workspace, world.now)
    await world.chats[workspace].playground.load_conversations()
    return people


async def settle(world: World, workspace: str = HOME, names: Sequence[str] = NAMES) -> None:
    """Let people move in, begin lunches and prompts, and tell Mingle about themselves."""
    people = await move_in(world, workspace, names)
    ada = people[0]
    lunch, prompts = f"{workspace}/lunch", f"{workspace}/prompts"
    await world.fill(ada, "/mingle setup", {"channel": lunch}, lunch)
    await world.fill(ada, "/prompt setup", {"channel": prompts}, prompts)
    await world.pass_time(minutes=1)
    for number, person in enumerate(people):
        await world.click(person, "people.join", await world.button(person, "people.join"))
        await world.fill(person, "/mingle profile", _profile(number))


def _profile(number: int) -> dict[str, str | tuple[str, ...]]:
    return {
        "team": ("Sales", "Design", "Data")[number % 3],
        "manager": ("Noor", "Ola")[number % 2],
        "office": "Berlin",
        "slots": ("tue-1230", "thu-1230"),
        "interests": ("ramen, chess", "chess, running", "ramen, running")[number % 3],
        "offers": ("python", "sql")[number % 2],
        "wants": ("sql", "python")[number % 2],
    }


async def live(world: World, workspace: str = HOME) -> None:
    """Live nine days, to a Wednesday noon on which every kind of message stands somewhere."""
    ada, ben, cleo, dina, emil, fatma, goro = (
        f"{workspace}/{person.partition('/')[2]}" for person in PEOPLE
    )
    prompts = f"{workspace}/prompts"
    await _evening(world, dina, emil, fatma)
    await _digest(world, ada)
    await world.until(
        MONDAY + timedelta(days=8, hours=1, minutes=5)
    )  # Tuesday: the first round is drawn
    await _lunches(world, (ada, ben, cleo, dina, emil, fatma, goro))
    await world.fill(goro, "/prompt suggest", {"text": SUGGESTION}, prompts)
    await world.say(emil, "/lunch usual mon 12:30")
    await world.say(emil, f'/lunch tomorrow 13:00 seats:3 at:"{PLACE}" topic:python')
    await world.until(
        MONDAY + timedelta(days=9, hours=2, minutes=30)
    )  # Wednesday: a prompt is posted
    number = await world.button(goro, "prompt.did")
    await world.click(cleo, "prompt.will_do", number, channel=prompts)
    form = opened(await world.click(goro, "prompt.did", number, channel=prompts))
    await world.submit(goro, form, {"text": LEARNED, "share": "named"}, prompts)
    await world.say(ben, "/lunch today 12:30 topic:chess")
    await world.say(dina, "/lunch today 12:45")
    await world.click(fatma, "table.join", await world.button(fatma, "table.join"))
    await world.fill(cleo, "/mingle rather-not", {"others": (goro,)})
    await world.click(fatma, "attention.mute", "lunch.nudge")
    await _poll(world, ada, ben)
    await world.do(
        world.call(dina, "command", "events add", fields={"address": DESIGN}, id=f"{dina} adds")
    )
    await guilds.found(world, dina, emil)
    await world.until(LIVED)  # the two tables of 12:30 and 12:45 are asked to join
    async with world.database.transaction() as tx:  # one message whose fate nobody could see
        report = update(effect).where(
            effect.c.workspace == workspace, effect.c.rule == "lunch.report"
        )
        await tx.execute(report.values(state="held"))


async def _evening(world: World, host: str, fickle: str, patient: str) -> None:
    """Plan an event with two seats, of which one changes hands, and look for another host."""
    about = {
        "title": "Chess at noon",
        "place": "Corner Café",
        "address": "Torstr. 5",
        "capacity": "2",
    }
    told, world.gestures = (
        world.gestures,
        itertools.count(5_000),
    )  # a gesture's number is its chance: leave the others
    await world.fill(
        host, "/events new 2026-03-12 12:00", {**about, "channel": f"{home(host)}/lunch"}
    )
    await world.pass_time(minutes=1)
    number = await world.button(host, "event.edit")
    for person, answer in ((fickle, "going"), (patient, "going"), (fickle, "cant")):
        await world.click(person, "event.answer", f"{number}:{answer}")
    await world.click(host, "event.swap", number)
    world.gestures = told


async def _digest(world: World, organiser: str) -> None:
    """Have the channel told on Monday what is on."""
    told, world.gestures = world.gestures, itertools.count(7_000)
    await world.fill(organiser, "/events digest", {"channel": f"{home(organiser)}/lunch"})
    world.gestures = told


async def _poll(world: World, organiser: str, member: str) -> None:
    """Ask when and where to meet, with a place that a member proposes, and look at another
    preview."""
    told, world.gestures = world.gestures, itertools.count(6_000)
    lunch = f"{home(organiser)}/lunch"
    for name, part in (("Anker", "Mitte"), ("Birke", "Wedding")):
        await world.fill(organiser, "/venues add", {"name": name, "part": part, "good_for": "both"})
    for _ in range(2):
        await world.fill(organiser, "/happyhour", {"channel": lunch, "deadline": "in 5 days"})
    async with world.database.read_transaction() as tx:
        posted, draft = await tx.scalars(
            select(poll.c.id).where(poll.c.workspace == home(organiser)).order_by(poll.c.id)
        )
    await world.click(organiser, "poll.post", posted)
    await world.click(organiser, "poll.change", draft)
    await world.submit(
        member,
        opened(await world.click(member, "poll.propose", posted)),
        {"name": "Chorus", "part": "Pankow"},
    )
    await world.pass_time(minutes=1)
    await world.click(member, "poll.works", await world.button(member, "poll.works"))
    await world.click(member, "poll.remind", posted)
    world.gestures = told


async def _lunches(world: World, people: Sequence[str]) -> None:
    """Let one group meet, and one fall apart."""
    rooms = await world.chats[home(people[0])].playground.conversations_by_id()
    groups = [room.people for room in rooms.values() if room.kind == "group"]
    pairs = [group for group in groups[-(len(people) // 2) :] if len(group) == 2]
    met, apart = pairs[0], pairs[1]
    number = await world.button(met[0], "lunch.met")
    await world.click(met[0], "lunch.met", number)
    form = opened(
        await world.click(met[0], "learning.share", await world.button(met[0], "learning.share"))
    )
    await world.submit(met[0], form, {"text": LEARNED, "share": "unnamed"})
    await world.click(apart[0], "lunch.cant", await world.button(apart[0], "lunch.cant"))
    await world.pass_time(minutes=1)
    await world.click(apart[1], "lunch.rescue", await world.button(apart[1], "lunch.rescue"))


def home(person: str) -> str:
    """Tell the workspace of an id."""
    return person.partition("/")[0]


def opened(answer: Answer) -> Form:
    assert isinstance(answer, OpenForm), answer
    return answer.form
