"""Deliver a round to a thousand people against Slack's own limits, and let no workspace wait for
another."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.slack.app import SlackConnection, connect_workspace
from adapters.slack.ids import qualify_id
from adapters.slack.manifest import build_manifest
from adapters.slack.rate_limit import RateLimiter
from bot.core import outbox
from bot.core.dispatch import dispatch
from bot.core.interactions import Invocation
from bot.core.platform import Platform
from bot.core.reasons import MessageReason, Purpose
from bot.core.tables import outbox_message
from bot.features import ROUTER
from bot.pairings.tables import membership
from bot.store.engine import Database
from bot.ui.cards import Card, Paragraph
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.registry import JOBS
from tests.adapters.slack.harness import hurried, settings_for
from tests.doubles.slack import Channel, DrivenClock, Fault, SlackServer
from tests.doubles.slack.core import Request

REASON = MessageReason("test", Purpose.ADDED)
TOO_MANY = 429
HOUR = timedelta(hours=1)
QUIET = {"auth.test"}
MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOTICE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
DRAW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SETUP = {
    "cadence": "weekly",
    "weekday": "1",
    "time": "10:00",
    "zone": "Europe/Berlin",
    "size": "2",
    "same_office": "no",
    "blackout": "",
}


class Company:
    """People in one channel, and all of Mingle; time goes by when everybody waits for it."""

    def __init__(
        self, slack: SlackServer, clock: DrivenClock, there: SlackConnection, database: Database
    ) -> None:
        self.slack, self.clock, self.database = slack, clock, database
        self.workspace = there.workspace
        self.engine = _engine(database, clock, {there.workspace: there.platform})

    async def set_up(self) -> None:
        """Set up lunch pairings as the organiser."""
        channel = qualify_id(self.workspace, self.slack.home.channel("lunch").id)
        boss = qualify_id(self.workspace, self.slack.home.user("Grace Hall").id)
        call = Invocation(
            id="setup",
            workspace=self.workspace,
            person=boss,
            name="Grace Hall",
            now=self.clock.utc(),
            interaction="form",
            action="setup.save",
            channel=channel,
            channel_name="lunch",
            zone="Europe/Berlin",
            organiser=True,
            fields={**SETUP, "channel": channel},
        )
        await dispatch(ROUTER, self.database, call)

    async def everybody_joins(self) -> None:
        """Mark everyone as a member in one update: a thousand clicks would be another test."""
        async with self.database.transaction() as tx:
            await tx.execute(update(membership).values(state="in"))

    async def until(self, moment: datetime) -> None:
        """Advance to a moment, running everything that falls due."""
        while (due := await self.engine.run_until_idle()) and due <= moment:
            await self.clock.sleep(max((due - self.clock.utc()).total_seconds(), 0.1))
        await self.clock.sleep((moment - self.clock.utc()).total_seconds())

    async def everything_arrived(self, *, introductions: int, share_refused: float) -> None:
        """Check that everyone got everything once, and that rate limits were respected."""
        slack, calls = self.slack, self.slack.requests
        refused = [call for call in calls if call.status == TOO_MANY]
        assert len(refused) <= share_refused * len(calls)
        assert not [call for call in calls if call.impatient]
        async with self.database.read_transaction() as tx:
            assert set(await tx.scalars(select(outbox_message.c.state))) == {"sent"}
        met = [c for c in slack.home.channels.values() if c.kind == "mpim"]
        assert [len(c.messages) for c in met] == [1] * introductions
        assert (
            sum(len(c.members) - 1 for c in met)
            == len(self.slack.home.channel("lunch").members) - 1
        )


@pytest.mark.rehearsal
async def test_a_round_of_a_thousand_leaves_as_fast_as_slack_lets_it(database: Database) -> None:
    async with company(database, 1000) as there:
        await there.set_up()
        await there.until(NOTICE + HOUR)
        asked = there.slack.calls("chat.postMessage")
        await there.everybody_joins()
        await there.until(DRAW + HOUR)
        opened = there.slack.calls("conversations.open")
        assert (len(asked), len(opened)) == (1000, 500)
        assert rate(asked) >= 0.9 * there.slack.limits.workspace_posts
        assert rate(opened) >= 0.9 * there.slack.limits.tiers[3]
        await there.everything_arrived(introductions=500, share_refused=0.01)


async def test_a_round_gets_through_where_slack_asks_for_patience(database: Database) -> None:
    async with company(database, 60) as there:
        await there.set_up()
        await there.until(NOTICE + HOUR)
        await there.everybody_joins()
        there.slack.faults.limits, there.slack.faults.retry_after = 0.1, 20
        await there.until(DRAW + HOUR)
        assert [call for call in there.slack.requests if call.status == TOO_MANY]
        await there.everything_arrived(introductions=30, share_refused=1)


@pytest.mark.parametrize("trouble", ["hangs", "asks for patience", "hangs when looked at"])
async def test_a_workspace_in_trouble_keeps_no_other_waiting(
    database: Database, trouble: str
) -> None:
    clock = DrivenClock(MONDAY)
    async with SlackServer(clock) as slack:
        well, ill = slack.workspace("Well"), slack.workspace("Ill")
        slack.install(build_manifest(ROUTER, history=True))
        places = {home.id: slack.channel("lunch", workspace=home) for home in (well, ill)}
        ports = [
            await connect_workspace(settings_for(slack, bot_token=home.token), hurried())
            for home in (well, ill)
        ]
        engine = _engine(database, clock, {port.workspace: port.platform for port in ports})
        if trouble == "hangs when looked at":
            slack.faults.next("chat.postMessage", Fault("lose"), 3)
            await say(database, places[ill.id], 3, clock)
            await engine.run_until_idle()
            await clock.advance(90)
        if trouble == "asks for patience":
            slack.limits.close(ill.id, "chat.postMessage", places[ill.id].id, clock.now() + 3600)
        else:
            slack.faults.slow[ill.id] = 3600
        stop = asyncio.Event()
        await say(database, places[ill.id], 8, clock)
        running = asyncio.create_task(engine.run_until_stopped(stop))
        await slack.until(
            lambda: [
                call for call in slack.requests if call.team == ill.id and call.method not in QUIET
            ]
        )
        await say(database, places[well.id], 4, clock)
        engine.wakeup.set()
        await slack.until(lambda: len(places[well.id].messages) == 4)
        assert [
            call for call in slack.requests if call.team == ill.id and not call.answer.get("ok")
        ]
        stop.set()
        slack.faults.slow.clear()
        async with clock.running():
            await running


async def say(database: Database, where: Channel, times: int, clock: DrivenClock) -> None:
    """Decide to say something in a channel so many times."""
    workspace = f"slack:{where.team}"
    async with database.transaction() as tx:
        for number in range(times):
            key = f"{where.id} {number} {clock.now()}"
            card = Card("note", key, (Paragraph(("Soup is ready.",)),))
            to = qualify_id(workspace, where.id)
            await outbox.post(
                tx, workspace, key, to, card, reason=REASON, due=clock.utc(), solicited=True
            )


def rate(calls: Sequence[Request]) -> float:
    """Return how many calls were let in per minute."""
    fine = [call.at for call in calls if call.status == 200]
    return (len(fine) - 1) * 60 / (fine[-1] - fine[0])


def _engine(database: Database, clock: DrivenClock, platforms: Mapping[str, Platform]) -> Engine:
    delivery = Delivery(
        database, ROUTER, platforms.__getitem__, save_members, clock.utc, timedelta(0)
    )
    return Engine(database, JOBS, delivery, clock.utc, random.Random(7))


@asynccontextmanager
async def company(database: Database, people: int) -> AsyncIterator["Company"]:
    """Open a workspace of so many people, one of whom organises."""
    clock = DrivenClock(MONDAY)
    async with SlackServer(clock) as slack:
        slack.workspace()
        boss = slack.person("Grace Hall", admin=True)
        slack.channel("lunch", [boss, *(slack.person(f"Colleague {n}") for n in range(people - 1))])
        slack.install(build_manifest(ROUTER))
        there = await connect_workspace(
            settings_for(slack, history=False), RateLimiter(clock.now, clock.sleep)
        )
        async with clock.running():
            yield Company(slack, clock, there, database)
        assert not slack.invalid
