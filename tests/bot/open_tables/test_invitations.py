"""Ask one colleague to lunch."""

import pytest

from bot.people import records as people
from bot.ui.text import plain_words
from tests.factories.people import make_avoid_list
from tests.factories.tables import AMARA, JUN, PRIYA, TOM, at, find_tables, lunch
from tests.reading import buttons, form_of, text
from tests.world import HOME, Fields, World


async def test_the_one_who_is_asked_hears_of_it_and_the_channel_does_not(world: World) -> None:
    answer = await lunch(world, TOM, f"with {JUN} 13:00")
    assert text(answer).startswith(
        "Asked\nI'll ask Jun Becker for you. You have a table for two today, 13:00"
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
    assert text(answer).startswith("Asked\nI'll ask Jun Becker for you.")
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


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("", "Who would you like to have lunch with?"),
        ("Rumpelstiltskin 13:00", "I know nobody here called “Rumpelstiltskin”."),
        ("other/jun 13:00", "I know nobody here called “other/jun”."),
        ("@everyone 13:00", "I know nobody here called “@everyone”."),
        ("Jun", "When would you like to eat?"),
        ("Jun tomorrow", "What time on Wednesday 11 March?"),
    ],
)
async def test_what_is_missing_of_an_invitation_is_asked_in_the_form(
    world: World, who: str, question: str
) -> None:
    asked = form_of(await lunch(world, TOM, f"with {who}"))
    assert question in plain_words(asked.intro)
    assert not await find_tables(world)


@pytest.mark.parametrize("who", [TOM, "me", "myself"])
async def test_nobody_asks_themselves(world: World, who: str) -> None:
    assert "Name a colleague" in text(await lunch(world, TOM, f"with {who} 13:00"))
    assert not await find_tables(world)


async def test_of_two_people_of_one_name_it_is_asked_which(world: World) -> None:
    row: dict[str, object] = {
        "person": f"{HOME}/jun-ito",
        "name": "Jun Ito",
        "zone": "Europe/Berlin",
    }
    async with world.database.transaction() as tx:
        await people.add_people(tx, HOME, [row], world.now)
    asked = form_of(await lunch(world, TOM, "with Jun 13:00 at the canteen"))
    assert "Which Jun do you mean: Jun Becker or Jun Ito?" in plain_words(asked.intro)
    chosen: Fields = {"people": (JUN,), "when": "13:00", "at": "the canteen", "topic": ""}
    assert text(await world.submit(TOM, asked, chosen)).startswith("Asked\nI'll ask Jun Becker")


async def test_several_colleagues_are_asked_by_name_to_one_table(world: World) -> None:
    answer = text(await lunch(world, TOM, "13:00 with Jun and Priya Becker at the canteen"))
    assert answer.startswith(
        "Asked\nI'll ask Jun Becker and Priya Becker for you. You have a table"
    )
    [table] = await find_tables(world)
    assert (table.seats, table.place) == (3, "the canteen")
    assert [len(await world.outbox(person)) for person in (JUN, PRIYA)] == [1, 1]


async def test_whoever_hosts_a_table_with_room_is_offered_to_ask_to_that(world: World) -> None:
    await lunch(world, TOM, "13:00")
    offer = await lunch(world, TOM, "with Jun 13:15")
    assert text(offer).startswith("You have a table at that hour")
    assert "Your table today, 13:00 has room." in text(offer)
    [(action, value, _)] = buttons(offer)
    assert text(await world.click(TOM, action, value)).startswith("Asked\nI'll ask Jun Becker")
    [table] = await find_tables(world)
    await world.click(JUN, "table.join", table.id)
    [table] = await find_tables(world)
    assert [guest.person for guest in table.seated] == [TOM, JUN]


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
