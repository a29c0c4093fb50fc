"""Put the same requests to this server and to simcord, a simulator by other people, and compare
their rules."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord as library
import pytest
from discord.http import Route

from tests.doubles.discord import permissions
from tests.doubles.discord.conftest import Client, DiscordSetup, described
from tests.doubles.discord.state import V2, Json

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import simcord
    from simcord.http.router import RouteNotImplemented, UnsupportedField


@dataclass(frozen=True)
class Move:
    """One request."""

    name: str
    method: str
    path: str
    body: Any = None


def post(name: str, **body: Any) -> Move:
    return Move(name, "POST", "/channels/{lunch}/messages", body)


def commands(name: str, *wanted: Json) -> Move:
    return Move(name, "PUT", "/applications/{app}/commands", list(wanted))


def command(**more: Any) -> Json:
    return {"name": "lunch", "description": "d", "type": 1, **more}


def option(name: str = "o", **more: Any) -> Json:
    return {"type": 3, "name": name, "description": "d", **more}


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def button(custom_id: str = "b", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "b", "custom_id": custom_id, **more}


def select(count: int, **more: Any) -> Json:
    return {
        "type": 3,
        "custom_id": "s",
        "options": [{"label": str(n), "value": str(n)} for n in range(count)],
        **more,
    }


def said(content: str) -> Json:
    return {"type": 10, "content": content}


EMBED = {"title": "t", "description": "d"}
MOVES = [
    post("a message", content="a"),
    post("2,000 characters", content="a" * 2000),
    post("2,001 characters", content="a" * 2001),
    post("nothing at all"),
    post("an embed", embeds=[EMBED]),
    post("11 embeds", embeds=[EMBED] * 11),
    post("an embed's title of 257", embeds=[{"title": "t" * 257}]),
    post("an embed of 4,097", embeds=[{"description": "d" * 4097}]),
    post("embeds of 6,001", embeds=[{"description": "d" * 4000}, {"description": "d" * 2001}]),
    post("26 fields", embeds=[{"title": "t", "fields": [{"name": "n", "value": "v"}] * 26}]),
    post("a field with no value", embeds=[{"title": "t", "fields": [{"name": "n", "value": ""}]}]),
    post("a button", content="a", components=[row(button())]),
    post("6 rows", content="a", components=[row(button(str(n))) for n in range(6)]),
    post("6 buttons in a row", content="a", components=[row(*[button(str(n)) for n in range(6)])]),
    post("a button beside a select", content="a", components=[row(button(), select(1))]),
    post("the same custom_id twice", content="a", components=[row(button(), button())]),
    post("a custom_id of 101", content="a", components=[row(button("c" * 101))]),
    post("a label of 81", content="a", components=[row(button(label="l" * 81))]),
    post("25 options", content="a", components=[row(select(25))]),
    post("26 options", content="a", components=[row(select(26))]),
    post("no options", content="a", components=[row(select(0))]),
    post("components of the new kind", flags=V2, components=[said("a")]),
    post("new components beside words", content="a", flags=V2, components=[said("b")]),
    post("new components beside an embed", embeds=[EMBED], flags=V2, components=[said("b")]),
    post("new components without their flag", components=[said("b")]),
    post("new components of 4,001", flags=V2, components=[said("a" * 4001)]),
    post("41 new components", flags=V2, components=[said("a")] * 41),
    post(
        "everybody twice over", content="a", allowed_mentions={"parse": ["users"], "users": ["1"]}
    ),
    post("a nonce", content="a", nonce="key", enforce_nonce=True),
    post("a nonce of 26", content="a", nonce="n" * 26),
    post("a field that nobody knows", content="a", colour="red"),
    Move("own message changed", "PATCH", "/channels/{lunch}/messages/{own}", {"content": "b"}),
    Move("own message emptied", "PATCH", "/channels/{lunch}/messages/{own}", {"content": ""}),
    Move(
        "another's message changed",
        "PATCH",
        "/channels/{lunch}/messages/{theirs}",
        {"content": "b"},
    ),
    Move("no such message", "GET", "/channels/{lunch}/messages/1"),
    Move("no such channel", "POST", "/channels/1/messages", {"content": "a"}),
    Move("no such server", "GET", "/guilds/1"),
    Move("no such person", "GET", "/users/1"),
    Move("no such member", "GET", "/guilds/{guild}/members/1"),
    Move("a hidden channel", "POST", "/channels/{hidden}/messages", {"content": "a"}),
    Move("a silent channel", "POST", "/channels/{silent}/messages", {"content": "a"}),
    Move(
        "a thread",
        "POST",
        "/channels/{lunch}/messages/{own}/threads",
        {"name": "t", "auto_archive_duration": 1440},
    ),
    Move(
        "a second thread",
        "POST",
        "/channels/{lunch}/messages/{own}/threads",
        {"name": "t", "auto_archive_duration": 1440},
    ),
    Move("a private thread", "POST", "/channels/{lunch}/threads", {"name": "p", "type": 12}),
    Move("nobody into a thread", "PUT", "/channels/{own}/thread-members/1"),
    Move("somebody into a thread", "PUT", "/channels/{own}/thread-members/{tom}"),
    Move("direct messages", "POST", "/users/@me/channels", {}),
    Move("no such event", "GET", "/guilds/{guild}/scheduled-events/1"),
    commands("a command", command()),
    commands("a capital in a name", command(name="Lunch")),
    commands("a name of 33", command(name="n" * 33)),
    commands("no description", command(description="")),
    commands("a description of 101", command(description="d" * 101)),
    commands("the same command twice", command(), command()),
    commands("101 commands", *[command(name=f"c{n}") for n in range(101)]),
    commands("26 options of a command", command(options=[option(f"o{n}") for n in range(26)])),
    commands(
        "26 choices",
        command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]),
    ),
    commands("required after optional", command(options=[option(), option("p", required=True)])),
    commands("the same option twice", command(options=[option(), option()])),
    commands(
        "choices and suggestions",
        command(options=[option(choices=[{"name": "n", "value": "v"}], autocomplete=True)]),
    ),
]
ANSWERS: list[tuple[str, str, str, Any]] = [
    ("said before answering", "POST", "/webhooks/{app}/{token}", {"content": "a"}),
    (
        "an answer too long",
        "POST",
        "/interactions/{id}/{token}/callback",
        {"type": 4, "data": {"content": "a" * 2001}},
    ),
    (
        "a change of no message",
        "POST",
        "/interactions/{id}/{token}/callback",
        {"type": 7, "data": {"content": "a"}},
    ),
    (
        "an answer",
        "POST",
        "/interactions/{id}/{token}/callback",
        {"type": 4, "data": {"content": "a"}},
    ),
    (
        "a second answer",
        "POST",
        "/interactions/{id}/{token}/callback",
        {"type": 4, "data": {"content": "a"}},
    ),
    (
        "an answer to nothing",
        "POST",
        "/interactions/1/nothing/callback",
        {"type": 4, "data": {"content": "a"}},
    ),
    ("the answer looked up", "GET", "/webhooks/{app}/{token}/messages/@original", None),
    ("something more", "POST", "/webhooks/{app}/{token}", {"content": "b"}),
    ("something more, too long", "POST", "/webhooks/{app}/{token}", {"content": "b" * 2001}),
    ("the answer changed", "PATCH", "/webhooks/{app}/{token}/messages/@original", {"content": "c"}),
    ("the answer taken back", "DELETE", "/webhooks/{app}/{token}/messages/@original", None),
    ("what was taken back", "GET", "/webhooks/{app}/{token}/messages/@original", None),
]

Outcome = tuple[int, int]
UNMODELLED = (501, 0)  # what simcord does not know, which it says itself
UNCHECKED = (
    "simcord leaves this to discord.py, which checks it before it sends; other callers "
    "are "
    "not checked"
)
ARGUED = {  # where the two differ, and why this server answers as it does
    "nothing at all": "Discord has a code of its own for this, 50006, which its list of codes "
    "names",
    "own message emptied": "an edit may leave nothing as little as a message may be nothing: 50006",
    "a field with no value": "Discord's documentation requires name and value of a field",
    "a nonce of 26": "Discord's description says 25",
    "a field that nobody knows": "both refuse; Discord itself ignores it, but an app in order "
    "sends none",
    "no such member": "Discord tells a person who does not exist (10013) from one who is not a "
    "member (10007)",
    "nobody into a thread": "the same: somebody who does not exist cannot be brought along",
    "a second thread": "Discord's list of codes has 160004 for this, on which a repeated request "
    "relies",
    "said before answering": "the webhook of an interaction begins with its first answer: "
    "10015 until then",
    **dict.fromkeys(
        [
            "a capital in a name",
            "a name of 33",
            "no description",
            "a description of 101",
            "the same command twice",
            "101 commands",
            "26 options of a command",
            "26 choices",
            "required after optional",
            "the same option twice",
            "choices and suggestions",
        ],
        UNCHECKED,
    ),
}


@pytest.fixture
def quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


async def put(client: library.Client, method: str, path: str, body: Any) -> Outcome:
    """Make one request as discord.py does; return the status and code of the answer."""
    try:
        await client.http.request(Route(method, path), **({} if body is None else {"json": body}))
    except library.HTTPException as refused:
        return refused.status, refused.code
    except (RouteNotImplemented, UnsupportedField):
        return UNMODELLED
    return 200, 0


async def played(client: library.Client, place: dict[str, str]) -> dict[str, Outcome]:
    """Make every move, one after the other."""
    came = {}
    for move in MOVES:
        body = {"recipient_id": place["tom"]} if move.name == "direct messages" else move.body
        came[move.name] = await put(client, move.method, move.path.format(**place), body)
    return came


async def answered(client: library.Client, interaction: Any) -> dict[str, Outcome]:
    """Answer an interaction in every way."""
    place = {
        "app": str(client.application_id),
        "id": str(interaction.id),
        "token": interaction.token,
    }
    return {
        name: await put(client, method, path.format(**place), body)
        for name, method, path, body in ANSWERS
    }


async def ours(bot: Client, discord: DiscordSetup) -> dict[str, Outcome]:
    server = discord.server
    server.limits.enforced = False
    managed = next(role for role in discord.guild.roles.values() if role.managed)
    managed.permissions = permissions.ALL & ~permissions.of("administrator")
    hidden, silent = server.channel("hidden"), server.channel("silent")
    server.forbid(hidden, server.bot, "view_channel")
    server.forbid(silent, server.bot, "send_messages")
    theirs, own = (
        await server.say(discord.tom, discord.lunch, "hello"),
        await discord.said(content="a"),
    )
    place = {
        "lunch": discord.lunch.id,
        "guild": discord.guild.id,
        "tom": discord.tom.id,
        "app": server.app.id,
        "hidden": hidden.id,
        "silent": silent.id,
        "own": own["id"],
        "theirs": theirs.id,
    }
    came = await played(bot, place)

    async def answering(interaction: Any) -> None:
        came.update(await answered(bot, interaction))

    bot.answering = answering
    await discord.register(command())
    await server.command(discord.tom, discord.lunch, "lunch")
    await server.until(lambda: ANSWERS[-1][0] in came)
    return came


async def theirs() -> dict[str, Outcome]:
    client = Client()
    came: dict[str, Outcome] = {}

    async def answering(interaction: Any) -> None:
        came.update(await answered(client, interaction))

    client.answering = answering
    async with simcord.run(client) as env:
        guild = env.create_guild("Acme")
        me, deny = client.user, library.PermissionOverwrite
        assert me is not None
        channel, tom = guild.create_text_channel("lunch"), guild.add_member(env.create_user("tom"))
        hidden = guild.create_text_channel("hidden", overwrites={me: deny(view_channel=False)})
        silent = guild.create_text_channel("silent", overwrites={me: deny(send_messages=False)})
        hello = await tom.send(channel, "hello")
        own = await client.http.request(
            Route("POST", f"/channels/{channel.id}/messages"), json={"content": "a"}
        )
        place = {
            "lunch": channel.id,
            "guild": guild.id,
            "tom": tom.id,
            "app": client.application_id,
            "hidden": hidden.id,
            "silent": silent.id,
            "own": own["id"],
            "theirs": hello.id,
        }
        came |= await played(client, {key: str(value) for key, value in place.items()})
        await put(client, "PUT", f"/applications/{client.application_id}/commands", [command()])
        await tom.slash(channel, "lunch")
    return came


@described
@pytest.mark.usefixtures("quiet")
async def test_simcord_knows_the_same_rules(bot: Client, pointed: DiscordSetup) -> None:
    mine, other = await ours(bot, pointed), await theirs()
    assert [name for name in mine if mine[name] != other[name]] == [
        name for name in mine if name in ARGUED
    ]
    assert len(mine) == len(MOVES) + len(ANSWERS)
    assert len(mine) >= 3 * len(ARGUED)
