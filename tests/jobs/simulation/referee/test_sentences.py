"""Check that planted lies are seen in the words of a message, and that true words pass."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.home.overview import Activity, Overview
from bot.home.views import monday
from bot.ui.cards import Actions, Button, Card, Divider, Facts, Heading, Paragraph, merge_cards
from bot.ui.notices import note_card
from bot.ui.text import ChannelMention, Instant, Mention, Text
from jobs.simulation.card_words import split_sections
from jobs.simulation.referee.board import Origin, Standing, Whereabouts
from jobs.simulation.referee.sentences import Reading, judge_words

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
PLACES = {
    "acme/mingle-ada": Whereabouts("direct", "Mingle", ("ada",)),
    "acme/lunch": Whereabouts("channel", "lunch", ("ada", "ben")),
    "acme/board": Whereabouts("channel", "board", ("ben",)),
}
SKIP = Actions((Button("lunch.skip", "Skip", "1:2026-03-10"),))
BEN = Mention("ben", "Ben")


def _at(hours: float) -> Instant:
    return Instant(NOW + timedelta(hours=hours), "Europe/Berlin")


def _lies(*parts: Paragraph | Facts | Actions, title: str = "Hello", days_old: int = 2) -> set[str]:
    card = Card("note", title, parts)
    posted_at = NOW - timedelta(days=days_old)
    sections = tuple(split_sections(card))
    origins = (Origin("lunch.notice", None),)
    message = Standing(1, "acme/mingle-ada", origins, sections, posted_at, posted_at)
    known = Reading(NOW, {"ben"}, PLACES)
    return {lie.rule for section in sections for lie in judge_words(message, section, known)}


@pytest.mark.parametrize(
    "text",
    [
        ("How about ", _at(-1), "?"),
        ("On ", _at(-3), ", I introduce you to somebody."),
        ("There is time until ", _at(-24), "."),
    ],
)
def test_a_moment_that_is_over_is_seen(text: Text) -> None:
    assert _lies(Paragraph(text)) == {"a moment that is over"}
    assert _lies(Facts((("When", text),))) == {"a moment that is over"}


@pytest.mark.parametrize(
    "text",
    [
        ("How about ", _at(1), "?"),
        ("You went there on ", _at(-24), "."),
        ("When: ", _at(-1), " – ", _at(1)),
        ("How about ", _at(-1), "? It is over."),
    ],
)
def test_moments_to_come_and_what_tells_of_the_past_pass(text: Text) -> None:
    assert not _lies(Paragraph(text))


def test_a_day_that_was_another_one_is_seen_on_the_next() -> None:
    assert _lies(title="Ben has a table today, 12:30") == {"a day that was another one"}
    assert not _lies(title="Ben has a table today, 12:30", days_old=0)


def test_somebody_who_has_left_is_seen_while_it_matters() -> None:
    invitation = Paragraph((BEN, " would like your company."))
    assert _lies(invitation, SKIP) == {"somebody who has left"}
    assert not _lies(invitation)
    assert not _lies(Paragraph((BEN, " has left the company.")), SKIP)


@pytest.mark.parametrize(
    ("channel", "name", "is_lie"),
    [
        ("acme/lunch", "lunch", False),
        ("acme/lunch", "dinner", True),
        ("acme/nowhere", "nowhere", True),
        ("acme/board", "board", True),  # the reader is not in it
    ],
)
def test_a_channel_that_is_not_there_for_the_reader_is_seen(
    channel: str, name: str, is_lie: bool
) -> None:
    found = _lies(Paragraph(("Look into ", ChannelMention(channel, name), ".")))
    assert found == ({"a channel that is not there"} if is_lie else set())


def test_nobody_reads_for_those_who_have_left_whether_mingle_knows_it_or_not() -> None:
    board = Paragraph((ChannelMention("acme/board", "board"),))
    sections = tuple(split_sections(Card("note", "Hm", (board,))))
    message = Standing(1, "acme/lunch", (Origin("lunch.notice", None),), sections, NOW, NOW)
    for known, is_lie in (
        (Reading(NOW, set(), PLACES), False),
        (Reading(NOW, {"ben"}, PLACES), True),
        (Reading(NOW, set(), PLACES, {"ben"}), True),
    ):
        assert bool(list(judge_words(message, sections[0], known))) is is_lie
    assert Reading(NOW, {"ben"}, PLACES, {"ada"}).readers_of("acme/lunch") == []


def test_merged_messages_are_judged_each_by_itself() -> None:
    over = Paragraph(("It was called off. ", _at(-5)))
    card = Card("note", "One", (over, Divider(), Heading("Two"), Paragraph((_at(-1), ".")), SKIP))
    first, second = split_sections(card)
    assert [first.title, second.title] == ["One", "Two"]
    assert not first.buttons
    assert [button.action for button in second.buttons] == ["lunch.skip"]


def test_a_monday_note_that_outlived_the_message_it_came_with_is_still_a_page_of_its_day() -> None:
    runs = [Activity("prompts", 1, ChannelMention("acme/lunch", "lunch"), NOW + timedelta(hours=1))]
    overview = Overview(runs, [], [], [], [], 0, 0, [])
    note = monday.note_card(overview, NOW.date(), "Europe/Berlin")
    assert note is not None
    merged = merge_cards([note_card("Your lunch", "It's over."), note])
    sections = tuple(split_sections(merged))
    origins = tuple(Origin(reason, None) for reason in ("lunch.notice", "a.b", "organisers.monday"))
    message = Standing(1, "acme/mingle-ada", origins, sections, NOW, NOW)
    week_later = Reading(NOW + timedelta(days=7), set(), PLACES)
    assert [list(judge_words(message, each, week_later)) for each in sections] == [[], []]


def test_what_a_prompt_asks_to_do_today_may_stand() -> None:
    sections = tuple(split_sections(Card("note", "Hm", (Paragraph(("Write to them today.",)),))))
    old = NOW - timedelta(days=9)
    known = Reading(NOW, set(), PLACES)
    found = {}
    for reason in ("prompt.weekly", "lunch.notice"):
        message = Standing(1, "acme/mingle-ada", (Origin(reason, None),), sections, old, old)
        found[reason] = [lie.rule for lie in judge_words(message, sections[0], known)]
    assert found == {"prompt.weekly": [], "lunch.notice": ["a day that was another one"]}
