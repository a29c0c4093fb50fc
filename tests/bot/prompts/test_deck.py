"""Read the deck as a careful editor would."""

import re
from collections import Counter

import pytest

from bot.prompts.deck import DECK, SEASONS, THEMES, Prompt
from bot.prompts.rules import find_fault, is_job_hunt

BUZZ = re.compile(
    r"\b(beers?|wine|pub|cocktails?|drinks? on|buy|ticket|awesome|must|synergy)\b|!!", re.IGNORECASE
)


def _words(prompt: Prompt) -> set[str]:
    return set(re.findall(r"[a-z’']{4,}", prompt.text.lower()))


def test_deck_lasts_longer_than_a_year_of_weeks() -> None:
    assert len(DECK) >= 72


def test_each_prompt_has_a_name_of_its_own() -> None:
    slugs = [prompt.slug for prompt in DECK]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 40 for slug in slugs)


def test_themes_and_seasons_are_balanced() -> None:
    assert Counter(prompt.theme for prompt in DECK).keys() == set(THEMES)
    assert min(Counter(prompt.theme for prompt in DECK).values()) >= 6
    seasons = Counter(prompt.season for prompt in DECK)
    assert seasons.keys() == set(SEASONS)
    assert seasons["any"] > len(DECK) / 2
    assert min(seasons.values()) >= 4


@pytest.mark.parametrize("prompt", DECK, ids=lambda prompt: prompt.slug)
def test_prompt_is_short_warm_and_about_company(prompt: Prompt) -> None:
    assert not is_job_hunt(f"{prompt.text} {prompt.hint}")
    assert not BUZZ.search(f"{prompt.text} {prompt.hint}")
    assert find_fault(prompt.text, prompt.hint) == ""
    assert 50 <= len(prompt.text) <= 200
    assert 25 <= len(prompt.hint) <= 140
    assert len(re.findall(r"[.?!…](?=\s|”|$)", prompt.text)) <= 3
    assert "\n" not in prompt.text + prompt.hint


def test_no_two_prompts_say_the_same() -> None:
    for index, prompt in enumerate(DECK):
        for other in DECK[index + 1 :]:
            shared = _words(prompt) & _words(other)
            assert len(shared) < 0.5 * len(_words(prompt) | _words(other)), (
                prompt.slug,
                other.slug,
            )
