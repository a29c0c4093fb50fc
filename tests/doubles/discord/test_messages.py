"""Check that messages are taken, refused, changed and told as Discord does it."""

from typing import Any

import aiohttp
import discord as library
import pytest

from tests.doubles.discord import message_text, permissions
from tests.doubles.discord.conftest import Client, Town, described
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
async def test_what_just_fits_is_taken(town: Town, body: Json) -> None:
    answer = await town.post(body)
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
async def test_what_discord_would_not_show_is_refused(town: Town, body: Json) -> None:
    answer = await town.post(body)
    assert (answer.status, answer.code) == INVALID
    assert "_errors" in answer.wrong
    assert not town.discord.messages


async def test_a_message_with_nothing_in_it_is_refused(town: Town) -> None:
    assert await town.error() == (400, 50006)
    assert await town.error(content="", embeds=[], components=[]) == (400, 50006)


async def test_the_description_of_the_api_can_be_all_that_counts(town: Town) -> None:
    town.discord.app.strict_fields = False
    assert (await town.said(content="a", colour="red"))["content"] == "a"


async def test_a_refusal_says_where_what_is_wrong(town: Town) -> None:
    answer = await town.post({"embeds": [{"title": "fine"}, {"title": "a" * 300}]})
    assert answer.body["errors"]["embeds"]["1"]["title"]["_errors"]


async def test_the_same_nonce_gives_the_same_message(town: Town) -> None:
    first = await town.said(content="a", nonce="key", enforce_nonce=True)
    again = await town.said(content="b", nonce="key", enforce_nonce=True)
    assert (again["id"], again["content"]) == (first["id"], "a")
    assert len(town.discord.messages) == 1


async def test_a_nonce_counts_only_if_it_shall_and_only_for_a_while(town: Town) -> None:
    await town.said(content="a", nonce="key", enforce_nonce=True)
    await town.said(content="a", nonce="key")
    await town.clock.advance(181)
    await town.said(content="a", nonce="key", enforce_nonce=True)
    assert len(town.discord.messages) == 3


async def test_a_nonce_counts_in_every_channel_of_the_author(town: Town) -> None:
    other = town.discord.channel("other")
    first = await town.said(content="a", nonce="key", enforce_nonce=True)
    again = await town.post({"content": "a", "nonce": "key", "enforce_nonce": True}, other)
    assert again.body["id"] == first["id"]


async def test_the_nonce_of_a_deleted_message_finds_nothing(town: Town) -> None:
    await town.said(content="a", nonce="key", enforce_nonce=True)
    await town.discord.delete(town.discord.messages[0])
    assert await town.error(content="a", nonce="key", enforce_nonce=True) == (404, 10008)


async def test_discord_py_sends_its_nonce(bot: Client, pointed: Town) -> None:
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    first, again = await channel.send("a", nonce="key"), await channel.send("a", nonce="key")
    assert first.id == again.id


async def test_the_bot_changes_its_own_messages_only(town: Town) -> None:
    theirs = await town.discord.say(town.tom, town.lunch, "hello")
    own = await town.said(content="a")
    at = f"/channels/{town.lunch.id}/messages"
    assert (await town.call("PATCH", f"{at}/{theirs.id}", {"content": "b"})).code == 50005
    assert (await town.call("DELETE", f"{at}/{theirs.id}")).code == 50013
    changed = await town.call("PATCH", f"{at}/{own['id']}", {"content": "b"})
    assert changed.body["edited_timestamp"]
    assert (await town.call("PATCH", f"{at}/{own['id']}", {"content": ""})).code == 50006
    assert (await town.call("DELETE", f"{at}/{own['id']}")).status == 204
    assert (await town.call("PATCH", f"{at}/{own['id']}", {"content": "b"})).code == 10008


async def test_what_an_edit_does_not_name_stays(town: Town) -> None:
    own = await town.said(content="a", components=[row(button())])
    await town.call("PATCH", f"/channels/{town.lunch.id}/messages/{own['id']}", {"content": "b"})
    assert message_text.buttons(town.discord.messages[0]) == [("Join", "join")]


async def test_a_message_of_components_remains_one(town: Town) -> None:
    own = await town.said(flags=V2, components=[text("a")])
    at = f"/channels/{town.lunch.id}/messages/{own['id']}"
    assert (await town.call("PATCH", at, {"content": "b"})).code == 50035
    assert (await town.call("PATCH", at, {"components": [text("b")]})).status == 200
    assert town.discord.transcript(town.lunch).endswith("Mingle: b (edited)")


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
    town: Town, allowed: Json | None, loud: list[str]
) -> None:
    cooks = town.discord.role("cooks")
    ids = {"tom": town.tom.id, "cooks": cooks.id}
    if allowed:
        allowed = {**allowed, **({"users": [town.tom.id]} if "users" in allowed else {})}
    words = f"@everyone <@{town.tom.id}> <@&{cooks.id}> <@12345>"
    told = await town.said(content=words, **({"allowed_mentions": allowed} if allowed else {}))
    assert message_text.pings(town.discord.messages[0]) == [ids.get(one, one) for one in loud]
    assert told["mention_everyone"] == ("@everyone" in loud)
    assert [one["id"] for one in told["mentions"]] == [ids["tom"]] * ("tom" in loud)
    assert len(message_text.mentions(town.discord.messages[0])) == 4


async def test_a_bot_that_may_not_alert_everyone_does_not(town: Town) -> None:
    everyone = town.guild.roles[town.guild.id]
    everyone.permissions &= ~permissions.of("mention_everyone")
    cooks = town.discord.role("cooks")
    await town.said(content=f"@everyone @here <@&{cooks.id}>")
    assert town.discord.messages[0].pings == []
    cooks.mentionable = True
    await town.said(content=f"@everyone @here <@&{cooks.id}>")
    assert town.discord.messages[1].pings == [cooks.id]


async def test_components_alert_as_words_do_and_embeds_do_not(town: Town) -> None:
    mention = f"<@{town.tom.id}>"
    await town.said(flags=V2, components=[text(mention)])
    await town.said(embeds=[{"description": mention}])
    assert [one.pings for one in town.discord.messages] == [[town.tom.id], []]


async def test_a_picture_arrives_whole(bot: Client, pointed: Town) -> None:
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    picture = library.File(__file__, "pair.png", description="Two people")
    sent = await channel.send("Look", file=picture)
    (file,) = pointed.discord.messages[0].attachments
    assert (file.filename, file.description) == ("pair.png", "Two people")
    async with aiohttp.ClientSession() as session, session.get(sent.attachments[0].url) as answer:
        assert await answer.read() == file.content
    await sent.edit(attachments=[])
    assert pointed.discord.messages[0].attachments == []


async def test_history_is_read_page_by_page_and_only_with_leave(bot: Client, pointed: Town) -> None:
    pointed.discord.limits.enforced = False
    for number in range(120):
        await pointed.said(content=str(number))
    channel = bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    assert [one.content async for one in channel.history(limit=None, oldest_first=True)] == [
        str(n) for n in range(120)
    ]
    pointed.discord.forbid(pointed.lunch, pointed.discord.bot, "read_message_history")
    assert [one async for one in channel.history(limit=None)] == []


async def test_what_other_people_say_takes_a_privileged_intent(town: Town) -> None:
    theirs = await town.discord.say(town.tom, town.lunch, "hello")
    at = f"/channels/{town.lunch.id}/messages/{theirs.id}"
    assert (await town.call("GET", at)).body["content"] == ""
    town.discord.app.privileged = 1 << 15
    assert (await town.call("GET", at)).body["content"] == "hello"


async def test_reactions_and_pins_take_leave(town: Town) -> None:
    own = await town.said(content="a")
    at = f"/channels/{town.lunch.id}/messages"
    assert (await town.call("PUT", f"{at}/{own['id']}/reactions/🍜/@me")).status == 204
    assert (await town.call("PUT", f"{at}/{own['id']}/reactions/noodles/@me")).code == 10014
    await town.discord.react(town.tom, town.discord.messages[0], "🍜")
    (reaction,) = (await town.call("GET", f"{at}/{own['id']}")).body["reactions"]
    assert (reaction["count"], reaction["me"]) == (2, True)
    assert (await town.call("PUT", f"{at}/pins/{own['id']}")).code == 50013
    town.discord.allow(town.lunch, town.discord.bot, "pin_messages")
    assert (await town.call("PUT", f"{at}/pins/{own['id']}")).status == 204
    assert town.discord.messages[0].pinned


async def test_a_call_without_the_bots_token_is_unauthorised(town: Town) -> None:
    answer = await town.call("GET", "/users/@me", token="somebody else's")
    assert (answer.status, answer.code) == (401, 0)


async def test_a_body_that_is_no_json_is_refused(town: Town) -> None:
    headers = {"Authorization": f"Bot {town.discord.app.token}", "Content-Type": "application/json"}
    at = f"{town.discord.url}/channels/{town.lunch.id}/messages"
    async with town.session.post(at, data="{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


async def test_a_conversation_reads_like_a_channel(town: Town) -> None:
    await town.discord.say(town.tom, town.lunch, "hungry?")
    embed = {
        "title": "Lunch",
        "fields": [{"name": "When", "value": "<t:1700000000:t>"}],
        "footer": {"text": "Mingle"},
    }
    await town.said(
        content=f"**Lunch** with <@{town.tom.id}> \\*and\\* [more](https://example.org)",
        embeds=[embed],
        components=[row(button())],
    )
    lines = town.discord.transcript(town.lunch).split("\n")
    assert [line[6:].strip() for line in lines[1:]] == [
        "Tom: hungry?",
        "Mingle: Lunch with @Tom *and* more",
        "| Lunch",
        "| When: 22:13",
        "| Mingle",
        "[Join] (pings @Tom)",
    ]
    assert message_text.masked(town.discord.messages[1]) == [("more", "https://example.org")]
    assert message_text.links(town.discord.messages[1]) == ["https://example.org"]
