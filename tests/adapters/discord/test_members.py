"""The members intent, where the operator has it: who leaves is known at once, and who is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from adapters.discord import strings
from adapters.discord.app import DiscordApp
from bot.people.records import find_person
from bot.store.engine import Database
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.discord.test_check import told
from tests.doubles.discord import DiscordServer

GRANTED = 1 << 1


class Home:
    """A server of four people who have used Mingle, and of others who have not."""

    def __init__(self, harness: DiscordHarness, app: DiscordApp, database: Database) -> None:
        self.harness, self.app, self.database = harness, app, database
        self.server, self.guild = harness.server, harness.guild

    async def members(self) -> set[str]:
        found = await self.app[self.harness.workspace].list_members(self.harness.channel)
        return {member.name for member in found if not member.left}

    async def has_left(self, person: str) -> bool:
        async with self.database.read_transaction() as tx:
            found = await find_person(tx, self.harness.workspace, person)
        return found is not None and found.left

    async def hears_of(self, person: str, *, left: bool) -> bool:
        """Return whether Mingle comes to know that somebody has left, or is here."""
        for _ in range(1_000):
            if await self.has_left(person) is left:
                return True
            await self.server.clock.sleep(0.01)
        return False


@asynccontextmanager
async def opened(database: Database, *, granted: bool, members: bool) -> AsyncIterator[Home]:
    async with DiscordServer() as server:
        server.app.privileged = GRANTED if granted else 0
        harness = DiscordHarness(server)
        await harness.move_in(database)
        server.person("Newcomer")
        settings = settings_for(server, members=members)
        async with connected(server, settings, database, harness.router, harness.note) as app:
            yield Home(harness, app, database)


async def test_who_leaves_and_who_is_back_is_known_at_once(database: Database) -> None:
    async with opened(database, granted=True, members=True) as home:
        tom, person = home.harness.users[0], home.harness.people[0]
        await home.server.leave(tom, home.guild)
        assert await home.hears_of(person, left=True)
        await home.server.join(tom, home.guild)
        assert await home.hears_of(person, left=False)


async def test_everybody_in_a_channel_is_listed_with_the_intent(database: Database) -> None:
    async with opened(database, granted=True, members=True) as home:
        port = home.app[home.harness.workspace]
        assert port.lists_all_members
        assert "Newcomer" in await home.members()
        newcomer = home.guild.user("Newcomer")
        home.guild.members[newcomer.id].pending = True
        assert "Newcomer" not in await home.members()
        assert "Mingle" not in await home.members()


@pytest.mark.parametrize("people", [1_001, 50_000])
async def test_a_large_server_is_asked_as_a_channel_all_the_same(
    database: Database, people: int
) -> None:
    async with opened(database, granted=True, members=True) as home:
        port = home.app[home.harness.workspace]
        port.people.known_guild._member_count = people
        assert not port.lists_all_members
        assert "Newcomer" not in await home.members()
        assert not home.server.calls("list_guild_members")


async def test_without_the_setting_it_is_as_ever(database: Database) -> None:
    async with opened(database, granted=True, members=False) as home:
        assert not home.app[home.harness.workspace].lists_all_members
        assert "Newcomer" not in await home.members()


async def test_where_discord_does_not_grant_it_mingle_says_so_and_goes_on(
    database: Database,
) -> None:
    with capture_logs() as lines:
        async with opened(database, granted=False, members=True) as home:
            await home.server.gateway.ready()
            assert not home.app[home.harness.workspace].lists_all_members
            assert "Newcomer" not in await home.members()
    assert [line for line in lines if line["event"] == strings.MEMBERS_REFUSED]


async def test_check_says_whether_the_intent_is_there(database: Database) -> None:
    async with DiscordServer() as server:
        server.guild()
        assert (await told(server, database, members=True))[strings.MEMBERS_REFUSED] is False
        server.app.privileged = GRANTED
        assert (await told(server, database, members=True))[strings.MEMBERS_GRANTED]


@pytest.mark.parametrize("members", [False, True])
async def test_until_when_somebody_is_timed_out_is_told_with_the_list(
    database: Database, members: bool
) -> None:
    async with opened(database, granted=members, members=members) as home:
        until = datetime(2030, 5, 4, 12, tzinfo=UTC)
        tom, person = home.harness.users[0], home.harness.people[0]
        home.guild.members[tom.id].timed_out_until = until.timestamp()
        found = await home.app[home.harness.workspace].list_members(home.harness.channel)
        silenced = {member.person: member.silent_until for member in found}
        assert silenced.pop(person) == until
        assert set(silenced.values()) == {None}
