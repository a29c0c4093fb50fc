"""Check who may do what where: permissions, threads, direct messages, members and scheduled
events."""

from datetime import timedelta
from typing import Any

import discord as library
import pytest

from tests.doubles.discord import Channel
from tests.doubles.discord.conftest import Client, DiscordSetup, described
from tests.doubles.discord.state import Json


def text_channel(bot: Client, channel: Channel) -> library.TextChannel:
    found = bot.get_channel(int(channel.id))
    assert isinstance(found, library.TextChannel)
    return found


async def test_a_channel_that_the_bot_does_not_see_is_out_of_reach(discord: DiscordSetup) -> None:
    secret = discord.server.channel("secret", private=True)
    assert (await discord.post({"content": "a"}, secret)).code == 50001
    assert (await discord.call("GET", f"/channels/{secret.id}")).code == 50001
    discord.server.allow(secret, discord.server.bot, "view_channel")
    assert (await discord.post({"content": "a"}, secret)).status == 200


@pytest.mark.parametrize(
    ("missing", "body"),
    [("send_messages", {"content": "a"}), ("embed_links", {"embeds": [{"title": "a"}]})],
)
async def test_what_the_bot_may_not_do_is_refused(
    discord: DiscordSetup, missing: str, body: Json
) -> None:
    discord.server.forbid(discord.lunch, discord.server.bot, missing)
    assert (await discord.post(body)).code == 50013
    assert (await discord.post(body)).status == 403
    assert not discord.server.messages


async def test_a_role_gives_and_a_channel_takes(discord: DiscordSetup) -> None:
    cooks = discord.server.role("cooks", None, "manage_messages")
    theirs = await discord.server.say(discord.tom, discord.lunch, "hello")
    at = f"/channels/{discord.lunch.id}/messages/{theirs.id}"
    assert (await discord.call("DELETE", at)).code == 50013
    await discord.server.give(discord.server.bot, cooks, discord.guild)
    assert (await discord.call("DELETE", at)).status == 204


async def test_what_is_not_there_is_unknown(discord: DiscordSetup) -> None:
    unknown = {
        "/channels/1": 10003, "/guilds/1": 10004, f"/guilds/{discord.guild.id}/members/1": 10013,
        "/users/1": 10013,
        f"/channels/{discord.lunch.id}/messages/1": 10008,
        f"/guilds/{discord.guild.id}/scheduled-events/1": 10070,
    }  # fmt: skip
    for path, code in unknown.items():
        answer = await discord.call("GET", path)
        assert (answer.status, answer.code) == (404, code)


async def test_single_members_are_told_but_their_list_takes_an_intent(
    discord: DiscordSetup,
) -> None:
    at = f"/guilds/{discord.guild.id}/members"
    assert (await discord.call("GET", f"{at}/{discord.tom.id}")).body["user"][
        "global_name"
    ] == "Tom"
    assert [
        one["user"]["id"] for one in (await discord.call("GET", f"{at}/search?query=am")).body
    ] == [discord.amara.id]
    assert (await discord.call("GET", f"{at}?limit=10")).code == 50001
    discord.server.app.privileged = 1 << 1
    assert len((await discord.call("GET", f"{at}?limit=10")).body) == 5
    await discord.server.leave(discord.tom, discord.guild)
    assert (await discord.call("GET", f"{at}/{discord.tom.id}")).code == 10007


async def test_people_are_written_to_directly_unless_they_closed_that(
    bot: Client, pointed: DiscordSetup
) -> None:
    tom = await bot.fetch_user(int(pointed.tom.id))
    await tom.send("Hello Tom")
    assert pointed.server.transcript(pointed.server.dm(pointed.tom)).endswith("Mingle: Hello Tom")
    pointed.tom.dms_closed = True
    with pytest.raises(library.Forbidden) as closed:
        await tom.send("Hello again")
    assert closed.value.code == 50007
    pointed.tom.dms_closed = False
    await pointed.server.leave(pointed.tom, pointed.guild)
    with pytest.raises(library.Forbidden) as gone:
        await tom.send("Hello again")
    assert gone.value.code == 50278


async def test_bots_and_strangers_get_no_direct_messages(discord: DiscordSetup) -> None:
    robot = discord.server.person("Robot", bot=True)
    assert (
        await discord.call("POST", "/users/@me/channels", {"recipient_id": robot.id})
    ).code == 50007
    assert (await discord.call("POST", "/users/@me/channels", {"recipient_id": "1"})).code == 50033


async def test_a_private_thread_is_seen_by_whom_the_bot_brought_in(
    bot: Client, pointed: DiscordSetup
) -> None:
    channel = text_channel(bot, pointed.lunch)
    thread = await channel.create_thread(name="Tom and Amara", invitable=False)
    for person in (pointed.tom, pointed.amara):
        await thread.add_user(library.Object(int(person.id)))
    await thread.send("You two!")
    stands = pointed.guild.channel("Tom and Amara")
    assert (stands.kind, stands.invitable, stands.parent) == (
        "private_thread",
        False,
        pointed.lunch.id,
    )
    assert pointed.server.transcript(stands).startswith("# Tom and Amara (Mingle, Tom, Amara)")
    people = await thread.fetch_members()
    assert {str(one.id) for one in people} == {
        pointed.tom.id,
        pointed.amara.id,
        pointed.server.bot.id,
    }
    with pytest.raises(AssertionError, match="does not see"):
        await pointed.server.command(pointed.ines, stands, "lunch")


async def test_a_message_has_one_thread(bot: Client, pointed: DiscordSetup) -> None:
    sent = await text_channel(bot, pointed.lunch).send("Who comes?")
    thread = await sent.create_thread(name="Lunch on Monday")
    assert thread.id == sent.id
    with pytest.raises(library.HTTPException) as again:
        await sent.create_thread(name="Lunch on Monday")
    assert again.value.code == 160004


@pytest.mark.parametrize("missing", ["create_private_threads", "view_channel"])
async def test_threads_take_leave(discord: DiscordSetup, missing: str) -> None:
    discord.server.forbid(discord.lunch, discord.server.bot, missing)
    answer = await discord.call(
        "POST", f"/channels/{discord.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.code == {"view_channel": 50001}.get(missing, 50013)


async def test_a_thread_can_be_full_archived_or_locked(discord: DiscordSetup) -> None:
    thread = (
        await discord.call(
            "POST", f"/channels/{discord.lunch.id}/threads", {"name": "a", "type": 12}
        )
    ).body
    stands, at = discord.guild.channels[thread["id"]], f"/channels/{thread['id']}"
    assert (await discord.call("PUT", f"{at}/thread-members/1")).code == 10013
    stands.archived = True
    assert (await discord.call("PUT", f"{at}/thread-members/{discord.tom.id}")).code == 50083
    assert (await discord.post({"content": "a"}, stands)).status == 200
    assert not stands.archived
    stands.locked = True
    assert (await discord.post({"content": "a"}, stands)).code == 160005


async def test_a_server_has_a_thousand_threads_open_at_most(discord: DiscordSetup) -> None:
    discord.guild.channels |= {
        str(n): Channel(str(n), discord.guild.id, "a", "thread", discord.lunch.id)
        for n in range(1, 1001)
    }
    answer = await discord.call(
        "POST", f"/channels/{discord.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.code == 160006
    discord.guild.channels["1"].archived = True
    answer = await discord.call(
        "POST", f"/channels/{discord.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.status == 201


async def test_threads_stand_in_text_channels_and_messages_not_in_categories(
    discord: DiscordSetup,
) -> None:
    voice, box = (
        discord.server.channel("voice", kind="voice"),
        discord.server.channel("box", kind="category"),
    )
    assert (
        await discord.call("POST", f"/channels/{voice.id}/threads", {"name": "a", "type": 12})
    ).code == 50024
    assert (await discord.post({"content": "a"}, box)).code == 50008


async def test_own_threads_are_found_and_changed(bot: Client, pointed: DiscordSetup) -> None:
    channel = text_channel(bot, pointed.lunch)
    thread = await channel.create_thread(name="Tom and Amara")
    assert [one.name for one in await channel.guild.active_threads()] == ["Tom and Amara"]
    await thread.edit(name="Amara and Tom", archived=True)
    assert (pointed.guild.threads[0].name, pointed.guild.threads[0].archived) == (
        "Amara and Tom",
        True,
    )
    assert [one.name async for one in channel.archived_threads(private=True)] == ["Amara and Tom"]
    with pytest.raises(library.Forbidden):
        await thread.edit(locked=True)


def event(discord: DiscordSetup, **more: Any) -> Json:
    start = discord.clock.utc() + timedelta(hours=1)
    content: Json = {
        "name": "Lunch", "privacy_level": 2, "entity_type": 3,
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
        "entity_metadata": {"location": "Kitchen"},
    }  # fmt: skip
    return content | more


async def test_an_event_is_announced_changed_and_called_off(
    bot: Client, pointed: DiscordSetup
) -> None:
    guild = bot.get_guild(int(pointed.guild.id))
    assert guild is not None
    start = pointed.clock.utc() + timedelta(hours=1)
    made = await guild.create_scheduled_event(
        name="Lunch",
        start_time=start,
        end_time=start + timedelta(hours=1),
        location="Kitchen",
        entity_type=library.EntityType.external,
        privacy_level=library.PrivacyLevel.guild_only,
    )
    (stands,) = pointed.guild.events.values()
    assert (str(made.id), stands.name, stands.status) == (stands.id, "Lunch", 1)
    await made.edit(name="Late lunch")
    assert stands.name == "Late lunch"
    await pointed.server.interest(pointed.tom, stands)
    assert [str(one.id) async for one in made.users()] == [pointed.tom.id]
    await made.cancel()
    assert stands.status == 4
    again = await pointed.call(
        "PATCH", f"/guilds/{pointed.guild.id}/scheduled-events/{stands.id}", {"name": "No"}
    )
    assert again.code == 180000


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a" * 101},
        {"name": ""},
        {"description": "a" * 1001},
        {"scheduled_end_time": None},
        {"entity_metadata": {"location": ""}},
        {"entity_metadata": {"location": "a" * 101}},
        {"scheduled_start_time": "2001-01-01T12:00:00+00:00"},
        {"scheduled_end_time": "2001-01-01T12:00:00+00:00"},
        {"entity_type": 2},
        {"privacy_level": 1},
        pytest.param({"colour": "red"}, marks=described),
    ],
)
async def test_an_event_that_cannot_be_is_refused(discord: DiscordSetup, wrong: Json) -> None:
    answer = await discord.call(
        "POST", f"/guilds/{discord.guild.id}/scheduled-events", event(discord, **wrong)
    )
    assert (answer.status, answer.code) == (400, 50035)
    assert not discord.guild.events


async def test_an_event_takes_leave_and_there_are_a_hundred_at_most(discord: DiscordSetup) -> None:
    discord.server.limits.enforced = False
    at = f"/guilds/{discord.guild.id}/scheduled-events"
    assert [(await discord.call("POST", at, event(discord))).status for _ in range(100)] == [
        200
    ] * 100
    assert (await discord.call("POST", at, event(discord))).code == 30038
    managed = next(role for role in discord.guild.roles.values() if role.managed)
    managed.permissions = 0
    assert (await discord.call("POST", at, event(discord))).code == 50013


async def test_the_bot_can_be_thrown_out(discord: DiscordSetup) -> None:
    await discord.server.remove_bot(discord.guild)
    assert await discord.error(content="a") == (404, 10003)
    assert (await discord.call("GET", f"/guilds/{discord.guild.id}")).code == 50001
    assert (await discord.call("GET", "/users/@me/guilds")).body == []
