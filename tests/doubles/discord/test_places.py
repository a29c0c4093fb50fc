"""Check who may do what where: permissions, threads, direct messages, members and scheduled
events."""

from datetime import timedelta
from typing import Any

import discord as library
import pytest

from tests.doubles.discord import Channel
from tests.doubles.discord.conftest import Client, Town, described
from tests.doubles.discord.state import Json


def text_channel(bot: Client, channel: Channel) -> library.TextChannel:
    found = bot.get_channel(int(channel.id))
    assert isinstance(found, library.TextChannel)
    return found


async def test_a_channel_that_the_bot_does_not_see_is_out_of_reach(town: Town) -> None:
    secret = town.discord.channel("secret", private=True)
    assert (await town.post({"content": "a"}, secret)).code == 50001
    assert (await town.call("GET", f"/channels/{secret.id}")).code == 50001
    town.discord.allow(secret, town.discord.bot, "view_channel")
    assert (await town.post({"content": "a"}, secret)).status == 200


@pytest.mark.parametrize(
    ("missing", "body"),
    [("send_messages", {"content": "a"}), ("embed_links", {"embeds": [{"title": "a"}]})],
)
async def test_what_the_bot_may_not_do_is_refused(town: Town, missing: str, body: Json) -> None:
    town.discord.forbid(town.lunch, town.discord.bot, missing)
    assert (await town.post(body)).code == 50013
    assert (await town.post(body)).status == 403
    assert not town.discord.messages


async def test_a_role_gives_and_a_channel_takes(town: Town) -> None:
    cooks = town.discord.role("cooks", None, "manage_messages")
    theirs = await town.discord.say(town.tom, town.lunch, "hello")
    at = f"/channels/{town.lunch.id}/messages/{theirs.id}"
    assert (await town.call("DELETE", at)).code == 50013
    await town.discord.give(town.discord.bot, cooks, town.guild)
    assert (await town.call("DELETE", at)).status == 204


async def test_what_is_not_there_is_unknown(town: Town) -> None:
    unknown = {
        "/channels/1": 10003, "/guilds/1": 10004, f"/guilds/{town.guild.id}/members/1": 10013,
        "/users/1": 10013,
        f"/channels/{town.lunch.id}/messages/1": 10008,
        f"/guilds/{town.guild.id}/scheduled-events/1": 10070,
    }  # fmt: skip
    for path, code in unknown.items():
        answer = await town.call("GET", path)
        assert (answer.status, answer.code) == (404, code)


async def test_single_members_are_told_but_their_list_takes_an_intent(town: Town) -> None:
    at = f"/guilds/{town.guild.id}/members"
    assert (await town.call("GET", f"{at}/{town.tom.id}")).body["user"]["global_name"] == "Tom"
    assert [
        one["user"]["id"] for one in (await town.call("GET", f"{at}/search?query=am")).body
    ] == [town.amara.id]
    assert (await town.call("GET", f"{at}?limit=10")).code == 50001
    town.discord.app.privileged = 1 << 1
    assert len((await town.call("GET", f"{at}?limit=10")).body) == 5
    await town.discord.leave(town.tom, town.guild)
    assert (await town.call("GET", f"{at}/{town.tom.id}")).code == 10007


async def test_people_are_written_to_directly_unless_they_closed_that(
    bot: Client, pointed: Town
) -> None:
    tom = await bot.fetch_user(int(pointed.tom.id))
    await tom.send("Hello Tom")
    assert pointed.discord.transcript(pointed.discord.dm(pointed.tom)).endswith("Mingle: Hello Tom")
    pointed.tom.dms_closed = True
    with pytest.raises(library.Forbidden) as closed:
        await tom.send("Hello again")
    assert closed.value.code == 50007
    pointed.tom.dms_closed = False
    await pointed.discord.leave(pointed.tom, pointed.guild)
    with pytest.raises(library.Forbidden) as gone:
        await tom.send("Hello again")
    assert gone.value.code == 50278


async def test_bots_and_strangers_get_no_direct_messages(town: Town) -> None:
    robot = town.discord.person("Robot", bot=True)
    assert (
        await town.call("POST", "/users/@me/channels", {"recipient_id": robot.id})
    ).code == 50007
    assert (await town.call("POST", "/users/@me/channels", {"recipient_id": "1"})).code == 50033


async def test_a_private_thread_is_seen_by_whom_the_bot_brought_in(
    bot: Client, pointed: Town
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
    assert pointed.discord.transcript(stands).startswith("# Tom and Amara (Mingle, Tom, Amara)")
    people = await thread.fetch_members()
    assert {str(one.id) for one in people} == {
        pointed.tom.id,
        pointed.amara.id,
        pointed.discord.bot.id,
    }
    with pytest.raises(AssertionError, match="does not see"):
        await pointed.discord.command(pointed.ines, stands, "lunch")


async def test_a_message_has_one_thread(bot: Client, pointed: Town) -> None:
    sent = await text_channel(bot, pointed.lunch).send("Who comes?")
    thread = await sent.create_thread(name="Lunch on Monday")
    assert thread.id == sent.id
    with pytest.raises(library.HTTPException) as again:
        await sent.create_thread(name="Lunch on Monday")
    assert again.value.code == 160004


@pytest.mark.parametrize("missing", ["create_private_threads", "view_channel"])
async def test_threads_take_leave(town: Town, missing: str) -> None:
    town.discord.forbid(town.lunch, town.discord.bot, missing)
    answer = await town.call(
        "POST", f"/channels/{town.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.code == {"view_channel": 50001}.get(missing, 50013)


async def test_a_thread_can_be_full_archived_or_locked(town: Town) -> None:
    thread = (
        await town.call("POST", f"/channels/{town.lunch.id}/threads", {"name": "a", "type": 12})
    ).body
    stands, at = town.guild.channels[thread["id"]], f"/channels/{thread['id']}"
    assert (await town.call("PUT", f"{at}/thread-members/1")).code == 10013
    stands.archived = True
    assert (await town.call("PUT", f"{at}/thread-members/{town.tom.id}")).code == 50083
    assert (await town.post({"content": "a"}, stands)).status == 200
    assert not stands.archived
    stands.locked = True
    assert (await town.post({"content": "a"}, stands)).code == 160005


async def test_a_server_has_a_thousand_threads_open_at_most(town: Town) -> None:
    town.guild.channels |= {
        str(n): Channel(str(n), town.guild.id, "a", "thread", town.lunch.id) for n in range(1, 1001)
    }
    answer = await town.call(
        "POST", f"/channels/{town.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.code == 160006
    town.guild.channels["1"].archived = True
    answer = await town.call(
        "POST", f"/channels/{town.lunch.id}/threads", {"name": "a", "type": 12}
    )
    assert answer.status == 201


async def test_threads_stand_in_text_channels_and_messages_not_in_categories(town: Town) -> None:
    voice, box = (
        town.discord.channel("voice", kind="voice"),
        town.discord.channel("box", kind="category"),
    )
    assert (
        await town.call("POST", f"/channels/{voice.id}/threads", {"name": "a", "type": 12})
    ).code == 50024
    assert (await town.post({"content": "a"}, box)).code == 50008


async def test_own_threads_are_found_and_changed(bot: Client, pointed: Town) -> None:
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


def event(town: Town, **more: Any) -> Json:
    start = town.clock.utc() + timedelta(hours=1)
    content: Json = {
        "name": "Lunch", "privacy_level": 2, "entity_type": 3,
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
        "entity_metadata": {"location": "Kitchen"},
    }  # fmt: skip
    return content | more


async def test_an_event_is_announced_changed_and_called_off(bot: Client, pointed: Town) -> None:
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
    await pointed.discord.interest(pointed.tom, stands)
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
async def test_an_event_that_cannot_be_is_refused(town: Town, wrong: Json) -> None:
    answer = await town.call(
        "POST", f"/guilds/{town.guild.id}/scheduled-events", event(town, **wrong)
    )
    assert (answer.status, answer.code) == (400, 50035)
    assert not town.guild.events


async def test_an_event_takes_leave_and_there_are_a_hundred_at_most(town: Town) -> None:
    town.discord.limits.enforced = False
    at = f"/guilds/{town.guild.id}/scheduled-events"
    assert [(await town.call("POST", at, event(town))).status for _ in range(100)] == [200] * 100
    assert (await town.call("POST", at, event(town))).code == 30038
    managed = next(role for role in town.guild.roles.values() if role.managed)
    managed.permissions = 0
    assert (await town.call("POST", at, event(town))).code == 50013


async def test_the_bot_can_be_thrown_out(town: Town) -> None:
    await town.discord.remove_bot(town.guild)
    assert await town.error(content="a") == (404, 10003)
    assert (await town.call("GET", f"/guilds/{town.guild.id}")).code == 50001
    assert (await town.call("GET", "/users/@me/guilds")).body == []
