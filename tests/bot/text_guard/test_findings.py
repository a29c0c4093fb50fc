"""What is found in texts, and what is passed over."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text_guard.findings import Finding, Kind
from bot.text_guard.kept_words import WordList, fold_word, is_entry
from bot.text_guard.rules import find_all
from tests.bot.text_guard.ordinary import ordinary_sentences
from tests.bot.text_guard.planted import KINDS, plant

MOST_ASKED = 20  # of a thousand ordinary sentences


def _list_of(*words: str) -> WordList:
    keyed = WordList(b"k" * 32, frozenset())
    return WordList(keyed.key, frozenset(keyed.digest(fold_word(word)) for word in words))


def _kept(text: str, *words: str) -> list[str]:
    return [each.piece for each in find_all(text, _list_of(*words)) if each.kind is Kind.KEPT_WORD]


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_every_planted_secret_is_found(make: Callable[[random.Random], str]) -> None:
    chance = random.Random(make.__name__)
    texts = [plant(chance, make(chance)) for _ in range(84)]
    assert not [text for text in texts if not find_all(text)]


def test_hardly_anybody_is_asked_about_an_ordinary_sentence() -> None:
    sentences = ordinary_sentences(random.Random(7), 1000)
    assert sum(bool(find_all(sentence)) for sentence in sentences) <= MOST_ASKED


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Falcon launches in May", "launches in May"),
        ("strictly confidential, please", "confidential"),
        ("The merger is not yet announced", "not yet announced"),
        ("under NDA until then", "NDA"),
        ("Don't tell anybody outside", "Don't tell anybody outside"),
        ("it goes live next quarter", "goes live next quarter"),
    ],
)
def test_what_people_say_of_a_secret_is_a_hint(text: str, piece: str) -> None:
    assert find_all(text) == [Finding(Kind.HINT, piece)]


@pytest.mark.parametrize(
    "text", ["see http://10.0.3.7/status", "ssh to build.corp now", "http://jenkins:8080/job"]
)
def test_an_address_inside_the_company_is_asked_about(text: str) -> None:
    assert [each.kind for each in find_all(text)] == [Kind.INTERNAL_ADDRESS]


@pytest.mark.parametrize("text", ["version 10.1.2.3 is out", "127.0.0.1", "https://a.example/b"])
def test_what_only_looks_like_such_an_address_is_not(text: str) -> None:
    assert not find_all(text)


@pytest.mark.parametrize(
    "hidden",
    ["A\u200bKIAIOSFODNN7EXAMPLE", "ＡＫＩＡIOSFODNN7EXAMPLE", "A\u2060KIA\u00adIOSFODNN7EXAMPLE"],
)
def test_characters_that_nobody_sees_hide_nothing(hidden: str) -> None:
    assert [each.kind for each in find_all(f"use {hidden}")] == [Kind.ACCESS_KEY]


@pytest.mark.parametrize(
    "text",
    [
        "Project Falcon is going well",
        "about project-falcon",
        "#ProjectFalcon",
        "PROJECTFALCON",
        "projectFalcon's launch",
        "the Project Falcons",
        "pröject fálcon",
        "project\nfalcon",
        "p r o j e c t f a l c o n",
        "project_falcon2",
    ],
)
def test_a_kept_word_is_found_however_it_is_written(text: str) -> None:
    assert _kept(text, "Project Falcon")


@pytest.mark.parametrize("text", ["a falcon over the project", "projector", "falconry"])
def test_other_words_are_not_taken_for_it(text: str) -> None:
    assert not _kept(text, "Project Falcon")


def test_a_name_in_a_script_without_spaces_is_found() -> None:
    assert _kept("新しい鳳凰計画について", "鳳凰") == ["鳳凰"]


@settings(max_examples=40)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    found = find_all(text, _list_of("Project Falcon"))
    assert all(each.piece in text for each in found)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=20), st.text(max_size=9), st.text(max_size=9))
def test_whatever_the_list_takes_is_found_between_other_words(
    word: str, before: str, after: str
) -> None:
    if is_entry(word):
        assert _kept(f"{before} . {word} . {after}", word)
