"""`/mingle me` in direct messages, for people of one server, of several, and of none."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from adapters.discord import commands, ids, strings
from adapters.discord.commands import MENU
from bot.core.dispatch import dispatch
from bot.features import ROUTER
from bot.people import records as people
from bot.store.engine import Database
from tests.adapters.discord.harness import BERLIN, DiscordHarness, connected, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import Delivery, DiscordServer, User, message_text

OF_SERVERS = [0]  # where an app is installed: in servers, and not for one person alone
SERVER, OWN_MESSAGES = 0, 1  # where a command is used


class Writer:
    """People of a server in which Mingle lives, and their direct messages with it."""

    def __init__(self, harness: DiscordHarness, database: Database) -> None:
        self.harness, self.server, self.database = harness, harness.server, database
        self.other = self.server.guild("Elsewhere")
        self.tom = harness.users[0]

    async def asks(self, user: User) -> Delivery:
        answered = await self.server.command(user, self.server.dm(user), "mingle me")
        return await self.server.settled(answered)

    def read(self, delivery: Delivery) -> str:
        assert delivery.message
        return message_text.words(self.server, delivery.message)


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[Writer]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        writer = Writer(harness, database)
        answer = partial(dispatch, ROUTER, database)
        async with connected(server, settings_for(server), database, ROUTER, answer) as app:
            await server.until(lambda: len(app.client.guilds) == 2)
            yield writer


async def test_people_of_one_server_see_what_mingle_knows_of_them(discord: Writer) -> None:
    shown = discord.read(await discord.asks(discord.tom))
    assert "Tom" in shown
    assert strings.WHICH_SERVER not in shown


async def test_people_of_several_servers_choose_one_and_see_it(discord: Writer) -> None:
    await discord.server.join(discord.tom, discord.other)
    workspace = ids.workspace_of(discord.other.id)
    async with discord.database.transaction() as tx:
        person = ids.qualify_id(workspace, discord.tom.id)
        await people.add_if_new(tx, workspace, person, "Tommy", BERLIN, wall())

    asked = await discord.asks(discord.tom)
    assert strings.WHICH_SERVER in discord.read(asked)
    assert asked.message
    chosen = await discord.server.click(discord.tom, asked.message, label="Elsewhere")
    assert "In Elsewhere" in discord.read(await discord.server.settled(chosen))


async def test_whoever_has_used_mingle_nowhere_is_told_where_to_begin(discord: Writer) -> None:
    stranger = discord.server.person("Zoe")
    assert strings.NO_SERVER in discord.read(await discord.asks(stranger))


def test_commands_are_for_people_of_servers_and_work_in_direct_messages_too() -> None:
    for one in commands.command_definitions(ROUTER):
        where = [SERVER] if one["type"] == MENU else [SERVER, OWN_MESSAGES]
        assert (one["integration_types"], one["contexts"]) == (OF_SERVERS, where)
