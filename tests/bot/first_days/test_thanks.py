"""The end of a newcomer's ninety days: what is known of them, and who welcomes the next one."""

from datetime import timedelta

import pytest

from bot.pairings.tables import welcomer
from bot.store.engine import Database
from tests.factories.digests import make_listed_event
from tests.factories.events import rsvp
from tests.factories.people import describe, leave_company, make_avoid_list
from tests.factories.programs import (
    AMARA,
    BOSS,
    EATERS,
    JUN,
    LENA,
    PRIYA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, form_of, text
from tests.world import World

THANKS = "Ninety days in"
STARTED = "2025-12-11"  # ninety days before Wednesday 11 March 2026
WEDNESDAY = TUESDAY + timedelta(days=8)
WEEK = timedelta(days=7)
OFFER = "Would you welcome the next newcomer?"


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN, AMARA)
    return world


async def _begin(world: World, person: str = TOM, day: str = STARTED) -> str:
    await world.say(person, "/mingle")
    form = form_of(await world.click(person, "profile.open"))
    await world.submit(person, form, {"started": day})
    return text(await world.click(person, "newcomer.spread"))


async def _thanks(world: World, person: str = TOM) -> list[str]:
    return [text(card) for card in await world.dms(person, THANKS)]


async def _thanked(world: World) -> str:
    await world.until(WEDNESDAY + timedelta(minutes=5))
    [card] = await _thanks(world)
    return card


async def _offered(world: World) -> None:
    """Let Tom offer to welcome the next newcomer, and Jun be new, among four at lunch."""
    await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN, AMARA)
    for person, team in ((TOM, "Data"), (PRIYA, "Data"), (JUN, "Law"), (AMARA, "Design")):
        await describe(world, person, team=team)
    for person in (JUN, AMARA):  # who would be matched otherwise
        await describe(world, person, interests=("go", "chess"), wants=("go",), offers=("go",))
    await world.click(TOM, "newcomer.welcome", "me")
    await _begin(world, JUN, world.now.date().isoformat())


async def _drawn(world: World) -> dict[frozenset[str], str]:
    return {frozenset(people): text(card) for people, card in await world.introductions()}


async def test_the_end_says_whom_they_met_and_what_they_signed_up_for(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await _begin(world)
    event = await make_listed_event(world, "Python evening", 5)
    await rsvp(world, TOM, event, "going")
    await world.until(TUESDAY + timedelta(hours=1))
    [[people, _]] = await world.introductions()
    assert set(people) == {TOM, PRIYA}
    await world.click(TOM, "lunch.met", "1")
    card = await _thanked(world)
    assert "You met Priya X." in card
    assert "You signed up for Python evening." in card
    assert "introduced you" not in card


async def test_an_introduction_alone_is_not_told_as_a_meeting(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await _begin(world)
    card = await _thanked(world)
    assert "I introduced you to Priya X." in card
    assert "You met" not in card


async def test_where_nothing_is_known_nothing_is_made_up(world: World) -> None:
    assert "with a look back" in await _begin(world)
    card = await _thanked(world)
    assert "Your first ninety days are over. Thank you for letting me plan them." in card
    assert OFFER in card
    for words in ("You met", "introduced you", "signed up", "wrote down", "0"):
        assert words not in card.replace("20", "")
    await world.pass_time(days=60)
    assert len(await _thanks(world)) == 1


@pytest.mark.parametrize("how", ["stop", "leave", "take it away"])
async def test_whoever_stops_or_leaves_is_not_written_to(world: World, how: str) -> None:
    await _begin(world)
    match how:
        case "stop":
            await world.click(TOM, "newcomer.stop")
        case "leave":
            await leave_company(world, TOM)
        case _:
            form = form_of(await world.click(TOM, "profile.open"))
            await world.submit(TOM, form, {"started": ""})
    await world.pass_time(days=40)
    assert not await _thanks(world)


async def test_whoever_pauses_then_is_thanked_once_they_are_back(world: World) -> None:
    await _begin(world)
    await world.say(TOM, "/mingle pause until 2026-03-20")
    await world.until(WEDNESDAY + timedelta(days=8))
    assert not await _thanks(world)
    await world.pass_time(days=10)
    assert len(await _thanks(world)) == 1


@pytest.mark.parametrize("how", ["leaves", "would rather not"])
async def test_the_end_names_nobody_who_left_or_would_rather_not(world: World, how: str) -> None:
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await _begin(world)
    await world.until(TUESDAY + timedelta(hours=1))
    await world.click(TOM, "lunch.met", "1")
    assert "You met Priya X." in await _thanked(world)
    if how == "leaves":
        await leave_company(world, PRIYA)
    else:
        form = form_of(await world.say(PRIYA, "/mingle rather-not"))
        await world.submit(PRIYA, form, {"others": (TOM,)})
    await world.pass_time(minutes=5)
    [card] = await _thanks(world)
    assert "Priya" not in card
    assert OFFER in card


async def test_whoever_offers_a_welcome_reads_what_it_means_and_can_take_it_back(
    world: World,
) -> None:
    await _begin(world)
    card = await _thanked(world)
    assert "I can't promise that it works out." in card
    answer = await world.click(TOM, "newcomer.welcome", await world.button(TOM, "newcomer.welcome"))
    assert "It's for the next newcomer only, until 9 June." in text(answer)
    assert "You're not in any lunch pairings yet." in text(answer)
    assert "newcomer.unwelcome" in button_values(answer)
    await world.pass_time(minutes=5)
    assert "You offered to welcome the next newcomer until 9 June." in (await _thanks(world))[0]
    assert "Nothing else changes for you." in text(
        await world.click(TOM, "newcomer.unwelcome", "me")
    )
    await world.pass_time(minutes=5)
    assert OFFER in (await _thanks(world))[0]
    assert not await world.select_all(welcomer)


async def test_a_newcomer_meets_whoever_offered_and_both_read_why(world: World) -> None:
    await _offered(world)
    await world.until(TUESDAY)
    drawn = await _drawn(world)
    words = "Tom offered to welcome someone new, and Jun is new here."
    assert words in drawn[frozenset({TOM, JUN})]
    assert [words in card for card in drawn.values()].count(True) == 1


async def test_a_welcome_is_for_one_newcomer_and_can_be_offered_again(world: World) -> None:
    await _offered(world)
    await _begin(world)
    await world.until(TUESDAY + timedelta(hours=1))
    card = await _thanked(world)
    assert "I introduced you to one. Thank you!" in card
    await make_eaters(world, LENA)
    await join_program(world, LENA)
    await _begin(world, LENA, "2026-03-09")
    await world.until(TUESDAY + 2 * WEEK)
    assert sum("offered to welcome" in card for card in (await _drawn(world)).values()) == 1
    answer = await world.click(TOM, "newcomer.welcome", await world.button(TOM, "newcomer.welcome"))
    assert "It's for the next newcomer" in text(answer)


@pytest.mark.parametrize("how", ["take back", "rather not", "pause", "long ago", "leave"])
async def test_nobody_welcomes_who_took_it_back_or_is_not_there(world: World, how: str) -> None:
    await _offered(world)
    match how:
        case "take back":
            await world.click(TOM, "newcomer.unwelcome", "me")
        case "rather not":
            await make_avoid_list(world, JUN, TOM)
        case "pause":
            await world.say(TOM, "/mingle pause 2 weeks")
        case "leave":
            await leave_company(world, TOM)
        case _:
            async with world.database.transaction() as tx:
                old = world.now - timedelta(days=91)
                await tx.execute(welcomer.update().values(since=old))
    await world.until(TUESDAY)
    drawn = await _drawn(world)
    assert drawn
    assert not any("offered to welcome" in card for card in drawn.values())


async def test_whoever_has_no_plan_is_not_said_to_be_new(world: World) -> None:
    await _offered(world)
    await world.click(JUN, "newcomer.stop")
    await world.until(TUESDAY)
    assert not any("new here" in card for card in (await _drawn(world)).values())


async def test_a_round_with_a_welcome_comes_out_the_same_again(world: World) -> None:
    await _offered(world)
    await make_eaters(world, *EATERS[4:])
    await join_program(world, *EATERS[4:])
    await world.until(TUESDAY)
    assert any("new here" in card for card in (await _drawn(world)).values())
    assert "comes out the same" in text(await world.command(BOSS, "round replay"))


async def test_whoever_has_full_weeks_is_thanked_in_one_with_room(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await _begin(world, day="2025-12-13")  # ninety days before a Friday
    await world.until(TUESDAY + timedelta(days=11))
    assert not await _thanks(world)  # a notice, an introduction and a nudge came before
    await world.pass_time(days=4)
    assert len(await _thanks(world)) == 1


async def test_whoever_mends_their_first_day_is_thanked_by_the_right_one(world: World) -> None:
    await _begin(world, day="2026-03-02")
    form = form_of(await world.click(TOM, "profile.open"))
    await world.submit(TOM, form, {"started": STARTED})
    assert not await _thanks(world)
    assert await _thanked(world)
