import pytest

from bot.matching import Reason
from bot.pairings.rules import Tally
from bot.pairings.views import words
from bot.ui.text import Mention

NAMES = {"t": "Tom", "p": "Priya", "j": "Jun"}


def _said(*found: Reason, size: int = 2, weeks: bool = True) -> list[str]:
    return words.reason_sentences(found, NAMES, size=size, weeks=weeks)


@pytest.mark.parametrize(
    ("reason", "size", "sentence"),
    [
        (
            Reason("interests", ("t", "p"), ("ramen", "cycling")),
            2,
            "You both like ramen and cycling.",
        ),
        (Reason("interests", ("t", "p", "j"), ("ramen",)), 3, "All three of you like ramen."),
        (Reason("interests", ("t", "p"), ("ramen",)), 3, "Tom and Priya both like ramen."),
        (
            Reason("teaches", ("p", "t"), ("SQL",)),
            2,
            "Tom would like to learn SQL, which Priya teaches.",
        ),
        (
            Reason("cross_team", ("t", "p"), ("data", "design"), 2),
            2,
            "You work in different teams.",
        ),
        (
            Reason("cross_team", ("t", "p", "j"), ("data", "design"), 2),
            3,
            "You come from two teams.",
        ),
        (Reason("same_team", ("t", "p")), 2, "You work in the same team."),
        (Reason("same_team", ("t", "p", "j")), 3, "All three of you work in the same team."),
        (
            Reason("not_across", ("t", "p")),
            2,
            "People of different teams come first here; this time that didn't work out for "
            "everyone.",
        ),
        (
            Reason("not_within", ("t", "p")),
            2,
            "People of the same team come first here; this time that didn't work out for everyone.",
        ),
        (Reason("met_before", ("t", "p"), count=26), 2, "You were last introduced 26 weeks ago."),
        (
            Reason("met_before", ("t", "p"), count=3),
            3,
            "Tom and Priya were last introduced three weeks ago.",
        ),
        (
            Reason("met_before", ("t", "p"), count=1),
            2,
            "You were introduced in the last round too.",
        ),
        (Reason("first_time", ("t", "p")), 2, "You have not been introduced before."),
        (Reason("office", ("t", "p"), ("Berlin",)), 2, "You are both in Berlin."),
        (
            Reason("call", ("t", "p"), ("Berlin", "New York")),
            2,
            "You are in Berlin and New York, so I suggest a call.",
        ),
        (
            Reason("extra_person", ("t", "p", "j"), count=3),
            3,
            "This time you are three.",
        ),
    ],
)
def test_each_reason_is_a_plain_sentence(reason: Reason, size: int, sentence: str) -> None:
    assert _said(reason, size=size) == [sentence]


def test_what_people_have_in_common_comes_first() -> None:
    found = (
        Reason("first_time", ("t", "p")),
        Reason("cross_team", ("t", "p"), count=2),
        Reason("interests", ("t", "p"), ("x",)),
    )
    assert [sentence.split()[1] for sentence in _said(*found)] == ["both", "work", "have"]


def test_two_teachers_of_one_lesson_share_a_sentence() -> None:
    found = (Reason("teaches", ("t", "j"), ("SQL",)), Reason("teaches", ("p", "j"), ("SQL",)))
    assert _said(*found, size=3) == ["Jun would like to learn SQL, which Tom and Priya teach."]


def test_free_slots_are_told_as_moments_elsewhere() -> None:
    assert _said(Reason("slots", ("t", "p"), ("tue-1230",))) == []


def test_rounds_are_not_called_weeks_where_they_are_longer() -> None:
    assert _said(Reason("met_before", ("t", "p"), count=2), weeks=False) == [
        "You were last introduced two rounds ago."
    ]


def test_groups_are_counted_in_words() -> None:
    assert (
        words.group_counts(Tally(((2, 11), (3, 1)), 25, 14, None, False, 0, None))
        == "eleven pairs and one trio"
    )
    assert (
        words.group_counts(Tally(((4, 1), (5, 13)), 69, 136, None, False, 0, None))
        == "one group of four and 13 groups of five"
    )


def test_people_with_the_same_first_name_are_called_in_full() -> None:
    people = [
        Mention("1", "Tom Becker"),
        Mention("2", "Tom Li"),
        Mention("3", "Priya Raman"),
        Mention("4", ""),
    ]
    assert words.first_names(people) == ["Tom Becker", "Tom Li", "Priya", "Somebody"]
