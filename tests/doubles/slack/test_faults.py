"""Check that the server limits and lies as told, and that nothing else comes of it."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.lies import Liar, Lies
from tests.doubles.slack import DrivenClock, Fault
from tests.doubles.slack.conftest import SlackSetup


async def _post(slack: SlackSetup, channel: str = "", text: str = "a") -> int:
    try:
        await slack.api.chat_postMessage(channel=channel or slack.lunch.id, text=text)
    except SlackApiError as refused:
        return int(refused.response.headers.get("Retry-After", -1))
    return 0


class TestSlack(Lies):
    @pytest.fixture
    def liar(self, slack: SlackSetup) -> Liar:
        server = slack.server
        return Liar(
            server,
            slack.clock,
            "chat.postMessage",
            lambda: _post(slack),
            lambda: [one.text for one in server.messages],
        )


async def test_a_call_answered_500_did_nothing(slack: SlackSetup) -> None:
    slack.server.faults.next("chat.postMessage", Fault("error"))
    with pytest.raises(SlackApiError) as refused:
        await _post_plainly(slack)
    assert refused.value.response.status_code == 500
    assert not slack.server.messages


async def _post_plainly(slack: SlackSetup) -> None:
    await slack.api.chat_postMessage(channel=slack.lunch.id, text="a")


async def test_slack_can_say_that_it_failed(slack: SlackSetup) -> None:
    slack.server.faults.next("chat.postMessage", Fault("error", code="internal_error"))
    assert (
        await slack.error("chat.postMessage", channel=slack.lunch.id, text="a") == "internal_error"
    )
    assert not slack.server.messages


async def test_a_slow_workspace_is_slow_alone(slack: SlackSetup) -> None:
    other = slack.server.workspace("Elsewhere")
    slack.server.faults.slow[other.id] = 10.0
    waiting = asyncio.create_task(
        slack.api.api_call("users.list", headers={"Authorization": f"Bearer {other.token}"})
    )
    assert await _post(slack) == 0
    assert not waiting.done()
    await slack.clock.advance(10)
    assert (await waiting)["ok"]


async def test_one_channel_takes_a_short_burst_and_then_one_post_a_second(
    slack: SlackSetup,
) -> None:
    assert [await _post(slack) for _ in range(5)] == [0, 0, 0, 0, 4]
    other = slack.server.channel("other", [slack.tom])
    assert await _post(slack, other.id) == 0
    await slack.clock.advance(4)
    assert await _post(slack) == 0


async def test_a_429_told_to_come_comes_even_where_nothing_is_counted(slack: SlackSetup) -> None:
    slack.server.limits.enforced = False
    slack.server.faults.next("chat.postMessage", Fault("limit", 2))
    assert [await _post(slack) for _ in range(2)] == [2, 2]
    await slack.clock.advance(2)
    assert [await _post(slack) for _ in range(20)] == [0] * 20


async def test_a_workspace_takes_so_many_posts_a_minute(slack: SlackSetup) -> None:
    slack.server.limits.workspace_posts = 5
    channels = [slack.server.channel(f"room{n}") for n in range(6)]
    assert [await _post(slack, channel.id) for channel in channels] == [0, 0, 0, 0, 0, 60]


@pytest.mark.parametrize(
    ("method", "most"),
    [("users.list", 20), ("conversations.info", 50), ("conversations.members", 100)],
)
async def test_each_tier_has_its_measure_and_each_workspace_its_own(
    slack: SlackSetup, method: str, most: int
) -> None:
    args = {} if method == "users.list" else {"channel": slack.lunch.id}
    for _ in range(most):
        assert (await slack.api.api_call(method, params=args))["ok"]
    refusal = await slack.refusal(method, **args)
    assert (refusal["error"], refusal["status"]) == ("ratelimited", 429)
    other = slack.server.workspace("Elsewhere")
    token = {"Authorization": f"Bearer {other.token}"}
    hall = slack.server.channel("hall", workspace=other)
    args = {"channel": hall.id} if args else {}
    assert (await slack.api.api_call(method, params=args, headers=token))["ok"]
    await slack.clock.advance(60)
    assert (await slack.api.api_call(method, params=args, headers=token))["ok"]


async def test_a_clock_that_runs_by_itself_jumps_while_everybody_waits() -> None:
    clock, woken = DrivenClock(1000.0), []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now()))

    async with clock.running():
        await asyncio.gather(*(sleeper(seconds) for seconds in (3600, 60, 86_400)))
    assert woken == [(60, 1060.0), (3600, 4600.0), (86_400, 87_400.0)]


async def test_an_app_that_waits_as_told_is_refused_once_at_most(slack: SlackSetup) -> None:
    started = slack.clock.now()
    async with slack.clock.running():
        for number in range(30):
            while (wait := await _post(slack, text=str(number))) > 0:
                await slack.clock.sleep(wait)
    assert len(slack.server.messages) == 30
    assert not [one for one in slack.server.requests if one.impatient]
    assert slack.clock.now() - started >= 25  # a message a second, after a first handful
