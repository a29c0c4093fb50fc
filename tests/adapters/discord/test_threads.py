"""Threads in which people meet: nobody sits alone in one, and those that are over make room."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.discord import strings
from adapters.discord.app import DiscordApp
from adapters.discord.post import DiscordPlatform
from adapters.discord.thread_upkeep import ThreadUpkeep
from bot.core.platform import (
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
)
from bot.core.reasons import Purpose
from bot.core.tables import outbox_message
from bot.store.engine import Database
from tests.adapters.announcements import CARD
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import Channel, DiscordServer, Fault, permissions


class Server:
    """A server of four people, and Mingle's port for it."""

    def __init__(self, harness: DiscordHarness, app: DiscordApp, database: Database) -> None:
        self.harness, self.app, self.database = harness, app, database
        self.server, self.guild = harness.server, harness.guild
        self.people, self.users = harness.people, harness.users

    @property
    def port(self) -> DiscordPlatform:
        return self.app[self.harness.workspace]

    @property
    def threads(self) -> list[Channel]:
        return self.guild.threads

    async def end(self, sent: MessageRef, key: str, ended: datetime) -> None:
        """Save an introduction as one that was worth sending until a moment."""
        async with self.database.transaction() as tx:
            await tx.insert(
                outbox_message,
                workspace=self.harness.workspace,
                key=key,
                token=key,
                kind="introduce",
                recipients=self.people[:2],
                state="sent",
                reason="lunch.introduction",
                due=ended,
                expires=ended,
                purpose=Purpose.NEWS,
                solicited=False,
                message_ref=sent,
            )


@pytest.fixture
async def home(database: Database) -> AsyncIterator[Server]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        async with connected(
            server, settings_for(server), database, harness.router, harness.note
        ) as app:
            yield Server(harness, app, database)


async def test_whoever_leaves_while_a_thread_is_opened_leaves_nobody_alone_in_it(
    home: Server,
) -> None:
    home.server.faults.next("add_thread_member", Fault("delay", 0.0))
    home.server.faults.next("add_thread_member", Fault("error", code="10007"))
    with pytest.raises(PeopleGone) as gone:
        await home.port.introduce(home.people[:2], CARD, "key")
    assert gone.value.people == (home.people[1],)
    [thread] = home.threads
    assert thread.members == [home.server.bot.id]
    assert thread.archived


async def test_the_others_meet_in_the_thread_and_it_is_named_after_them(home: Server) -> None:
    home.server.faults.next("add_thread_member", Fault("delay", 0.0))
    home.server.faults.next("add_thread_member", Fault("error", code="10007"))
    with pytest.raises(PeopleGone):
        await home.port.introduce(home.people[:3], CARD, "key")
    await home.server.until(lambda: len(home.port.people.known_guild.threads) == 1)
    await home.port.introduce([home.people[0], home.people[2]], CARD, "key")
    [thread] = home.threads
    assert home.users[1].name not in thread.name
    assert home.users[2].name in thread.name
    assert not thread.archived


async def test_a_refused_post_leaves_nobody_in_an_empty_thread(home: Server) -> None:
    home.server.faults.next("create_message", Fault("error", code="50013"))
    with pytest.raises(PermanentError):
        await home.port.introduce(home.people[:2], CARD, "key")
    [thread] = home.threads
    assert thread.members == [home.server.bot.id]
    assert not thread.messages
    await home.port.introduce(home.people[:2], CARD, "key")
    assert len([thread for thread in home.threads if thread.messages]) == 1


@pytest.mark.parametrize("how", ["timed out", "pending"])
async def test_who_may_not_write_is_not_introduced(home: Server, how: str) -> None:
    member = home.guild.members[home.users[1].id]
    if how == "pending":
        member.pending = True
    else:
        member.timed_out_until = wall().timestamp() + 3600
    with pytest.raises(PeopleUnreachable) as told:
        await home.port.introduce(home.people[:2], CARD, "key")
    assert told.value.people == (home.people[1],)
    assert not home.threads
    await home.port.introduce([home.people[0], home.people[2]], CARD, "other")


async def test_whose_time_out_is_over_is_introduced(home: Server) -> None:
    home.guild.members[home.users[1].id].timed_out_until = wall().timestamp() - 60
    await home.port.introduce(home.people[:2], CARD, "key")
    assert len(home.threads) == 1


async def test_threads_are_archived_once_their_round_is_over(home: Server) -> None:
    over = await home.port.introduce(home.people[:2], CARD, "over")
    going_on = await home.port.introduce(home.people[2:], CARD, "going on")
    await home.end(over, "over", datetime.now(UTC) - timedelta(days=2))
    await home.end(going_on, "going on", datetime.now(UTC) + timedelta(days=2))
    await home.port.list_members(home.harness.channel)
    assert [thread.archived for thread in home.threads] == [True, False]
    await home.port.edit_message(over, CARD)
    assert [thread.archived for thread in home.threads] == [True, False]


async def test_a_full_server_makes_room_by_what_is_over(home: Server) -> None:
    over = await home.port.introduce(home.people[:2], CARD, "over")
    await home.end(over, "over", datetime.now(UTC) - timedelta(days=2))
    home.guild.thread_limit = 1
    await home.port.introduce(home.people[2:], CARD, "new")
    assert [thread.archived for thread in home.threads] == [True, False]


async def test_a_full_server_of_other_threads_is_named_for_what_it_is(home: Server) -> None:
    home.guild.thread_limit = 0
    with pytest.raises(PermanentError, match="as many open threads as Discord allows") as told:
        await home.port.introduce(home.people[:2], CARD, "new")
    assert not isinstance(told.value, PermissionMissing)


async def test_one_look_in_six_hours_is_enough(home: Server) -> None:
    upkeep: ThreadUpkeep = home.port.threads.upkeep
    over = await home.port.introduce(home.people[:2], CARD, "over")
    await home.end(over, "over", datetime.now(UTC) - timedelta(days=2))
    for _ in range(3):
        await upkeep.archive_some()
    assert len(home.server.calls("get_active_guild_threads")) == 1


async def test_who_may_speak_in_threads_is_not_called_somebody_who_left(home: Server) -> None:
    home.server.forbid(home.harness.lunch, home.server.bot, "send_messages_in_threads")
    with pytest.raises(PermissionMissing) as told:
        await home.port.introduce(home.people[:2], CARD, "key")
    assert told.value.permissions == ("Send Messages in Threads",)
    assert not permissions.may(
        home.guild, home.server.bot.id, "send_messages_in_threads", home.harness.lunch
    )


def test_names_of_threads_deceive_nobody_and_fit() -> None:
    assert strings.thread_name(["Tom", "Amara"]) == "Tom, Amara"
    long = strings.thread_name(["Wolfeschlegelsteinhausenbergerdorff"] * 4)
    assert long.endswith(" and 2 more")
    assert len(strings.thread_name(["𝔘" * 60]).encode("utf-16-le")) <= 200


async def test_a_nickname_that_turns_letters_around_turns_none_in_a_threads_name(
    home: Server,
) -> None:
    home.guild.members[home.users[0].id].nick = "Tom\u202egpj"
    await home.port.introduce(home.people[:2], CARD, "key")
    assert "\u202e" not in home.threads[0].name
