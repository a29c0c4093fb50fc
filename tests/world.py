"""A whole workspace to test in: people act through the playground's adapter, as in a browser."""

import itertools
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from adapters.playground import records
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.records import Colleague
from adapters.playground.sample_sites import SampleWeb
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, InteractionKind, Invocation
from bot.core.platform import MessageRef
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.features import ROUTER
from bot.sources.web_port import WebClient
from bot.store.engine import Database, open_database
from bot.ui.cards import Card, Form
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine, PeriodicTask
from jobs.home_tabs import HomeTabs
from jobs.registry import JOBS
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from jobs.web.busy_refresh import BusyRefresher
from jobs.web.source_refresh import SourceRefresher
from tests.databases import create_sqlite
from tests.doubles.standins import Nobody, ReadsHere
from tests.reading import controls, form_of
from tests.rows import Rows, read_rows

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9:00 in Berlin
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
LUNCH, PROMPTS, SIDE = f"{HOME}/lunch", f"{HOME}/prompts", f"{HOME}/side"

Fields = Mapping[str, str | tuple[str, ...]]


@dataclass(repr=False)
class World:
    """Workspaces in one database, and what their people can do.

    A person's id begins with the workspace: `acme/ada`. Nobody reads all that a world holds, and
    asyncio writes out what each fixture returns, so that takes no time.
    """

    database: Database
    clock: SimulatedClock
    engine: Engine
    driver: SimulationDriver
    chats: dict[str, PlaygroundListener]
    interactions: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    colleagues: dict[str, Colleague] = field(default_factory=dict)
    channel_names: dict[str, str] = field(default_factory=dict)
    usual_channel: str = "lunch"

    @property
    def now(self) -> datetime:
        """The time in this world. Setting it runs nothing, as if Mingle had been off."""
        return self.clock.now()

    @now.setter
    def now(self, moment: datetime) -> None:
        self.clock.moment = moment

    async def load_people(self, workspace: str) -> None:
        """Read who works in a workspace and which channels it has."""
        async with self.database.read_transaction() as tx:
            colleagues = await records.find_colleagues(tx, workspace)
            conversations = await records.find_conversations(tx, workspace)
        self.colleagues |= {colleague.id: colleague for colleague in colleagues}
        self.channel_names |= {c.id: c.name for c in conversations if c.kind == "channel"}
        await self.chats[workspace].playground.load_conversations()

    async def say(self, person: str, words: str, channel: str = "") -> Answer:
        """Type a line; in the usual channel unless another is named."""
        return await self._chat(person).handle_line(
            person, channel or self._usual(person), words, self._id()
        )

    async def command(
        self,
        person: str,
        name: str,
        options: Fields | None = None,
        channel: str | None = "",
    ) -> Answer:
        """Run a command by its name, with options as they are, past the adapter's own checks."""
        return await self.do(self.call(person, "command", name, "", options, channel))

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
        sent = MessageRef(channel or self._usual(person), "0")
        return await self._chat(person).handle_click(
            person, sent, action, str(value), self._id(), choice=choice
        )

    async def submit(
        self,
        person: str,
        form: Form | str,
        fields: Fields | None = None,
        channel: str = "",
        *,
        value: object = "",
    ) -> Answer:
        """Send an open form; fields that are not given keep what they hold.

        A form named by its action alone is sent as it is, past the adapter's own checks.
        """
        channel = channel or self._usual(person)
        if isinstance(form, str):
            call = self.call(person, "form", form, str(value), fields, channel=channel)
            return await self.do(call)
        given = {**initial_values(form), **(fields or {})}
        return await self._chat(person).handle_submission(person, channel, form, given, self._id())

    async def fill(self, person: str, words: str, fields: Fields, channel: str = "") -> Answer:
        """Open a form by a command and send it."""
        form = form_of(await self.say(person, words, channel))
        return await self.submit(person, form, fields, channel)

    async def pass_time(self, **span: float) -> None:
        """Advance the clock, running every job that falls due on the way."""
        await self.driver.advance_to(self.now + timedelta(**span))

    async def until(self, moment: datetime) -> None:
        """Advance the clock to a moment, running every job that falls due on the way."""
        await self.driver.advance_to(moment)

    async def inbox(self, person: str) -> list[Card]:
        """Return every card that somebody can see, oldest first."""
        return [card for _, card in await self.seen(person)]

    async def seen(self, person: str) -> list[tuple[str, Card]]:
        """Return every card that somebody can see with its conversation, oldest first."""
        chat, found = self._chat(person).playground, []
        async with self.database.read_transaction() as tx:
            for conversation in await records.find_conversations(tx, home(person)):
                if person not in conversation.people:
                    continue
                messages = await records.latest_messages(
                    tx, chat.workspace, conversation.id, person, limit=10_000
                )
                found += [(m.id, conversation.id, m.card) for m in messages if m.card]
        return [(channel, card) for _, channel, card in sorted(found, key=lambda each: each[0])]

    async def posts(self, channel: str = LUNCH, title: str = "") -> list[Card]:
        """Return what Mingle posted in a channel, as it reads now; answers aside."""
        posted = await self._posted(home(channel))
        return [card for where, card in posted if where == channel and title in card.title]

    async def dms(self, person: str, title: str = "") -> list[Card]:
        """Return what Mingle wrote to one person alone, as it reads now; answers aside."""
        workspace, _, name = person.partition("/")
        return await self.posts(f"{workspace}/mingle-{name}", title)

    async def introductions(self, workspace: str = HOME) -> list[tuple[tuple[str, ...], Card]]:
        """Return who was introduced to each other, with the card as it reads now."""
        sent = outbox_message.c.kind == "introduce", outbox_message.c.state == "sent"
        here = outbox_message.c.workspace == workspace
        async with self.database.read_transaction() as tx:
            rows = await tx.all(
                select(outbox_message).where(here, *sent).order_by(outbox_message.c.id)
            )
        return [
            (row.recipients, row.card or await self.live_card(row.subject, workspace))
            for row in rows
        ]

    async def outbox(self, to: str, reason: str = "") -> list[Card]:
        """Return what Mingle decided to tell a person or channel, sent or not, as it reads now."""
        async with self.database.read_transaction() as tx:
            about = outbox_message.c.reason.startswith(reason, autoescape=True)
            rows = await tx.all(select(outbox_message).where(about).order_by(outbox_message.c.id))
        return [
            row.card or await self.live_card(row.subject, home(to))
            for row in rows
            if row.recipients == (to,)
        ]

    async def live_card(self, subject: Subject | str, workspace: str = HOME) -> Card:
        """Return a live card, such as `table:1`, as it reads now."""
        about = Subject.parse(f"{subject}")
        async with self.database.read_transaction() as tx:
            card = await ROUTER.live_cards[about.kind](tx, workspace, about, self.now)
        assert card, subject
        return card

    async def button(self, person: str, action: str) -> str:
        """Return the value of the latest button of this action that somebody can see."""
        values = await self.buttons(person, action)
        assert values, f"{person} sees no button {action}"
        return values[-1]

    async def buttons(self, person: str, action: str) -> list[str]:
        """Return the values of all buttons of this action that somebody can see, latest last."""
        shown = [item for card in await self.inbox(person) for item in controls(card)]
        return [item.value for item in shown if item.action == action]

    def call(
        self,
        person: str,
        interaction: InteractionKind,
        action: str,
        value: str = "",
        fields: Fields | None = None,
        channel: str | None = "",
        **more: Any,
    ) -> Invocation:
        """Return an interaction as an adapter would pass it on."""
        where = self._usual(person) if channel == "" else channel
        known = self.colleagues.get(person, Colleague(person, "Somebody New", "Europe/Berlin"))
        usual: dict[str, Any] = {
            "name": known.name,
            "zone": known.zone,
            "organiser": known.organiser,
            "channel_name": self.channel_names.get(where or "", ""),
            "seed": 7,
        }
        return Invocation(
            id=more.pop("id", None) or self._id(),
            workspace=home(person),
            person=person,
            now=self.now,
            interaction=interaction,
            action=action,
            value=value,
            channel=where,
            fields=fields or {},
            **{**usual, **more},
        )

    async def do(self, call: Invocation) -> Answer:
        """Handle an interaction past the adapter."""
        return await dispatch(ROUTER, self.database, call)

    async def rows(self) -> Rows:
        """Return every row of every table, as the database keeps it."""
        async with self.database.read_transaction() as tx:
            return await read_rows(tx)

    async def snapshot(self) -> Rows:
        """Return every row that Mingle decides on: all but people and the playground's messages."""
        rows = await self.rows()
        return {
            name: table
            for name, table in rows.items()
            if name != "person" and not name.startswith("playground_")
        }

    async def select_all(self, table: Table) -> Sequence[Any]:
        """Return the rows of one table."""
        async with self.database.read_transaction() as tx:
            return await tx.all(select(table).order_by(table.c.id))

    def _chat(self, person: str) -> PlaygroundListener:
        return self.chats[home(person)]

    def _usual(self, person: str) -> str:
        return f"{home(person)}/{self.usual_channel}"

    def _id(self) -> str:
        return f"gesture {next(self.interactions)}"

    async def _posted(self, workspace: str) -> list[tuple[str, Card]]:
        async with self.database.read_transaction() as tx:
            messages = await records.cards_since(tx, workspace, datetime.min.replace(tzinfo=UTC))
        return [(message.channel, message.card) for message in messages if message.card]


@asynccontextmanager
async def world_in(
    path: Path,
    *workspaces: str,
    first: int = 1,
    moment: datetime = MONDAY,
    web: WebClient | None = None,
) -> AsyncIterator[World]:
    """Open a world in a database file, which is created if need be."""
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
    """Return a world in a database that has its tables."""
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
    sites = web or SampleWeb(clock.now)
    feeds = SourceRefresher(database, lambda _: sites, ReadsHere(), random.Random(1))
    tasks: dict[str, PeriodicTask] = {"feeds": feeds}
    tasks["busy"] = BusyRefresher(database, lambda _: sites, ReadsHere())
    tasks["home"] = HomeTabs(database, lambda name: chats[name].playground)
    engine = Engine(database, JOBS, delivery, clock.now, random.Random(1), periodic_tasks=tasks)
    database.on_wake = engine.wakeup.set
    await engine.recover_sends()
    numbers, driver = itertools.count(first), SimulationDriver(engine, clock, Nobody())
    world = World(database, clock, engine, driver, chats, numbers)
    for name in chats:
        await world.load_people(name)
    return world


def home(person: str) -> str:
    """Return the workspace of an id."""
    return person.partition("/")[0]
