"""What people type after /poll: a question and its choices, however they write them."""

import pytest

from bot.polls.rules import MAX_CHOICES, read_question, tidy_choices


@pytest.mark.parametrize(
    ("line", "words", "choices"),
    [
        ("Thursday or Friday?", "Thursday or Friday?", ("Thursday", "Friday")),
        ("Thursday, or Friday?", "Thursday, or Friday?", ("Thursday", "Friday")),
        ("Where to? Anker or Birke", "Where to?", ("Anker", "Birke")),
        ("Lunch: ramen, pizza or tacos", "Lunch", ("ramen", "pizza", "tacos")),
        ('Where? "A, B" "C"', "Where?", ("A, B", "C")),
        ("“Tea” or “coffee”?", "“Tea” or “coffee”?", ("Tea", "coffee")),
        ("Colour? 1) Red 2) Blue", "Colour?", ("Red", "Blue")),
        ("1. Red 2. Blue 3. Green", "1. Red 2. Blue 3. Green", ("Red", "Blue", "Green")),
        ("Where to?\n- Anker\n- Birke", "Where to?", ("Anker", "Birke")),
        ("tea / coffee", "tea / coffee", ("tea", "coffee")),
        ("red|green|blue", "red|green|blue", ("red", "green", "blue")),
        (
            "Shall we meet on Thursday or Friday?",
            "Shall we meet on Thursday or Friday?",
            ("Thursday", "Friday"),
        ),
        ("pizza vs ramen", "pizza vs ramen", ("pizza", "ramen")),
        ("¿Pizza o ramen?", "¿Pizza o ramen?", ("Pizza", "ramen")),
        ("Mo, Di oder Mi?", "Mo, Di oder Mi?", ("Mo", "Di", "Mi")),
        ("pizza/ramen/sushi", "pizza/ramen/sushi", ("pizza", "ramen", "sushi")),
        ("Where to - Ramen - Pizza", "Where to", ("Ramen", "Pizza")),
        ("wohin, Mensa, Ramen", "wohin", ("Mensa", "Ramen")),
        ('"Where to?" "Ramen" "Pizza"', "Where to?", ("Ramen", "Pizza")),
        ("Group O or A", "Group O or A", ("Group O", "A")),
        ("Pizza?", "Pizza?", ()),
        ("Shall we go?", "Shall we go?", ()),
        ("yes or Yes", "yes or Yes", ("yes",)),
        ("", "", ()),
    ],
)
def test_a_typed_line_is_read_as_it_is_meant(
    line: str, words: str, choices: tuple[str, ...]
) -> None:
    asked = read_question(line)
    assert (asked.words, asked.choices) == (words, choices)


def test_more_choices_than_a_menu_holds_are_all_read_so_that_it_can_be_said() -> None:
    line = ", ".join(f"place {number}" for number in range(40))
    assert len(read_question(f"Where? {line}").choices) == 40 > MAX_CHOICES


def test_a_choice_counts_once_whatever_its_case() -> None:
    assert tidy_choices(["Tea", " tea ", "", "TEA", "Coffee"]) == ("Tea", "Coffee")
