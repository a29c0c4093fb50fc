"""Serve two Slack workspaces, two Discord servers and the playground from one process.

Nothing crosses over.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from adapters.base import Adapter, AppContext
from adapters.discord.adapter import DiscordAdapter as DiscordPlug
from adapters.discord.app import connect_app
from adapters.playground import records
from adapters.playground import workspace as playground
from adapters.slack import app as slack_house
from adapters.slack.adapter import SlackAdapter as SlackPlug
from adapters.slack.manifest import build_manifest
from bot.cli.assembly import Mingle, assemble_app
from bot.core.dispatch import dispatch
from bot.features import ROUTER
from bot.people.tables import person
from bot.store.schema import metadata
from bot.ui.cards import as_text
from jobs.registry import schedule_housekeeping
from tests.adapters.discord import harness as discord_harness
from tests.adapters.slack import harness as slack_harness
from tests.adapters.slack.harness import settings_for as slack_settings
from tests.doubles.discord import Channel, DiscordServer, Guild, Message, User, message_text
from tests.doubles.slack import SlackServer

MARKS = ("Aster", "Birch", "Cedar", "Daisy", "Elder")
AHEAD = "tomorrow 12:30"
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday morning, when people are written to


def now() -> datetime:
    return NOW


@dataclass
class Workspace:
    """One workspace: how its first person opens a table and invites the third, and its words."""

    workspace: str
    mark: str
    opens: Callable[[], Awaitable[None]]
    asks: Callable[[], Awaitable[None]]
    read: Callable[[], Awaitable[str]]


class Installation:
    """Five workspaces in one process."""

    def __init__(
        self, mingle: Mingle, places: list[Workspace], shared: User, discord: DiscordServer
    ) -> None:
        self.mingle, self.places, self.shared, self.discord = mingle, places, shared, discord

    async def settle(self) -> None:
        for _ in range(5):
            await self.mingle.engine.run_until_idle()


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    async with AsyncExitStack() as stack:
        slacks = [await stack.enter_async_context(SlackServer()) for _ in range(2)]
        slacks[1].number(
            "T"
        )  # another team, whose people and channels have ids that the first team has too
        for slack, mark in zip(slacks, MARKS, strict=False):
            slack.workspace()
            slack.channel(
                "lunch",
                [slack.person(f"{mark} {name}", admin=True) for name in ("One", "Two", "Three")],
            )
            slack.install(build_manifest(ROUTER, history=True))
        discord = await stack.enter_async_context(DiscordServer())
        guilds = [discord.guild(mark) for mark in MARKS[2:4]]
        people = [
            discord.person(name, guilds[0], nick=f"{MARKS[2]} {name}")
            for name in ("One", "Two", "Three")
        ]
        for each in people:
            discord.person(each.name, guilds[1], id_=each.id, nick=f"{MARKS[3]} {each.name}")
        rooms = [discord.channel("lunch", guild) for guild in guilds]
        adapters = [
            SlackPlug(
                slack_settings(slack),
                await slack_house.connect_workspace(slack_settings(slack), slack_harness.hurried()),
            )
            for slack in slacks
        ]
        app = await connect_app(discord_harness.settings_for(discord), discord_harness.hurried())
        all_adapters: list[Adapter] = [*adapters, DiscordPlug(app)]
        url = f"sqlite+aiosqlite:///{tmp_path}/street.db"
        mingle = await stack.enter_async_context(
            assemble_app(url, now, others=[plug.platforms_by_workspace for plug in all_adapters])
        )
        core = AppContext(
            mingle.database,
            ROUTER,
            partial(dispatch, ROUTER, mingle.database),
            schedule_housekeeping,
            now,
        )
        await mingle.populate_playground(8)
        ready = [asyncio.Event() for _ in all_adapters]
        doors = [
            asyncio.create_task(plug.serve(core, up.set))
            for plug, up in zip(all_adapters, ready, strict=True)
        ]
        async with asyncio.timeout(20):
            await asyncio.gather(*(up.wait() for up in ready))
        await discord.until(lambda: discord.commands)
        places = [_slack(slack, mark) for slack, mark in zip(slacks, MARKS, strict=False)]
        places += [
            _discord(discord, guild, room, people)
            for guild, room in zip(guilds, rooms, strict=True)
        ]
        places.append(await _playground(mingle))
        yield Installation(mingle, places, people[2], discord)
        for door in doors:
            door.cancel()
        await asyncio.gather(*doors, return_exceptions=True)


async def test_no_row_message_or_name_crosses_over(installation: Installation) -> None:
    await asyncio.gather(*(place.opens() for place in installation.places))
    await installation.settle()
    await asyncio.gather(*(place.asks() for place in installation.places))
    await installation.settle()
    for place in installation.places:
        read = await place.read()
        assert f"{place.mark} bar" in read
        assert "Lunch with" in read
        assert not [mark for mark in MARKS if mark != place.mark and f"{mark} bar" in read]
    async with installation.mingle.database.read_transaction() as tx:
        for table in metadata.sorted_tables:
            if "workspace" in table.c:
                for row in await tx.all(select(table)):
                    _stays_home(table, row.workspace, tuple(row), installation)


async def test_one_person_in_two_servers_answers_each_in_the_same_direct_messages(
    installation: Installation,
) -> None:
    for place in installation.places[2:4]:
        await place.asks()
        await installation.settle()
    [there] = [
        one for one in installation.discord.dms.values() if installation.shared.id in one.members
    ]
    asked = [
        one
        for one in there.messages
        if "would like your company" in _words(installation.discord, one)
    ]
    assert len(asked) == 2
    await installation.discord.click(installation.shared, asked[1], label=_seat(asked[1]))
    async with installation.mingle.database.read_transaction() as tx:
        seats = metadata.tables["seat"]
        mine = select(seats.c.workspace).where(seats.c.person.like(f"%/{installation.shared.id}"))
        assert await tx.scalars(mine) == [installation.places[3].workspace]


async def test_ids_that_two_workspaces_share_are_two_people(installation: Installation) -> None:
    await asyncio.gather(*(place.opens() for place in installation.places))
    async with installation.mingle.database.read_transaction() as tx:
        rows = await tx.all(select(person.c.workspace, person.c.person, person.c.name))
    natives = [row.person.rpartition("/")[2] for row in rows if row.name.split()[0] in MARKS]
    assert len(set(natives)) < len(natives)
    assert all(row.person.startswith(f"{row.workspace}/") for row in rows)


def _stays_home(
    table: Table, workspace: str, row: tuple[object, ...], installation: Installation
) -> None:
    others = [place for place in installation.places if place.workspace != workspace]
    told = repr(row)
    for other in others:
        assert f"{other.mark} " not in told, (table.name, workspace, other.mark)
        assert f"{other.workspace}/" not in told, (table.name, workspace, other.workspace)


def _slack(slack: SlackServer, mark: str) -> Workspace:
    room = slack.home.channel("lunch")
    one, _, three = (slack.home.user(f"{mark} {name}") for name in ("One", "Two", "Three"))

    async def opens() -> None:
        assert (await slack.type_command(one, room, f'/lunch {AHEAD} at:"{mark} bar"')).acked

    async def asks() -> None:
        assert (
            await slack.type_command(one, room, f"/lunch with <@{three.id}> tomorrow 18:00")
        ).acked

    async def read() -> str:
        await slack.until(
            lambda: any(c.kind == "im" and c.messages for c in slack.home.channels.values())
        )
        return "\n".join(slack.transcript(c) for c in slack.home.channels.values() if c.messages)

    return Workspace(f"slack:{slack.home.id}", mark, opens, asks, read)


def _discord(discord: DiscordServer, guild: Guild, room: Channel, people: list[User]) -> Workspace:
    one, _, three = people

    async def opens() -> None:
        at = f"{guild.name} bar"
        assert (await discord.command(one, room, "lunch find", when=AHEAD, at=at)).acked

    async def asks() -> None:
        hour = 18 if guild.name == MARKS[2] else 20
        assert (
            await discord.command(one, room, "lunch with", person=three, when=f"tomorrow {hour}:00")
        ).acked

    async def read() -> str:
        await discord.until(lambda: discord.dms)
        return "\n".join(
            discord.transcript(c) for c in [*guild.channels.values(), *discord.dms.values()]
        )

    return Workspace(f"discord:{guild.id}", guild.name, opens, asks, read)


async def _playground(mingle: Mingle) -> Workspace:
    room = next(
        c for c in (await mingle.playground.conversations_by_id()).values() if c.name == "lunch"
    )
    one, two = room.people[:2]
    name = (await mingle.playground.colleagues_by_id())[two].name

    async def opens() -> None:
        await mingle.listener.handle_line(
            one, room.id, f'/lunch {AHEAD} at:"{MARKS[4]} bar"', "opens"
        )

    async def asks() -> None:
        await mingle.listener.handle_line(
            one, room.id, f"/lunch with @{name} tomorrow 18:00", "asks"
        )

    async def read() -> str:
        async with mingle.database.read_transaction() as tx:
            said = await records.cards_since(tx, playground.WORKSPACE, NOW - timedelta(days=1))
        return "\n".join(as_text(one.card) for one in said if one.card)

    return Workspace(playground.WORKSPACE, MARKS[4], opens, asks, read)


def _words(discord: DiscordServer, message: Message) -> str:
    return message_text.words(discord, message)


def _seat(message: Message) -> str:
    return next(label for label, _ in message_text.buttons(message))
