"""Slack is gone for a while, and soon back."""

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import slack_sdk.socket_mode.aiohttp

from adapters.slack import serve
from bot.config import LogSection
from bot.logs import configure_logging
from bot.store.engine import Database
from tests.adapters.slack.harness import SlackHarness, connected, hurried, settings_for
from tests.doubles.slack import DrivenClock, SlackServer

HALF_A_MINUTE = 30


class _Asyncio:
    """The module asyncio, whose pauses are those of a test's clock."""

    def __init__(self, clock: DrivenClock) -> None:
        self.sleep = clock.sleep

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


@pytest.mark.parametrize("minutes", [1, 5, 60])
async def test_mingle_is_back_half_a_minute_after_slack_and_says_so_once(
    database: Database,
    minutes: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(LogSection(level="info", format="json"))
    clock = DrivenClock(datetime(2026, 3, 2, tzinfo=UTC))
    for module in (slack_sdk.socket_mode.aiohttp, serve):
        monkeypatch.setattr(module, "asyncio", _Asyncio(clock))
    monkeypatch.setattr(slack_sdk.socket_mode.aiohttp, "time", SimpleNamespace(time=clock.now))
    async with SlackServer(clock) as slack:
        office = SlackHarness(slack)
        async with connected(
            slack, settings_for(slack), database, office.router, office.note, hurried()
        ):
            await slack.sockets.ready(2)
            slack.sockets.down = True
            assert slack.sockets.drop(2) == 2
            for _ in range(minutes * 2):
                await clock.advance(30)
            assert not slack.sockets.open

            slack.sockets.down = False
            await clock.advance(HALF_A_MINUTE)
            await slack.sockets.ready(2)  # for which no more time goes by
            await clock.advance(serve.PING_INTERVAL)
            await slack.type_command(office.users[0], office.lunch, "/mingle")
            assert [call.action for call in office.calls] == ["mingle"]
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    said = [line["event"] for line in lines if line.get("level") in ("warning", "error")]
    assert said == ["Slack is gone", "Slack is back"]
