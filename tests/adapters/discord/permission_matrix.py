"""Deny each permission that Mingle needs, in setup, before a draw and during one, and print what
people read: `python -m tests.adapters.discord.permission_matrix`."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from bot.config import LogSection
from bot.logs import configure_logging
from bot.store.engine import open_database
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.adapters.refused_round import DRAW, MINUTE, await_draw, note, words_for
from tests.databases import create_sqlite
from tests.doubles.discord import User

# what the invitation asks for in a channel, as Discord's settings call it and as its bits do
PERMISSIONS = {
    "View Channel": "view_channel",
    "Send Messages": "send_messages",
    "Read Message History": "read_message_history",
    "Attach Files": "attach_files",
    "Send Messages in Threads": "send_messages_in_threads",
    "Create Private Threads": "create_private_threads",
}
MISSING, ON_HOLD = "Something is missing in", "is on hold"
ZONE = {"zone": "Europe/Berlin"}


async def set_up(workspace: DiscordWorkspace, name: str) -> tuple[str, str]:
    """Set up pairings where a permission is denied; return the answer, and that to "Try again"."""
    server, lunch = workspace.server, workspace.lunch
    await server.deny(lunch, server.bot, PERMISSIONS[name])
    await workspace.say(workspace.manager, "mingle setup")
    refused = await workspace.submit(workspace.manager, ZONE)
    await server.grant(lunch, server.bot, PERMISSIONS[name])
    button = "Go on like this" if "public threads" in refused else "Try again"
    again = await workspace.click(workspace.manager, button, containing=name)
    return refused, again


async def before_a_draw(workspace: DiscordWorkspace, name: str) -> tuple[str, str]:
    """Deny a permission an hour before a draw, and grant it; return what the organiser reads."""
    server, lunch = workspace.server, workspace.lunch
    await await_draw(workspace, setting_up(workspace), workspace.people[:2])
    await server.deny(lunch, server.bot, PERMISSIONS[name])
    told = await read_note(workspace, MISSING, ON_HOLD)
    await server.grant(lunch, server.bot, PERMISSIONS[name])
    return told, await read_note(workspace, "works again")


async def during_a_draw(workspace: DiscordWorkspace, name: str) -> tuple[list[str], str]:
    """Deny a permission of which Discord tells only after the draw.

    Return what each of two people reads about their introduction, and what the organiser reads.
    """
    server, lunch = workspace.server, workspace.lunch
    takers = workspace.people[:2]
    await await_draw(workspace, setting_up(workspace), takers)
    server.forbid(lunch, server.bot, PERMISSIONS[name])
    await workspace.until(DRAW + MINUTE)
    words = ["\n".join(words_for(workspace, person)) for person in takers]
    told = note(workspace) or note(workspace, ON_HOLD)
    await server.change_channel(lunch)
    return words, told or await read_note(workspace, MISSING)


def setting_up(workspace: DiscordWorkspace) -> Callable[[User, str], Awaitable[object]]:
    async def set_up(user: User, _what: str) -> None:
        await workspace.say(user, "mingle setup")

    return set_up


async def read_note(workspace: DiscordWorkspace, *titles: str) -> str:
    """Return the organiser's note with one of these titles, once it has come.

    A channel is on hold where something was refused before Mingle looked.
    """

    async def come() -> str:
        await workspace.settle()
        return next(filter(None, (note(workspace, title) for title in titles)), "")

    for _ in range(100):
        if told := await come():
            return told
        await asyncio.sleep(0.05)
    return ""


@asynccontextmanager
async def a_workspace() -> AsyncIterator[DiscordWorkspace]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(create_sqlite(Path(folder) / "mingle.db"))
        try:
            async with open_workspace(database) as workspace:
                yield workspace
        finally:
            await database.close()


async def print_matrix() -> None:
    for name in PERMISSIONS:
        async with a_workspace() as workspace:
            refused, again = await set_up(workspace, name)
        async with a_workspace() as workspace:
            told, mended = await before_a_draw(workspace, name)
        async with a_workspace() as workspace:
            words, told_later = await during_a_draw(workspace, name)
        typer.echo(f"\n== {name} denied ==")
        typer.echo(
            f"-- in setup, the organiser reads:\n{refused}\n   allowed, “Try again”:\n{again}"
        )
        typer.echo(f"-- before a draw, the organiser reads:\n{told}\n   allowed again:\n{mended}")
        typer.echo(f"-- during a draw, the organiser reads:\n{told_later}")
        for person in words:
            typer.echo(f"   one of the two reads:\n{person}")


if __name__ == "__main__":
    configure_logging(LogSection(level="error"))
    asyncio.run(print_matrix())
