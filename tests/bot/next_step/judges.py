"""Judge what `/mingle next` said by the rows alone."""

from datetime import timedelta

from sqlalchemy import select

from bot.associations.tables import opening
from bot.core.interactions import Answer
from bot.events.tables import event, rsvp
from bot.events.views.parts import UNTITLED
from bot.next_step.tables import next_step
from bot.open_tables.tables import open_table, seat
from bot.pairings.tables import membership
from bot.people.tables import avoidance, channel_member, person
from bot.ui.cards import Button
from tests.reading import controls, mentions, text
from tests.world import World


async def last_said(world: World, who: str) -> tuple[object, ...] | None:
    """Return what was said to somebody last."""
    latest = select(next_step).where(next_step.c.person == who).order_by(next_step.c.id.desc())
    async with world.database.read_transaction() as tx:
        row = await tx.first(latest.limit(1))
    return (row.kind, row.thing, row.other) if row else None


async def judge_step(world: World, who: str, answer: Answer) -> None:
    """Fail where a suggestion is empty, over, full, blocked or not theirs."""
    said = await last_said(world, who)
    assert said, "never empty"
    kind, thing, other = said
    assert any(one.style == "main" for one in controls(answer) if isinstance(one, Button)), (
        "there is something to click"
    )
    lists = [(row.person, row.other) for row in await world.select_all(avoidance)]
    apart = {one for pair in lists if who in pair for one in pair} - {who}
    named = mentions(answer)
    assert not named & apart, text(answer)
    judges = {"event": _judge_event, "table": _judge_table, "opening": _judge_opening}
    if kind in judges:
        await judges[str(kind)](world, who, int(str(thing)))
    if kind == "lunch":
        assert other not in apart
        joined = await world.select_all(membership)
        assert any(row.person == other and row.state == "in" for row in joined)
        [row] = [row for row in await world.select_all(person) if row.person == other]
        assert not row.left


async def _judge_event(world: World, who: str, number: int) -> None:
    [row] = [row for row in await world.select_all(event) if row.id == number]
    answers = [one for one in await world.select_all(rsvp) if one.event == number]
    seated = [one for one in answers if one.status == "in"]
    assert row.state == "open"
    assert row.starts_at > world.now
    assert row.title != UNTITLED
    assert row.capacity is None or len(seated) < row.capacity
    assert who not in [one.person for one in answers]
    assert any(one.status in ("in", "pending") for one in answers)
    if row.kind != "listed":
        members = await world.select_all(channel_member)
        assert any(one.person == who and one.channel == row.channel for one in members)


async def _judge_table(world: World, who: str, number: int) -> None:
    [row] = [row for row in await world.select_all(open_table) if row.id == number]
    seated = [one.person for one in await world.select_all(seat) if one.table == number]
    lists = [(one.person, one.other) for one in await world.select_all(avoidance)]
    assert row.state == "open"
    assert row.starts_at > world.now
    assert len(seated) < row.seats
    assert who not in seated
    assert not [pair for pair in lists if who in pair and set(pair) & set(seated)]


async def _judge_opening(world: World, who: str, number: int) -> None:
    [row] = [row for row in await world.select_all(opening) if row.id == number]
    assert row.state == "open"
    assert row.due >= (world.now + timedelta(hours=2)).date()
    assert row.added_by != who
