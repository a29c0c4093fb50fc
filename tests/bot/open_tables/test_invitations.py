"""Ask one colleague to lunch."""

import pytest

from bot.features import ROUTER
from tests.factories.people import make_avoid_list
from tests.factories.tables import AMARA, JUN, PRIYA, TOM, at, find_tables, lunch
from tests.reading import buttons, text
from tests.world import World


async def test_the_one_who_is_asked_hears_of_it_and_the_channel_does_not(world: World) -> None:
    answer = await lunch(world, TOM, f"with {JUN} 13:00")
    assert text(answer).startswith(
        "Asked\nI ask Jun Becker for you. You have a table for two today, 13:00"
    )
    [card] = await world.outbox(JUN)
    assert card.title == "Lunch with Tom?"
    [table] = await find_tables(world)
    assert (table.seats, table.place, table.topic, table.zone) == (2, "", "", "Europe/Berlin")
    await world.click(JUN, "table.join", table.id)
    [table] = await find_tables(world)
    assert [guest.person for guest in table.seated] == [TOM, JUN]
    assert not await world.outbox(table.channel)


async def test_a_request_loses_its_button_when_its_lunch_begins(world: World) -> None:
    await lunch(world, TOM, f"with {JUN} 13:00")
    await world.until(at("12:59"))
    [card] = await world.inbox(JUN)
    assert buttons(card)
    await world.until(at("13:01"))
    [card] = await world.inbox(JUN)
    assert not buttons(card)


async def test_a_request_ends_when_its_lunch_is_called_off(world: World) -> None:
    await lunch(world, TOM, f"with {JUN} 13:00")
    await world.pass_time(minutes=1)
    await world.click(TOM, "table.leave", 1)
    [card] = await world.outbox(JUN)
    assert card.title == "Tom's table is off"


async def test_whoever_would_rather_not_meet_hears_nothing_and_nobody_learns_of_it(
    world: World,
) -> None:
    await make_avoid_list(world, JUN, TOM)
    answer = await lunch(world, TOM, f"with {JUN} 13:00")
    assert text(answer).startswith("Asked\nI ask Jun Becker for you.")
    await world.pass_time(minutes=1)
    assert not await world.dms(JUN)


async def test_two_colleagues_a_week_may_ask_and_the_third_is_refused_without_a_reason(
    world: World,
) -> None:
    await lunch(world, TOM, f"with {JUN} 13:00")
    await lunch(world, PRIYA, f"with {JUN} 13:00")
    refused = text(await lunch(world, AMARA, f"with {JUN} 13:00"))
    assert "Ask Jun Becker yourself" in refused
    await world.pass_time(minutes=1)
    assert len(await world.dms(JUN)) == 1  # both at once, merged
    assert len(await find_tables(world)) == 2


async def test_nobody_is_asked_twice_a_week_by_the_same_colleague(world: World) -> None:
    await lunch(world, TOM, f"with {JUN} 13:00")
    await world.pass_time(days=1)
    assert "yourself" in text(await lunch(world, TOM, f"with {JUN} 13:00"))
    await world.pass_time(days=6, minutes=1)
    assert text(await lunch(world, TOM, f"with {JUN} 13:00")).startswith("Asked")


async def test_asking_somebody_who_would_rather_not_counts_as_asking_anybody(world: World) -> None:
    await make_avoid_list(world, JUN, TOM)
    await lunch(world, TOM, f"with {JUN} 13:00")
    await world.pass_time(days=1)
    assert "yourself" in text(await lunch(world, TOM, f"with {JUN} 13:00"))


@pytest.mark.parametrize("who", ["", TOM, "Jun", "other/jun", "@everyone"])
async def test_somebody_has_to_be_named(world: World, who: str) -> None:
    command, fields = ROUTER.parse_command(f"/lunch with {who}")
    call = world.call(TOM, "command", command.name, fields=fields)  # as adapters pass on any word
    assert "Name one colleague" in text(await world.do(call))
    assert not await find_tables(world)


async def test_nobody_sits_at_two_tables_at_once(world: World) -> None:
    await lunch(world, TOM, "13:00")
    assert "Name one" not in text(await lunch(world, TOM, f"with {JUN} 13:00"))
    assert len(await find_tables(world)) == 1


async def test_two_requests_in_vain_within_sixty_days_are_enough_and_the_answer_is_the_usual_one(
    world: World,
) -> None:
    for _ in range(2):
        assert text(await lunch(world, TOM, f"with {JUN} tomorrow 13:00")).startswith("Asked")
        await world.pass_time(days=8)
    limited = text(await lunch(world, TOM, f"with {JUN} tomorrow 13:00"))
    assert "Ask Jun Becker yourself" in limited
    assert text(await lunch(world, PRIYA, f"with {JUN} tomorrow 13:00")).startswith("Asked")
    await world.pass_time(days=50)
    assert text(await lunch(world, TOM, f"with {JUN} tomorrow 13:00")).startswith("Asked")


async def test_who_comes_when_asked_is_asked_as_often_as_they_come(world: World) -> None:
    for _ in range(4):
        assert text(await lunch(world, TOM, f"with {JUN} tomorrow 13:00")).startswith("Asked")
        [*_, table] = await find_tables(world)
        await world.click(JUN, "table.join", table.id)
        await world.pass_time(days=8)


async def test_nobody_learns_by_asking_whether_they_are_on_a_list(world: World) -> None:
    await make_avoid_list(world, JUN, TOM)
    answers: dict[str, list[str]] = {TOM: [], PRIYA: []}
    for _ in range(10):
        for person, read in answers.items():
            read.append(text(await lunch(world, person, f"with {JUN} tomorrow 13:00")))
            for table in await find_tables(world):
                await world.click(table.host.person, "table.cancel", table.id)
        await world.pass_time(days=8)
    assert answers[TOM] == answers[PRIYA]
