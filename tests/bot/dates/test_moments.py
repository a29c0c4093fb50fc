"""Read the moments that people type, as a table of them has it; and what stands beside one."""

import datetime as dt
import zoneinfo
from pathlib import Path

import pytest

from bot.dates.moments import Moment, Usual, find_moment, read_moment

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
MONDAY_AT_NINE = dt.datetime(2026, 3, 2, 9, tzinfo=BERLIN)
TYPED = Path(__file__).with_name("moments.tsv")
CASES = [
    tuple(line.split("\t"))
    for line in TYPED.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def meaning(found: Moment) -> str:
    """Return what was read as the table has it."""
    if found.refused:
        return "no"
    if found.needs:
        return f"ask {found.needs}"
    moments = [moment.astimezone(BERLIN) for moment in (found.start, found.end) if moment]
    return "/".join(f"{moment:%Y-%m-%d %H:%M}" for moment in moments)


def read(text: str, usual: Usual = "any") -> Moment:
    return read_moment(text, MONDAY_AT_NINE.astimezone(dt.UTC), "Europe/Berlin", usual)


@pytest.mark.parametrize(("text", "means"), CASES)
def test_what_people_type_for_a_time_is_understood_asked_back_or_refused(
    text: str, means: str
) -> None:
    assert meaning(read(text)) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("tomorrow at 1", "2026-03-03 13:00"),
        ("at 1", "2026-03-02 13:00"),
        ("tomorrow 1:30", "2026-03-03 13:30"),
        ("tomorrow at 11", "2026-03-03 11:00"),
        ("tomorrow half past one", "2026-03-03 13:30"),
        ("tomorrow 12-2", "2026-03-03 12:00/2026-03-03 14:00"),
        ("tomorrow at 6", "ask half"),
        ("01:30 tomorrow", "2026-03-03 01:30"),
    ],
)
def test_an_hour_at_lunch_is_after_noon(text: str, means: str) -> None:
    assert meaning(read(text, "lunch")) == means


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("3/12 6pm", ["2026-03-12", "2026-12-03"]),
        ("tomorrow at 6", ["06:00", "18:00"]),
        ("Thursday 6 March 12:30", ["2026-03-05", "2026-03-06"]),
    ],
)
def test_what_may_be_one_of_two_is_asked_with_both(text: str, choices: list[str]) -> None:
    found = []
    for choice in read(text).choices:
        if isinstance(choice, dt.datetime):
            found.append(f"{choice.astimezone(BERLIN):%H:%M}")
        else:
            found.append(f"{choice}")
    assert sorted(found) == choices


@pytest.mark.parametrize(
    ("text", "means", "rest"),
    [
        ("12:30 Ramen bar", "2026-03-02 12:30", ["Ramen bar"]),
        ("Ramen bar, tomorrow 12:30", "2026-03-03 12:30", ["Ramen bar,"]),
        ("at noon at the ramen place", "2026-03-02 12:00", ["at the ramen place"]),
        ("12:30 4 ramen", "2026-03-02 12:30", ["4 ramen"]),
        ("Dachgarten 7 12:30", "2026-03-02 12:30", ["Dachgarten 7"]),
        ("tomorrow ramen 12:30 python", "2026-03-03 12:30", ["ramen", "python"]),
        ("sushi", "ask when", ["sushi"]),
        ("12:30 Sun Inn", "ask words", ["Inn"]),
    ],
)
def test_the_words_beside_a_moment_are_left_for_what_they_name(
    text: str, means: str, rest: list[str]
) -> None:
    words = text.split()
    found = find_moment(words, MONDAY_AT_NINE, "Europe/Berlin", "lunch")
    assert meaning(found) == means
    assert [" ".join(words[first:last]) for first, last in found.rest] == rest


@pytest.mark.parametrize("text", ["12 grudnia 18:00", "12. prosince 18:00", "12 joulukuuta 18:00"])
def test_a_month_in_a_further_language_is_understood_too(text: str) -> None:
    assert meaning(read(text)) == "2026-12-12 18:00"
