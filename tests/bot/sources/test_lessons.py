"""What people ruled on two sources is what later pairs of theirs are judged by."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.sources.duplicates import judge_listed
from bot.sources.lessons import Lesson, judge_pair, learn_lesson
from bot.sources.rulings import Ruling, listing_key
from bot.sources.similarity import compare_pair
from tests.bot.sources.test_similarity import EVENINGS, listing, told

NOW = datetime(2026, 10, 1, tzinfo=UTC)
HERE, THERE = 1, 2
OPEN, DRINKS = "Open design night", "Design night and drinks"


def ruling(
    state: str, titles: tuple[str, str], places: tuple[str, str] = ("", ""), person: str = "ben"
) -> Ruling:
    keys = listing_key(HERE, "a"), listing_key(THERE, "b")
    return Ruling(
        1, *keys, state, person or None, NOW, titles[0], places[0], titles[1], places[1], NOW, None
    )


def test_words_that_meant_nothing_mean_nothing_between_these_sources() -> None:
    lesson = learn_lesson(HERE, [ruling("same", (OPEN, DRINKS))])
    one, other = told("Open tango night"), told("Tango night and drinks")
    assert compare_pair(one, other) == "unsure"
    assert judge_pair(one, other, lesson) == "same"


def test_it_is_learned_from_either_side() -> None:
    lesson = learn_lesson(THERE, [ruling("different", ("Zumba Gold", "Zumba"))])
    assert lesson.telling == {"gold"}
    one, other = told("Pilates", "Gym"), told("Pilates Gold", "Gym")
    assert compare_pair(one, other) == "same"
    assert judge_pair(one, other, lesson) == "different"


def test_what_was_ruled_both_ways_says_nothing() -> None:
    both = [ruling("same", (OPEN, DRINKS)), ruling("different", (OPEN, DRINKS))]
    lesson = learn_lesson(HERE, both)
    assert not lesson.idle
    assert not lesson.telling
    assert judge_pair(told(OPEN), told(DRINKS), lesson) == "unsure"


def test_two_rulings_of_a_kind_and_none_of_the_other_decide_what_is_unsure() -> None:
    other_words = ("Weekly jazz evening", "Jazz lunch meeting")
    for state in ("same", "different"):
        once = learn_lesson(HERE, [ruling(state, other_words)])
        twice = learn_lesson(HERE, [ruling(state, other_words)] * 2)
        assert judge_pair(told(OPEN), told(DRINKS), once) == "unsure"
        assert judge_pair(told(OPEN), told(DRINKS), twice) == state


def test_only_what_a_person_said_is_learned_from() -> None:
    assert learn_lesson(HERE, [ruling("same", (OPEN, DRINKS), person="")]) == Lesson()
    assert learn_lesson(HERE, [ruling("asked", (OPEN, DRINKS))]) == Lesson()


def test_two_names_of_one_place_and_two_places_of_one_name_are_remembered() -> None:
    titles = ("Silent disco", "Silent disco")
    venues = ("Betahaus", "Maker Attic")
    one, other = told("Quiet reading", venues[0]), told("Quiet reading", venues[1])
    same = learn_lesson(HERE, [ruling("same", titles, venues)])
    different = learn_lesson(HERE, [ruling("different", titles, venues)])
    assert judge_pair(one, other, same) == "same"
    assert judge_pair(one, other, different) == "different"


def test_sources_of_two_towns_are_not_taken_for_one_without_a_place_in_common() -> None:
    one, other = told("Java user group"), told("Java user group")
    assert judge_listed(one, other, None, ("Berlin", "Hamburg")) == "unsure"
    assert judge_listed(one, other, None, ("Berlin", "berlin")) == "same"
    assert judge_listed(one, other, None, ("Köln", "Cologne")) == "same"
    there = told("Java user group", "Data Loft"), told("Java user group", "Data Loft, Berlin")
    assert judge_listed(*there, None, ("Berlin", "Hamburg")) == "same"


@given(st.sampled_from([row for row in EVENINGS if "\tnumber\t" in row or "\tletter\t" in row]))
def test_no_ruling_makes_two_instalments_one(row: str) -> None:
    _, _, _, *columns = row.split("\t")
    one, other = listing(*columns[:4]), listing(*columns[4:])
    taught = ruling("same", (one.title, other.title), (one.place, other.place))
    lesson = learn_lesson(HERE, [taught] * 3)
    assert judge_pair(one, other, lesson) != "same"
