"""Posting in Discord while it loses answers, limits calls or refuses them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord as library
import pytest

from adapters.discord import ids
from adapters.discord.app import DiscordApp
from adapters.discord.post import DiscordPlatform
from adapters.discord.serve import replace_client
from bot.core.channel_rights import agree_to_lesser
from bot.core.platform import (
    Disconnected,
    LookupUnsupported,
    PeopleGone,
    PermanentError,
    TemporaryError,
    UnknownOutcome,
)
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, Paragraph
from bot.ui.text import Mention
from tests.adapters.announcements import CARD
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import DiscordServer, Fault, Message, message_text, permissions
from tests.doubles.discord.refusals import REASONS
from tests.doubles.faults import Lie


class Post:
    def __init__(self, harness: DiscordHarness, app: DiscordApp) -> None:
        self.harness, self.app, self.server = harness, app, harness.server
        self.platform = app[harness.workspace]
        self.tom, self.amara, *_ = harness.users

    def forget(self) -> DiscordPlatform:
        """Start over as another process, which remembers nothing."""
        self.app._platforms.clear()
        self.platform = self.app[self.harness.workspace]
        return self.platform

    def lunch(self) -> library.TextChannel:
        """Return the channel as the bot knows it."""
        known = self.platform.people.known_guild.get_channel(int(self.harness.lunch.id))
        assert isinstance(known, library.TextChannel)
        return known

    def said(self) -> list[Message]:
        return self.harness.lunch.messages

    def threads(self) -> list[str]:
        return [thread.name for thread in self.harness.guild.threads]

    def deny(self, *names: str) -> None:
        """Take permissions from the bot in the channel."""
        managed = next(role for role in self.harness.guild.roles.values() if role.managed)
        everybody = self.harness.guild.roles[self.harness.guild.id]
        for role in (managed, everybody):
            role.permissions &= ~permissions.of(*names)


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[Post]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        async with connected(
            server, settings_for(server), database, harness.router, harness.note
        ) as app:
            yield Post(harness, app)


async def test_a_lost_answer_is_never_repeated_by_itself_and_is_found(discord: Post) -> None:
    before = wall() - timedelta(minutes=2)
    discord.server.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.server.calls("create_message")) == len(discord.said()) == 1
    found = await discord.platform.find_sent([discord.harness.channel], "key", before)
    assert found
    assert found.message == discord.said()[0].id
    assert await discord.forget().find_sent([discord.harness.channel], "key", before) == found


async def test_the_same_nonce_gives_the_message_that_stands(discord: Post) -> None:
    discord.server.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    again = await discord.platform.post(discord.harness.channel, CARD, "key")
    assert [message.id for message in discord.said()] == [again.message]


async def test_what_is_sent_while_a_new_login_takes_over_is_simply_tried_again(
    discord: Post,
) -> None:
    await discord.app.client.http.close()
    with pytest.raises(TemporaryError):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    assert discord.said() == []

    await replace_client(discord.app)
    await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.said()) == 1


@pytest.mark.parametrize("lie", ["page", "garble"])
async def test_a_web_page_in_the_place_of_an_answer_leaves_it_open_what_happened(
    discord: Post, lie: Lie
) -> None:
    sent = await discord.platform.post(discord.harness.channel, CARD, "key")
    for method in ("create_message", "update_message"):
        discord.server.faults.next(method, Fault(lie))
    with pytest.raises(UnknownOutcome):
        await discord.platform.post(discord.harness.channel, CARD, "another")
    with pytest.raises(UnknownOutcome):
        await discord.platform.edit_message(sent, CARD)


async def test_an_error_of_discord_itself_leaves_it_open_what_happened(discord: Post) -> None:
    before = wall() - timedelta(minutes=2)
    discord.server.faults.next("create_message", Fault("error"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.server.calls("create_message")) == 1
    assert await discord.platform.find_sent([discord.harness.channel], "key", before) is None


async def test_nobody_speaks_while_discord_asks_to_wait(discord: Post) -> None:
    discord.server.faults.next("create_message", Fault("limit", 40))
    with pytest.raises(TemporaryError):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    with pytest.raises(TemporaryError):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.server.calls("create_message")) == 1


async def test_a_channel_that_discord_limits_keeps_nobody_else_waiting(discord: Post) -> None:
    other = ids.qualify_id(discord.harness.workspace, discord.server.channel("coffee").id)
    sent = await discord.platform.post(discord.harness.channel, CARD, "before")
    elsewhere = await discord.platform.post(other, CARD, "elsewhere")
    discord.server.faults.next("create_message", Fault("limit", 45))
    discord.server.faults.next("update_message", Fault("error", code="30046"))
    with pytest.raises(TemporaryError):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    with pytest.raises(TemporaryError):
        await discord.platform.edit_message(sent, CARD)

    await discord.platform.post(other, CARD, "at once")
    await discord.platform.edit_message(elsewhere, CARD)
    await discord.platform.introduce(discord.harness.people[:2], CARD, "met")
    asked = len(discord.server.requests)
    with pytest.raises(TemporaryError):
        await discord.platform.edit_message(sent, CARD)
    assert len(discord.server.requests) == asked


@pytest.mark.parametrize("status", [429, 400])
async def test_direct_messages_opened_too_fast_come_later_to_everybody(
    discord: Post, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setitem(REASONS, 40003, (status, "You are opening direct messages too fast"))
    discord.server.faults.next("create_dm", Fault("error", code="40003"))
    for person in discord.harness.people[:2]:
        with pytest.raises(TemporaryError):
            await discord.platform.send_dm(person, CARD, person)
    assert len(discord.server.calls("create_dm")) == 1


async def test_an_introduction_whose_thread_got_lost_is_made_once(discord: Post) -> None:
    discord.server.faults.next("create_thread", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    platform = discord.forget()
    assert await platform.find_sent(discord.harness.people[:2], "key", wall()) is None
    sent = await platform.introduce(discord.harness.people[:2], CARD, "key")
    assert discord.threads() == ["Tom Becker, Amara Obi"]
    thread = discord.harness.guild.channels[sent.channel.rpartition("/")[2]]
    assert set(thread.members) == {discord.server.bot.id, discord.tom.id, discord.amara.id}
    assert not thread.invitable


async def test_an_introduction_whose_words_got_lost_is_found_by_another_process(
    discord: Post,
) -> None:
    before = wall() - timedelta(minutes=2)
    discord.server.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    found = await discord.forget().find_sent(discord.harness.people[:2], "key", before)
    assert found
    assert len(discord.threads()) == 1


async def test_those_introduced_are_called_and_nobody_else(discord: Post) -> None:
    tom, jun = discord.harness.people[0], discord.harness.people[2]
    card = Card("note", "Hello", (Paragraph((Mention(tom, "Tom"), Mention(jun, "Jun"))),))
    await discord.platform.introduce(discord.harness.people[:2], card, "key")
    [thread] = discord.harness.guild.threads
    assert message_text.pings(thread.messages[0]) == [discord.tom.id]
    await discord.platform.post(discord.harness.channel, card, "other")
    assert not message_text.pings(discord.said()[0])


async def test_without_private_threads_it_hangs_below_a_message(discord: Post) -> None:
    discord.deny("create_private_threads")
    async with discord.platform.database.transaction() as tx:
        await agree_to_lesser(tx, discord.harness.workspace, discord.harness.channel, "threads")
    sent = await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    [starter] = discord.said()
    assert starter.thread == sent.channel.rpartition("/")[2]
    assert "there is something for you" in message_text.words(discord.server, starter)


async def test_without_any_threads_organisers_hear_what_is_missing(discord: Post) -> None:
    discord.deny("create_private_threads", "create_public_threads")
    with pytest.raises(PermanentError, match="Create Private Threads"):
        await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    assert not discord.said()


async def test_whoever_takes_no_direct_messages_is_asked_once_and_then_written_to_in_a_thread(
    discord: Post,
) -> None:
    discord.tom.dms_closed = True
    first = await discord.platform.send_dm(discord.harness.people[0], CARD, "one")
    tried = len(discord.server.calls("create_message"))
    second = await discord.forget().send_dm(discord.harness.people[0], CARD, "two")
    assert first.channel == second.channel
    assert len(discord.server.calls("create_message")) == tried + 1
    [thread] = discord.harness.guild.threads
    assert set(thread.members) == {discord.server.bot.id, discord.tom.id}
    assert (
        await discord.forget().find_sent(
            [discord.harness.people[0]], "two", wall() - timedelta(minutes=2)
        )
        == second
    )
    await discord.server.delete_channel(thread)
    third = await discord.forget().send_dm(discord.harness.people[0], CARD, "three")
    assert third.channel != first.channel


async def test_who_left_the_server_is_named(discord: Post) -> None:
    await discord.server.leave(discord.tom, discord.harness.guild)
    with pytest.raises(PeopleGone) as told:
        await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    assert told.value.people == (discord.harness.people[0],)
    assert not discord.threads()
    members = await discord.platform.list_members(discord.harness.channel)
    assert {member.person for member in members if not member.left} == set(
        discord.harness.people[1:]
    )
    assert [member.person for member in members if member.left] == [discord.harness.people[0]]


async def test_who_cannot_see_a_channel_is_not_in_it(discord: Post) -> None:
    discord.harness.lunch.overwrites[discord.amara.id] = (0, permissions.of("view_channel"))
    await discord.server.change_channel(discord.harness.lunch)
    await discord.server.until(lambda: bool(discord.lunch().overwrites))
    named = {
        member.person for member in await discord.platform.list_members(discord.harness.channel)
    }
    assert discord.harness.people[1] not in named


async def test_a_missing_permission_is_remembered_until_roles_change(discord: Post) -> None:
    discord.deny("send_messages")
    for _ in range(5):
        with pytest.raises(PermanentError, match="Allow me “Send Messages”"):
            await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.server.calls("create_message")) == 1
    discord.app.api.clear_refusals()
    with pytest.raises(PermanentError):
        await discord.platform.post(discord.harness.channel, CARD, "key")
    assert len(discord.server.calls("create_message")) == 2


async def test_a_refused_token_ends_all_calls(discord: Post) -> None:
    discord.server.app.token = "another"
    calls = len(discord.server.requests)
    for number in range(5):
        with pytest.raises(Disconnected, match=r"discord\.token"):
            await discord.platform.post(discord.harness.channel, CARD, f"key {number}")
    assert len(discord.server.requests) == calls + 1


async def test_without_the_history_nobody_looks(discord: Post) -> None:
    discord.harness.lunch.overwrites[discord.server.bot.id] = (
        0,
        permissions.of("read_message_history"),
    )
    await discord.server.change_channel(discord.harness.lunch)
    await _believed(discord)
    with pytest.raises(LookupUnsupported):
        await discord.platform.find_sent([discord.harness.channel], "key", wall())


async def test_an_event_stands_in_the_servers_list_once(discord: Post) -> None:
    starts = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    event = CalendarEvent(
        "uid",
        "Museum night",
        "Late opening",
        "Invalidenstraße 43",
        starts,
        starts + timedelta(hours=3),
    )
    discord.server.faults.next("create_guild_scheduled_event", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await discord.platform.announce_event(discord.harness.channel, event, CARD, "key")
    await discord.forget().announce_event(discord.harness.channel, event, CARD, "key")
    [made] = discord.harness.guild.events.values()
    assert made.content["entity_metadata"] == {"location": "Invalidenstraße 43"}
    [said] = discord.said()
    assert message_text.links(said) == [
        f"https://discord.com/events/{discord.harness.guild.id}/{made.id}"
    ]


async def test_an_event_comes_as_a_file_where_the_list_is_not_ours(discord: Post) -> None:
    discord.deny("create_events")
    starts = datetime.now(UTC) + timedelta(days=3)
    event = CalendarEvent("uid", "Museum night", "", "", starts, starts + timedelta(hours=3))
    await discord.platform.announce_event(discord.harness.channel, event, CARD, "key")
    [said] = discord.said()
    assert [file.filename for file in said.attachments] == ["event.ics"]


async def test_a_card_too_long_for_one_message_goes_on_below_it(discord: Post) -> None:
    card = Card("note", "Many", tuple(Paragraph((f"Line {number} " * 20,)) for number in range(60)))
    sent = await discord.platform.post(discord.harness.channel, card, "key")
    assert len(discord.said()) > 2
    assert discord.said()[0].id == sent.message
    assert "Line 59" in message_text.words(discord.server, discord.said()[-1])


async def test_an_old_thread_is_opened_again_to_change_what_stands_in_it(discord: Post) -> None:
    sent = await discord.platform.introduce(discord.harness.people[:2], CARD, "key")
    [thread] = discord.harness.guild.threads
    thread.archived = True
    await discord.platform.edit_message(sent, Card("note", "Good evening"))
    assert "Good evening" in message_text.words(discord.server, thread.messages[0])


async def test_no_secret_is_shown_when_settings_are_printed(discord: Post) -> None:
    assert discord.server.app.token not in repr(settings_for(discord.server))


def test_ids_of_another_server_are_refused() -> None:
    with pytest.raises(PermanentError):
        ids.native_id("discord:1", "discord:2/3")
    assert ids.parse_route(ids.build_route("discord:18446744073709551615", "a.b", "c|d")) == (
        "discord:18446744073709551615",
        "a.b",
        "c|d",
    )


async def _believed(discord: Post) -> None:
    """Wait until Mingle has heard of the channel's permissions."""
    place = discord.platform.people.known_guild.get_channel(int(discord.harness.lunch.id))
    assert place
    await discord.server.until(lambda: place.overwrites)
