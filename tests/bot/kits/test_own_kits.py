"""Organisers change, add and take off what there is to start; plans keep what they began with."""

from typing import Any

import pytest

from bot.core.interactions import Answer
from bot.kits.kits import load_kits
from bot.kits.recipes import read_kit, write_kit
from bot.kits.tables import own_kit, plan, plan_step
from bot.ui.cards import Form
from tests.bot.kits.starting import start
from tests.reading import button_values, form_of, text, value_of
from tests.world import ADA, BEN, LUNCH, World

STEPS = """
[[step]]
days = -7
title = "Choose a book"
text = "A short one."

[[step]]
days = -5
title = "Put it in the calendar"
text = "One click."
does = "event"

[[step]]
days = 1
title = "Name the next book"
text = "One click makes it repeat."
does = "repeat"
"""
BASICS = """
title = "Book club"
time = "12:30"
minutes = 60
weekdays = [0, 1, 2, 3, 4]
weeks = 2
repeat = "month"
"""


async def _add(world: World, **fields: str) -> Answer:
    """Add a kit by its form, as Ada, who organises."""
    given = {
        "name": "A book club",
        "about": "One book a month.",
        "basics": BASICS,
        "steps": STEPS,
        "more_steps": "",
    }
    form = form_of(await world.click(ADA, "kit.add"))
    return await world.submit(ADA, form, {**given, **fields})


async def _form_of(world: World, kit: str) -> Form:
    return form_of(await world.click(ADA, "kit.edit", choice=kit))


def _error(answer: Any) -> str:
    [sentence] = answer.errors.values()
    return str(sentence)


@pytest.mark.parametrize("kit", list(load_kits()))
def test_each_kit_reads_as_it_is_written(kit: str) -> None:
    assert read_kit(write_kit(load_kits()[kit])) == load_kits()[kit]


async def test_only_organisers_are_offered_to_change_the_kits(world: World) -> None:
    assert "kit.manage" in button_values(await world.say(ADA, "/mingle start"))
    assert "kit.manage" not in button_values(await world.say(BEN, "/mingle start"))
    for action in ("kit.manage", "kit.add", "kit.edit", "kit.off", "kit.back"):
        assert "organiser" in text(await world.click(BEN, action, "meetup"))
    assert not await world.select_all(own_kit)


async def test_a_kit_that_an_organiser_adds_is_there_for_everybody_to_start(world: World) -> None:
    assert "A book club" in text(await _add(world))
    assert "A book club" in text(await world.say(BEN, "/mingle start"))
    [saved] = await world.select_all(own_kit)
    await start(world, saved.kit, BEN)
    [card] = await world.posts(LUNCH, "Plan: A book club")
    assert "Choose a book · Ben Marsh" in text(card)
    assert [row.step for row in await world.select_all(plan_step)] == ["step-1", "step-2", "step-3"]


async def test_a_kit_that_changes_leaves_plans_that_are_under_way_as_they_began(
    world: World,
) -> None:
    await _add(world)
    [saved] = await world.select_all(own_kit)
    await start(world, saved.kit, BEN)
    form = await _form_of(world, saved.kit)
    changed = STEPS.replace("Choose a book", "Vote on a book")
    assert "Saved." in text(await world.submit(ADA, form, {"steps": changed}))
    assert len(await world.select_all(own_kit)) == 2
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH, "Plan: A book club")
    assert "Choose a book" in text(card)
    await start(world, saved.kit, ADA)
    assert any("Vote on a book" in text(card) for card in await world.posts(LUNCH, "Plan: A book"))


async def test_mingles_own_kits_open_as_they_are_and_can_be_changed(world: World) -> None:
    form = await _form_of(world, "meetup")
    assert "Saved." in text(await world.submit(ADA, form))
    [saved] = await world.select_all(own_kit)
    assert read_kit(saved.words) == load_kits()["meetup"]
    form = await _form_of(world, "meetup")
    await world.submit(ADA, form, {"name": "An open evening"})
    kits = text(await world.say(BEN, "/mingle start"))
    assert "An open evening" in kits
    assert "A meetup" not in kits
    assert len(await world.select_all(own_kit)) == 1


async def test_a_kit_is_taken_off_the_list_and_brought_back(world: World) -> None:
    await start(world, "study", BEN)
    answer = await world.click(ADA, "kit.off", choice="study")
    assert "Taken off the list." in text(answer)
    assert "A study group" not in text(await world.say(BEN, "/mingle start"))
    assert "isn't on the list" in text(await world.click(BEN, "kit.choose", "study"))
    [made] = await world.select_all(plan)
    assert "Study hour" in text(await world.click(BEN, "plan.show", made.id))

    assert "It's on the list again." in text(await world.click(ADA, "kit.back", choice="study"))
    assert "A study group" in text(await world.say(BEN, "/mingle start"))
    assert "isn't on the list" in text(await world.click(ADA, "kit.back", choice="study"))


async def test_whatever_is_wrong_with_a_kit_is_said_in_one_sentence(world: World) -> None:
    wrong = {
        "couldn't read": {"steps": "Choose a book, then read it"},
        "minutes": {"basics": BASICS.replace("60", '"an hour"')},
        "weekdays 0": {"basics": BASICS.replace("[0, 1, 2, 3, 4]", "[7]")},
        "from one to 8 steps": {"steps": "\n", "more_steps": ""},
        "earliest first": {"steps": STEPS.replace("-5", "-9")},
        "before the plan begins": {"steps": STEPS.replace("-7", "-70")},
        'does = "event"': {"steps": STEPS.replace('does = "event"', "")},
        'does = "repeat"': {"steps": STEPS.replace('does = "repeat"', "")},
        "in braces": {"steps": STEPS.replace("days = -5", 'letter = "Dear {boss}"\ndays = -5')},
        "is too long": {"steps": STEPS.replace("A short one.", "x" * 301)},
        "called": {"name": "\u200b"},
    }
    for words, fields in wrong.items():
        error = _error(await _add(world, **fields))
        assert words in error, (words, error)
        assert "Error" not in error
    assert not await world.select_all(own_kit)


async def test_quotation_marks_of_phones_are_read(world: World) -> None:
    curly = STEPS.replace('"Choose a book"', "“Choose a book”")
    assert "A book club" in text(await _add(world, steps=curly))


async def test_what_is_taken_down_is_on_no_card_until_it_is_back(world: World) -> None:
    await _add(world)
    [saved] = await world.select_all(own_kit)
    await start(world, saved.kit, BEN)
    form = form_of(await world.click(ADA, "wrong.hide", "plan:1"))
    await world.submit(ADA, form, {"reason": "unkind"})
    await world.pass_time(minutes=2)
    [card] = await world.posts(LUNCH, "Plan: ")
    assert "book" not in text(card).casefold()
    assert "A book club" not in text(await world.say(BEN, "/mingle start"))

    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    await world.pass_time(minutes=2)
    assert await world.posts(LUNCH, "Plan: A book club")
    assert "A book club" in text(await world.say(BEN, "/mingle start"))
