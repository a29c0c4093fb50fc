"""Check that the server limits and lies as told, and that nothing else comes of it."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.lies import Liar, Lies
from tests.doubles.slack import DrivenClock, Fault
from tests.doubles.slack.conftest import Town


async def _post(town: Town, channel: str = "", text: str = "a") -> int:
    try:
        await town.api.chat_postMessage(channel=channel or town.lunch.id, text=text)
    except SlackApiError as refused:
        return int(refused.response.headers.get("Retry-After", -1))
    return 0


class TestSlack(Lies):
    @pytest.fixture
    def liar(self, town: Town) -> Liar:
        slack = town.slack
        return Liar(
            slack,
            town.clock,
            "chat.postMessage",
            lambda: _post(town),
            lambda: [one.text for one in slack.messages],
        )


async def test_a_call_answered_500_did_nothing(town: Town) -> None:
    town.slack.faults.next("chat.postMessage", Fault("error"))
    with pytest.raises(SlackApiError) as refused:
        await _post_plainly(town)
    assert refused.value.response.status_code == 500
    assert not town.slack.messages


async def _post_plainly(town: Town) -> None:
    await town.api.chat_postMessage(channel=town.lunch.id, text="a")


async def test_slack_can_say_that_it_failed(town: Town) -> None:
    town.slack.faults.next("chat.postMessage", Fault("error", code="internal_error"))
    assert await town.error("chat.postMessage", channel=town.lunch.id, text="a") == "internal_error"
    assert not town.slack.messages


async def test_a_slow_workspace_is_slow_alone(town: Town) -> None:
    other = town.slack.workspace("Elsewhere")
    town.slack.faults.slow[other.id] = 10.0
    waiting = asyncio.create_task(
        town.api.api_call("users.list", headers={"Authorization": f"Bearer {other.token}"})
    )
    assert await _post(town) == 0
    assert not waiting.done()
    await town.clock.advance(10)
    assert (await waiting)["ok"]


async def test_one_channel_takes_a_short_burst_and_then_one_post_a_second(town: Town) -> None:
    assert [await _post(town) for _ in range(5)] == [0, 0, 0, 0, 4]
    other = town.slack.channel("other", [town.tom])
    assert await _post(town, other.id) == 0
    await town.clock.advance(4)
    assert await _post(town) == 0


async def test_a_429_told_to_come_comes_even_where_nothing_is_counted(town: Town) -> None:
    town.slack.limits.enforced = False
    town.slack.faults.next("chat.postMessage", Fault("limit", 2))
    assert [await _post(town) for _ in range(2)] == [2, 2]
    await town.clock.advance(2)
    assert [await _post(town) for _ in range(20)] == [0] * 20


async def test_a_workspace_takes_so_many_posts_a_minute(town: Town) -> None:
    town.slack.limits.workspace_posts = 5
    channels = [town.slack.channel(f"room{n}") for n in range(6)]
    assert [await _post(town, channel.id) for channel in channels] == [0, 0, 0, 0, 0, 60]


@pytest.mark.parametrize(
    ("method", "most"),
    [("users.list", 20), ("conversations.info", 50), ("conversations.members", 100)],
)
async def test_each_tier_has_its_measure_and_each_workspace_its_own(
    town: Town, method: str, most: int
) -> None:
    args = {} if method == "users.list" else {"channel": town.lunch.id}
    for _ in range(most):
        assert (await town.api.api_call(method, params=args))["ok"]
    refusal = await town.refusal(method, **args)
    assert (refusal["error"], refusal["status"]) == ("ratelimited", 429)
    other = town.slack.workspace("Elsewhere")
    token = {"Authorization": f"Bearer {other.token}"}
    hall = town.slack.channel("hall", workspace=other)
    args = {"channel": hall.id} if args else {}
    assert (await town.api.api_call(method, params=args, headers=token))["ok"]
    await town.clock.advance(60)
    assert (await town.api.api_call(method, params=args, headers=token))["ok"]


async def test_a_clock_that_runs_by_itself_jumps_while_everybody_waits() -> None:
    clock, woken = DrivenClock(1000.0), []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now()))

    async with clock.running():
        await asyncio.gather(*(sleeper(seconds) for seconds in (3600, 60, 86_400)))
    assert woken == [(60, 1060.0), (3600, 4600.0), (86_400, 87_400.0)]


async def test_an_app_that_waits_as_told_is_refused_once_at_most(town: Town) -> None:
    started = town.clock.now()
    async with town.clock.running():
        for number in range(30):
            while (wait := await _post(town, text=str(number))) > 0:
                await town.clock.sleep(wait)
    assert len(town.slack.messages) == 30
    assert not [one for one in town.slack.requests if one.impatient]
    assert town.clock.now() - started >= 25  # a message a second, after a first handful
