import random
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from bot.core.dispatch import dispatch
from bot.core.router import Answer, InteractionKind, Invocation
from bot.core.tables import occurrence, outbox_message
from bot.open_tables import records
from bot.open_tables.commands import router
from bot.open_tables.rules import OpenTable
from bot.open_tables.tables import open_table
from bot.pairings.tables import pairing_program
from bot.people import records as people
from bot.store.engine import Database
from bot.store.schema import metadata
from bot.ui.cards import Card
from jobs.engine.occurrences import run_due_occurrences
from jobs.open_tables import JOBS

WORKSPACE, LUNCH, SIDE = "W", "W/lunch", "W/side"
TOM, PRIYA, JUN, AMARA, SOFIA = PEOPLE = tuple(
    f"W/{name}" for name in ("tom", "priya", "jun", "amara", "sofia")
)


def at(clock: str, day: int = 10) -> datetime:
    """Give a moment of March 2026 in Berlin before the clocks change; the 10th is a Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


class Office:
    """A few colleagues, a clock, and everything that tables do by themselves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = at("11:42")
        self.numbers = count(1)

    async def welcome(self) -> None:
        async with self.database.transaction() as tx:
            for who in PEOPLE:
                await people.add_if_new(
                    tx, WORKSPACE, who, self.name(who), "Europe/Berlin", self.now
                )

    def name(self, who: str) -> str:
        return f"{who.removeprefix('W/').title()} Becker"

    async def know(self, who: str, **values: object) -> None:
        async with self.database.transaction() as tx:
            await people.update_person(tx, WORKSPACE, who, **values)

    async def lunch(self, who: str, words: str = "", channel: str | None = LUNCH) -> Answer:
        command, fields = router.parse_command(f"/lunch {words}")
        return await self.do(who, "command", command.name, where=channel, fields=fields)

    async def click(
        self, who: str, action: str, value: object = "", channel: str | None = LUNCH
    ) -> Answer:
        return await self.do(who, "button", action, str(value), where=channel)

    async def submit(self, who: str, action: str, **fields: str | tuple[str, ...]) -> Answer:
        return await self.do(who, "form", action, fields=fields)

    async def do(
        self,
        who: str,
        gesture: InteractionKind,
        action: str,
        value: str = "",
        where: str | None = LUNCH,
        fields: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> Answer:
        return await dispatch(
            router,
            self.database,
            Invocation(
                id=f"{next(self.numbers)}",
                workspace=who.partition("/")[0],
                person=who,
                name=self.name(who),
                now=self.now,
                interaction=gesture,
                action=action,
                value=value,
                channel=where,
                channel_name=(where or "").removeprefix("W/"),
                zone="Europe/Berlin",
                fields=fields or {},
            ),
        )

    async def until(self, moment: datetime) -> None:
        """Let time pass, doing what falls due on the way at its time."""
        while True:
            async with self.database.read_transaction() as tx:
                waiting = occurrence.c.state == "waiting"
                due = await tx.scalar(
                    select(occurrence.c.due).where(waiting).order_by(occurrence.c.due).limit(1)
                )
            if due is None or due > moment:
                break
            self.now = max(self.now, due)
            await run_due_occurrences(self.database, JOBS, self.now, random.Random(7))
        self.now = moment

    async def tables(self, state: str = "open") -> list[OpenTable]:
        async with self.database.read_transaction() as tx:
            chosen = (
                select(open_table.c.id).where(open_table.c.state == state).order_by(open_table.c.id)
            )
            return [
                found
                for n in await tx.scalars(chosen)
                if (found := await records.find_table(tx, WORKSPACE, n))
            ]

    async def table(self, number: int) -> OpenTable:
        async with self.database.read_transaction() as tx:
            found = await records.find_table(tx, WORKSPACE, number)
        assert found
        return found

    async def draw(self, subject: str) -> Card:
        kind, _, number = subject.partition(":")
        async with self.database.read_transaction() as tx:
            card = await router.live_cards[kind](tx, WORKSPACE, number, self.now)
        assert card
        return card

    async def said(self, who: str, rule: str = "") -> list[Card]:
        """Give what Mingle says to a person or channel, as it reads now."""
        async with self.database.read_transaction() as tx:
            rows = await tx.all(select(outbox_message).order_by(outbox_message.c.id))
        mine = [row for row in rows if row.recipients == (who,) and row.reason.startswith(rule)]
        return [row.card or await self.draw(row.subject) for row in mine]

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Give all rows that a gesture could have changed."""
        ignored = {"processed_interaction", "person"}
        tables = [table for name, table in sorted(metadata.tables.items()) if name not in ignored]
        async with self.database.read_transaction() as tx:
            return {
                table.name: [tuple(row) for row in await tx.all(select(table))] for table in tables
            }

    async def have_circle(self) -> None:
        async with self.database.transaction() as tx:
            await tx.insert(
                pairing_program,
                workspace=WORKSPACE,
                channel=LUNCH,
                channel_name="lunch",
                recurrence="FREQ=WEEKLY;BYDAY=TU",
                start=self.now.date(),
                time="10:00",
                zone="Europe/Berlin",
                size=2,
                blackout=(),
                same_office=False,
                active=True,
            )
