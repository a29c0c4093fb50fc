"""Events of a shape that nobody expected: they are passed over, and everything else goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from adapters.discord import strings
from bot.core.interactions import Answer, Invocation, Reply
from bot.store.engine import Database
from bot.ui.cards import Actions, Button, Card
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.discord.test_listen import _router
from tests.adapters.odd_copies import odd_copies
from tests.adapters.workspace import UNHURRIED
from tests.doubles.discord import DiscordServer, layout, message_text, payloads
from tests.doubles.discord.state import Guild, Json
from tests.doubles.loopback import PATIENCE

DEEPEST = 3  # levels of a payload in which every field is changed
KEPT = frozenset({"id", "token", "type", "data"})  # of a click: the way back, and what it is


class House:
    """Two servers, and Mingle in both."""

    def __init__(self, harness: DiscordHarness, database: Database) -> None:
        self.harness, self.server, self.database = harness, harness.server, database
        self.other: Guild = self.server.guild("Elsewhere")
        self.tom = harness.users[0]

    async def dispatch(self, _call: Invocation) -> Answer:
        return Reply(Card("note", "Done", (Actions((Button("Again", "try.again", "7"),)),)))

    async def is_heard(self) -> bool:
        """Return whether Mingle answers a command of Tom's in the first server."""
        answered = await self.server.command(self.tom, self.harness.lunch, "lunch find")
        assert answered.message
        return "Done" in message_text.words(self.server, answered.message)


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with DiscordServer() as server:
        server.answer_within, server.limits.enforced = UNHURRIED, False
        harness = DiscordHarness(server)
        await harness.move_in(database)
        made = House(harness, database)
        async with connected(server, settings_for(server), database, _router(), made.dispatch):
            yield made


Told = Callable[[House], tuple[str, Json]]


def _guild(house: House) -> tuple[str, Json]:
    return "GUILD_CREATE", payloads.guild(house.server, house.other)


def _channel(name: str, house: House) -> tuple[str, Json]:
    place = next(iter(house.other.channels.values()))
    return name, payloads.channel(house.server, place) | {"guild_id": house.other.id}


def _role(name: str, house: House) -> tuple[str, Json]:
    first = next(iter(house.other.roles.values()))
    return name, {"guild_id": house.other.id, "role": payloads.role(first)}


def _renamed(house: House) -> tuple[str, Json]:
    told = payloads.guild(house.server, house.other)
    return "GUILD_UPDATE", {key: told[key] for key in told.keys() - {"channels", "threads"}}


def _outage(house: House) -> tuple[str, Json]:
    return "GUILD_DELETE", {"id": house.other.id, "unavailable": True}


def _somebody(name: str, house: House) -> tuple[str, Json]:
    somebody = house.server.person("Zoe", house.other)
    told = payloads.member(house.other, house.other.members[somebody.id])
    return name, told | {"guild_id": house.other.id}


@pytest.mark.parametrize(
    "told",
    [
        _guild,
        _renamed,
        _outage,
        partial(_somebody, "GUILD_MEMBER_ADD"),
        partial(_somebody, "GUILD_MEMBER_UPDATE"),
        partial(_somebody, "GUILD_MEMBER_REMOVE"),
        partial(_channel, "THREAD_UPDATE"),
        partial(_channel, "THREAD_DELETE"),
        partial(_channel, "CHANNEL_CREATE"),
        partial(_channel, "CHANNEL_UPDATE"),
        partial(_channel, "CHANNEL_DELETE"),
        partial(_channel, "THREAD_CREATE"),
        partial(_role, "GUILD_ROLE_CREATE"),
        partial(_role, "GUILD_ROLE_UPDATE"),
        partial(_role, "GUILD_ROLE_DELETE"),
    ],
)
async def test_people_are_heard_whatever_discord_says_of_another_server(
    house: House, told: Told
) -> None:
    house.server.channel("talk", house.other)
    name, payload = told(house)
    logins = len(house.server.gateway.sessions)
    for _, odd in odd_copies(payload):
        await house.server.gateway.tell(house.other.id, name, odd)
    assert await house.is_heard()
    assert len(house.server.gateway.sessions) == logins


async def test_whoever_clicks_is_answered_even_if_the_click_cannot_be_read(house: House) -> None:
    posted = await house.server.command(house.tom, house.harness.lunch, "lunch find")
    assert posted.message
    [button] = [part for part in layout.inside(posted.message.components) if "custom_id" in part]
    template = payloads.interaction(
        house.server,
        house.server._new(house.tom, house.harness.lunch, 3, posted.message),
        {"custom_id": button["custom_id"], "component_type": layout.BUTTON},
        message=payloads.message(house.server, posted.message),
    )
    unread = 0
    for _, odd in odd_copies(template, KEPT, DEEPEST):
        one = house.server._new(house.tom, house.harness.lunch, 3, posted.message)
        odd |= {"id": one.id, "token": one.token}
        await house.server.gateway.tell(house.harness.guild.id, "INTERACTION_CREATE", odd)
        await asyncio.wait_for(one.answered.wait(), PATIENCE)
        unread += strings.UNREADABLE in str(one.answer)
    assert unread > 0
    assert await house.is_heard()
