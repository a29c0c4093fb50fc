"""Write to Mingle in direct messages, as somebody who is in two servers that it serves."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from adapters.discord import ids, strings
from adapters.discord.app import DiscordApp
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.people import records as people
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.notices import note_card
from tests.adapters.discord.harness import BERLIN, DiscordHarness, connected, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import Channel, Delivery, DiscordServer, User, message_text


def _router() -> Router:
    router = Router()

    async def nothing(call: Invocation, tx: Transaction) -> Answer:
        return None

    async def slugs(tx: ReadTransaction, workspace: str, typed: str) -> list[str]:
        return [f"{workspace} {typed}"]

    router.command("mingle", "Try", Role.ANYONE)(nothing)
    prompt = Option("id", "Which", required=True, suggest=slugs)
    router.command("deck look", "Look", Role.ANYONE, prompt)(nothing)
    router.command("deck hide", "Hide", Role.ORGANISER, prompt)(nothing)
    return router


class Writer:
    """Tom, who is in Acme and may be in Elsewhere, and his direct messages with Mingle."""

    def __init__(self, harness: DiscordHarness, database: Database) -> None:
        self.harness, self.server, self.database = harness, harness.server, database
        self.tom: User = harness.users[0]
        self.other = self.server.guild("Elsewhere")
        self.elsewhere = ids.workspace_of(self.other.id)
        self.calls: list[Invocation] = []
        self.past = timedelta(0)
        self.app: DiscordApp

    def now(self) -> datetime:
        return wall() + self.past

    async def dispatch(self, call: Invocation) -> Answer:
        self.calls.append(call)
        return Reply(note_card("Done"))

    async def join_elsewhere(self) -> None:
        await self.server.join(self.tom, self.other)
        async with self.database.transaction() as tx:
            person = ids.qualify_id(self.elsewhere, self.tom.id)
            await people.add_if_new(tx, self.elsewhere, person, "Tom", BERLIN, wall())

    async def written(self, workspace: str, key: str) -> str:
        """Have Mingle write to Tom, and return what he reads."""
        person = ids.qualify_id(workspace, self.tom.id)
        sent = await self.app[workspace].send_dm(person, Card("note", "Lunch tomorrow"), key)
        channel = self.server.channels[sent.channel.rpartition("/")[2]]
        return message_text.words(self.server, channel.messages[-1])

    async def dm(self) -> Channel:
        await self.written(self.harness.workspace, "hello")
        return next(
            one for one in self.server.channels.values() if one.kind == "dm" and one.messages
        )

    def read(self, delivery: Delivery) -> str:
        assert delivery.message
        return message_text.words(self.server, delivery.message)

    async def press(self, delivery: Delivery, label: str) -> Delivery:
        assert delivery.message
        return await self.server.click(self.tom, delivery.message, label=label)


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[Writer]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        writer = Writer(harness, database)
        settings = settings_for(server)
        async with connected(
            server, settings, database, _router(), writer.dispatch, writer.now
        ) as app:
            await server.until(lambda: len(app.client.guilds) == 2)
            writer.app = app
            yield writer


async def test_whoever_is_in_two_servers_chooses_once_which_one_they_mean(discord: Writer) -> None:
    await discord.join_elsewhere()
    dm = await discord.dm()
    asked = await discord.server.command(discord.tom, dm, "mingle")
    assert strings.WHICH_SERVER in discord.read(asked)
    assert not discord.calls

    answered = await discord.press(asked, "Elsewhere")
    assert [call.workspace for call in discord.calls] == [discord.elsewhere]
    assert "In Elsewhere" in discord.read(answered)

    answered = await discord.server.command(discord.tom, dm, "mingle")
    assert discord.calls[-1].workspace == discord.elsewhere
    changed = await discord.press(answered, strings.ANOTHER_SERVER)
    told = await discord.press(changed, "Acme")
    assert strings.server_chosen("Acme") in discord.read(told)
    await discord.server.command(discord.tom, dm, "mingle")
    assert discord.calls[-1].workspace == discord.harness.workspace


async def test_who_is_in_one_server_is_asked_nothing_and_read_no_name(discord: Writer) -> None:
    dm = await discord.dm()
    answered = await discord.server.command(discord.tom, dm, "mingle")
    assert discord.calls[-1].workspace == discord.harness.workspace
    assert "In Acme" not in discord.read(answered)


async def test_what_is_typed_in_a_direct_message_is_completed(discord: Writer) -> None:
    dm = await discord.dm()
    offered = await discord.server.suggest(discord.tom, dm, "deck look", "id", "host")
    assert [one["value"] for one in offered] == [f"{discord.harness.workspace} host"]
    assert not await discord.server.suggest(discord.tom, dm, "deck hide", "id", "host")
    await discord.join_elsewhere()
    assert not await discord.server.suggest(discord.tom, dm, "deck look", "id", "host")


async def test_messages_of_two_servers_say_which_they_are_from(discord: Writer) -> None:
    await discord.join_elsewhere()
    assert "In Acme" in await discord.written(discord.harness.workspace, "one")
    assert "In Elsewhere" in await discord.written(discord.elsewhere, "two")


async def test_whoever_took_no_direct_messages_is_tried_again_after_a_week(discord: Writer) -> None:
    discord.tom.dms_closed = True
    await discord.written(discord.harness.workspace, "one")
    discord.tom.dms_closed = False
    await discord.written(discord.harness.workspace, "two")
    [thread] = discord.harness.guild.threads
    assert len(thread.messages) == 2

    discord.past = timedelta(days=8)
    await discord.written(discord.harness.workspace, "three")
    assert len(thread.messages) == 2
    discord.tom.dms_closed = True
    await discord.written(discord.harness.workspace, "four")
    assert len(thread.messages) == 3
    discord.tom.dms_closed = False
    await discord.written(discord.harness.workspace, "five")
    assert len(thread.messages) == 4
