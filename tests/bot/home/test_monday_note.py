"""On Monday mornings organisers read in a paragraph what runs this week and what needs a hand."""

from datetime import timedelta

import pytest

from bot.home.notifications import MONDAY_NOTE, schedule_next_notes
from bot.home.views import monday as views
from bot.people import newcomers
from tests.factories.people import make_people
from tests.lived_world import SUGGESTION
from tests.reading import button_values, sentence, text
from tests.world import ADA, BEN, HOME, LUNCH, MONDAY, PROMPTS, World

NEXT = MONDAY + timedelta(days=7)
PROMPTED = {"cadence": "weekly", "weekday": "2", "time": "10:00", "zone": "Europe/Berlin"}


async def _begin(world: World) -> None:
    async with world.database.transaction() as tx:
        await schedule_next_notes(tx, HOME, world.now)


async def _notes(world: World, person: str = ADA) -> list[str]:
    return [text(card) for card in await world.dms(person, "Your week in short")]


async def test_an_organiser_reads_what_runs_this_week(world: World) -> None:
    await _begin(world)
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **PROMPTED}, PROMPTS)
    await world.fill(ADA, "/mingle setup", {"channel": LUNCH})
    await world.until(NEXT + timedelta(minutes=10))
    [note] = await _notes(world)
    assert "This week: the lunch round in #lunch on Tue 10 Mar, 10:00" in note
    assert "the prompt in #prompts on Wed 11 Mar, 10:00." in note
    assert not await _notes(world, BEN)


async def test_where_there_is_nothing_to_say_nothing_is_said(world: World) -> None:
    await _begin(world)
    await world.until(NEXT + timedelta(days=1))
    assert not await _notes(world)


async def test_what_needs_a_hand_is_named(world: World) -> None:
    await _begin(world)
    await world.say(ADA, "/mingle")
    await world.fill(BEN, "/prompt suggest", {"text": SUGGESTION}, PROMPTS)
    await world.until(NEXT + timedelta(minutes=10))
    [note] = await _notes(world)
    assert "Nothing is due this week. Needs a hand: 1 suggested prompt waits." in note


async def test_it_is_turned_off_with_a_click_and_comes_no_more(world: World) -> None:
    await _begin(world)
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **PROMPTED}, PROMPTS)
    await world.until(NEXT + timedelta(minutes=10))
    [card] = await world.dms(ADA, "Your week in short")
    assert button_values(card)["attention.mute"] == MONDAY_NOTE
    await world.click(ADA, "attention.mute", MONDAY_NOTE)
    await world.until(NEXT + timedelta(days=7, minutes=10))
    assert len(await _notes(world)) == 1


async def test_why_it_came_is_said(world: World) -> None:
    await _begin(world)
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **PROMPTED}, PROMPTS)
    await world.until(NEXT + timedelta(minutes=10))
    assert sentence(views.WHY) in text(await world.say(ADA, "/mingle why"))


async def test_it_says_who_hosts_and_where_nobody_does(world: World) -> None:
    await _begin(world)
    await world.fill(ADA, "/mingle setup", {"channel": LUNCH, "host": (BEN,)})
    await world.pass_time(minutes=1)
    await world.click(BEN, "host.yes", await world.button(BEN, "host.yes"))
    await world.until(NEXT + timedelta(minutes=10))
    [note] = await _notes(world)
    assert "the lunch round in #lunch on Tue 10 Mar, 10:00, hosted by Ben Marsh" in note
    await world.click(BEN, "host.no", await world.button(BEN, "host.no"))
    await world.until(NEXT + timedelta(days=7, minutes=10))
    assert "nobody hosts the lunches in #lunch" in (await _notes(world))[-1]


@pytest.mark.parametrize(("number", "is_told"), [(8, False), (9, True)])
async def test_how_many_newcomers_have_a_plan_is_told_only_of_nine_and_more(
    world: World, number: int, *, is_told: bool
) -> None:
    people = await make_people(world, *(f"New{each} X" for each in range(number)), known=True)
    async with world.database.transaction() as tx:
        for person in people:
            await newcomers.save_start(tx, HOME, person, world.now.date(), world.now)
            await newcomers.spread_days(tx, HOME, person, world.now)
    await _begin(world)
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **PROMPTED}, PROMPTS)
    overview = text(await world.say(ADA, "/mingle overview"))
    await world.until(NEXT + timedelta(minutes=10))
    [note] = await _notes(world)
    words = f"{number} newcomers have their first ninety days planned."
    assert (words in overview, words in note) == (is_told, is_told)
    assert ("newcomers" in overview, "newcomers" in note) == (is_told, is_told)
