"""Send what Slack did not sign, and what it signed before."""

import asyncio
import hashlib
import hmac
import random
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.core.tables import processed_interaction
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace

FORGED = 1000
HOSTILE_STAMPS = ("", "x", "-1", "1e9", "٣", "9" * 400, "0x1", " 1", "1.5", "nan")


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, "http") as opened:
        yield opened
        opened.server.requests.clear()  # made-up triggers open nothing, and the stand-in notes it


async def test_a_thousand_forged_or_stale_requests_are_turned_away(slack: SlackWorkspace) -> None:
    dice = random.Random(1)
    async with aiohttp.ClientSession() as session:
        statuses = [
            await answer
            for answer in asyncio.as_completed(
                [_send(session, slack, *_forged(slack, dice)) for _ in range(FORGED)]
            )
        ]
    assert set(statuses) == {401}
    assert await _acted_upon(slack) == 0


@pytest.mark.parametrize("stamp", HOSTILE_STAMPS)
async def test_a_stamp_that_is_no_number_is_turned_away(slack: SlackWorkspace, stamp: str) -> None:
    body = _command(slack, "1.1")
    async with aiohttp.ClientSession() as session:
        headers = {"X-Slack-Signature": _signature(slack, body, stamp)}
        if stamp.isascii():
            headers["X-Slack-Request-Timestamp"] = stamp
        assert await _send(session, slack, body, headers) == 401


async def test_a_thousand_replays_of_one_signed_request_act_once(slack: SlackWorkspace) -> None:
    body = _command(slack, "7.7")
    async with aiohttp.ClientSession() as session:
        first = await _send(session, slack, body, _signed(slack, body))
        others = await asyncio.gather(
            *(_send(session, slack, body, _signed(slack, body)) for _ in range(999))
        )
    assert {first, *others} == {200}
    assert await _acted_upon(slack) == 1


async def test_a_body_that_is_too_long_is_turned_away_unread(slack: SlackWorkspace) -> None:
    body = b"x" * 1_000_001
    async with aiohttp.ClientSession() as session:
        assert await _send(session, slack, body, _signed(slack, body)) == 413


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"payload=", b"payload={", b"\xff\xfe", b"command=/lunch", b"[1]"]
)
async def test_garbage_that_is_signed_breaks_nothing(slack: SlackWorkspace, body: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        assert await _send(session, slack, body, _signed(slack, body)) in (200, 400, 401, 404)
        more = _command(slack, "8.8")
        assert await _send(session, slack, more, _signed(slack, more)) == 200


def _command(slack: SlackWorkspace, trigger: str) -> bytes:
    told = {
        "command": "/mingle", "text": "me", "team_id": slack.home.id, "user_id": slack.people[0].id,
        "channel_id": slack.lunch.id, "channel_name": "lunch", "trigger_id": trigger,
        "response_url": "",
    }  # fmt: skip
    return urlencode(told).encode()


def _forged(slack: SlackWorkspace, dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body = _command(slack, f"{dice.random()}")
    good = _signed(slack, body)
    stale = str(int(slack.clock.now()) + dice.choice([-1, 1]) * dice.randrange(330, 10**6))
    lies: list[dict[str, str]] = [
        {},
        good | {"X-Slack-Signature": "v0=" + hashlib.sha256(dice.randbytes(8)).hexdigest()},
        good | {"X-Slack-Signature": dice.choice(["", "v0=", "v1=00", "null", "v0=" + "0" * 64])},
        {"X-Slack-Request-Timestamp": stale, "X-Slack-Signature": _signature(slack, body, stale)},
        good | {"X-Slack-Request-Timestamp": str(int(slack.clock.now()) - 10)},
        {"X-Slack-Signature": good["X-Slack-Signature"]},
    ]
    return dice.choice([(body, lie) for lie in lies] + [(body + b"&text=help", good)])


def _signed(slack: SlackWorkspace, body: bytes) -> dict[str, str]:
    stamp = str(int(slack.clock.now()))
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": _signature(slack, body, stamp)}


def _signature(slack: SlackWorkspace, body: bytes, stamp: str) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return (
        "v0=" + hmac.new(slack.server.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    )


async def _send(
    session: aiohttp.ClientSession, slack: SlackWorkspace, body: bytes, headers: dict[str, str]
) -> int:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with session.post(slack.server.app.url, data=body, headers=form | headers) as answer:
        await answer.read()
        return answer.status


async def _acted_upon(slack: SlackWorkspace) -> int:
    async with slack.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(processed_interaction)))
