"""A rehearsed year remembers introductions whose messages are gone."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from bot.people.tables import person
from bot.store.engine import Database
from jobs.retention_messages import forget_messages
from jobs.simulation.chronicle import Chronicle, Receipt
from jobs.simulation.introductions import ColleagueFacts
from jobs.simulation.report import count_fullest_weeks
from tests.factories.programs import pairing_world
from tests.jobs.pairing_rounds import draw_round
from tests.world import HOME, World

LONG_AFTER = timedelta(days=91)


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def test_an_introduction_counts_as_sent_though_its_message_is_gone(world: World) -> None:
    await draw_round(world)
    chronicle, late = Chronicle(HOME), Chronicle(HOME)
    await take_note(world, chronicle)
    before = chronicle.introductions, chronicle.words, chronicle.receipts, chronicle.states
    assert [found.message_state for found in chronicle.introductions] == ["sent"]
    assert chronicle.receipts
    assert chronicle.states["sent"] > 1

    async with world.database.transaction() as tx:
        await forget_messages(tx, HOME, world.now + LONG_AFTER)
    await take_note(world, late)
    assert [found.message_state for found in late.introductions] == ["none"]

    await take_note(world, chronicle)
    after = chronicle.introductions, chronicle.words, chronicle.receipts, chronicle.states
    assert after == before


async def test_a_colleague_who_left_counts_with_the_town_they_had(world: World) -> None:
    await draw_round(world)
    await change_everybody(world, office="Leeds", mode="person")
    chronicle = Chronicle(HOME)
    await take_note(world, chronicle)
    [met] = chronicle.introductions

    noted = chronicle.receipts
    await change_everybody(world, office="", mode="either", zone="Asia/Tokyo", left=True)
    await take_note(world, chronicle)
    assert chronicle.receipts == noted
    facts = [chronicle.colleagues[who] for who in met.people]
    assert facts == [ColleagueFacts("leeds", "person", left=True)] * 2
    assert chronicle.introductions[0].hours == met.hours


async def test_who_sat_a_round_out_is_known_though_the_skip_is_forgotten(world: World) -> None:
    await draw_round(world)
    chronicle = Chronicle(HOME)
    await take_note(world, chronicle)
    [met] = chronicle.introductions
    sat_out = structs.replace(met, skipped=frozenset(met.people[:1]))
    chronicle._introductions[met.group] = sat_out
    await take_note(world, chronicle)
    assert chronicle.introductions == [sat_out]


def test_every_message_of_a_week_counts_and_what_came_merged_counts_once() -> None:
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    receipts = [
        Receipt("ada", monday + timedelta(days=day), message, "UTC")
        for day, message in ((0, 1), (0, 1), (1, 2), (2, 3), (7, 4))
    ]
    assert count_fullest_weeks(receipts) == {"ada": 3}


def test_a_week_begins_on_the_monday_of_whoever_is_written_to() -> None:
    sunday_night = datetime(2026, 3, 1, 22, tzinfo=UTC)
    for zone, fullest in (("Pacific/Auckland", 2), ("Europe/Berlin", 1)):
        receipts = [Receipt("ada", sunday_night + timedelta(days=d), d, zone) for d in (0, 2)]
        assert count_fullest_weeks(receipts) == {"ada": fullest}


async def change_everybody(world: World, **values: object) -> None:
    async with world.database.transaction() as tx:
        await tx.execute(person.update().values(values))


async def take_note(world: World, chronicle: Chronicle) -> None:
    async with world.database.read_transaction() as tx:
        await chronicle.take_note(tx)
