"""What people joined for, in weeks in which much else happens."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.core.reasons import COUNTED, Purpose
from bot.core.tables import message_receipt, outbox_message
from bot.store.engine import Database
from tests.factories.events import make_event, rsvp
from tests.factories.programs import (
    AMARA,
    BOSS,
    JUN,
    LENA,
    PRIYA,
    SETUP,
    SOFIA,
    TOM,
    TUESDAY,
    join_program,
    pairing_world,
)
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.world import HOME, World

BERLIN = ZoneInfo("Europe/Berlin")
EATERS = (TOM, PRIYA, JUN, AMARA, SOFIA, LENA)


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def introduced_on(world: World) -> list[str]:
    """Return the local weekday and time of each introduction; all were sent."""
    rows = await world.select_all(outbox_message)
    introductions = [row for row in rows if row.kind == "introduce"]
    assert introductions
    assert {row.state for row in introductions} == {"sent"}
    return [f"{row.sent_at.astimezone(BERLIN):%a %H:%M}" for row in introductions]


async def fullest_week(world: World) -> int:
    """Return the most messages that count in one person's or channel's week."""
    query = (
        select(message_receipt, outbox_message.c.merged_into)
        .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        .where(message_receipt.c.solicited.is_(False), outbox_message.c.purpose.in_(COUNTED))
    )
    async with world.database.read_transaction() as tx:
        rows = await tx.all(query)
    messages = {(row.person, row.at.isocalendar()[:2], row.merged_into) for row in rows}
    return max(Counter((person, week) for person, week, _ in messages).values())


async def test_three_events_of_one_organiser_delay_no_introduction(world: World) -> None:
    await begin_program(world, *EATERS)
    for number in range(3):
        event = await make_event(world, {"title": f"Games {number}"}, by=TOM)
        for person in EATERS:
            await rsvp(world, person, event, "going")
    await world.pass_time(weeks=6)
    assert set(await introduced_on(world)) == {"Tue 10:00"}
    assert await fullest_week(world) <= 3


async def test_friendly_requests_on_a_monday_move_no_introduction(world: World) -> None:
    await begin_program(world, *EATERS)
    for person in (TOM, PRIYA, JUN):
        await world.say(person, f"/lunch with {AMARA} tomorrow 12:30")
    await world.until(TUESDAY)
    assert set(await introduced_on(world)) == {"Tue 10:00"}
    together = {person for people, _ in await world.introductions() for person in people}
    assert together == set(EATERS)
    assert await fullest_week(world) <= 3


async def test_a_notice_with_skip_comes_however_many_ask(world: World) -> None:
    await begin_program(world, *EATERS)
    await world.until(TUESDAY + timedelta(hours=2))
    for person in (TOM, PRIYA, JUN):
        await world.say(person, f"/lunch with {AMARA} fri 12:30")
    await world.until(TUESDAY + WEEK - timedelta(hours=23))
    rows = await world.select_all(outbox_message)
    sent = [row for row in rows if row.reason == "lunch.notice" and AMARA in row.recipients]
    assert [row.state for row in sent] == ["sent", "sent"]


async def test_whoever_is_in_two_programs_gets_one_notice_and_both_introductions(
    world: World,
) -> None:
    await begin_program(world, *EATERS)
    other = {**SETUP, "channel": f"{HOME}/random", "weekday": "3"}
    await world.submit(BOSS, "setup.save", other)
    await join_program(world, *EATERS, channel=f"{HOME}/random")
    await world.pass_time(weeks=4)
    rows = await world.select_all(outbox_message)
    joined = [row for row in rows if row.purpose == Purpose.JOINED and row.kind == "introduce"]
    assert {row.state for row in joined} == {"sent"}
    notices = [row for row in rows if row.reason == "lunch.notice" and TOM in row.recipients]
    by_week = Counter(row.sent_at.isocalendar()[:2] for row in notices if row.sent_at)
    assert set(by_week.values()) <= {1, 2}
    assert {row.state for row in notices} <= {"sent", "ready"}
    assert await fullest_week(world) <= 3
