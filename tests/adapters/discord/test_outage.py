"""Discord is gone for a while, and soon back."""

import asyncio
import json
from datetime import UTC, datetime
from functools import partial

import pytest

from adapters.base import AppContext
from adapters.discord.app import connect_app
from adapters.discord.gateway import LoginBudget
from adapters.discord.serve import serve_gateway
from bot.config import LogSection
from bot.core.dispatch import dispatch
from bot.core.router import Router
from bot.features import ROUTER
from bot.logs import configure_logging
from bot.store.engine import Database
from jobs.registry import schedule_housekeeping
from tests.adapters.discord.harness import settings_for
from tests.doubles.discord import DiscordServer, DrivenClock, Settings, driven

HEARTBEAT = 604_800.0  # seconds, so that none falls into an outage


@pytest.mark.parametrize("minutes", [1, 5, 60])
async def test_mingle_is_back_half_a_minute_after_discord_and_says_so_once(
    database: Database, minutes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(LogSection(level="warning", format="json"))
    clock = DrivenClock(datetime(2026, 3, 2, tzinfo=UTC))
    async with DiscordServer(clock, app=Settings(heartbeat=HEARTBEAT)) as discord:
        discord.guild()
        with driven(clock):
            house = await connect_app(settings_for(discord), LoginBudget(clock.now, clock.sleep))
            answer = partial(dispatch, ROUTER, database)
            house.start_app(
                AppContext(database, Router(), answer, schedule_housekeeping, clock.utc)
            )
            serving = asyncio.create_task(serve_gateway(house, lambda: None))
            await discord.gateway.ready()

            discord.gateway.down = True
            discord.gateway.drop(resumable=False)
            for _ in range(minutes * 2):
                await clock.advance(30)
            discord.gateway.down = False
            await clock.advance(30)
            await discord.gateway.ready()
            await house.client.wait_until_ready()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    lines = capsys.readouterr().err.splitlines()
    said = [line["event"] for line in map(json.loads, lines) if "discord" in line["action"]]
    assert said == ["Discord is gone", "Discord is back"]
    assert house.client.budget.used <= 3
