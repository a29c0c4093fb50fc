"""“I'd second a colleague”: said in private, read by whom an opening fits, named only if agreed."""

import pytest

from bot.associations.tables import opening_second
from bot.core.interactions import Answer
from bot.ui.crowds import FEWEST_MOVING
from tests.factories.associations import join_association, make_association, make_opening
from tests.factories.people import describe, leave_company, make_avoid_list, make_people
from tests.reading import labels, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, GORO, World

DUE = "2026-04-15"
SECOND = "I'd second a colleague"


async def _opening(world: World, **fields: str) -> str:
    """Make an opening of an association that Ada is in, so that it fits her."""
    number = await make_association(world)
    await join_association(world, ADA, number, "privately")
    return await make_opening(world, number, DUE, by=BEN, **fields)


async def _second(world: World, person: str, opening: str, how: str = "unnamed") -> Answer:
    return await world.click(person, "opening.second", f"{opening}:{how}")


async def _read(world: World, opening: str, person: str = ADA) -> str:
    return text(await world.click(person, "opening.show", opening))


async def test_whom_it_fits_reads_the_names_of_those_alone_who_agreed(world: World) -> None:
    opening = await _opening(world)
    for person in (BEN, CLEO, DINA):
        await _second(world, person, opening)
    nothing = await _read(world, opening)
    assert "second a colleague who stands" not in nothing
    said = text(await _second(world, CLEO, opening, "named"))
    assert "Those whom it fits can see your name" in said
    assert "second a colleague who stands for this: Cleo Duarte." in await _read(world, opening)
    await _second(world, DINA, opening, "named")
    assert "who stands for this: Cleo Duarte and Dina Haddad." in await _read(world, opening)
    await _second(world, CLEO, opening, "unnamed")
    assert "Cleo" not in await _read(world, opening)
    await _second(world, DINA, opening, "off")
    assert await _read(world, opening) == nothing
    assert len(await world.select_all(opening_second)) == 2


async def test_nobody_whom_it_does_not_fit_reads_anything_of_it(world: World) -> None:
    opening = await _opening(world)
    before = await _read(world, opening, FATMA)
    for person in (CLEO, DINA, EMIL, GORO):
        await _second(world, person, opening, "named")
    assert await _read(world, opening, FATMA) == before
    assert "second a colleague who stands" in await _read(world, opening)


async def test_an_opening_fits_by_what_somebody_likes(world: World) -> None:
    number = await make_association(world, name="Python Guild")
    opening = await make_opening(world, number, DUE, by=BEN, title="Board of the Python guild")
    await _second(world, CLEO, opening, "named")
    await world.say(DINA, "/mingle")
    assert "second a colleague who stands" not in await _read(world, opening, DINA)
    await describe(world, DINA, interests=("python",))
    assert "who stands for this: Cleo Duarte." in await _read(world, opening, DINA)


async def test_a_number_is_told_from_nine_on_and_never_of_fewer(world: World) -> None:
    """It moves with clicks: with four accounts of one's own, five others can hide in nine."""
    opening = await _opening(world)
    names = [f"P{number} Person" for number in range(FEWEST_MOVING)]
    crowd = await make_people(world, *names, housekeeping=False, channels=())
    nothing = await _read(world, opening)
    for person in crowd[:-1]:
        await _second(world, person, opening)
        assert await _read(world, opening) == nothing
    await _second(world, crowd[-1], opening)
    assert f"{FEWEST_MOVING} colleagues who don't show their names" in await _read(world, opening)
    await leave_company(world, crowd[0])
    assert await _read(world, opening) == nothing


@pytest.mark.parametrize(("who", "whom"), [(ADA, CLEO), (CLEO, ADA)])
async def test_those_kept_apart_are_not_named_to_each_other(
    world: World, who: str, whom: str
) -> None:
    opening = await _opening(world)
    before = await _read(world, opening)
    await _second(world, CLEO, opening, "named")
    await make_avoid_list(world, who, whom)
    assert await _read(world, opening) == before


async def test_what_somebody_said_they_read_themselves_and_can_take_back(world: World) -> None:
    opening = await _opening(world)
    assert SECOND in labels(await world.click(CLEO, "opening.show", opening))
    said = await _second(world, CLEO, opening)
    assert "once at least 9 say so" in text(said)
    assert {"Show them my name", "Take that back"} <= set(labels(said))
    assert SECOND in labels(await _second(world, CLEO, opening, "off"))
    assert not await world.select_all(opening_second)


async def test_a_call_for_papers_seconds_nobody(world: World) -> None:
    opening = await _opening(world, kind="papers", title="Call for papers")
    assert SECOND not in labels(await world.click(CLEO, "opening.show", opening))
    await _second(world, CLEO, opening)
    assert not await world.select_all(opening_second)


async def test_a_button_with_another_meaning_changes_nothing(world: World) -> None:
    opening = await _opening(world)
    for value in (opening, f"{opening}:loud", "999:named", ""):
        await world.click(CLEO, "opening.second", value)
    assert not await world.select_all(opening_second)


async def test_nobody_is_seconded_for_what_is_over(world: World) -> None:
    opening = await _opening(world)
    await world.pass_time(days=50)
    await _second(world, CLEO, opening)
    assert not await world.select_all(opening_second)
