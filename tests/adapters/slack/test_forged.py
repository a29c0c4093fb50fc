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
from tests.adapters.slack.town import Town, town

FORGED = 1000
HOSTILE_STAMPS = ("", "x", "-1", "1e9", "٣", "9" * 400, "0x1", " 1", "1.5", "nan")


@pytest.fixture
async def there(database: Database) -> AsyncIterator[Town]:
    async with town(database, "http") as opened:
        yield opened
        opened.slack.requests.clear()  # made-up triggers open nothing, and the stand-in notes it


async def test_a_thousand_forged_or_stale_requests_are_turned_away(there: Town) -> None:
    dice = random.Random(1)
    async with aiohttp.ClientSession() as session:
        statuses = [
            await answer
            for answer in asyncio.as_completed(
                [_send(session, there, *_forged(there, dice)) for _ in range(FORGED)]
            )
        ]
    assert set(statuses) == {401}
    assert await _acted_upon(there) == 0


@pytest.mark.parametrize("stamp", HOSTILE_STAMPS)
async def test_a_stamp_that_is_no_number_is_turned_away(there: Town, stamp: str) -> None:
    body = _command(there, "1.1")
    async with aiohttp.ClientSession() as session:
        headers = {"X-Slack-Signature": _signature(there, body, stamp)}
        if stamp.isascii():
            headers["X-Slack-Request-Timestamp"] = stamp
        assert await _send(session, there, body, headers) == 401


async def test_a_thousand_replays_of_one_signed_request_act_once(there: Town) -> None:
    body = _command(there, "7.7")
    async with aiohttp.ClientSession() as session:
        first = await _send(session, there, body, _signed(there, body))
        others = await asyncio.gather(
            *(_send(session, there, body, _signed(there, body)) for _ in range(999))
        )
    assert {first, *others} == {200}
    assert await _acted_upon(there) == 1


async def test_a_body_that_is_too_long_is_turned_away_unread(there: Town) -> None:
    body = b"x" * 1_000_001
    async with aiohttp.ClientSession() as session:
        assert await _send(session, there, body, _signed(there, body)) == 413


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"payload=", b"payload={", b"\xff\xfe", b"command=/lunch", b"[1]"]
)
async def test_garbage_that_is_signed_breaks_nothing(there: Town, body: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        assert await _send(session, there, body, _signed(there, body)) in (200, 400, 401, 404)
        more = _command(there, "8.8")
        assert await _send(session, there, more, _signed(there, more)) == 200


def _command(there: Town, trigger: str) -> bytes:
    told = {
        "command": "/mingle", "text": "me", "team_id": there.home.id, "user_id": there.people[0].id,
        "channel_id": there.lunch.id, "channel_name": "lunch", "trigger_id": trigger,
        "response_url": "",
    }  # fmt: skip
    return urlencode(told).encode()


def _forged(there: Town, dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body = _command(there, f"{dice.random()}")
    good = _signed(there, body)
    stale = str(int(there.clock.now()) + dice.choice([-1, 1]) * dice.randrange(330, 10**6))
    lies: list[dict[str, str]] = [
        {},
        good | {"X-Slack-Signature": "v0=" + hashlib.sha256(dice.randbytes(8)).hexdigest()},
        good | {"X-Slack-Signature": dice.choice(["", "v0=", "v1=00", "null", "v0=" + "0" * 64])},
        {"X-Slack-Request-Timestamp": stale, "X-Slack-Signature": _signature(there, body, stale)},
        good | {"X-Slack-Request-Timestamp": str(int(there.clock.now()) - 10)},
        {"X-Slack-Signature": good["X-Slack-Signature"]},
    ]
    return dice.choice([(body, lie) for lie in lies] + [(body + b"&text=help", good)])


def _signed(there: Town, body: bytes) -> dict[str, str]:
    stamp = str(int(there.clock.now()))
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": _signature(there, body, stamp)}


def _signature(there: Town, body: bytes, stamp: str) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return (
        "v0=" + hmac.new(there.slack.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    )


async def _send(
    session: aiohttp.ClientSession, there: Town, body: bytes, headers: dict[str, str]
) -> int:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with session.post(there.slack.app.url, data=body, headers=form | headers) as answer:
        await answer.read()
        return answer.status


async def _acted_upon(there: Town) -> int:
    async with there.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(processed_interaction)))
