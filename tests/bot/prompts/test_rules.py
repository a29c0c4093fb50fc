"""Draw prompts for years, and read what people propose."""

import itertools
import random
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.recurrence import weekly_rule
from bot.prompts import rules
from bot.prompts.deck import DECK
from bot.prompts.rules import PastPrompt

START = date(2026, 3, 11)


def post_for(weeks: int, seed: int, prompts=DECK, start: date = START) -> list[PastPrompt]:  # type: ignore[no-untyped-def]
    posted: list[PastPrompt] = []
    rng = random.Random(seed)
    for week in range(weeks):
        drawn = rules.pick_prompt(prompts, posted, start + timedelta(weeks=week), rng)
        assert drawn
        posted.append(PastPrompt(drawn[0].slug, drawn[0].theme, drawn[1]))
    return posted


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 51))
def test_nothing_comes_twice_until_the_deck_is_used_up(seed: int, week: int) -> None:
    posted = post_for(len(DECK) + 5, seed, start=START + timedelta(weeks=week))
    slugs = [past.slug for past in posted]
    assert len(set(slugs[: len(DECK)])) == len(DECK)
    assert [past.cycle for past in posted] == [1] * len(DECK) + [2] * 5


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_themes_alternate(seed: int) -> None:
    posted = post_for(2 * len(DECK), seed)
    used: set[str] = set()
    for before, after in itertools.pairwise(posted):
        used = {after.slug} if after.cycle != before.cycle else used | {before.slug, after.slug}
        left = {prompt.theme for prompt in DECK if prompt.slug not in used} | {after.theme}
        assert after.theme != before.theme or left == {before.theme}


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 51))
def test_prompts_of_a_season_come_in_their_season(seed: int, week: int) -> None:
    start = START + timedelta(weeks=week)
    seasons = {prompt.slug: prompt.season for prompt in DECK}
    for index, past in enumerate(post_for(len(DECK), seed, start=start)):
        assert seasons[past.slug] in ("any", rules.season_of(start + timedelta(weeks=index)))


@pytest.mark.parametrize(
    ("month", "season"),
    [(1, "winter"), (2, "winter"), (3, "spring"), (6, "summer"), (9, "autumn"), (12, "winter")],
)
def test_season_follows_the_month(month: int, season: str) -> None:
    assert rules.season_of(date(2026, month, 15)) == season


def test_an_organisers_choice_wins_even_if_it_was_there_last_week() -> None:
    last = PastPrompt(DECK[0].slug, DECK[0].theme, 1)
    assert rules.pick_prompt(DECK, [last], START, random.Random(1), DECK[0].slug) == (DECK[0], 1)


def test_a_choice_that_is_hidden_gives_way_to_the_deck() -> None:
    drawn = rules.pick_prompt(DECK[1:], [], START, random.Random(1), DECK[0].slug)
    assert drawn
    assert drawn[0] in DECK[1:]


def test_two_prompts_of_one_theme_take_turns() -> None:
    slugs = [past.slug for past in post_for(6, 3, DECK[:2])]
    assert all(before != after for before, after in itertools.pairwise(slugs))


def test_an_empty_deck_gives_nothing() -> None:
    assert rules.pick_prompt([], [], START, random.Random(1)) is None


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Have lunch with somebody who sits by the other window.", ""),
        ("Iß mit jemandem aus einem anderen Stockwerk zu Mittag 🍜", ""),
        ("تناول الغداء مع زميل من فريق آخر", ""),
        ("Resume a conversation that ended too early.", ""),
        ("", "short"),
        ("Lunch", "short"),
        ("🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜", "short"),
        ("x" * 10_000, "long"),
        ("Ask a recruiter out for lunch this week.", "hunt"),
        ("Polish your CV together with a friend.", "hunt"),
        ("Look for a new job at the next meetup.", "hunt"),
        ("Bring your résumé along to the next meetup.", "hunt"),
        ("<!channel> come and have lunch with me", "everybody"),
        ("Tell @everyone what you learned this week", "everybody"),
    ],
)
def test_words_may_or_may_not_become_a_prompt(words: str, wrong: str) -> None:
    assert rules.find_fault(rules.tidy_text(words, rules.MAX_PROMPT), "") == wrong


def test_a_long_hint_is_noticed() -> None:
    assert rules.find_fault("Have lunch with somebody new.", "h" * 201) == "hint"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("10:00", time(10)),
        ("9", time(9)),
        ("17.59", time(17, 59)),
        ("18:00", time(18)),
        ("08:59", time(8, 59)),
        ("25:00", None),
        ("10:75", None),
        ("soon", None),
        ("", None),
        ("١٠:٠٠", None),
        ("9" * 10_000, None),
    ],
)
def test_a_prompt_may_come_at_any_time(words: str, read: time | None) -> None:
    assert rules.read_posting_time(words) == read


def test_cadences_are_read_back_as_they_were_set() -> None:
    for cadence in rules.CADENCES:
        for weekday in "0123456":
            rule = rules.build_recurrence(cadence, weekday)
            assert rule
            assert rules.cadence_of(rule) == (cadence, weekday)
    assert rules.build_recurrence("daily", "2") is rules.build_recurrence("weekly", "7") is None
    assert rules.cadence_of(weekly_rule(1, 2)) == ("weekly", "2")
