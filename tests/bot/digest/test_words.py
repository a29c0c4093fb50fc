"""`/events` reads what people type in bare words, and tells them which word it did not use."""

from datetime import timedelta

import pytest

from bot.ui.cards import ChoiceField
from tests.factories.digests import make_listed_event
from tests.reading import form_of, text, value_of
from tests.world import BEN, World

# March 2026 begins on a Sunday; the world's first day is Monday, 2 March.
ON = {
    "Monday choir": 0.2,
    "Tuesday jazz": 1,
    "Saturday market": 5,
    "Friday week": 11,
    "Saturday week": 12,
    "April jazz": 40,
    "Autumn summit": 200,
}


@pytest.fixture
async def listed(world: World) -> World:
    for title, days in ON.items():
        topics = ("jazz",) if "jazz" in title else ()
        await make_listed_event(world, title, days, topics=topics)
    await make_listed_event(world, "Jazz by the sea", 1, topics=("jazz",), town="Rostock")
    await world.submit(BEN, "profile.save", {"office": "Berlin", "interests": "jazz"})
    return world


async def found(world: World, words: str) -> set[str]:
    """Return the titles in an answer, everything that there is behind its button included."""
    shown = text(await world.say(BEN, f"/events everything {words}"))
    return {title for title in (*ON, "Jazz by the sea") if title in shown}


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("today", {"Monday choir"}),
        ("tomorrow", {"Tuesday jazz", "Jazz by the sea"}),
        ("this week", {"Monday choir", "Tuesday jazz", "Saturday market", "Jazz by the sea"}),
        ("next week", {"Friday week", "Saturday week"}),
        ("this weekend", {"Saturday market"}),
        ("next weekend", {"Saturday week"}),
        ("friday", set()),
        ("13 to 14 March", {"Friday week", "Saturday week"}),
        ("april", {"April jazz"}),
        ("in two hundred", set(ON) - {"Autumn summit"} | {"Jazz by the sea"}),
        ("after 1 September", {"Autumn summit"}),
        ("Rostock", {"Jazz by the sea"}),
        ("jazz", {"Tuesday jazz", "April jazz", "Jazz by the sea"}),
        ("jazz berlin april", {"April jazz"}),
        ("what's on in Berlin tomorrow?", {"Tuesday jazz"}),
        ("jazz in Rostock or Berlin tomorrow", {"Tuesday jazz", "Jazz by the sea"}),
    ],
)
async def test_days_towns_and_topics_are_read_in_any_order(
    listed: World, words: str, titles: set[str]
) -> None:
    assert await found(listed, words) == titles


async def test_what_somebody_asked_for_is_said_in_dates_and_towns(listed: World) -> None:
    shown = text(await listed.say(BEN, "/events jazz berlin april"))
    assert "1 event is on (Wed 1 Apr to Thu 30 Apr, about “jazz”, in “Berlin”)." in shown
    assert "didn't use" not in shown
    nothing = text(await listed.say(BEN, "/events jazz in Rostock in April"))
    assert "Nothing is on that I know of (Wed 1 Apr to Thu 30 Apr, about “jazz”, in" in nothing


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("zumbaa", "I didn't use “zumbaa”: it's no day, town or topic that I know of."),
        ("berln tomorrow", "it's no day, town or topic that I know of. Did you mean “Berlin”?"),
        ("yesterday", "I didn't use “yesterday”: it's over already."),
        ("tomorrow april", "I didn't use “april”: it's one day or period too many"),
        ("not jazz", "I didn't use “not jazz”: it's something I can't do"),
        ("friday 18:00", "I didn't use “18:00”: it's no day"),
        ("when:someday", "I didn't use “someday”: it's no day"),
        ("kind:strange", "I didn't use “strange”"),
        (" ".join(f"qq{n}" for n in range(20)), "Nor did I use 15 more."),
    ],
)
async def test_a_word_that_was_not_used_is_named(listed: World, words: str, sentence: str) -> None:
    shown = text(await listed.say(BEN, f"/events {words}"))
    assert sentence in shown


async def test_the_other_words_count_where_one_was_not_used(listed: World) -> None:
    shown = text(await listed.say(BEN, "/events zumbaa jazz tomorrow"))
    assert "Tuesday jazz" in shown
    assert "April jazz" not in shown


async def test_tomorrow_stays_that_day_however_late_the_next_page_is_asked_for(
    world: World,
) -> None:
    for number in range(12):
        await make_listed_event(world, f"Talk {number:02d}", 1)
    shown = await world.say(BEN, "/events everything tomorrow")
    assert "12 events are on (Tue 3 Mar). Page 1 of 2." in text(shown)
    world.now += timedelta(hours=20)
    later = await world.click(BEN, "events.page", value_of(shown, "events.page"))
    assert "Talk 11" in text(later)
    form = form_of(await world.click(BEN, "events.filter", value_of(later, "events.filter")))
    [when] = [field for field in form.fields if isinstance(field, ChoiceField)][:1]
    assert when.choices[0].label == "Tue 3 Mar 2026"
    assert "12 events are on (Tue 3 Mar)" in text(await world.submit(BEN, form, {}))


async def test_a_night_is_not_listed_for_the_morning_after(world: World) -> None:
    await make_listed_event(world, "Long night", 4 + 5 / 24)
    assert "Long night" in text(await world.say(BEN, "/events everything friday"))
    assert "Long night" not in text(await world.say(BEN, "/events everything saturday"))


async def test_a_whole_day_is_that_day_for_whoever_asks(world: World) -> None:
    await make_listed_event(
        world, "Fair", 5 - 4 / 24, all_day=True, zone="America/New_York"
    )  # Saturday there, from five in the morning in Berlin on
    assert "Fair" in text(await world.say(BEN, "/events everything saturday"))
    assert "Fair" not in text(await world.say(BEN, "/events everything friday"))


async def test_an_international_gathering_is_found_months_ahead(world: World) -> None:
    await make_listed_event(
        world, "DrupalCon", 200, topics=("drupal",), town="", reach="international"
    )
    assert "DrupalCon" in text(await world.say(BEN, "/events topic:drupal"))
    assert "DrupalCon" in text(await world.say(BEN, "/events drupal"))
    assert "DrupalCon" in text(await world.say(BEN, "/events everything international"))


async def test_long_words_and_days_fit_on_every_button(world: World) -> None:
    topic, town = (
        "machine learning for hospitals; und Öfen",
        "Llanfairpwllgwyngyll-gogerychwyrndrobwll",
    )
    for number in range(12):
        await make_listed_event(world, f"Oven {number:02d}", 30, topics=(topic,), town=town)
    line = f'/events topic:"{topic}" town:"{town}" when:"3 March to 30 November"'
    shown = await world.say(BEN, line)
    more = value_of(shown, "events.page")
    assert "Oven 11" in text(await world.click(BEN, "events.page", more))
