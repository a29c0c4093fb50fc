"""Who the other is: a line about each in the introduction, what they share, and the profiles."""

from collections.abc import Sequence

import pytest

from bot.matching import Reason
from bot.pairings.rounds.common_ground import restore_words
from bot.people.records import Person
from bot.people.views.profiles import LINE_LIMIT, describe_person
from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.programs import (
    EVE,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import button_values, form_of, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _introduced(world: World) -> Card:
    await make_eaters(world, TOM, team="Platform", office="Berlin", interests=["hikes", "ramen"])
    await make_eaters(world, PRIYA, team="Data", interests=["hill walking"], offers=["SQL"])
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    return (await world.introductions())[-1][1]


async def test_an_introduction_says_who_each_is_and_what_they_share_in_both_words(
    world: World,
) -> None:
    shown = text(await _introduced(world))
    assert "Tom X: Platform, Berlin · likes hikes, ramen" in shown
    assert "Priya X: Data · likes hill walking · can show SQL" in shown
    assert "You both like hikes (hill walking)." in shown or (
        "You both like hill walking (hikes)." in shown
    )


async def test_the_profile_of_the_other_is_one_click_away_and_only_for_the_group(
    world: World,
) -> None:
    number = button_values(await _introduced(world))["lunch.profiles"]
    shown = text(await world.click(TOM, "lunch.profiles", number))
    assert "Interests: hill walking" in shown
    assert "ramen" not in shown
    assert "That lunch is between other people" in text(
        await world.click(EVE, "lunch.profiles", number)
    )


async def test_who_cant_make_it_no_longer_sees_the_profiles(world: World) -> None:
    number = button_values(await _introduced(world))["lunch.profiles"]
    await world.click(TOM, "lunch.cant", number)
    refused = text(await world.click(TOM, "lunch.profiles", number))
    assert "You are no longer introduced" in refused


async def test_whoever_joins_with_an_empty_profile_is_asked_for_one_line(world: World) -> None:
    await make_eaters(world, TOM)
    await set_up_program(world)
    joined = await world.say(TOM, "/mingle join")
    assert "profile.line" in button_values(joined)

    form = form_of(await world.click(TOM, "profile.line"))
    assert [field.id for field in form.fields] == ["interests"]
    await world.submit(TOM, form.action, {"interests": "chess, bread"})
    again = await world.say(TOM, "/mingle join")
    assert "profile.line" not in button_values(again)


@pytest.mark.parametrize(
    ("topics", "tom", "priya", "words"),
    [
        (["running"], ["Jogging"], ["marathons"], ("Jogging (marathons)",)),
        (["SQL"], ["sql"], ["SQL"], ("sql",)),
        (["jazz", "music"], ["music", "jazz"], ["jazz"], ("jazz",)),
        (["music"], ["Music"], ["opera"], ("Music (opera)",)),
    ],
)
def test_what_two_share_is_named_once_in_the_words_of_both(
    topics: Sequence[str], tom: list[str], priya: list[str], words: tuple[str, ...]
) -> None:
    group = [
        Person("t", "Tom", "UTC", interests=tuple(tom)),
        Person("p", "Priya", "UTC", interests=tuple(priya)),
    ]
    [restored] = restore_words([Reason("interests", ("t", "p"), tuple(topics))], group)
    assert restored.words == words


def test_a_lesson_names_what_is_wanted_first() -> None:
    group = [
        Person("t", "Tom", "UTC", wants=("SQL",)),
        Person("p", "Priya", "UTC", offers=("PostgreSQL",)),
    ]
    [restored] = restore_words([Reason("teaches", ("p", "t"), ("SQL",))], group)
    assert restored.words == ("SQL (PostgreSQL)",)


def test_a_line_stays_short_however_much_somebody_wrote() -> None:
    much = tuple(f"{letter} {'x' * 37}" for letter in "abcde")
    person = Person("t", "Tom", "UTC", "T" * 60, "", "O" * 60, "either", much, (), much, much)
    assert len(describe_person(person)) <= LINE_LIMIT
    assert not describe_person(Person("t", "Tom", "UTC"))
