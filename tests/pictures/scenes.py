"""The README's scenes: two weeks of eight colleagues, in Slack and in Discord.

The adapters themselves play them, against the stand-ins of the tests.
"""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.store.engine import Database, open_database
from tests.adapters.discord.workspace import open_workspace as open_server
from tests.adapters.slack.workspace import open_workspace as open_slack
from tests.adapters.story import TUESDAY
from tests.adapters.workspace import AnyWorkspace
from tests.databases import create_sqlite
from tests.doubles.discord import Message as DiscordMessage
from tests.doubles.slack import Message as SlackMessage
from tests.pictures import discord, slack
from tests.pictures.names import Names
from tests.pictures.sheets import Platform

Scenes = dict[tuple[Platform, str], str]  # by platform and what they show
Tell = Callable[[Any, str], Awaitable[object]]

BERLIN: dict[str, object] = {"office": "Berlin", "zone": "Europe/Berlin"}
PROFILES: tuple[dict[str, object], ...] = (
    {
        "team": "Data",
        "interests": "ramen, cycling, choir",
        "offers": "SQL, forecasting",
        "wants": "public speaking, prototyping",
    },
    {
        "team": "Design",
        "interests": "ramen, printmaking, cycling",
        "offers": "prototyping, user research",
        "wants": "SQL, Python",
    },
    {"team": "Support", "interests": "chess, ramen", "offers": "plain writing", "wants": "SQL"},
    {"team": "Sales", "interests": "choir, sailing", "offers": "public speaking", "wants": "Go"},
)
COMMANDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "set up lunch": ("/mingle setup", "mingle setup", {}),
    "describe": ("/mingle profile", "mingle profile", {}),
    "open a table": (
        '/lunch tomorrow 12:30 seats:4 at:"Ramen bar, Torstraße" topic:Python',
        "lunch find",
        {
            "when": "tomorrow 12:30",
            "seats": 4,
            "at": "Ramen bar, Torstraße",
            "topic": "Python",
        },
    ),
}


async def play_slack() -> Scenes:
    """Return what Tom sees in Slack: an introduction and his home."""
    async with _database() as database, open_slack(database) as workspace:
        server, home, tom = workspace.server, workspace.home, workspace.people[0]

        async def tell(user: Any, what: str) -> None:
            await workspace.say(user, COMMANDS[what][0])

        await _live(workspace, tell)
        await server.open_home(tom)
        await server.until(lambda: tom.id in home.homes)
        names = Names(
            {user.id: user.name for user in home.users.values()},
            {channel.id: channel.name for channel in home.channels.values()},
        )
        pairs = [c for c in workspace.introductions() if tom.id in c.members]
        return {
            ("slack", "introduction"): _in_slack(pairs[-1].messages, names),
            ("slack", "home"): slack.draw_view(home.homes[tom.id].content, names),
        }


async def play_discord() -> Scenes:
    """Return what Tom sees in Discord: an introduction and a channel."""
    async with _database() as database, open_server(database) as workspace:
        server, tom = workspace.server, workspace.people[0]

        async def tell(user: Any, what: str) -> None:
            _, name, options = COMMANDS[what]
            await workspace.say(user, name, **options)

        await _live(workspace, tell)
        names = Names(
            {user.id: user.name for user in server.users.values()},
            {channel.id: channel.name for channel in server.channels.values()},
        )
        pairs = [c for c in workspace.introductions() if tom.id in c.members]
        return {
            ("discord", "introduction"): _in_discord(pairs[-1].messages, names),
            ("discord", "channel"): _in_discord(workspace.lunch.messages[-2:], names),
        }


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        database = open_database(create_sqlite(Path(folder) / "mingle.db"))
        try:
            yield database
        finally:
            await database.close()


async def _live(workspace: AnyWorkspace[Any, Any], tell: Tell) -> None:
    """Set up rounds, join, be introduced, and fill a table."""
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
    await workspace.settle()
    for number, person in enumerate(workspace.people):
        await workspace.click(person, "I'm in")
        await tell(person, "describe")
        await workspace.submit(person, BERLIN | PROFILES[number % len(PROFILES)])
    await workspace.until(TUESDAY + timedelta(hours=1))
    host, *guests = workspace.people[1:4]
    await tell(host, "open a table")
    await workspace.settle()
    for guest in guests:
        await workspace.click(guest, "Take a seat")
        await workspace.settle()


def _in_slack(messages: list[SlackMessage], names: Names) -> str:
    return "".join(
        slack.draw_message(message.blocks, names, names.moment(float(message.ts)))
        for message in messages
    )


def _in_discord(messages: list[DiscordMessage], names: Names) -> str:
    return "".join(
        discord.draw_message(message.components, names, names.moment(message.at))
        for message in messages
    )
