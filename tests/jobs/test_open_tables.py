import pytest

from bot.core.tables import occurrence
from bot.open_tables.seats import BEGIN
from bot.pairings.tables import membership
from bot.store.engine import Database
from bot.ui.cards import as_text
from jobs.open_tables import JOBS
from tests.factories.people import describe, make_avoid_list
from tests.factories.programs import make_program
from tests.factories.tables import (
    AMARA,
    JUN,
    PRIYA,
    SOFIA,
    TOM,
    at,
    find_table,
    find_tables,
    hungry_world,
    lunch,
)
from tests.reading import buttons, text, titles
from tests.world import HOME, LUNCH, SIDE, World


@pytest.fixture
async def world(database: Database) -> World:
    return await hungry_world(database)


async def test_those_at_a_table_hear_who_comes_a_quarter_of_an_hour_before(world: World) -> None:
    await lunch(world, TOM, "12:30 at:Canteen")
    await world.click(PRIYA, "table.join", 1)
    await world.until(at("12:14"))
    assert not await world.outbox(TOM)
    await world.until(at("12:15"))
    for who in (TOM, PRIYA):
        [card] = await world.outbox(who, "table.called")
        assert as_text(card).startswith("Lunch is today, 12:30\nCanteen. Tom and Priya are coming.")
        assert buttons(card) == [("table.leave", "1", "Can't today")]
    assert "Last call" in as_text(await world.live_card("table:1"))


async def test_whoever_comes_after_the_last_call_hears_it_too_and_nobody_twice(
    world: World,
) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    await world.until(at("12:20"))
    await world.click(JUN, "table.join", 1)
    assert [len(await world.outbox(who)) for who in (TOM, PRIYA, JUN)] == [1, 1, 1]
    [card] = await world.outbox(TOM)
    assert "Tom, Priya and Jun are coming" in as_text(card)


async def test_who_would_sit_alone_is_told_and_offered_the_next_best_thing(world: World) -> None:
    await make_program(world)
    async with world.database.transaction() as tx:
        await tx.insert(
            membership, workspace=HOME, program=1, person=TOM, state="in", since=world.now
        )
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "14:00 at:Canteen")
    await world.until(at("12:15"))
    [card] = await world.outbox(TOM)
    assert card.title == "No one has joined yet"
    assert buttons(card) == [
        ("table.join", "2", "Sit with Priya, 14:00"),
        ("table.open", "2026-03-11T12:30", "Open one Wed 11 Mar, 12:30"),
    ]
    assert "The next lunch round" in as_text(card)
    await world.click(JUN, "table.join", 1)
    assert titles(await world.outbox(TOM)) == 2 * ["Lunch is today, 12:30"]


async def test_who_is_left_alone_after_the_last_call_is_told(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    await world.until(at("12:20"))
    await world.click(TOM, "table.leave", 1)
    assert titles(await world.outbox(PRIYA)) == [
        "Lunch is today, 12:30",
        "You host a table",
        "No one has joined yet",
    ]
    assert "Priya is coming" in as_text((await world.outbox(PRIYA))[0])


async def test_a_table_opened_too_late_for_a_last_call_goes_without(world: World) -> None:
    world.now = at("12:20")
    answer = await lunch(world, TOM, "12:30")
    assert "Colleagues can take a seat now" in text(answer)
    await world.until(at("12:40"))
    assert not await world.outbox(TOM)


async def test_when_lunch_is_over_the_table_is_put_away_and_learnings_are_welcome(
    world: World,
) -> None:
    await lunch(world, TOM, "12:30 at:Canteen")
    await world.click(PRIYA, "table.join", 1)
    await world.click(JUN, "table.join", 1)
    await world.until(at("13:30"))
    assert (await find_table(world, 1)).state == "closed"
    assert (await world.live_card("table:1")).title == "Tom, Priya and Jun ate together"
    assert (await world.live_card("call:1")).title == "Tom, Priya and Jun ate together"
    [card] = await world.outbox(JUN, "table.learned")
    assert "You ate with Tom Becker and Priya Becker." in as_text(card)
    assert buttons(card) == [("learning.share", "table:1", "Write a line")]


async def test_one_who_ate_alone_is_not_asked_what_they_learned(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.until(at("13:30"))
    assert (await world.live_card("table:1")).title == "Tom's table is over"
    assert not await world.outbox(TOM, "table.learned")


async def test_after_a_long_sleep_the_last_call_is_skipped_and_the_table_put_away(
    world: World,
) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    world.now = at("18:00")
    await world.pass_time()
    assert (await find_table(world, 1)).state == "closed"
    assert titles(await world.outbox(TOM)) == ["What did you learn, or give?"]


async def test_of_a_table_that_was_called_off_only_the_end_of_its_news_is_due(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(TOM, "table.cancel", 1)
    assert {row.kind for row in await world.select_all(occurrence)} & set(JOBS) == {BEGIN}


async def two_tables(world: World) -> None:
    await lunch(world, TOM, "12:45 at:Canteen")
    await lunch(world, PRIYA, "12:30 at:Ramen")
    await world.click(JUN, "table.join", 2)


async def test_two_half_empty_tables_join_when_both_hosts_agree(world: World) -> None:
    await two_tables(world)
    await world.until(at("12:00"))
    [asked] = await world.outbox(TOM)
    assert asked.title == "Shall you and Priya join tables?"
    assert "You would all meet at 12:30, Ramen." in as_text(asked)
    assert titles(await world.outbox(PRIYA)) == ["Shall you and Tom join tables?"]
    assert not await world.outbox(JUN)

    await world.click(TOM, "table.merge_yes", 1)
    assert "You said yes" in as_text((await world.outbox(TOM))[0])
    assert len(await find_tables(world)) == 2
    await world.click(PRIYA, "table.merge_yes", 1)

    [table] = await find_tables(world)
    assert [guest.person for guest in table.seated] == [PRIYA, TOM, JUN]
    assert (table.seats, table.place, table.starts_at) == (8, "Ramen", at("12:30"))
    for who in (TOM, PRIYA, JUN):
        told = (await world.outbox(who))[-1]
        assert told.title == "You share a table today, 12:30"
        assert "Ramen. Host: Priya Becker" in as_text(told)
    assert "Done, you share one now." in as_text((await world.outbox(TOM))[0])


async def test_the_table_that_moved_leads_to_the_one_it_joined(world: World) -> None:
    await two_tables(world)
    await world.until(at("12:00"))
    for who in (TOM, PRIYA):
        await world.click(who, "table.merge_yes", 1)
    card = await world.live_card("table:1")
    assert card.title == "Tom's table joined Priya's"
    assert buttons(card) == [("table.join", "2", "Sit with Priya, 12:30")]
    await world.click(AMARA, "table.join", 1)
    assert (await find_table(world, 2)).seats_person(AMARA)
    await world.click(TOM, "table.leave", 1)
    assert not (await find_table(world, 2)).seats_person(TOM)


async def test_one_no_keeps_both_tables_and_nobody_is_asked_again(world: World) -> None:
    await two_tables(world)
    await world.until(at("12:00"))
    await world.click(TOM, "table.merge_yes", 1)
    await world.click(PRIYA, "table.merge_no", 1)
    assert "too late" in text(await world.click(TOM, "table.merge_yes", 1))
    assert len(await find_tables(world)) == 2
    await world.until(at("12:15"))
    assert sum(card.title.startswith("Shall you") for card in await world.outbox(TOM)) == 1
    assert "Each of you keeps a table." in as_text((await world.outbox(TOM))[0])


async def test_silence_is_no_consent(world: World) -> None:
    await two_tables(world)
    await world.until(at("12:00"))
    await world.click(TOM, "table.merge_yes", 1)
    await world.until(at("12:15"))
    assert "too late" in text(await world.click(PRIYA, "table.merge_yes", 1))
    assert len(await find_tables(world)) == 2


async def test_only_hosts_are_asked(world: World) -> None:
    await two_tables(world)
    await world.until(at("12:00"))
    for who in (JUN, SOFIA):
        assert "Only the host" in text(await world.click(who, "table.merge_yes", 1))
    assert len(await find_tables(world)) == 2


@pytest.mark.parametrize(
    "reason", ["fuller", "far apart", "offices", "channels", "avoided", "expected elsewhere"]
)
async def test_tables_that_do_not_suit_are_not_asked(world: World, reason: str) -> None:
    if reason == "offices":
        await describe(world, TOM, office="Berlin")
        await describe(world, PRIYA, office="Leeds")
    if reason == "avoided":
        await make_avoid_list(world, JUN, TOM)
    await lunch(world, TOM, "12:30 seats:2")
    start = {"far apart": "13:01", "expected elsewhere": "12:45"}.get(reason, "12:30")
    await lunch(world, PRIYA, f"{start} seats:4", channel=SIDE if reason == "channels" else LUNCH)
    await world.click(JUN, "table.join", 2)
    if reason == "fuller":
        await world.click(AMARA, "table.join", 2)
    if reason == "expected elsewhere":
        await lunch(world, TOM, "13:30")
    await world.until(at("12:15"))
    assert not await world.outbox(TOM, "table.merger")


async def test_tables_opened_shortly_before_are_asked_at_once(world: World) -> None:
    await lunch(world, TOM, "12:30")
    world.now = at("12:05")
    await lunch(world, PRIYA, "12:40")
    await world.until(at("12:05"))
    assert titles(await world.outbox(PRIYA)) == ["Shall you and Tom join tables?"]


async def test_tables_joined_while_somebody_was_expected_elsewhere_stay_apart(
    world: World,
) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "12:50")
    await world.click(JUN, "table.join", 2)
    await world.until(at("12:01"))
    await lunch(world, TOM, "13:30")
    for who in (TOM, PRIYA):
        await world.click(who, "table.merge_yes", 1)
    assert len(await find_tables(world)) == 3
