"""An engine with one reason, one live card and one chat; and a world whose web is one site."""

import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.held_messages.commands import make_held_router
from bot.store.engine import Database, ReadTransaction
from bot.ui.cards import Card, Paragraph
from jobs import retention_batches
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.engine.lease import LEASE
from tests.doubles.fakes import FakeChat
from tests.doubles.web.server import Site, serving
from tests.factories.sources import world_with_site
from tests.jobs.nights import Ways
from tests.world import World

RULE = MessageReason("test.rule", Purpose.NEWS)
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


class Bench:
    """An engine on a real database, with a chat that can be told to misbehave."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chat = FakeChat()
        self.now = self.wall = NOON
        self.counter = 0
        self.counted: list[str] = []
        self.router = Router()
        self.router.declare_reason(RULE, "A test wished it.", RULE.purpose)
        self.router.live_card("counter")(self.draw)
        self.router.include_routers(
            make_held_router(self.router.live_cards, self.router.outcome_handlers)
        )

    async def draw(
        self, tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        return Card("note", "Counter", (Paragraph((f"{subject.id} stands at {self.counter}",)),))

    async def on_members(self, tx, workspace, channel, members, now, whole) -> None:  # type: ignore[no-untyped-def]
        self.counted += [member.name for member in members]

    def engine(self, **jobs) -> Engine:  # type: ignore[no-untyped-def]
        """Start a process anew on the same database."""
        delivery = Delivery(
            self.database,
            self.router,
            lambda _: self.chat,
            self.on_members,
            lambda: self.wall,
            timedelta(0),
        )
        return Engine(self.database, jobs, delivery, lambda: self.now, random.Random(1))

    async def restart(self) -> None:
        """Come back a while later: by then the leases of the dead have ended."""
        self.wall += LEASE
        engine = self.engine()
        await engine.recover_sends()
        await engine.run_until_idle()


@pytest.fixture
def bench(either_database: Database) -> Bench:
    return Bench(either_database)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as opened:
        yield opened


@pytest.fixture
async def world(either_database: Database, site: Site) -> AsyncIterator[World]:
    """A world whose web is `site`, on either database."""
    async with world_with_site(either_database, site) as opened:
        yield opened


@pytest.fixture(params=["a few at a time", "in one transaction"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a test with nights that forget everything in batches of two, and with those of one."""
    if request.param == "in one transaction":
        monkeypatch.setattr(Ways, "offload", None)
    for name in ("ROWS", "PARENTS", "GROUPS", "MESSAGES"):
        monkeypatch.setattr(retention_batches, name, 2)
    monkeypatch.setattr(retention_batches, "LEAVERS_AT_NIGHT", 0)
    retention_batches.list_agings.cache_clear()
    yield
    retention_batches.list_agings.cache_clear()
