"""Read what `mingle check` and `mingle invite discord` say, against the stand-in for Discord."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.base import AppContext
from adapters.discord import invite, strings
from adapters.discord.app import connect_app
from adapters.discord.check import run_checks
from adapters.discord.ids import qualify_id, workspace_of
from bot.cli.app import app
from bot.config import DiscordSection
from bot.features import ROUTER
from bot.store.engine import Database
from jobs.registry import schedule_housekeeping
from tests.adapters.discord.harness import DiscordHarness, hurried, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import DiscordServer, permissions


async def told(
    discord: DiscordServer, database: Database, *channels: str, **more: object
) -> dict[str, bool]:
    found = await run_checks(settings_for(discord, **more), channels, ROUTER, database)
    return {sentence: fine for fine, sentence in found}


async def test_a_server_in_order_is_found_in_order(database: Database) -> None:
    async with DiscordServer() as discord:
        office = DiscordHarness(discord)
        house = await connect_app(settings_for(discord), hurried())
        house.start_app(AppContext(database, ROUTER, office.note, schedule_housekeeping, wall))
        await house.sync_commands()
        await house.close()
        found = await told(discord, database, office.channel)
        assert all(found.values()), found
        assert "Discord, Acme: #lunch allows everything that Mingle needs." in found
        assert strings.COMMANDS_FINE in found


async def test_what_is_missing_is_named_channel_by_channel(database: Database) -> None:
    async with DiscordServer() as discord:
        office = DiscordHarness(discord)
        side = discord.channel("side")
        office.lunch.overwrites[discord.bot.id] = (
            0,
            permissions.of("create_private_threads", "read_message_history"),
        )
        gone = qualify_id(workspace_of(office.guild.id), "123456")
        found = await told(
            discord, database, office.channel, qualify_id(office.workspace, side.id), gone
        )
        wrong = [sentence for sentence, fine in found.items() if not fine]
        assert any(
            "in #lunch I lack Create Private Threads, Read Message History." in sentence
            for sentence in wrong
        )
        assert any("the channel 123456 is gone" in sentence for sentence in wrong)
        assert strings.COMMANDS_OLD in wrong
        assert not any("#side" in sentence for sentence in wrong)


async def test_privileged_intents_are_too_much(database: Database) -> None:
    async with DiscordServer() as discord:
        discord.guild()
        discord.app.privileged = 1 << 1
        found = await told(discord, database)
        assert not found[
            "Discord: Mingle needs no such privileged intent. Turn off, on the app's page, Bot: "
            "guild members."
        ]


async def test_a_refused_token_and_an_absent_discord_are_told_apart(database: Database) -> None:
    async with DiscordServer() as discord:
        assert await told(discord, database, token="another") == {strings.TOKEN_REFUSED: False}
        there = settings_for(discord)
    assert await run_checks(there, (), ROUTER, database) == [
        (False, strings.api_unreachable(there.api_url))
    ]


def test_the_link_asks_for_nothing_that_is_not_explained() -> None:
    link = invite.invite_link(42)
    assert re.search(r"client_id=42&scope=bot\+applications\.commands&permissions=(\d+)$", link)
    assert invite.required_permissions().value.bit_count() == len(invite.PERMISSIONS)
    assert (
        not {"administrator", "manage_events", "manage_threads", "mention_everyone"}
        & invite.PERMISSIONS.keys()
    )


class Elsewhere(threading.Thread):
    """The stand-in in a thread of its own, as a command line has a loop of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.up, self.down = threading.Event(), asyncio.Event()
        self.discord = DiscordServer()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        async with self.discord as discord:
            discord.guild()
            self.up.set()
            await self.down.wait()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.down.set)
        self.join()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordServer]:
    monkeypatch.chdir(tmp_path)
    there = Elsewhere()
    there.start()
    assert there.up.wait(10)
    for name, value in {
        "API_URL": there.discord.url,
        "GATEWAY_URL": there.discord.gateway_url,
    }.items():
        monkeypatch.setenv(f"MINGLE_DISCORD__{name}", value)
    yield there.discord
    there.stop()


def test_the_command_line_prints_the_link_and_what_each_permission_is_for(
    elsewhere: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = CliRunner().invoke(app, ["invite", "discord"])
    assert refused.exit_code == 2
    assert "Set discord.token first" in refused.stderr
    monkeypatch.setenv("MINGLE_DISCORD__TOKEN", elsewhere.app.token)
    printed = CliRunner().invoke(app, ["invite", "discord"])
    assert printed.exit_code == 0, printed.output
    assert f"client_id={elsewhere.app.id}" in printed.stdout
    assert all(reason in printed.stdout for reason in invite.PERMISSIONS.values())
    assert "I know no link" in CliRunner().invoke(app, ["invite", "irc"]).stderr


def test_no_token_is_printed_with_the_settings() -> None:
    assert "secret-token" not in str(DiscordSection(token="secret-token"))
