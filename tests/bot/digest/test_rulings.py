"""Whoever rules that two evenings are one, or not, sees it in this week's digest at once."""

from datetime import timedelta

import pytest

from bot.store.engine import Database
from bot.ui.cards import as_text
from tests.doubles.standins import Pages
from tests.factories.digests import DAY, digests
from tests.factories.people import make_people
from tests.factories.sources import make_calendar
from tests.reading import choices, controls, form_of, text
from tests.world import ADA, BEN, CLEO, LUNCH, MONDAY, World, world_on

OPEN, DRINKS = "Open design night", "Design night and drinks"
FIRST, SECOND = "https://first.example/c.ics", "https://second.example/c.ics"


@pytest.fixture
async def world(database: Database) -> World:
    """A world in which two sites list what may be one event, and a channel hears of both."""
    told = [("1", OPEN, FIRST), ("9", DRINKS, SECOND)]
    pages = {
        at: make_calendar((uid, title, "20260311T183000", f"URL:{at}"), name=title)
        for uid, title, at in told
    }
    world = await world_on(database, web=Pages(pages))
    await make_people(world)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    for at in (FIRST, SECOND):
        await world.say(BEN, f"/events add {at}")
        await world.pass_time(minutes=1)
        form = form_of(
            await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
        )
        await world.submit(BEN, form, {"topics": "design" if at == FIRST else "drinks"})
        await world.pass_time(minutes=1)
    await world.until(MONDAY + 7 * DAY + timedelta(minutes=1))
    return world


async def rule(world: World, action: str) -> str:
    """Answer the question, and read the digest a moment later."""
    await world.click(BEN, action, "1")
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    return as_text(card)


async def test_what_is_one_evening_stands_in_the_digest_once_a_moment_later(world: World) -> None:
    [before] = await digests(world)
    assert OPEN in as_text(before)
    assert DRINKS in as_text(before)
    words = await rule(world, "twin.same")
    assert OPEN in words
    assert DRINKS not in words
    assert "first.example" in words
    assert "second.example" in words


async def test_what_turns_out_to_be_two_evenings_stands_there_twice_a_moment_later(
    world: World,
) -> None:
    assert DRINKS not in await rule(world, "twin.same")
    words = await rule(world, "twin.different")
    assert OPEN in words
    assert DRINKS in words


async def test_the_question_ends_with_its_answer_or_its_evening(world: World) -> None:
    number = await world.button(BEN, "twin.same")
    await world.until(MONDAY + 10 * DAY)
    assert "Nothing is left to decide" in text(await world.live_card(f"twin:{number}"))
    await rule(world, "twin.same")
    [question] = await world.dms(BEN, "Is this one evening?")
    assert "One evening: I show it once." in text(question)
    assert not controls(question)


async def test_whoever_answered_to_the_evening_that_went_is_reminded_of_the_one_that_stayed(
    world: World,
) -> None:
    [card] = await digests(world)
    [select] = [item for part in card.parts for item in getattr(part, "items", ())]
    [leaving] = [choice.value for choice in select.choices if DRINKS in choice.label]
    await world.click(CLEO, "event.answer", f"{leaving}:going")
    await rule(world, "twin.same")
    await world.until(MONDAY + 9 * DAY)
    assert f"Today: {OPEN}" in [card.title for card in await world.inbox(CLEO)]


async def test_one_evening_is_about_whatever_its_sites_say_it_is_about(world: World) -> None:
    await rule(world, "twin.same")
    for topic in ("design", "drinks"):
        answer = await world.say(CLEO, f"/events topic:{topic}")
        assert OPEN in text(answer), topic


async def test_deadlines_that_people_noted_stay_when_two_evenings_turn_out_to_be_one(
    world: World,
) -> None:
    [card] = await digests(world)
    for number in choices(card):
        form = form_of(await world.click(BEN, "opening.note", number))
        noted = {"kind": "other", "title": f"Stands {number}", "due": "2026-03-11"}
        await world.submit(BEN, form, noted)
    await rule(world, "twin.same")
    kept = text(await world.say(BEN, "/associations openings"))
    assert [number for number in choices(card) if f"Stands {number}" not in kept] == []
    assert kept.count(OPEN) == 2
