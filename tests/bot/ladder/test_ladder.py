"""`/mingle standing`: made from what somebody did, and seen by nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.tables import outbox_message
from bot.ladder.rules import RUNGS, Ladder, next_rung
from bot.ladder.tables import ladder_entry
from bot.ladder.views import cv_line
from tests.factories.events import make_event, rsvp
from tests.factories.people import make_people
from tests.reading import button_values, text
from tests.world import ADA, BEN, PEOPLE, World, world_in

OTHERS = (
    "/mingle",
    "/mingle me",
    "/mingle next",
    "/associations",
    "/events",
    "/mingle why",
)


async def _standing(world: World, person: str = ADA) -> str:
    return text(await world.say(person, "/mingle standing"))


def test_the_next_rung_is_the_lowest_that_is_missing() -> None:
    assert next_rung(()) == "been"
    assert next_rung(("been", "hosted")) == "brought"
    assert next_rung(RUNGS) is None


def test_a_line_for_the_cv_names_what_was_done_and_nothing_else() -> None:
    assert cv_line(Ladder({"been": 0})) == ""
    assert cv_line(Ladder({"been": 3}, frozenset({"role"}))) == (
        "Took part in events of the profession and holds a role in a professional association."
    )


async def test_somebody_new_stands_at_the_beginning_without_reproach(world: World) -> None:
    said = await _standing(world)
    assert "Nothing yet, and that's fine" in said
    assert "Next: Go somewhere once" in said
    assert "Only you see this." in said


async def test_what_somebody_went_to_and_hosted_counts_once_it_is_over(world: World) -> None:
    event = await make_event(world, by=BEN)
    await rsvp(world, ADA, event, "going")
    assert "Nothing yet" in await _standing(world)
    await world.pass_time(days=5)
    assert "Took part in events of the profession." in await _standing(world)
    assert "hosted events" in await _standing(world, BEN)


async def test_what_was_done_elsewhere_is_added_by_hand_and_can_be_forgotten(world: World) -> None:
    answer = await world.click(ADA, "ladder.add", choice="spoke")
    assert "Spoke to people of the field." in text(answer)
    await world.click(ADA, "ladder.add", choice="spoke")
    await world.click(ADA, "ladder.add", choice="president")
    assert len(await world.select_all(ladder_entry)) == 1
    assert "ladder.remove" in button_values(answer)
    assert "Nothing yet" in text(await world.click(ADA, "ladder.remove"))
    assert not await world.select_all(ladder_entry)


async def test_the_letter_on_a_year_is_there_for_whoever_asks_and_comes_to_nobody(
    world: World,
) -> None:
    assert "a quiet year" in text(await world.click(ADA, "ladder.letter"))
    event = await make_event(world, by=BEN)
    await rsvp(world, ADA, event, "going")
    await world.pass_time(days=5)
    answer = await world.say(ADA, "/mingle standing")
    assert "ladder.letter" in button_values(answer)
    letter = text(await world.click(ADA, "ladder.letter"))
    assert "Dear Ada," in letter
    assert "You went to one event." in letter
    assert "Only you see this." in letter
    assert "You hosted one event." in text(await world.click(BEN, "ladder.letter"))
    await world.pass_time(days=366)
    assert "a quiet year" in text(await world.click(ADA, "ladder.letter"))
    assert "Took part in events" in await _standing(world)
    assert not [card for person in PEOPLE for card in await world.dms(person, "Your year")]


@pytest.mark.parametrize("rung", RUNGS)
async def test_each_rung_leads_to_the_next_with_a_button(world: World, rung: str) -> None:
    before = RUNGS[: RUNGS.index(rung)]
    for one in before:
        await world.click(ADA, "ladder.add", choice=one)
    answer = await world.say(ADA, "/mingle standing")
    assert "Next: " in text(answer)
    assert set(button_values(answer)) & {"next.show", "kit.list", "kit.choose", "opening.page"}


async def test_twin_worlds_differ_in_nothing_that_anybody_else_sees(tmp_path: Path) -> None:
    lives = []
    for climbs in (False, True):
        async with world_in(tmp_path / f"{climbs}.db") as world:
            await make_people(world)
            event = await make_event(world, by=BEN)
            await rsvp(world, ADA, event, "going")
            if climbs:
                for rung in RUNGS:
                    await world.click(ADA, "ladder.add", choice=rung)
                await world.say(ADA, "/mingle standing")
            await world.until(world.now + timedelta(days=9))
            lives.append(await _seen_by_others(world))
    assert lives[0] == lives[1]


async def _seen_by_others(world: World) -> list[object]:
    """Return all that everybody but Ada can read, and every message that was decided."""
    seen: list[object] = []
    for person in PEOPLE:
        if person != ADA:
            seen += [text(card) for card in await world.inbox(person)]
            seen += [text(await world.say(person, words)) for words in OTHERS]
    rows = await world.select_all(outbox_message)
    return [*seen, *((row.key, row.recipients, row.state) for row in rows)]
