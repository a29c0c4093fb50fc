"""Groups that agree on a time by clicks, change it, and lose it again."""

from datetime import datetime, timedelta

import icalendar
import pytest

from bot.store.engine import Database
from bot.ui.cards import Actions, Button, Card, File
from tests.factories.programs import (
    EVE,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import complaint, form_of, text
from tests.world import World

SLOTS = ("wed-1230", "thu-1230", "fri-1230")


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _drawn(world: World, *people: str, slots: tuple[str, ...] = SLOTS) -> None:
    await make_eaters(world, *people, slots=slots)
    await set_up_program(world)
    await join_program(world, *people)
    await world.until(TUESDAY)


async def _introduction(world: World) -> Card:
    await world.pass_time(minutes=2)
    return (await world.introductions())[-1][1]


def _buttons(card: Card) -> dict[str, Button]:
    """Return the buttons of a card by their labels."""
    rows = [part for part in card.parts if isinstance(part, Actions)]
    return {item.label: item for row in rows for item in row.items if isinstance(item, Button)}


async def _take(world: World, person: str, label: str) -> None:
    """Click the button of a moment on the introduction."""
    card = (await world.introductions())[-1][1]
    await world.click(person, "lunch.moment", _buttons(card)[label].value)


async def _propose(world: World, person: str, words: str) -> str:
    form = form_of(await world.click(person, "lunch.another", "1"))
    return text(await world.submit(person, form, {"when": words}))


async def _news(world: World, person: str = TOM) -> list[Card]:
    """Return what was said below the introduction, as it reads now."""
    await world.pass_time(minutes=2)
    titles = (
        "found a time",
        "changed",
        "Back to",
        "Another time",
        "soon",
        "Called off",
        "together",
    )
    return [card for card in await world.inbox(person) if any(t in card.title for t in titles)]


def _entry(card: Card) -> icalendar.Event:
    [file] = [part for part in card.parts if isinstance(part, File)]
    calendar = icalendar.Calendar.from_ical(file.content)
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


async def test_three_moments_are_offered_and_nobody_has_an_entry_yet(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    card = await _introduction(world)
    shown = text(card)
    assert "When suits you? Choose every time you can make." in shown
    labels = list(_buttons(card))
    assert labels[:4] == [
        "Wed 4 Mar, 12:30",
        "Thu 5 Mar, 12:30",
        "Fri 6 Mar, 12:30",
        "Propose another",
    ]
    assert not [part for part in card.parts if isinstance(part, File)]


async def test_a_pair_agrees_by_two_clicks(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await _take(world, TOM, "Thu 5 Mar, 12:30")
    assert "Thu 5 Mar, 12:30: suits Tom" in text(await _introduction(world))
    assert not await _news(world)
    await _take(world, PRIYA, "Fri 6 Mar, 12:30")
    await _take(world, PRIYA, "Thu 5 Mar, 12:30")
    assert "You've found a time: Thu 5 Mar, 12:30." in text(await _introduction(world))
    [news] = await _news(world)
    event = _entry(news)
    assert news.title == "You've found a time"
    assert event.decoded("dtstart") == datetime.fromisoformat("2026-03-05T11:30Z")
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")


async def test_a_changed_mind_changes_the_same_entry(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA):
        await _take(world, person, "Thu 5 Mar, 12:30")
    [first] = await _news(world)
    before = _entry(first)
    await _take(world, TOM, "Thu 5 Mar, 12:30")
    changed, withdrawn = await _news(world)
    assert changed.title == "This has changed"
    assert withdrawn.title == "Back to choosing a time"
    gone = _entry(withdrawn)
    assert (gone["uid"], gone["sequence"], gone["status"]) == (before["uid"], 1, "CANCELLED")

    for person in (PRIYA, TOM):
        await _take(world, person, "Fri 6 Mar, 12:30")
    *_, again = await _news(world)
    entry = _entry(again)
    assert (entry["uid"], entry["sequence"], entry["status"]) == (before["uid"], 2, "CONFIRMED")
    assert entry.decoded("dtstart") == datetime.fromisoformat("2026-03-06T11:30Z")


async def test_clicking_to_and_fro_is_told_once(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA, PRIYA, PRIYA):
        await _take(world, person, "Thu 5 Mar, 12:30")
    [news] = await _news(world)
    assert news.title == "You've found a time"
    for _ in range(4):
        await _take(world, TOM, "Thu 5 Mar, 12:30")
    [still] = await _news(world)
    assert still.title == "You've found a time"


async def test_a_trio_needs_all_three(world: World) -> None:
    await _drawn(world, TOM, PRIYA, JUN)
    for person in (TOM, PRIYA):
        await _take(world, person, "Wed 4 Mar, 12:30")
    assert "suits Priya and Tom" in text(await _introduction(world))
    assert not await _news(world)
    await _take(world, JUN, "Wed 4 Mar, 12:30")
    assert "You've found a time: Wed 4 Mar" in text(await _introduction(world))


async def test_who_cannot_make_it_no_longer_counts(world: World) -> None:
    await _drawn(world, TOM, PRIYA, JUN)
    for person in (TOM, PRIYA):
        await _take(world, person, "Wed 4 Mar, 12:30")
    await world.click(JUN, "lunch.cant", "1")
    assert "You've found a time: Wed 4 Mar" in text(await _introduction(world))
    refused = text(await world.click(JUN, "lunch.moment", "1"))
    assert "the others choose without you" in refused


async def test_a_called_off_lunch_leaves_every_calendar(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA):
        await _take(world, person, "Thu 5 Mar, 12:30")
    await _news(world)
    await world.click(PRIYA, "lunch.cant", "1")
    [news] = await _news(world)
    assert news.title == "Called off"
    assert _entry(news)["status"] == "CANCELLED"


async def test_a_moment_that_passes_is_no_longer_offered(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    old = _buttons(await _introduction(world))["Wed 4 Mar, 12:30"].value
    await world.until(TUESDAY + timedelta(days=1, hours=3))
    assert "Wed 4 Mar" not in text(await _introduction(world))
    assert "no longer offered" in text(await world.click(TOM, "lunch.moment", old))


async def test_when_no_moment_is_left_a_time_can_be_proposed(world: World) -> None:
    await _drawn(world, TOM, PRIYA, slots=("wed-1230",))
    await world.until(TUESDAY + timedelta(days=1, hours=3))
    card = await _introduction(world)
    assert "None of the times is left. Propose one that suits you." in text(card)
    assert "Propose a time" in _buttons(card)
    assert "Proposed" in await _propose(world, TOM, "Friday 13:00")
    await _take(world, PRIYA, "Fri 6 Mar, 13:00")
    assert "You've found a time: Fri 6 Mar, 13:00." in text(await _introduction(world))


async def test_a_proposal_replaces_the_agreed_time_once_it_suits_all(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA):
        await _take(world, person, "Wed 4 Mar, 12:30")
    await _propose(world, PRIYA, "Thursday 18:00")
    [proposal] = [card for card in await _news(world) if card.title == "Another time?"]
    assert "If it suits everyone, it replaces Wed 4 Mar, 12:30." in text(proposal)
    assert "You've found a time: Wed 4 Mar" in text(await _introduction(world))
    await world.click(TOM, "lunch.moment", _buttons(proposal)["Suits me"].value)
    assert "You've found a time: Thu 5 Mar, 18:00." in text(await _introduction(world))


async def test_a_time_that_cannot_be_is_explained_at_its_field(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    form = form_of(await world.click(TOM, "lunch.another", "1"))
    for words, answer in (
        ("whenever", "I didn't understand that."),
        ("yesterday", "That's too soon."),
        ("2026-03-20 12:30", "Your round ends on Tue 10 Mar, 10:00."),
    ):
        assert answer in complaint(await world.submit(TOM, form, {"when": words})), words


async def test_only_so_many_times_are_offered_side_by_side(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    form = form_of(await world.click(TOM, "lunch.another", "1"))
    for hour in (14, 15, 16):
        await world.submit(TOM, form, {"when": f"Thursday {hour}:00"})
    assert "plenty of times" in text(await world.submit(TOM, form, {"when": "Thursday 17:00"}))
    assert "plenty of times" in text(await world.click(PRIYA, "lunch.another", "1"))


async def test_strangers_choose_nothing(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "between other people" in text(await world.click(EVE, "lunch.moment", "1"))
    assert "between other people" in text(await world.click(EVE, "lunch.another", "1"))


async def test_one_reminder_comes_an_hour_before(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA):
        await _take(world, person, "Thu 5 Mar, 12:30")
    await world.until(TUESDAY + timedelta(days=2, hours=2))
    titles = [card.title for card in await _news(world)]
    assert titles == ["You've found a time", "Your lunch is soon"]
    await world.until(TUESDAY + timedelta(days=3))
    assert [card.title for card in await _news(world)] == ["Your time together"] * 2


async def test_the_check_in_knows_the_agreed_time(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    for person in (TOM, PRIYA):
        await _take(world, person, "Thu 5 Mar, 12:30")
    await world.until(TUESDAY + timedelta(days=6, hours=1))
    [asked] = await world.dms(TOM, "Did you and Priya meet?")
    assert "You agreed on Thu 5 Mar, 12:30." in text(asked)
    assert not [card for card in await world.inbox(TOM) if "found a time?" in card.title]
