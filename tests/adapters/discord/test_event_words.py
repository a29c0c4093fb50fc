"""What stands in Discord's own list of events fits there, whatever a host wrote."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import strings
from adapters.discord.scheduled_events import MAX_DESCRIPTION, describe_event
from bot.dates.calendar_event import CalendarEvent
from bot.ui.text import shorten_text
from tests.adapters.workspace import MONDAY


@given(words=st.text(max_size=3_000), facts=st.text(max_size=2_000), repeats=st.text(max_size=80))
def test_whatever_a_host_writes_fits_into_the_servers_list(
    words: str, facts: str, repeats: str
) -> None:
    event = CalendarEvent(
        "1@mingle", "Chess", words, "", MONDAY, MONDAY + timedelta(hours=1), facts=facts,
        repeats=repeats, interested="going",
    )  # fmt: skip
    told = describe_event(event)
    assert len(told) <= MAX_DESCRIPTION
    if len(facts) + len(repeats) < MAX_DESCRIPTION // 2:
        assert told.endswith(strings.INTERESTED["going"])


@given(words=st.text(max_size=300), limit=st.integers(2, 200))
def test_words_are_cut_once_and_marked_as_cut(words: str, limit: int) -> None:
    cut = shorten_text(words, limit)
    assert len(cut) <= limit
    assert cut == words if len(words) <= limit else cut.endswith("…")


def test_a_cut_falls_between_words() -> None:
    assert shorten_text("Café Nord, Prinzregentenstraße 12", 20) == "Café Nord, Prinzreg…"
    assert shorten_text("Café Nord, in the yard", 20) == "Café Nord, in the…"
    assert shorten_text("Café Nord", 9) == "Café Nord"
