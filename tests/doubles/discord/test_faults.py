"""Check that the server limits and lies as told, and that nothing else comes of it."""

import asyncio

import discord as library
import pytest

from tests.doubles.discord import Fault
from tests.doubles.discord.conftest import Answer, Client, Town
from tests.doubles.discord.test_places import text_channel
from tests.doubles.lies import DONE, FAILED, Liar, Lies


async def post(town: Town, content: str = "a") -> Answer:
    return await town.post({"content": content})


class TestDiscord(Lies):
    @pytest.fixture
    def liar(self, town: Town) -> Liar:
        async def posted() -> float:
            answer = await post(town)
            if answer.status == 429:
                return float(answer.body["retry_after"])
            assert answer.status in (200, 500)
            return DONE if answer.status == 200 else FAILED

        discord = town.discord
        return Liar(
            discord,
            town.clock,
            "create_message",
            posted,
            lambda: [one.content for one in discord.messages],
        )


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_call_that_fails_did_nothing(town: Town, status: int) -> None:
    town.discord.faults.next("create_message", Fault("error", code=str(status)))
    assert (await post(town)).status == status
    assert not town.discord.messages


async def test_discord_can_refuse_for_any_reason(town: Town) -> None:
    town.discord.faults.next("create_message", Fault("error", code="50013"))
    assert (await post(town)).code == 50013


async def test_discord_py_tries_again_after_500_and_gives_503_up(
    bot: Client, pointed: Town
) -> None:
    pointed.discord.faults.next("create_message", Fault("error"), times=2)
    async with pointed.clock.running():
        await text_channel(bot, pointed.lunch).send("a")
        pointed.discord.faults.next("create_message", Fault("error", code="503"))
        with pytest.raises(library.DiscordServerError):
            await text_channel(bot, pointed.lunch).send("b")
    assert [one.status for one in pointed.discord.calls("create_message")] == [500, 500, 200, 503]


async def test_a_slow_server_is_slow_alone(town: Town) -> None:
    other = town.discord.guild("Elsewhere")
    town.discord.faults.slow[other.id] = 10.0
    waiting = asyncio.create_task(town.call("GET", f"/guilds/{other.id}"))
    assert (await post(town)).status == 200
    assert not waiting.done()
    await town.clock.advance(10)
    assert (await waiting).status == 200


async def test_five_posts_in_five_seconds_and_the_headers_count_down(town: Town) -> None:
    answers = [await post(town) for _ in range(6)]
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
    other = town.discord.channel("other")
    assert (await town.post({"content": "a"}, other)).status == 200
    await town.clock.advance(5)
    assert (await post(town)).status == 200


async def test_fifty_calls_a_second_all_together_but_for_answers_to_gestures(town: Town) -> None:
    channels = [town.discord.channel(f"room{n}") for n in range(51)]
    answers = [await town.post({"content": "a"}, channel) for channel in channels]
    assert [one.status for one in answers] == [200] * 50 + [429]
    assert (answers[-1].body["global"], answers[-1].headers["x-ratelimit-scope"]) == (
        True,
        "global",
    )
    assert answers[-1].headers["x-ratelimit-global"] == "true"
    gesture = town.discord._new(town.tom, town.lunch, 2)
    answer = await town.call(
        "POST", f"/interactions/{gesture.id}/{gesture.token}/callback", {"type": 5}
    )
    assert answer.status == 204
    await town.clock.advance(1)
    assert (await post(town)).status == 200


async def test_everything_can_be_limited_at_once(town: Town) -> None:
    town.discord.faults.next("create_message", Fault("limit", 3, "global"))
    assert (await post(town)).body["global"]
    assert (await town.call("GET", "/users/@me")).status == 429
    await town.clock.advance(3)
    assert (await town.call("GET", "/users/@me")).status == 200


async def test_discord_py_heeds_what_it_is_told(bot: Client, pointed: Town) -> None:
    started = pointed.clock.now()
    async with pointed.clock.running():
        channel = text_channel(bot, pointed.lunch)
        await asyncio.gather(*(channel.send(str(n)) for n in range(20)))
        pointed.discord.faults.next("create_message", Fault("limit", 7))
        await channel.send("late")
        pointed.discord.faults.next("create_message", Fault("limit", 7, "global"))
        await channel.send("later")
    assert pointed.clock.now() - started >= 15 + 14
    refused = [one for one in pointed.discord.calls("create_message") if one.status == 429]
    assert (len(refused), [one for one in pointed.discord.requests if one.impatient]) == (2, [])


async def test_who_goes_on_being_refused_is_banned(town: Town) -> None:
    town.discord.limits.invalid_most = 20
    secret = town.discord.channel("secret", private=True)
    town.discord.limits.enforced = False
    assert [(await town.post({"content": "a"}, secret)).status for _ in range(20)] == [403] * 20
    banned = await post(town)
    assert (banned.status, banned.body, "via" in banned.headers) == (429, "error code: 1015", False)
    await town.clock.advance(601)
    assert (await post(town)).status == 200


async def test_calls_that_nobody_makes_are_noticed(town: Town) -> None:
    assert (await town.call("GET", "/nonsense")).status == 404
    assert town.discord.problems == ["GET /api/v10/nonsense is nothing that this server knows"]
    await town.post({"content": "a" * 3000})
    assert [one.code for one in town.discord.invalid] == [0, 50035]
