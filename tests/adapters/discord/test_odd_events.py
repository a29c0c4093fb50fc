"""Events of a shape that nobody expected: they are passed over, and everything else goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

import pytest

from adapters.discord import strings
from bot.core.router import Answer, Invocation, Reply
from bot.store.engine import Database
from bot.ui.cards import Actions, Button, Card
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.discord.test_listen import _router
from tests.adapters.workspace import UNHURRIED
from tests.doubles.discord import DiscordServer, layout, message_text, payloads
from tests.doubles.discord.state import Guild, Json
from tests.doubles.loopback import PATIENCE

ODD_VALUES: tuple[Any, ...] = (None, "x", 7, [], {}, [None], {"id": None})
MISSING = object()
DEEPEST = 3  # levels of a payload in which every field is changed
KEPT = frozenset({"id", "token", "type", "data"})  # of a click: the way back, and what it is


def odd_copies(payload: Json, kept: frozenset[str] = frozenset()) -> Iterator[Json]:
    """Yield copies of a payload in each of which one field is missing or odd."""
    for path in _paths(payload, ()):
        if path[0] in kept:
            continue
        for odd in (MISSING, *ODD_VALUES):
            copy = deepcopy(payload)
            inner: Any = copy
            for step in path[:-1]:
                inner = inner[step]
            if odd is MISSING:
                del inner[path[-1]]
            else:
                inner[path[-1]] = odd
            yield copy


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if len(path) == DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0))


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


@pytest.mark.parametrize(
    "told",
    [
        _guild,
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
    for odd in odd_copies(payload):
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
    for odd in odd_copies(template, KEPT):
        one = house.server._new(house.tom, house.harness.lunch, 3, posted.message)
        odd |= {"id": one.id, "token": one.token}
        await house.server.gateway.tell(house.harness.guild.id, "INTERACTION_CREATE", odd)
        await asyncio.wait_for(one.answered.wait(), PATIENCE)
        unread += strings.UNREADABLE in str(one.answer)
    assert unread > 0
    assert await house.is_heard()
