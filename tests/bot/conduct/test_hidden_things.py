"""Organisers hide associations, openings and places, and words in news that was sent before."""

from datetime import timedelta

import pytest

from bot.core.sent_words import without_words
from bot.store.engine import Database
from bot.ui.cards import Card, Facts, File, Paragraph, as_text
from bot.ui.text import Bold, Link, Mention
from tests.bot.sources.files.test_commands import calendar, hand_in, listed, save
from tests.factories.people import make_people
from tests.reading import form_of, labels, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, LUNCH, World, world_on


@pytest.fixture
async def world(database: Database) -> World:
    """Ada organises."""
    world = await world_on(database)
    await make_people(world, known=True)
    await world.say(ADA, "/mingle")
    return world


async def hide(world: World, about: str, **fields: str) -> str:
    form = form_of(await world.click(ADA, "wrong.hide", about))
    return text(await world.submit(ADA, form, {"reason": "unkind", **fields}))


async def show_again(world: World) -> None:
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    await world.pass_time(minutes=2)


async def test_an_association_loses_what_somebody_wrote_and_gets_it_back(world: World) -> None:
    told = {"name": "Friends of Cleo's ex", "about": "Ask her why.", "chapter": "Cleo's street"}
    card = await world.fill(BEN, "/associations add", told)
    about = value_of(card, "wrong.open")
    assert about == "association:1"
    assert "Hide what's written" in labels(await world.click(ADA, "wrong.open", about))
    assert "Ask to hide what's written" in labels(await world.click(CLEO, "wrong.open", about))

    form = form_of(await world.click(ADA, "wrong.hide", about))
    for each in (about, "chapter:1"):
        await world.submit(ADA, form, {"reason": "unkind", "text": each})
    await world.pass_time(minutes=2)
    shown = text(await world.say(DINA, "/associations"))
    assert "An association" in shown
    assert "A chapter" in shown
    assert "Cleo" not in shown + text(await world.click(DINA, "association.show", 1))
    assert "hid what somebody wrote (unkind)" in text(await world.say(ADA, "/mingle audit"))
    heard = "".join(text(card) for card in await world.dms(BEN, "Your words are hidden for now"))
    assert "Ask her why." in heard
    assert "Cleo's street" in heard

    await world.fill(CLEO, "/associations add", {"name": "Another"})
    await show_again(world)
    await show_again(world)
    shown = text(await world.click(DINA, "association.show", 1))
    assert "Ask her why." in shown
    assert "Cleo's street" in shown


async def test_an_opening_keeps_its_date_and_loses_its_words_in_the_reminder_too(
    world: World,
) -> None:
    await world.fill(BEN, "/associations add", {"name": "Guild"})
    form = form_of(await world.click(BEN, "opening.add", 1))
    due = f"{world.now + timedelta(days=7):%Y-%m-%d}"
    words = {"title": "Replace Cleo", "details": "She sleeps.", "kind": "role", "due": due}
    assert "Replace Cleo" in text(await world.submit(BEN, form, words))
    await world.click(DINA, "opening.remind", 1)
    await world.pass_time(days=6, hours=1)
    [reminder] = await world.dms(DINA, "Replace Cleo")
    assert value_of(reminder, "wrong.open") == "opening:1"

    await hide(world, "opening:1")
    await world.pass_time(minutes=2)
    assert not await world.dms(DINA, "Cleo")
    assert await world.dms(DINA, "An opening")
    assert "Cleo" not in text(await world.click(DINA, "opening.show", 1))
    await show_again(world)
    assert await world.dms(DINA, "Replace Cleo")


async def test_a_place_goes_from_the_list_and_comes_back_to_it(world: World) -> None:
    told = {"name": "Cleo's bar", "town": "Berlin", "address": "Cleo St 1", "diets": "vegan"}
    await world.fill(ADA, "/venues add", told)
    card = await world.click(DINA, "venue.pick", choice="1")
    assert value_of(card, "wrong.open") == "venue:1"
    await hide(world, "venue:1")
    assert "Cleo" not in text(await world.say(DINA, "/venues"))
    assert "hid what somebody wrote (unkind)" in text(await world.say(ADA, "/mingle audit"))
    await show_again(world)
    card = await world.click(DINA, "venue.pick", choice="1")
    assert "Cleo St 1" in text(card)
    assert "vegan" in text(card)


async def test_news_that_was_sent_to_single_people_loses_what_is_hidden(world: World) -> None:
    plan = {"title": "Roast", "place": "Cellar of Cleo", "channel": LUNCH}
    await world.fill(BEN, "/events new next Thursday 18:00", plan)
    await world.click(DINA, "event.answer", "1:going")
    form = form_of(await world.click(BEN, "event.edit", 1))
    await world.submit(BEN, form, {"title": "Roast of Cleo"})
    await world.pass_time(minutes=2)
    [news] = await world.dms(DINA, "Roast of Cleo")
    assert "Cleo" in text(news)

    assert "(hidden)" not in text(news)
    await hide(world, "event:1")
    await world.pass_time(minutes=2)
    assert not [card for card in await world.dms(DINA, "Cleo") if "Cleo" in text(card)]
    await show_again(world)
    assert any("(hidden)" in text(card) for card in await world.dms(DINA, "hidden"))


async def test_what_a_file_lists_is_hidden_for_good_whatever_the_next_look_says(
    world: World,
) -> None:
    weekly = ("3", "Mock Cleo", "20260304T080000", "RRULE:FREQ=WEEKLY", "LOCATION:Cleo's desk")
    await save(world, BEN, "chamber.ics", calendar(weekly, ("1", "Night", "20260305T180000")))
    titles = [title for title, _ in await listed(world)]
    assert titles.count("Mock Cleo") > 2
    number = 1 + titles.index("Mock Cleo")
    card = await world.click(DINA, "event.show", number)
    assert value_of(card, "wrong.open") == f"event:{number}"

    await hide(world, f"event:{number}")
    await hand_in(world, BEN, "chamber.ics", calendar(weekly, ("1", "Night", "20260305T190000")))
    await world.pass_time(days=8)
    titles = [title for title, _ in await listed(world)]
    assert "Mock Cleo" not in titles
    assert "An event" in titles
    assert "Cleo" not in text(await world.say(DINA, "/events"))


def test_a_card_keeps_everything_but_the_words() -> None:
    card = Card(
        "note",
        "Cellar has moved",
        (
            Facts((("Where", (Bold("Cellar"), " · ", Link("https://a.example/cellar", "map"))),)),
            Paragraph(("Cellars are fine, ", Mention("Cellar", "Cleo"), ". Page: Cellar")),
            File("event.ics", "text/calendar", "LOCATION:Cellar"),
        ),
    )
    shown = without_words(card, ["Cellar", "https://a.example/cellar"])
    assert shown.title == "(hidden) has moved"
    assert not [part for part in shown.parts if isinstance(part, File)]
    assert "a.example" not in repr(shown)
    assert "Cellars are fine" in as_text(shown)
    assert "Mention(person='Cellar'" in repr(shown)
