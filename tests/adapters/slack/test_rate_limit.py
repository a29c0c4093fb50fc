"""Take turns as Slack counts them."""

import itertools

import pytest

from adapters.slack.rate_limit import BEHIND, RATES, TIER_3, RateLimiter
from bot.core.platform import TemporaryError


class Time:
    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


@pytest.mark.parametrize(
    "method", ["chat.update", "conversations.open", "users.info", "users.list", "views.open"]
)
async def test_no_minute_sees_more_calls_than_slack_allows(method: str) -> None:
    most = {"users.list": 20, "users.info": 100, "views.open": 100}.get(method, 50)
    time, calls = Time(), []
    pacer = RateLimiter(time.now, time.sleep)
    while time.at < 300:
        await pacer.acquire(method, patience=60)
        calls.append(time.at)
    busiest = max(sum(start <= at < start + 60 for at in calls) for start in calls)
    assert busiest <= most
    assert len(calls) >= 0.9 * 5 * RATES.get(method, TIER_3).most


async def test_introductions_leave_at_nine_tenths_of_what_slack_allows() -> None:
    time = Time()
    pacer = RateLimiter(time.now, time.sleep)
    for number in range(500):
        await pacer.acquire("conversations.open", patience=60)
        await pacer.acquire("chat.postMessage", f"D{number}")
    assert 500 / time.at >= 0.9 * 50 / 60


async def test_one_channel_hears_one_message_a_second_and_others_do_not_wait() -> None:
    time = Time()
    pacer = RateLimiter(time.now, time.sleep)
    for channel in ("a", "b", "c"):
        await pacer.acquire("chat.postMessage", channel)
    assert time.at == 0
    await pacer.acquire("chat.postMessage", "a")
    assert time.at > 1


async def test_nobody_calls_while_slack_asks_to_wait() -> None:
    time = Time()
    pacer = RateLimiter(time.now, time.sleep)
    pacer.block("chat.postMessage", 30)
    with pytest.raises(TemporaryError) as told:
        await pacer.acquire("chat.postMessage", "another")
    assert told.value.retry_after == 30 + BEHIND
    await pacer.acquire("chat.update")
    assert time.at == 0
    pacer.block("chat.update", 4)
    await pacer.acquire("chat.update")
    assert time.at == 4 + BEHIND


async def test_forms_of_a_crowd_open_at_once_until_slack_itself_asks_to_wait() -> None:
    time = Time()
    pacer = RateLimiter(time.now, time.sleep)
    for _ in range(300):
        await pacer.acquire("views.open", patience=2, urgent=True)
    assert time.at == 0
    pacer.block("views.open", 1)
    await pacer.acquire("views.open", patience=2, urgent=True)
    assert time.at == 1


async def test_what_people_wait_for_goes_before_what_nobody_waits_for() -> None:
    time = Time()
    pacer = RateLimiter(time.now, time.sleep)
    while time.at == 0:
        await pacer.acquire("users.info", patience=60)
    now = time.at
    await pacer.acquire("users.info", urgent=True)
    assert time.at == now
    pacer.block("users.info", 5)
    with pytest.raises(TemporaryError) as told:
        await pacer.acquire("users.info", patience=1)
    await pacer.acquire("users.info", urgent=True)
    assert time.at == now + 5 < now + told.value.retry_after


async def test_calls_nobody_waits_for_come_in_a_burst_and_evenly_once_slack_asked_to_wait() -> None:
    time, calls = Time(), []
    pacer = RateLimiter(time.now, time.sleep)
    for _ in range(10):
        await pacer.acquire("chat.update")
    assert time.at == 0
    pacer.block("chat.update", 1)
    for _ in range(3):
        await pacer.acquire("chat.update")
        calls.append(time.at)
    assert all(later - earlier > 1 for earlier, later in itertools.pairwise(calls))
