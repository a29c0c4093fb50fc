"""Say things in Discord while it loses answers, asks for patience, or says no."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord
import pytest

from adapters.discord import ids
from adapters.discord.app import DiscordApp
from adapters.discord.post import DiscordPlatform
from bot.core.platform import (
    LookupUnsupported,
    PermanentError,
    TemporaryError,
    UnknownOutcome,
    Unreachable,
)
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, Paragraph
from bot.ui.text import Mention
from tests.adapters.announcements import CARD
from tests.adapters.discord.office import Office, connected, settings_for
from tests.adapters.office import wall
from tests.doubles.discord import DiscordServer, Fault, Message, message_text, permissions


class Post:
    def __init__(self, office: Office, house: DiscordApp) -> None:
        self.office, self.house, self.discord = office, house, office.discord
        self.platform = house[office.workspace]
        self.tom, self.amara, *_ = office.users

    def forget(self) -> DiscordPlatform:
        """Be another process, which remembers nothing."""
        self.house._platforms.clear()
        self.platform = self.house[self.office.workspace]
        return self.platform

    def lunch(self) -> discord.TextChannel:
        """Give the channel as the bot knows it."""
        known = self.platform.people.known_guild.get_channel(int(self.office.lunch.id))
        assert isinstance(known, discord.TextChannel)
        return known

    def said(self) -> list[Message]:
        return self.office.lunch.messages

    def threads(self) -> list[str]:
        return [thread.name for thread in self.office.guild.threads]

    def deny(self, *names: str) -> None:
        """Take permissions from the bot in the channel."""
        managed = next(role for role in self.office.guild.roles.values() if role.managed)
        everybody = self.office.guild.roles[self.office.guild.id]
        for role in (managed, everybody):
            role.permissions &= ~permissions.of(*names)


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    async with DiscordServer() as discord:
        office = Office(discord)
        await office.move_in(database)
        async with connected(
            discord, settings_for(discord), database, office.router, office.note
        ) as house:
            yield Post(office, house)


async def test_a_lost_answer_is_never_repeated_by_itself_and_is_found(post: Post) -> None:
    before = wall() - timedelta(minutes=2)
    post.discord.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.post(post.office.channel, CARD, "key")
    assert len(post.discord.calls("create_message")) == len(post.said()) == 1
    found = await post.platform.find_sent([post.office.channel], "key", before)
    assert found
    assert found.message == post.said()[0].id
    assert await post.forget().find_sent([post.office.channel], "key", before) == found


async def test_the_same_nonce_gives_the_message_that_stands(post: Post) -> None:
    post.discord.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.post(post.office.channel, CARD, "key")
    again = await post.platform.post(post.office.channel, CARD, "key")
    assert [message.id for message in post.said()] == [again.message]


async def test_an_error_of_discord_itself_leaves_it_open_what_happened(post: Post) -> None:
    before = wall() - timedelta(minutes=2)
    post.discord.faults.next("create_message", Fault("error"))
    with pytest.raises(UnknownOutcome):
        await post.platform.post(post.office.channel, CARD, "key")
    assert len(post.discord.calls("create_message")) == 1
    assert await post.platform.find_sent([post.office.channel], "key", before) is None


async def test_nobody_speaks_while_discord_asks_to_wait(post: Post) -> None:
    post.discord.faults.next("create_message", Fault("limit", 40))
    with pytest.raises(TemporaryError):
        await post.platform.post(post.office.channel, CARD, "key")
    with pytest.raises(TemporaryError):
        await post.platform.post(post.office.channel, CARD, "key")
    assert len(post.discord.calls("create_message")) == 1


async def test_an_introduction_whose_thread_got_lost_is_made_once(post: Post) -> None:
    post.discord.faults.next("create_thread", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.introduce(post.office.people[:2], CARD, "key")
    platform = post.forget()
    assert await platform.find_sent(post.office.people[:2], "key", wall()) is None
    sent = await platform.introduce(post.office.people[:2], CARD, "key")
    assert post.threads() == ["Tom Becker, Amara Obi"]
    thread = post.office.guild.channels[sent.channel.rpartition("/")[2]]
    assert set(thread.members) == {post.discord.bot.id, post.tom.id, post.amara.id}
    assert not thread.invitable


async def test_an_introduction_whose_words_got_lost_is_found_by_another_process(post: Post) -> None:
    before = wall() - timedelta(minutes=2)
    post.discord.faults.next("create_message", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.introduce(post.office.people[:2], CARD, "key")
    found = await post.forget().find_sent(post.office.people[:2], "key", before)
    assert found
    assert len(post.threads()) == 1


async def test_those_introduced_are_called_and_nobody_else(post: Post) -> None:
    tom, jun = post.office.people[0], post.office.people[2]
    card = Card("note", "Hello", (Paragraph((Mention(tom, "Tom"), Mention(jun, "Jun"))),))
    await post.platform.introduce(post.office.people[:2], card, "key")
    [thread] = post.office.guild.threads
    assert message_text.pings(thread.messages[0]) == [post.tom.id]
    await post.platform.post(post.office.channel, card, "other")
    assert not message_text.pings(post.said()[0])


async def test_without_private_threads_it_hangs_below_a_message(post: Post) -> None:
    post.deny("create_private_threads")
    sent = await post.platform.introduce(post.office.people[:2], CARD, "key")
    [starter] = post.said()
    assert starter.thread == sent.channel.rpartition("/")[2]
    assert "there is something for you" in message_text.words(post.discord, starter)


async def test_without_any_threads_organisers_hear_what_is_missing(post: Post) -> None:
    post.deny("create_private_threads", "create_public_threads")
    with pytest.raises(PermanentError, match="Create Private Threads"):
        await post.platform.introduce(post.office.people[:2], CARD, "key")
    assert not post.said()


async def test_whoever_takes_no_direct_messages_is_asked_once_and_then_written_to_in_a_thread(
    post: Post,
) -> None:
    post.tom.dms_closed = True
    first = await post.platform.send_dm(post.office.people[0], CARD, "one")
    tried = len(post.discord.calls("create_message"))
    second = await post.forget().send_dm(post.office.people[0], CARD, "two")
    assert first.channel == second.channel
    assert len(post.discord.calls("create_message")) == tried + 1
    [thread] = post.office.guild.threads
    assert set(thread.members) == {post.discord.bot.id, post.tom.id}
    assert (
        await post.forget().find_sent([post.office.people[0]], "two", wall() - timedelta(minutes=2))
        == second
    )
    await post.discord.delete_channel(thread)
    third = await post.forget().send_dm(post.office.people[0], CARD, "three")
    assert third.channel != first.channel


async def test_who_left_the_server_is_named(post: Post) -> None:
    await post.discord.leave(post.tom, post.office.guild)
    with pytest.raises(Unreachable) as told:
        await post.platform.introduce(post.office.people[:2], CARD, "key")
    assert told.value.people == (post.office.people[0],)
    assert not post.threads()
    named = {member.person for member in await post.platform.list_members(post.office.channel)}
    assert named == set(post.office.people[1:])


async def test_who_cannot_see_a_channel_is_not_in_it(post: Post) -> None:
    post.office.lunch.overwrites[post.amara.id] = (0, permissions.of("view_channel"))
    await post.discord.change_channel(post.office.lunch)
    await post.discord.until(lambda: bool(post.lunch().overwrites))
    named = {member.person for member in await post.platform.list_members(post.office.channel)}
    assert post.office.people[1] not in named


async def test_a_missing_permission_is_remembered_until_roles_change(post: Post) -> None:
    post.deny("send_messages")
    for _ in range(5):
        with pytest.raises(PermanentError, match="mingle check"):
            await post.platform.post(post.office.channel, CARD, "key")
    assert len(post.discord.calls("create_message")) == 1
    post.house.api.clear_refusals()
    with pytest.raises(PermanentError):
        await post.platform.post(post.office.channel, CARD, "key")
    assert len(post.discord.calls("create_message")) == 2


async def test_a_refused_token_ends_all_calls(post: Post) -> None:
    post.discord.app.token = "another"
    calls = len(post.discord.requests)
    for number in range(5):
        with pytest.raises(PermanentError, match=r"discord\.token"):
            await post.platform.post(post.office.channel, CARD, f"key {number}")
    assert len(post.discord.requests) == calls + 1


async def test_without_the_history_nobody_looks(post: Post) -> None:
    post.office.lunch.overwrites[post.discord.bot.id] = (0, permissions.of("read_message_history"))
    await post.discord.change_channel(post.office.lunch)
    await _believed(post)
    with pytest.raises(LookupUnsupported):
        await post.platform.find_sent([post.office.channel], "key", wall())


async def test_an_event_stands_in_the_servers_list_once(post: Post) -> None:
    starts = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    event = CalendarEvent(
        "uid",
        "Museum night",
        "Late opening",
        "Invalidenstraße 43",
        starts,
        starts + timedelta(hours=3),
    )
    post.discord.faults.next("create_guild_scheduled_event", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.announce_event(post.office.channel, event, CARD, "key")
    await post.forget().announce_event(post.office.channel, event, CARD, "key")
    [made] = post.office.guild.events.values()
    assert made.content["entity_metadata"] == {"location": "Invalidenstraße 43"}
    [said] = post.said()
    assert message_text.links(said) == [
        f"https://discord.com/events/{post.office.guild.id}/{made.id}"
    ]


async def test_an_event_comes_as_a_file_where_the_list_is_not_ours(post: Post) -> None:
    post.deny("create_events")
    starts = datetime.now(UTC) + timedelta(days=3)
    event = CalendarEvent("uid", "Museum night", "", "", starts, starts + timedelta(hours=3))
    await post.platform.announce_event(post.office.channel, event, CARD, "key")
    [said] = post.said()
    assert [file.filename for file in said.attachments] == ["event.ics"]


async def test_a_card_too_long_for_one_message_goes_on_below_it(post: Post) -> None:
    card = Card("note", "Many", tuple(Paragraph((f"Line {number} " * 20,)) for number in range(60)))
    sent = await post.platform.post(post.office.channel, card, "key")
    assert len(post.said()) > 2
    assert post.said()[0].id == sent.message
    assert "Line 59" in message_text.words(post.discord, post.said()[-1])


async def test_an_old_thread_is_opened_again_to_change_what_stands_in_it(post: Post) -> None:
    sent = await post.platform.introduce(post.office.people[:2], CARD, "key")
    [thread] = post.office.guild.threads
    thread.archived = True
    await post.platform.edit_message(sent, Card("note", "Good evening"))
    assert "Good evening" in message_text.words(post.discord, thread.messages[0])


async def test_no_secret_is_shown_when_settings_are_printed(post: Post) -> None:
    assert post.discord.app.token not in repr(settings_for(post.discord))


def test_ids_of_another_server_are_refused() -> None:
    with pytest.raises(PermanentError):
        ids.native_id("discord:1", "discord:2/3")
    assert ids.parse_route(ids.build_route("discord:18446744073709551615", "a.b", "c|d")) == (
        "discord:18446744073709551615",
        "a.b",
        "c|d",
    )


async def _believed(post: Post) -> None:
    """Wait until Mingle has heard of the channel's permissions."""
    place = post.platform.people.known_guild.get_channel(int(post.office.lunch.id))
    assert place
    await post.discord.until(lambda: place.overwrites)
