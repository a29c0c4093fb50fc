"""Check that messages are taken, refused, changed and told as Discord does it."""

from typing import Any

import aiohttp
import discord as library
import pytest

from tests.doubles.discord import message_text, permissions
from tests.doubles.discord.conftest import Client, DiscordSetup, described
from tests.doubles.discord.state import V2, Json

INVALID = (400, 50035)


def button(custom_id: str = "join", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Join", "custom_id": custom_id, **more}


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def select(count: int, **more: Any) -> Json:
    options = [{"label": f"Choice {n}", "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "pick", "options": options, **more}


def text(content: str) -> Json:
    return {"type": 10, "content": content}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "a" * 2000},
        {"embeds": [{"description": "a" * 4096}, {"description": "a" * 1904}]},
        {"content": "a", "components": [row(*[button(str(n)) for n in range(5)])] * 1},
        {"content": "a", "components": [row(select(25))]},
        {"flags": V2, "components": [text("a" * 4000)]},
        {"content": "a", "nonce": "n" * 25},
        {"content": "a", "allowed_mentions": {"parse": [], "users": [1, "2"]}},
    ],
)
async def test_what_just_fits_is_taken(discord: DiscordSetup, body: Json) -> None:
    answer = await discord.post(body)
    assert answer.status == 200, answer


@pytest.mark.parametrize(
    "body",
    [
        {"content": "a" * 2001},
        {"content": "a", "nonce": "n" * 26},
        pytest.param({"content": "a", "colour": "red"}, marks=described),
        pytest.param({"content": "a", "embeds": [{"title": "b", "colour": 1}]}, marks=described),
        pytest.param({"content": "a", "tts": "loud"}, marks=described),
        {"embeds": [{"title": "a" * 257}]},
        {"embeds": [{"description": "a" * 4097}]},
        {"embeds": [{"description": "a" * 4096}, {"description": "a" * 1905}]},
        {"embeds": [{"title": "a", "fields": [{"name": "b", "value": "c"}] * 26}]},
        {"embeds": [{"title": "a", "fields": [{"name": "b", "value": ""}]}]},
        {"embeds": [{"title": "a"}] * 11},
        {"content": "a", "components": [row(button(str(n))) for n in range(6)]},
        {"content": "a", "components": [row(*[button(str(n)) for n in range(6)])]},
        {"content": "a", "components": [row(button(), select(2))]},
        {"content": "a", "components": [row(button(), button())]},
        {"content": "a", "components": [row(button("c" * 101))]},
        {"content": "a", "components": [row(button(label="l" * 81))]},
        {"content": "a", "components": [row(button(label=""))]},
        {
            "content": "a",
            "components": [
                row({"type": 2, "style": 5, "label": "go", "url": "javascript:alert(1)"})
            ],
        },
        {"content": "a", "components": [row(select(26))]},
        {"content": "a", "components": [row(select(0))]},
        {"content": "a", "components": [row(select(2, max_values=3))]},
        {"content": "a", "components": [row(select(1, placeholder="p" * 151))]},
        {
            "content": "a",
            "components": [row({**select(1), "options": [{"label": "x", "value": "1"}] * 2})],
        },
        {"content": "a", "components": [text("b")]},
        {"content": "a", "flags": V2, "components": [text("b")]},
        {"embeds": [{"title": "a"}], "flags": V2, "components": [text("b")]},
        {"flags": V2, "components": [text("a" * 4001)]},
        {"flags": V2, "components": [text("a")] * 41},
        {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        {"content": "a", "allowed_mentions": {"users": [str(n) for n in range(101)]}},
    ],
)
async def test_what_discord_would_not_show_is_refused(discord: DiscordSetup, body: Json) -> None:
    answer = await discord.post(body)
    assert (answer.status, answer.code) == INVALID
    assert "_errors" in answer.wrong
    assert not discord.server.messages


async def test_a_message_with_nothing_in_it_is_refused(discord: DiscordSetup) -> None:
    assert await discord.error() == (400, 50006)
    assert await discord.error(content="", embeds=[], components=[]) == (400, 50006)


async def test_the_description_of_the_api_can_be_all_that_counts(discord: DiscordSetup) -> None:
    discord.server.app.strict_fields = False
    assert (await discord.said(content="a", colour="red"))["content"] == "a"


async def test_a_refusal_says_where_what_is_wrong(discord: DiscordSetup) -> None:
    answer = await discord.post({"embeds": [{"title": "fine"}, {"title": "a" * 300}]})
    assert answer.body["errors"]["embeds"]["1"]["title"]["_errors"]


async def test_the_same_nonce_gives_the_same_message(discord: DiscordSetup) -> None:
    first = await discord.said(content="a", nonce="key", enforce_nonce=True)
    again = await discord.said(content="b", nonce="key", enforce_nonce=True)
    assert (again["id"], again["content"]) == (first["id"], "a")
    assert len(discord.server.messages) == 1


async def test_a_nonce_counts_only_if_it_shall_and_only_for_a_while(discord: DiscordSetup) -> None:
    await discord.said(content="a", nonce="key", enforce_nonce=True)
    await discord.said(content="a", nonce="key")
    await discord.clock.advance(181)
    await discord.said(content="a", nonce="key", enforce_nonce=True)
    assert len(discord.server.messages) == 3


async def test_a_nonce_counts_in_every_channel_of_the_author(discord: DiscordSetup) -> None:
    other = discord.server.channel("other")
    first = await discord.said(content="a", nonce="key", enforce_nonce=True)
    again = await discord.post({"content": "a", "nonce": "key", "enforce_nonce": True}, other)
    assert again.body["id"] == first["id"]


async def test_the_nonce_of_a_deleted_message_finds_nothing(discord: DiscordSetup) -> None:
    await discord.said(content="a", nonce="key", enforce_nonce=True)
    await discord.server.delete(discord.server.messages[0])
    assert await discord.error(content="a", nonce="key", enforce_nonce=True) == (404, 10008)


async def test_discord_py_sends_its_nonce(bot: Client, pointed: DiscordSetup) -> None:
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    first, again = await channel.send("a", nonce="key"), await channel.send("a", nonce="key")
    assert first.id == again.id


async def test_the_bot_changes_its_own_messages_only(discord: DiscordSetup) -> None:
    theirs = await discord.server.say(discord.tom, discord.lunch, "hello")
    own = await discord.said(content="a")
    at = f"/channels/{discord.lunch.id}/messages"
    assert (await discord.call("PATCH", f"{at}/{theirs.id}", {"content": "b"})).code == 50005
    assert (await discord.call("DELETE", f"{at}/{theirs.id}")).code == 50013
    changed = await discord.call("PATCH", f"{at}/{own['id']}", {"content": "b"})
    assert changed.body["edited_timestamp"]
    assert (await discord.call("PATCH", f"{at}/{own['id']}", {"content": ""})).code == 50006
    assert (await discord.call("DELETE", f"{at}/{own['id']}")).status == 204
    assert (await discord.call("PATCH", f"{at}/{own['id']}", {"content": "b"})).code == 10008


async def test_what_an_edit_does_not_name_stays(discord: DiscordSetup) -> None:
    own = await discord.said(content="a", components=[row(button())])
    await discord.call(
        "PATCH", f"/channels/{discord.lunch.id}/messages/{own['id']}", {"content": "b"}
    )
    assert message_text.buttons(discord.server.messages[0]) == [("Join", "join")]


async def test_a_message_of_components_remains_one(discord: DiscordSetup) -> None:
    own = await discord.said(flags=V2, components=[text("a")])
    at = f"/channels/{discord.lunch.id}/messages/{own['id']}"
    assert (await discord.call("PATCH", at, {"content": "b"})).code == 50035
    assert (await discord.call("PATCH", at, {"components": [text("b")]})).status == 200
    assert discord.server.transcript(discord.lunch).endswith("Mingle: b (edited)")


@pytest.mark.parametrize(
    ("allowed", "loud"),
    [
        (None, ["@everyone", "tom", "cooks"]),
        ({"parse": []}, []),
        ({"parse": [], "users": ["tom"]}, ["tom"]),
        ({"parse": ["roles"]}, ["cooks"]),
        ({"parse": ["everyone"]}, ["@everyone"]),
    ],
)
async def test_only_those_are_alerted_who_are_allowed(
    discord: DiscordSetup, allowed: Json | None, loud: list[str]
) -> None:
    cooks = discord.server.role("cooks")
    ids = {"tom": discord.tom.id, "cooks": cooks.id}
    if allowed:
        allowed = {**allowed, **({"users": [discord.tom.id]} if "users" in allowed else {})}
    words = f"@everyone <@{discord.tom.id}> <@&{cooks.id}> <@12345>"
    told = await discord.said(content=words, **({"allowed_mentions": allowed} if allowed else {}))
    assert message_text.pings(discord.server.messages[0]) == [ids.get(one, one) for one in loud]
    assert told["mention_everyone"] == ("@everyone" in loud)
    assert [one["id"] for one in told["mentions"]] == [ids["tom"]] * ("tom" in loud)
    assert len(message_text.mentions(discord.server.messages[0])) == 4


async def test_a_bot_that_may_not_alert_everyone_does_not(discord: DiscordSetup) -> None:
    everyone = discord.guild.roles[discord.guild.id]
    everyone.permissions &= ~permissions.of("mention_everyone")
    cooks = discord.server.role("cooks")
    await discord.said(content=f"@everyone @here <@&{cooks.id}>")
    assert discord.server.messages[0].pings == []
    cooks.mentionable = True
    await discord.said(content=f"@everyone @here <@&{cooks.id}>")
    assert discord.server.messages[1].pings == [cooks.id]


async def test_components_alert_as_words_do_and_embeds_do_not(discord: DiscordSetup) -> None:
    mention = f"<@{discord.tom.id}>"
    await discord.said(flags=V2, components=[text(mention)])
    await discord.said(embeds=[{"description": mention}])
    assert [one.pings for one in discord.server.messages] == [[discord.tom.id], []]


async def test_a_picture_arrives_whole(bot: Client, pointed: DiscordSetup) -> None:
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    picture = library.File(__file__, "pair.png", description="Two people")
    sent = await channel.send("Look", file=picture)
    (file,) = pointed.server.messages[0].attachments
    assert (file.filename, file.description) == ("pair.png", "Two people")
    async with aiohttp.ClientSession() as session, session.get(sent.attachments[0].url) as answer:
        assert await answer.read() == file.content
    await sent.edit(attachments=[])
    assert pointed.server.messages[0].attachments == []


async def test_history_is_read_page_by_page_and_only_with_leave(
    bot: Client, pointed: DiscordSetup
) -> None:
    pointed.server.limits.enforced = False
    for number in range(120):
        await pointed.said(content=str(number))
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    assert [one.content async for one in channel.history(limit=None, oldest_first=True)] == [
        str(n) for n in range(120)
    ]
    pointed.server.forbid(pointed.lunch, pointed.server.bot, "read_message_history")
    assert [one async for one in channel.history(limit=None)] == []


async def test_what_other_people_say_takes_a_privileged_intent(discord: DiscordSetup) -> None:
    theirs = await discord.server.say(discord.tom, discord.lunch, "hello")
    at = f"/channels/{discord.lunch.id}/messages/{theirs.id}"
    assert (await discord.call("GET", at)).body["content"] == ""
    discord.server.app.privileged = 1 << 15
    assert (await discord.call("GET", at)).body["content"] == "hello"


async def test_reactions_and_pins_take_leave(discord: DiscordSetup) -> None:
    own = await discord.said(content="a")
    at = f"/channels/{discord.lunch.id}/messages"
    assert (await discord.call("PUT", f"{at}/{own['id']}/reactions/🍜/@me")).status == 204
    assert (await discord.call("PUT", f"{at}/{own['id']}/reactions/noodles/@me")).code == 10014
    await discord.server.react(discord.tom, discord.server.messages[0], "🍜")
    (reaction,) = (await discord.call("GET", f"{at}/{own['id']}")).body["reactions"]
    assert (reaction["count"], reaction["me"]) == (2, True)
    assert (await discord.call("PUT", f"{at}/pins/{own['id']}")).code == 50013
    discord.server.allow(discord.lunch, discord.server.bot, "pin_messages")
    assert (await discord.call("PUT", f"{at}/pins/{own['id']}")).status == 204
    assert discord.server.messages[0].pinned


async def test_a_call_without_the_bots_token_is_unauthorised(discord: DiscordSetup) -> None:
    answer = await discord.call("GET", "/users/@me", token="somebody else's")
    assert (answer.status, answer.code) == (401, 0)


async def test_a_body_that_is_no_json_is_refused(discord: DiscordSetup) -> None:
    headers = {
        "Authorization": f"Bot {discord.server.app.token}",
        "Content-Type": "application/json",
    }
    at = f"{discord.server.url}/channels/{discord.lunch.id}/messages"
    async with discord.session.post(at, data="{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


async def test_a_conversation_reads_like_a_channel(discord: DiscordSetup) -> None:
    await discord.server.say(discord.tom, discord.lunch, "hungry?")
    embed = {
        "title": "Lunch",
        "fields": [{"name": "When", "value": "<t:1700000000:t>"}],
        "footer": {"text": "Mingle"},
    }
    await discord.said(
        content=f"**Lunch** with <@{discord.tom.id}> \\*and\\* [more](https://example.org)",
        embeds=[embed],
        components=[row(button())],
    )
    lines = discord.server.transcript(discord.lunch).split("\n")
    assert [line[6:].strip() for line in lines[1:]] == [
        "Tom: hungry?",
        "Mingle: Lunch with @Tom *and* more",
        "| Lunch",
        "| When: 22:13",
        "| Mingle",
        "[Join] (pings @Tom)",
    ]
    assert message_text.masked(discord.server.messages[1]) == [("more", "https://example.org")]
    assert message_text.links(discord.server.messages[1]) == ["https://example.org"]
