"""`/mingle report`: what a month led to, of which no number tells of a few people."""

import csv
import io
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from bot.reports import views
from bot.reports.rules import LEAST, MonthFigures, bridge_towns, step_down
from bot.reports.tables import monthly_report
from bot.store.engine import Database
from bot.ui.cards import File, Picture, encode_card
from bot.ui.crowds import Crowd
from tests.factories.programs import (
    BOSS,
    EATERS,
    EVE,
    MONDAY_AT_TEN,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, buttons, card_of, labels, text
from tests.world import World

DRAW = MONDAY_AT_TEN + timedelta(days=1)
APRIL = MONDAY_AT_TEN + timedelta(days=33)  # the 4th


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, *EATERS[:6], team="Data", office="Berlin")
    await make_eaters(world, *EATERS[6:], team="Sales", office="Leipzig")
    await set_up_program(world)
    await join_program(world, *EATERS)
    return world


async def _eat(world: World, rounds: int, groups: int = 6, begin: int = 0) -> None:
    """Live through some rounds, of each of which some groups say that they met."""
    told = len(await world.introductions())
    for number in range(begin, begin + rounds):
        await world.until(DRAW + timedelta(weeks=number))
        introductions = await world.introductions()
        fresh, told = introductions[told:], len(introductions)
        for people, card in fresh[:groups]:
            await world.click(people[0], "lunch.met", button_values(card)["lunch.met"])


async def _report(world: World, words: str = "") -> str:
    return text(await world.say(BOSS, f"/mingle report {words}".strip()))


async def test_an_organiser_reads_what_the_month_led_to(world: World) -> None:
    await _eat(world, 4)
    await world.until(APRIL)
    shown = await _report(world)
    for words in (
        "March 2026 in short",
        "In a lunch round: at least 10 people",
        "Said they met: at least 10 people",
        "Teams that met: Data and Sales",
        "Towns that met: Berlin and Leipzig",
        "Shared what they learned: too few to say",
        "Counted once, on 4 April",
    ):
        assert words in shown


async def test_only_organisers_get_it(world: World) -> None:
    await world.until(APRIL)
    assert "organisers" in text(await world.say(EVE, "/mingle report"))


async def test_where_few_met_no_number_says_how_many(world: World) -> None:
    await _eat(world, 1, groups=4)
    await world.until(APRIL)
    assert "Said they met: too few to say" in await _report(world)


async def test_a_month_is_counted_once_so_that_nobody_sees_a_colleague_click(world: World) -> None:
    await _eat(world, 4, groups=4)
    await world.until(APRIL)
    before = encode_card(card_of(await world.say(BOSS, "/mingle report")))
    for people, card in await world.introductions():
        if "lunch.met" in button_values(card):
            await world.click(people[0], "lunch.met", button_values(card)["lunch.met"])
    assert encode_card(card_of(await world.say(BOSS, "/mingle report"))) == before


async def test_until_the_fourth_the_month_before_is_the_latest(world: World) -> None:
    await world.until(APRIL - timedelta(days=1))
    assert "The first one is ready on Saturday, 4 April" in await _report(world)
    for month in ("2026-03", "february"):
        said = await _report(world, month)
        assert "The first one is ready on Saturday, 4 April" in said
        assert "shows the latest" not in said
    assert not await world.select_all(monthly_report)


async def test_a_month_that_has_not_settled_is_ready_later_and_the_latest_is_there(
    world: World,
) -> None:
    await world.until(APRIL + timedelta(days=10))
    said = await _report(world, "april")
    assert "ready on 4 May 2026" in said
    assert "shows the latest" in said


async def test_what_is_no_month_is_asked_back(world: World) -> None:
    await world.until(APRIL)
    for words in ("soon", "2026-13", "9999-12", "0000-00", "２０２６-0２-31"):
        assert views.NOT_A_MONTH in await _report(world, words)


async def test_months_before_anybody_used_mingle_have_no_report(world: World) -> None:
    await world.until(APRIL)
    assert "Nobody used me here in February 2026." in await _report(world, "february")
    assert "See February 2026" not in labels(card_of(await world.say(BOSS, "/mingle report")))


async def test_earlier_months_are_a_click_away(world: World) -> None:
    await _eat(world, 4)
    await world.until(APRIL + timedelta(days=30))
    card = card_of(await world.say(BOSS, "/mingle report"))
    [earlier] = [button for button in buttons(card) if button.label == "See March 2026"]
    assert "March 2026 in short" in text(await world.click(BOSS, earlier.action, earlier.value))


async def test_it_comes_as_a_picture_a_page_and_a_table(world: World) -> None:
    await _eat(world, 4)
    await world.until(APRIL)
    await world.say(BOSS, "/mingle report")
    await world.click(BOSS, "report.send", "2026-03")
    await world.pass_time(minutes=1)

    [card] = await world.dms(BOSS, "March 2026 in short")
    [picture] = [part for part in card.parts if isinstance(part, Picture)]
    assert picture.alt == "Teams that met: Data and Sales often."
    assert {spot.size for spot in picture.spots} == {5}  # of six, in steps
    page, table = [part for part in card.parts if isinstance(part, File)]
    HTMLParser().feed(page.content)
    assert "<td>at least 10 people</td>" in page.content
    lines = list(csv.reader(io.StringIO(table.content)))
    assert ["2026-03", "said they met", "10"] in lines
    assert ["2026-03", "shared what they learned", views.TOO_FEW] in lines


async def test_nobody_gets_the_files_of_a_month_that_was_not_counted(world: World) -> None:
    await world.until(APRIL)
    for value in ("2026-03", "", "x", "2026-99"):
        assert views.NOT_A_MONTH in text(await world.click(BOSS, "report.send", value))


async def test_the_overview_leads_to_it(world: World) -> None:
    await world.until(APRIL)
    card = card_of(await world.say(BOSS, "/mingle overview"))
    [button] = [each for each in buttons(card) if each.action == "report.show"]
    assert "March 2026 in short" in text(await world.click(BOSS, button.action, button.value))


def test_numbers_are_told_in_steps_from_ten_on() -> None:
    told = [step_down(number) for number in range(40)]
    assert set(told) == {0, 10, 15, 20, 25, 30, 35}
    assert all(number - told[number] < 5 for number in range(LEAST, 40))
    assert not any(told[:LEAST])


def test_whoever_leaves_or_joins_changes_a_number_only_at_a_step() -> None:
    rows = [views.figure_rows(MonthFigures(drawn=step_down(number))) for number in (36, 37, 38)]
    assert rows[0] == rows[1] == rows[2]
    crowds = [node for _, line in rows[0] for node in line if isinstance(node, Crowd)]
    assert crowds == [Crowd(35)]


def test_spellings_of_a_town_are_one_and_no_town_is_none() -> None:
    offices = {f"a{n}": ("HQ Berlin", "berlin")[n % 2] for n in range(6)}
    offices |= {f"b{n}": "Leipzig" for n in range(6)} | {f"c{n}": "Remote" for n in range(6)}
    groups = [[f"a{n}", f"b{n}", f"c{n}"] for n in range(6)]
    assert bridge_towns(groups, offices) in ((("HQ Berlin", "Leipzig"),), (("berlin", "Leipzig"),))
