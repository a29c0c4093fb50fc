"""What people like, compared by meaning: judged pairs, and the rules for words nobody listed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.meanings import common_topics, find_meaning, merge_meanings, same_words
from bot.people.topics import parse_vocabulary

PAIRS = Path(__file__).with_name("interests.tsv")
PHRASES = st.text(max_size=40)

Pair = tuple[str, str, str]


def _judged() -> list[Pair]:
    pairs = []
    for line in PAIRS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            judgement, one, other, *_ = line.split("\t")
            pairs.append((judgement, one, other))
    return pairs


def _wrong(judgement: str) -> list[Pair]:
    wrong = []
    for pair in _judged():
        judged, one, other = pair
        met = "yes" if common_topics([one], [other]) else "no"
        if judged == judgement and met != judged:
            wrong.append(pair)
    return wrong


def test_nine_in_ten_of_the_judged_pairs_come_out_as_people_judged_them() -> None:
    wrong = [*_wrong("yes"), *_wrong("no")]
    assert len(_judged()) >= 200
    assert len(wrong) <= len(_judged()) / 10, wrong


def test_hardly_any_pair_is_a_false_friend() -> None:
    assert len(_wrong("no")) <= 3 * len(_judged()) / 100, _wrong("no")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("board games", "Board-Games"),
        ("theatre", "Theater"),
        ("data visualisation", "Data visualizations"),
        ("falconry", "playing falconry"),
        ("falconry", "Falconry lessons"),
        ("jazz", "music"),
        ("Byzantine history", "history"),
        ("kids & dogs", "puppies"),
        ("books about beekeeping", "bees"),
        ("Oberon (programming language)", "programming"),
        ("Kubernetes autoscaling", "k8s"),
        ("español", "Espanol"),
    ],
)
def test_people_meet_in_different_words(one: str, other: str) -> None:
    assert common_topics([one], [other])
    assert common_topics([other], [one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jazz", "metal"),
        ("Byzantine history", "Roman roads"),
        ("browser history", "history"),
        ("removing rust", "Rust"),
        ("falconry", "archery"),
        ("", "hiking"),
    ],
)
def test_people_who_like_different_things_do_not_meet(one: str, other: str) -> None:
    assert not common_topics([one], [other])


@given(PHRASES, PHRASES)
def test_meeting_goes_both_ways_whatever_people_write(one: str, other: str) -> None:
    mine, theirs = find_meaning(one), find_meaning(other)
    assert mine.common_topics(theirs) == theirs.common_topics(mine)
    assert mine.topics
    assert not mine.topics & mine.broader


@given(st.lists(PHRASES, max_size=5))
def test_people_meet_in_everything_that_they_write_alike(items: list[str]) -> None:
    topics = merge_meanings(items).topics
    assert common_topics(items, [item.upper() for item in items]) >= topics or any(
        not same_words(item, item.upper()) for item in items
    )


def test_a_topic_may_stand_in_several_places_and_its_words_add_up() -> None:
    outline = "# words\nart:\n    maps: atlas\ntravel: trips\n    maps: globes\n"
    vocabulary = parse_vocabulary(outline)
    assert vocabulary.exact["atlas"] == vocabulary.exact["globes"] == {"maps"}
    assert vocabulary.broader["maps"] == {"art", "travel"}


def test_an_ending_that_two_topics_share_decides_nothing() -> None:
    vocabulary = parse_vocabulary("marketing: campaigns\nmarkets: stalls\n")
    assert vocabulary.exact["marketing"] == {"marketing"}
    assert "market" not in vocabulary.stemmed
    assert vocabulary.stemmed["stall"] == {"markets"}
