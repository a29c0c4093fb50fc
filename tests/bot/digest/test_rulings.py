"""Whoever rules that two evenings are one, or not, sees it in this week's digest at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ui.cards import as_text
from tests.bot.digest.test_commands import DAY, digests
from tests.doubles.standins import Pages
from tests.factories.people import make_people
from tests.jobs.web.feed_town import calendar
from tests.reading import form_of, text
from tests.world import ADA, BEN, CLEO, LUNCH, MONDAY, World, world_in

OPEN, DRINKS = "Open design night", "Design night and drinks"
FIRST, SECOND = "https://first.example/c.ics", "https://second.example/c.ics"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    """Give a town in which two sites tell of what may be one evening, and a channel is told of
    both."""
    told = [("1", OPEN, FIRST), ("9", DRINKS, SECOND)]
    pages = {
        at: calendar((uid, title, "20260311T183000", f"URL:{at}"), name=title)  # type: ignore[arg-type]
        for uid, title, at in told
    }
    async with world_in(tmp_path / "town.db", web=Pages(pages)) as world:
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
        yield world


async def rule(town: World, action: str) -> str:
    """Answer the question, and read the digest a moment later."""
    await town.click(BEN, action, await town.button(BEN, "twin.same"))
    await town.pass_time(minutes=1)
    [card] = await digests(town)
    return as_text(card)


async def test_what_is_one_evening_stands_in_the_digest_once_a_moment_later(town: World) -> None:
    [before] = await digests(town)
    assert OPEN in as_text(before)
    assert DRINKS in as_text(before)
    words = await rule(town, "twin.same")
    assert OPEN in words
    assert DRINKS not in words
    assert "first.example" in words
    assert "second.example" in words


async def test_what_turns_out_to_be_two_evenings_stands_there_twice_a_moment_later(
    town: World,
) -> None:
    assert DRINKS not in await rule(town, "twin.same")
    words = await rule(town, "twin.different")
    assert OPEN in words
    assert DRINKS in words


async def test_whoever_answered_to_the_evening_that_went_is_reminded_of_the_one_that_stayed(
    town: World,
) -> None:
    [card] = await digests(town)
    [select] = [item for part in card.parts for item in getattr(part, "items", ())]
    [leaving] = [choice.value for choice in select.choices if DRINKS in choice.label]
    await town.click(CLEO, "event.answer", f"{leaving}:going")
    await rule(town, "twin.same")
    await town.until(MONDAY + 9 * DAY)
    assert f"Tomorrow: {OPEN}" in [card.title for card in await town.inbox(CLEO)]


async def test_one_evening_is_about_whatever_its_sites_say_it_is_about(town: World) -> None:
    await rule(town, "twin.same")
    for topic in ("design", "drinks"):
        answer = await town.say(CLEO, f"/events topic:{topic}")
        assert OPEN in text(answer), topic
