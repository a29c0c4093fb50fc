"""Check that the server limits and lies as told, and that nothing else comes of it."""

import asyncio

import discord as library
import pytest

from tests.doubles.discord import Fault
from tests.doubles.discord.conftest import Answer, Client, DiscordSetup
from tests.doubles.discord.test_places import text_channel
from tests.doubles.lies import DONE, FAILED, Liar, Lies


async def post(discord: DiscordSetup, content: str = "a") -> Answer:
    return await discord.post({"content": content})


class TestDiscord(Lies):
    @pytest.fixture
    def liar(self, discord: DiscordSetup) -> Liar:
        async def posted() -> float:
            answer = await post(discord)
            if answer.status == 429:
                return float(answer.body["retry_after"])
            assert answer.status in (200, 500)
            return DONE if answer.status == 200 else FAILED

        server = discord.server
        return Liar(
            server,
            discord.clock,
            "create_message",
            posted,
            lambda: [one.content for one in server.messages],
        )


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_call_that_fails_did_nothing(discord: DiscordSetup, status: int) -> None:
    discord.server.faults.next("create_message", Fault("error", code=str(status)))
    assert (await post(discord)).status == status
    assert not discord.server.messages


async def test_discord_can_refuse_for_any_reason(discord: DiscordSetup) -> None:
    discord.server.faults.next("create_message", Fault("error", code="50013"))
    assert (await post(discord)).code == 50013


async def test_discord_py_tries_again_after_500_and_gives_503_up(
    bot: Client, pointed: DiscordSetup
) -> None:
    pointed.server.faults.next("create_message", Fault("error"), times=2)
    async with pointed.clock.running():
        await text_channel(bot, pointed.lunch).send("a")
        pointed.server.faults.next("create_message", Fault("error", code="503"))
        with pytest.raises(library.DiscordServerError):
            await text_channel(bot, pointed.lunch).send("b")
    assert [one.status for one in pointed.server.calls("create_message")] == [500, 500, 200, 503]


async def test_a_slow_server_is_slow_alone(discord: DiscordSetup) -> None:
    other = discord.server.guild("Elsewhere")
    discord.server.faults.slow[other.id] = 10.0
    waiting = asyncio.create_task(discord.call("GET", f"/guilds/{other.id}"))
    assert (await post(discord)).status == 200
    assert not waiting.done()
    await discord.clock.advance(10)
    assert (await waiting).status == 200


async def test_five_posts_in_five_seconds_and_the_headers_count_down(discord: DiscordSetup) -> None:
    answers = [await post(discord) for _ in range(6)]
    assert [one.headers["x-ratelimit-remaining"] for one in answers[:5]] == [
        "4",
        "3",
        "2",
        "1",
        "0",
    ]
    assert answers[0].headers["x-ratelimit-reset-after"] == "5.000"
    refused = answers[5]
    assert (refused.status, refused.headers["retry-after"], refused.body["retry_after"]) == (
        429,
        "5",
        5.0,
    )
    assert (refused.body["global"], refused.headers["x-ratelimit-scope"]) == (False, "user")
    assert refused.headers["via"]
    other = discord.server.channel("other")
    assert (await discord.post({"content": "a"}, other)).status == 200
    await discord.clock.advance(5)
    assert (await post(discord)).status == 200


async def test_fifty_calls_a_second_all_together_but_for_answers_to_gestures(
    discord: DiscordSetup,
) -> None:
    channels = [discord.server.channel(f"room{n}") for n in range(51)]
    answers = [await discord.post({"content": "a"}, channel) for channel in channels]
    assert [one.status for one in answers] == [200] * 50 + [429]
    assert (answers[-1].body["global"], answers[-1].headers["x-ratelimit-scope"]) == (
        True,
        "global",
    )
    assert answers[-1].headers["x-ratelimit-global"] == "true"
    interaction = discord.server._new(discord.tom, discord.lunch, 2)
    answer = await discord.call(
        "POST", f"/interactions/{interaction.id}/{interaction.token}/callback", {"type": 5}
    )
    assert answer.status == 204
    await discord.clock.advance(1)
    assert (await post(discord)).status == 200


async def test_everything_can_be_limited_at_once(discord: DiscordSetup) -> None:
    discord.server.faults.next("create_message", Fault("limit", 3, "global"))
    assert (await post(discord)).body["global"]
    assert (await discord.call("GET", "/users/@me")).status == 429
    await discord.clock.advance(3)
    assert (await discord.call("GET", "/users/@me")).status == 200


async def test_discord_py_heeds_what_it_is_told(bot: Client, pointed: DiscordSetup) -> None:
    started = pointed.clock.now()
    async with pointed.clock.running():
        channel = text_channel(bot, pointed.lunch)
        await asyncio.gather(*(channel.send(str(n)) for n in range(20)))
        pointed.server.faults.next("create_message", Fault("limit", 7))
        await channel.send("late")
        pointed.server.faults.next("create_message", Fault("limit", 7, "global"))
        await channel.send("later")
    assert pointed.clock.now() - started >= 15 + 14
    refused = [one for one in pointed.server.calls("create_message") if one.status == 429]
    assert (len(refused), [one for one in pointed.server.requests if one.impatient]) == (2, [])


async def test_who_goes_on_being_refused_is_banned(discord: DiscordSetup) -> None:
    discord.server.limits.invalid_most = 20
    secret = discord.server.channel("secret", private=True)
    discord.server.limits.enforced = False
    assert [(await discord.post({"content": "a"}, secret)).status for _ in range(20)] == [403] * 20
    banned = await post(discord)
    assert (banned.status, banned.body, "via" in banned.headers) == (429, "error code: 1015", False)
    await discord.clock.advance(601)
    assert (await post(discord)).status == 200


async def test_calls_that_nobody_makes_are_noticed(discord: DiscordSetup) -> None:
    assert (await discord.call("GET", "/nonsense")).status == 404
    assert discord.server.problems == ["GET /api/v10/nonsense is nothing that this server knows"]
    await discord.post({"content": "a" * 3000})
    assert [one.code for one in discord.server.invalid] == [0, 50035]
