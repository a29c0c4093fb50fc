"""Type `/lunch` with words in any order: understood, asked back in the form, and mended."""

import pytest

from adapters.playground.form_autofill import initial_values
from bot.ui.text import plain_words
from tests.factories.tables import PRIYA, TOM, at, find_tables, lunch
from tests.reading import buttons, form_of, text
from tests.world import World


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("the 32nd", "When would you like to eat?"),
        ("🍜🍜🍜", "When would you like to eat?"),
        ("غداً الساعة", "When would you like to eat?"),
        ("ramen", "When would you like to eat?"),
        ("seats:4", "When would you like to eat?"),
        ("tomorrow", "What time on Wednesday 11 March?"),
        ("tomorrow evening ramen", "What time on Wednesday 11 March?"),
        ("tomorrow at 6", "Is “tomorrow at 6” 06:00 or 18:00?"),
        ("3/12 12:30", "Does “3/12 12:30” mean 3 December or 12 March?"),
        ("12:30 thrusday", "I didn't understand “12:30 thrusday” as a time."),
        ("today wendsday", "I didn't understand “today wendsday” as a time."),
        ("12:30 13:30", "What time do you mean by “12:30 13:30”?"),
    ],
)
async def test_what_is_missing_or_unclear_is_asked_in_the_form_and_nothing_is_opened(
    world: World, words: str, question: str
) -> None:
    asked = form_of(await lunch(world, TOM, words))
    assert question in plain_words(asked.intro)
    assert not await find_tables(world)


async def test_what_was_understood_stands_in_the_form_that_asks_for_the_rest(world: World) -> None:
    asked = form_of(await lunch(world, TOM, "tomorrow for four at the ramen bar about chess"))
    given = initial_values(asked)
    assert (given["when"], given["seats"]) == ("tomorrow", "4")
    assert (given["at"], given["topic"]) == ("the ramen bar", "chess")


@pytest.mark.parametrize(
    ("words", "seats", "place", "topic"),
    [
        ("12:30 4 ramen", 4, "ramen", ""),
        ("ramen at 12:30", 4, "ramen", ""),
        ("12:30pm Ramen bar", 4, "Ramen bar", ""),
        ("12:30 at:Ramen bar topic:machine learning", 4, "Ramen bar", "machine learning"),
        ("at:Ramen bar 12:30", 4, "Ramen bar", ""),
        ('12:30 seats: 3 at: "Ramen bar"', 3, "Ramen bar", ""),
        ("12:30\u00a0Seats:four", 4, "", ""),
        ("12:30 at:‘Ramen bar’", 4, "Ramen bar", ""),
        ("12:30 at:«Ramen bar»", 4, "Ramen bar", ""),
        ("12:30 at:Joe’s bar", 4, "Joe’s bar", ""),
        ("table for 6 at 12:30 in the Canteen, chess", 6, "the Canteen", "chess"),
        ("12：30 Dachgarten 7", 4, "Dachgarten 7", ""),
        ("today 12:30 um die Ecke", 4, "um die Ecke", ""),
    ],
)
async def test_words_without_a_name_are_seats_a_place_and_a_topic_in_this_order(
    world: World, words: str, seats: int, place: str, topic: str
) -> None:
    await lunch(world, TOM, words)
    [table] = await find_tables(world)
    assert (table.starts_at, table.seats) == (at("12:30"), seats)
    assert (table.place, table.topic) == (place, topic)


async def test_the_answer_says_what_was_understood_and_one_click_mends_it(world: World) -> None:
    answer = await lunch(world, TOM, "13:00 3 ramen")
    assert "Three seats, yours included, at ramen." in text(answer)
    mend = form_of(await world.click(TOM, "table.mend", 1))
    assert initial_values(mend)["when"] == "2026-03-10 13:00"
    changed = {"when": "13:30", "seats": "5", "at": "Ramen bar", "topic": "chess"}
    answer = await world.submit(TOM, "table.change_it", changed, value="1")
    assert text(answer).startswith("Your table today, 13:30 is open")
    [table] = await find_tables(world)
    assert (table.starts_at, table.seats, table.place) == (at("13:30"), 5, "Ramen bar")
    await world.until(at("13:20"))
    assert "13:30" in text((await world.inbox(TOM))[-1])


async def test_a_table_that_others_joined_is_changed_no_more(world: World) -> None:
    await lunch(world, TOM, "13:00")
    await world.click(PRIYA, "table.join", 1)
    assert "Someone has joined" in text(await world.click(TOM, "table.mend", 1))
    assert "Only the host" in text(await world.click(PRIYA, "table.mend", 1))


async def test_whoever_wants_out_is_asked_which_of_their_tables(world: World) -> None:
    assert "You have no table" in text(await lunch(world, TOM, "cancel"))
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "13:45")
    await world.click(TOM, "table.join", 2)
    found = await lunch(world, TOM, "cancel")
    assert [(action, value) for action, value, _ in buttons(found)] == [
        ("table.cancel", "1"),
        ("table.leave", "2"),
    ]
