"""Check that the gateway lets clients in, keeps them, and loses them as Discord does."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from tests.doubles.discord import driven
from tests.doubles.discord.conftest import Client, DiscordSetup, connected
from tests.doubles.discord.state import Json


class Wire:
    """A bare connection to the gateway."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def say(self, op: int, data: Any = None) -> None:
        await self.ws.send_json({"op": op, "d": data})

    async def hear(self) -> Json:
        said: Json = await self.ws.receive_json(timeout=60)
        return said

    async def until(self, name: str) -> Json:
        while (said := await self.hear())["t"] != name:
            pass
        return said

    async def identify(self, discord: DiscordSetup, **more: Any) -> Json:
        await self.say(
            2, {"token": discord.server.app.token, "intents": 1, "properties": {}} | more
        )
        return await self.hear()

    async def code(self) -> int:
        while (await self.ws.receive(timeout=60)).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED}:
            pass
        return int(self.ws.close_code or 0)


@asynccontextmanager
async def wire(discord: DiscordSetup) -> AsyncIterator[Wire]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.server.gateway_url) as ws,
    ):
        made = Wire(ws)
        assert (await made.hear())["op"] == 10
        yield made
        await ws.close(code=4000)


async def test_a_client_is_told_who_it_is_and_which_servers_it_is_in(discord: DiscordSetup) -> None:
    other = discord.server.guild("Elsewhere")
    async with wire(discord) as line:
        ready = await line.identify(discord)
        assert (ready["t"], ready["s"], ready["d"]["user"]["id"]) == (
            "READY",
            1,
            discord.server.bot.id,
        )
        met = [await line.hear() for _ in range(2)]
        assert [(one["t"], one["s"], one["d"]["id"]) for one in met] == [
            ("GUILD_CREATE", 2, discord.guild.id), ("GUILD_CREATE", 3, other.id)
        ]  # fmt: skip
        assert [one["user"]["id"] for one in met[0]["d"]["members"]] == [discord.server.bot.id]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"token": "somebody else's"}, 4004),
        ({"shard": [1, 1]}, 4010),
        ({"intents": 1 << 30}, 4013),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 15}, 4014),
    ],
)
async def test_who_identifies_wrongly_is_sent_away(
    discord: DiscordSetup, wrong: Json, code: int
) -> None:
    async with wire(discord) as line:
        await line.say(
            2, {"token": discord.server.app.token, "intents": 1, "properties": {}} | wrong
        )
        assert await line.code() == code


@pytest.mark.parametrize(("op", "code"), [(99, 4001), (2, 4005), (6, 4005)])
async def test_who_says_what_makes_no_sense_is_sent_away(
    discord: DiscordSetup, op: int, code: int
) -> None:
    async with wire(discord) as line:
        await line.identify(discord)
        await line.say(op, {})
        assert await line.code() == code


async def test_who_speaks_before_identifying_or_no_json_is_sent_away(discord: DiscordSetup) -> None:
    async with wire(discord) as line:
        await line.say(8, {})
        assert await line.code() == 4003
    async with wire(discord) as line:
        await line.ws.send_str("hello?")
        assert await line.code() == 4002


async def test_who_speaks_too_much_is_sent_away(discord: DiscordSetup) -> None:
    async with wire(discord) as line:
        await line.identify(discord)
        for _ in range(120):
            await line.say(3, {})
        assert await line.code() == 4008


async def test_too_few_shards_are_sent_away(discord: DiscordSetup) -> None:
    discord.server.app.shards = 2
    async with wire(discord) as line:
        await line.say(2, {"token": discord.server.app.token, "intents": 1, "properties": {}})
        assert await line.code() == 4011


async def test_each_shard_hears_of_its_own_servers(discord: DiscordSetup) -> None:
    ids = [str(number << 22) for number in (10, 11)]
    even, odd = (discord.server.guild(f"Server {id_}", id_=id_) for id_ in ids)
    discord.server.app.max_concurrency = 2
    async with wire(discord) as first, wire(discord) as second:
        for number, line in enumerate((first, second)):
            await line.identify(discord, shard=[number, 2])
        await discord.server.say(discord.tom, discord.server.dm(discord.tom), "unheard: no intent")
        for guild in (even, odd):
            await discord.server.remove_bot(guild)
        gone = [await line.until("GUILD_DELETE") for line in (first, second)]
    assert [one["d"]["id"] for one in gone] == [even.id, odd.id]


async def test_heartbeats_are_acknowledged_unless_the_gateway_is_deaf(
    discord: DiscordSetup,
) -> None:
    async with wire(discord) as line:
        await line.say(1, None)
        assert (await line.hear())["op"] == 11
        discord.server.gateway.deaf = True
        await line.say(1, None)
        await discord.server.gateway.ask_for_heartbeat()
        assert (await line.hear())["op"] == 1


async def test_a_client_without_a_heart_is_given_up(discord: DiscordSetup) -> None:
    discord.server.app.silence = 0.05
    async with wire(discord) as line:
        assert await line.code() == 4009


async def test_discord_pys_heart_beats(pointed: DiscordSetup) -> None:
    pointed.server.app.heartbeat = 0.05
    async with connected(pointed):
        await pointed.server.until(lambda: pointed.server.gateway.heartbeats >= 4)
    assert pointed.server.gateway.closes == []


async def test_a_gateway_that_says_nothing_more_is_left_by_discord_py(
    pointed: DiscordSetup,
) -> None:
    pointed.server.app.heartbeat = 0.1
    async with connected(pointed, heartbeat_timeout=0.25):
        await pointed.server.until(lambda: pointed.server.gateway.heartbeats >= 2)
        pointed.server.gateway.deaf, before = True, pointed.server.gateway.heartbeats
        await pointed.server.until(lambda: pointed.server.gateway.resumes)
        assert (
            pointed.server.gateway.heartbeats - before <= 4
        )  # as many as fit into its patience, and no more
        pointed.server.gateway.deaf = False


async def test_what_was_missed_comes_after_a_resume(discord: DiscordSetup) -> None:
    async with wire(discord) as line:
        ready = await line.identify(discord)
        await line.hear()
    await discord.server.until(lambda: not discord.server.gateway.open)
    await discord.server.outage(discord.guild)
    async with wire(discord) as line:
        await line.say(6, _resumption(discord, ready, 2))
        said = [await line.hear(), await line.hear()]
    assert [(one["t"], one["s"]) for one in said] == [("GUILD_DELETE", 3), ("RESUMED", 4)]
    assert len(discord.server.gateway.budget.starts) == 1


def _resumption(discord: DiscordSetup, ready: Json, seq: int) -> Json:
    return {"token": discord.server.app.token, "session_id": ready["d"]["session_id"], "seq": seq}


async def test_a_session_is_resumed_by_its_owner_in_time_and_not_after_a_farewell(
    discord: DiscordSetup,
) -> None:
    async with wire(discord) as line:
        ready = await line.identify(discord)
        await line.hear()
    changes: list[tuple[Json, int]] = [({"seq": 9}, 4007), ({"token": "x"}, 4004)]
    for change, op in changes:
        async with wire(discord) as line:
            await line.say(6, _resumption(discord, ready, 2) | change)
            assert await line.code() == op
    await discord.clock.advance(181)
    async with wire(discord) as line:
        await line.say(6, _resumption(discord, ready, 2))
        assert await line.hear() == {"op": 9, "d": False, "s": None, "t": None}
        await line.identify(discord)
        await line.ws.close(code=1000)
    await discord.server.until(lambda: not discord.server.gateway.open)
    assert list(discord.server.gateway.sessions) == [ready["d"]["session_id"]]


async def test_a_second_start_within_five_seconds_is_refused(discord: DiscordSetup) -> None:
    async with wire(discord) as first, wire(discord) as second:
        await first.identify(discord)
        assert (await second.identify(discord))["op"] == 9
        assert discord.server.gateway.too_early == 1
        await discord.clock.advance(5)
        assert (await second.identify(discord))["t"] == "READY"


async def test_the_budget_of_starts_is_told_and_spent(discord: DiscordSetup) -> None:
    discord.server.app.identifies = 2
    async with wire(discord) as line:
        await line.identify(discord)
    limit = (await discord.call("GET", "/gateway/bot")).body["session_start_limit"]
    assert limit == {"total": 2, "remaining": 1, "reset_after": 86_400_000, "max_concurrency": 1}
    for _ in range(2):
        await discord.clock.advance(5)
        async with wire(discord) as line:
            await line.say(2, {"token": discord.server.app.token, "intents": 1, "properties": {}})
            last = await line.ws.receive(timeout=60)
    assert last.type is WSMsgType.CLOSE
    assert discord.server.gateway.closes == [4004]
    assert discord.server.problems == [
        "the bot's token was reset: too many session starts in 24 hours"
    ]
    assert (
        await discord.call("GET", "/users/@me", token="MTAwMDAwMDAwMDAwMDAwMDAwMQ.mingle.token")
    ).status == 401


async def test_discord_py_resumes_after_a_sudden_drop_and_misses_nothing(
    bot: Client, pointed: DiscordSetup
) -> None:
    await pointed.register({"name": "lunch", "description": "d"})
    async with pointed.clock.running():
        for number in range(3):
            pointed.server.gateway.drop()
            delivery = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
            assert delivery.acked, number
    assert pointed.server.gateway.resumes == ["/gateway/resume"] * 3
    assert (len(pointed.server.gateway.budget.starts), bot.readies, len(bot.heard)) == (1, 1, 3)


async def test_discord_py_starts_anew_if_its_session_is_gone(
    bot: Client, pointed: DiscordSetup
) -> None:
    async with pointed.clock.running():
        pointed.server.gateway.drop(resumable=False)
        await pointed.server.until(lambda: len(pointed.server.gateway.budget.starts) == 2)
        await pointed.server.gateway.invalidate(resumable=False)
        await pointed.server.until(lambda: len(pointed.server.gateway.budget.starts) == 3)
        await pointed.server.until(lambda: bot.readies == 3)
    starts = [when for when, _ in pointed.server.gateway.budget.starts]
    assert all(later - earlier >= 5 for earlier, later in pairwise(starts))


async def test_discord_py_comes_back_when_asked_to(bot: Client, pointed: DiscordSetup) -> None:
    async with pointed.clock.running():
        await pointed.server.gateway.reconnect()
        await pointed.server.until(lambda: len(pointed.server.gateway.resumes) == 1)
        await pointed.server.gateway.invalidate(resumable=True)
        await pointed.server.until(lambda: len(pointed.server.gateway.resumes) == 2)
        await pointed.server.gateway.close(4000)
        await pointed.server.until(lambda: len(pointed.server.gateway.resumes) == 3)
    assert bot.readies == 1


async def test_discord_py_waits_while_the_gateway_is_down(
    bot: Client, pointed: DiscordSetup
) -> None:
    pointed.server.gateway.down = True
    pointed.server.gateway.drop()
    await pointed.server.until(lambda: pointed.server.gateway.turned_away)
    pointed.server.gateway.down = False
    async with pointed.clock.running():
        await pointed.server.until(lambda: pointed.server.gateway.resumes)
    assert pointed.server.gateway.resumes == ["/gateway/resume"]
    assert (len(pointed.server.gateway.budget.starts), bot.readies) == (1, 1)


async def test_drops_can_go_on_for_hours(bot: Client, pointed: DiscordSetup) -> None:
    pointed.server.spawn(pointed.server.gateway.drop_every(30))
    async with pointed.clock.running():
        await pointed.server.until(lambda: len(pointed.server.gateway.resumes) >= 20)
    assert len(pointed.server.gateway.budget.starts) == 1


async def test_an_event_can_come_twice_and_out_of_a_dropped_line(
    bot: Client, pointed: DiscordSetup
) -> None:
    await pointed.register({"name": "lunch", "description": "d"})
    pointed.server.faults.duplicates = 1.0
    await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    await pointed.server.until(lambda: len(bot.heard) >= 2)
    assert len({one.id for one in bot.heard}) == 1
    pointed.server.faults.duplicates, pointed.server.faults.socket_drops = 0.0, 0.7
    async with pointed.clock.running():
        deliveries = [
            await pointed.server.command(pointed.tom, pointed.lunch, "lunch") for _ in range(5)
        ]
    assert all(one.acked for one in deliveries)
    assert pointed.server.gateway.resumes


async def test_a_new_server_and_one_that_is_gone_are_told(
    bot: Client, pointed: DiscordSetup
) -> None:
    other = pointed.server.guild("Elsewhere")
    await pointed.server.add_bot(other)
    await pointed.server.until(lambda: bot.get_guild(int(other.id)))
    await pointed.server.outage(pointed.guild)
    await pointed.server.remove_bot(other)
    await pointed.server.until(lambda: bot.get_guild(int(other.id)) is None)
    left = bot.get_guild(int(pointed.guild.id))
    assert left is not None
    assert left.unavailable


async def test_what_becomes_of_channels_is_told(bot: Client, pointed: DiscordSetup) -> None:
    pointed.lunch.name = "dinner"
    await pointed.server.change_channel(pointed.lunch)
    await pointed.server.until(lambda: str(bot.get_channel(int(pointed.lunch.id))) == "dinner")
    await pointed.server.delete_channel(pointed.lunch)
    await pointed.server.until(lambda: bot.get_channel(int(pointed.lunch.id)) is None)
    assert await pointed.error(content="a") == (404, 10003)


async def test_who_joins_and_leaves_is_told_to_those_who_may_know(discord: DiscordSetup) -> None:
    discord.server.app.privileged = 1 << 1
    async with wire(discord) as line:
        await line.identify(discord, intents=1 | 1 << 1)
        met = await line.hear()
        assert len(met["d"]["members"]) == 5
        bert = discord.server.person("Bert", discord.server.guild("Elsewhere"))
        await discord.server.join(bert, discord.guild)
        cooks = discord.server.role("cooks")
        await discord.server.give(bert, cooks, discord.guild)
        await discord.server.take(bert, cooks, discord.guild)
        await discord.server.leave(bert, discord.guild)
        told = [json.dumps(await line.hear()) for _ in range(4)]
    assert [bert.id in one for one in told] == [True] * 4
    assert [cooks.id in one for one in told] == [False, True, False, False]


async def test_members_are_told_by_id_without_an_intent(discord: DiscordSetup) -> None:
    async with wire(discord) as line:
        await line.identify(discord)
        await line.hear()
        await line.say(
            8, {"guild_id": discord.guild.id, "user_ids": [discord.tom.id, "1"], "limit": 0}
        )
        chunk = await line.hear()
    assert [one["user"]["id"] for one in chunk["d"]["members"]] == [discord.tom.id]
    assert chunk["d"]["not_found"] == ["1"]


async def test_discord_pys_wait_for_servers_goes_with_the_clock(pointed: DiscordSetup) -> None:
    begun = pointed.clock.now()
    with driven(pointed.clock):
        async with connected(pointed, guild_ready_timeout=3600) as bot, pointed.clock.running():
            await bot.wait_until_ready()  # an hour, which this test does not have
            await pointed.server.until(lambda: bot.readies == 1)
    assert pointed.clock.now() - begun >= 3600
