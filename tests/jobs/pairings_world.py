"""Give tests a company that eats together: people, a circle, an engine and a clock."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, union

from bot.core.dispatch import dispatch
from bot.core.platform import ChannelMember
from bot.core.router import Answer, Invocation, OpenForm, Reply
from bot.core.tables import occurrence, outbox_message
from bot.features import ROUTER
from bot.pairings.programs import records
from bot.people import records as people
from bot.store.engine import Database
from bot.ui.cards import Actions, Card, Select, as_text
from jobs import pairings, pairings_dry_run, pairings_followup
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from tests.doubles.fakes import FakeChat

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
NAMES = (
    "Tom",
    "Priya",
    "Jun",
    "Amara",
    "Sofia",
    "Lena",
    "Marek",
    "Ana",
    "Kofi",
    "Nina",
    "Omar",
    "Rosa",
)
LUNCH = "w/lunch"
SETUP = {
    "channel": LUNCH,
    "cadence": "weekly",
    "weekday": "1",
    "time": "10:00",
    "zone": "Europe/Berlin",
    "size": "2",
    "same_office": "no",
    "blackout": "",
}


class World:
    """A workspace whose people sit in #lunch."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chat = FakeChat()
        self.now = MONDAY
        self.gestures = itertools.count(1)
        delivery = Delivery(
            database, ROUTER, lambda _: self.chat, self._counted, lambda: self.now, timedelta(0)
        )
        jobs = pairings.JOBS | pairings_followup.JOBS | pairings_dry_run.JOBS
        self.engine = Engine(database, jobs, delivery, lambda: self.now, random.Random(1))

    async def _counted(self, *_: Any) -> None:
        """Nobody new comes by a census here."""

    async def move_in(self, *names: str, **profile: Any) -> None:
        """Let people come to the workspace and sit in #lunch."""
        members = [
            ChannelMember(f"w/{name.lower()}", f"{name} X", "Europe/Berlin") for name in names
        ]
        async with self.database.transaction() as tx:
            here = [
                ChannelMember(known.id, known.name, known.zone)
                for known in await people.people_in_channel(tx, "w", LUNCH)
            ]
            await people.sync_channel_members(tx, "w", LUNCH, [*here, *members], self.now)
            for member in members:
                if profile:
                    await people.update_person(tx, "w", member.person, **profile)

    async def describe(self, name: str, **profile: Any) -> None:
        """Fill in somebody's profile."""
        async with self.database.transaction() as tx:
            await people.update_person(tx, "w", f"w/{name.lower()}", **profile)

    async def call(
        self,
        name: str,
        gesture: Any,
        action: str,
        value: str = "",
        *,
        organiser: bool = False,
        **fields: Any,
    ) -> Answer:
        """Let somebody type, click or submit."""
        invocation = Invocation(
            id=f"gesture {next(self.gestures)}",
            workspace="w",
            person=f"w/{name.lower()}",
            name=f"{name} X",
            now=self.now,
            interaction=gesture,
            action=action,
            value=value,
            channel=fields.pop("where", LUNCH),
            channel_name="lunch",
            zone="Europe/Berlin",
            organiser=organiser,
            fields=fields,
            rng=random.Random(7),
        )
        return await dispatch(ROUTER, self.database, invocation)

    async def click(self, name: str, action: str, value: str = "") -> str:
        """Let somebody click, and give the words they read."""
        return said(await self.call(name, "button", action, value))

    async def set_up(self, **changes: str) -> str:
        """Set lunch pairings up, and let everybody in who is asked."""
        fields = {**SETUP, **changes}
        return said(await self.call("Boss", "form", "setup.save", organiser=True, **fields))

    async def join(self, *names: str) -> None:
        """Let people in."""
        for name in names:
            await self.call(name, "command", "mingle join")

    async def until(self, moment: datetime) -> None:
        """Let time pass, with everything that happens on the way."""
        await self.engine.run_until_idle()
        while self.now < moment:
            self.now = min(moment, await self._next_event() or moment)
            await self.engine.run_until_idle()

    async def _next_event(self) -> datetime | None:
        planned = select(occurrence.c.due).where(
            occurrence.c.state == "waiting", occurrence.c.due > self.now
        )
        to_say = select(outbox_message.c.due).where(
            outbox_message.c.state == "ready", outbox_message.c.due > self.now
        )
        async with self.database.read_transaction() as tx:
            found: datetime | None = await tx.scalar(
                union(planned, to_say).order_by("due").limit(1)
            )
        return found

    async def pass_time(self, **span: int) -> None:
        """Let some time pass."""
        await self.until(self.now + timedelta(**span))

    def heard(self, name: str) -> list[Card]:
        """Give the cards that somebody got alone, oldest first."""
        return [card for to, card in self.chat.said.values() if to == (f"w/{name.lower()}",)]

    def introductions(self) -> list[tuple[tuple[str, ...], Card]]:
        """Give who was introduced to each other, with the card."""
        return [
            (to, card)
            for to, card in self.chat.said.values()
            if len(to) > 1 and "meet" in card.title
        ]

    def posts(self) -> list[Card]:
        """Give what was said in #lunch."""
        return [card for to, card in self.chat.said.values() if to == (LUNCH,)]

    async def circle(self) -> records.PairingProgram:
        """Give the circle of #lunch."""
        async with self.database.read_transaction() as tx:
            found = await records.find_channel_program(tx, "w", LUNCH)
        assert found
        return found

    async def effects(self, *states: str) -> list[str]:
        """Give the keys of effects in these states."""
        async with self.database.read_transaction() as tx:
            return await tx.scalars(
                select(outbox_message.c.key)
                .where(outbox_message.c.state.in_(states))
                .order_by(outbox_message.c.id)
            )


def said(answer: Answer) -> str:
    """Give an answer in plain words."""
    if isinstance(answer, Reply):
        return as_text(answer.card, "Europe/Berlin")
    return repr(answer) if not isinstance(answer, OpenForm) else answer.form.title


def words(card: Card) -> str:
    """Give a card in plain words."""
    return as_text(card, "Europe/Berlin")


def buttons(card: Card) -> dict[str, str]:
    """Give the actions on a card with their values."""
    rows = [part for part in card.parts if isinstance(part, Actions)]
    return {
        item.action: item.value
        for row in rows
        for item in row.items
        if not isinstance(item, Select)
    }
