"""Check that planted counts, and words to somebody to whom they do not apply, are seen."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from bot.core.subjects import Subject
from bot.pairings.views.rounds import SOME_UNDONE
from bot.pairings.views.words import FIRST_IN_LINE
from bot.ui.cards import Actions, Button, Card, Divider, Heading, Paragraph, People
from bot.ui.text import Instant, Mention, Text
from jobs.simulation.card_words import split_sections
from jobs.simulation.referee.board import Origin, Standing
from jobs.simulation.referee.claims import Claims, judge_claims

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DRAW = Instant(NOW + timedelta(days=1), "Europe/Berlin")
TRUE = Claims(
    now=NOW,
    going={1: 4},
    open_events=frozenset({1}),
    voters={1: 3},
    answers={(1, "did"): 12},
    seated={1: frozenset({"ada", "ben"})},
    open_tables=frozenset({1}),
    taking_part=frozenset({"ada"}),
    paused={},
    skipping=frozenset(),
    unsent={},
    able={1: frozenset({"ada", "ben"})},
)
HOW = Actions((Button("lunch.how", "How?", "5"),))
MET = Actions((Button("lunch.met", "We met", "1"),))


def _lies(
    claims: Claims, subject: Subject | None, *parts: Paragraph | Actions | People
) -> list[str]:
    sections = tuple(split_sections(Card("note", "Hello", parts)))
    origins = (Origin("any", subject),)
    message = Standing(1, "acme/mingle-ada", origins, sections, NOW, NOW)
    found = [judge_claims(message, section, ["ada"], claims) for section in sections]
    return [lie.rule for lies in found for lie in lies]


@pytest.mark.parametrize(
    ("subject", "true", "planted", "rule"),
    [
        (Subject("poll", 1), "3 people have voted", "1 person has voted", "who voted"),
        (Subject("prompt", 1), "12 did.", "10 will do it, 12 did.", "who do a prompt"),
    ],
)
def test_a_count_that_differs_from_the_rows_is_seen(
    subject: Subject, true: str, planted: str, rule: str
) -> None:
    assert not _lies(TRUE, subject, Paragraph((true,)))
    assert _lies(TRUE, subject, Paragraph((planted,))) == [f"a count of those {rule}"]


def test_each_part_of_a_merged_message_is_compared_with_its_own_matter() -> None:
    parts = (
        Paragraph(("5 seats are enough so far.",)),
        Divider(),
        Heading("Two"),
        Paragraph(("12 did.",)),
    )
    sections = tuple(split_sections(Card("note", "One", parts)))

    def lies(*subjects: Subject) -> list[str]:
        origins = tuple(Origin("any", subject) for subject in subjects)
        message = Standing(1, "acme/mingle-ada", origins, sections, NOW, NOW)
        found = [judge_claims(message, section, ["ada"], TRUE) for section in sections]
        return [lie.rule for each in found for lie in each]

    event, prompt = Subject("hosting", 1), Subject("prompt", 1)
    assert not lies(event, prompt)
    assert len(lies(prompt, event)) == 1
    assert not lies(prompt, event, event)  # one of three shows nothing, so none is known


def test_answers_are_no_meetings() -> None:
    words = Paragraph(("8 of you met at the happy hour.",))
    assert _lies(TRUE, None, words) == ["a count of answers told as meetings"]


def test_faces_at_a_table_are_those_who_sit_there() -> None:
    ada, ben, cleo = (Mention(name, name.title()) for name in ("ada", "ben", "cleo"))
    assert not _lies(TRUE, Subject("table", 1), People((ada, ben)))
    assert _lies(TRUE, Subject("table", 1), People((ada, cleo))) == ["faces of a table"]


def test_a_report_promises_only_introductions_that_were_sent() -> None:
    report = (Paragraph(("Introductions go out in private.",)), HOW)
    assert not _lies(TRUE, None, *report)
    refused = structs.replace(TRUE, unsent={5: 1})
    assert _lies(refused, None, *report) == ["introductions that were not sent"]
    assert not _lies(refused, None, Paragraph((SOME_UNDONE,)), *report)


def test_a_poll_that_is_over_asks_nobody() -> None:
    asks = Actions((Button("question.vote", "Thursday", "1"),))
    assert not _lies(TRUE, Subject("question", 1), asks)
    over = structs.replace(TRUE, ended=frozenset({1}))
    assert _lies(over, Subject("question", 1), asks) == ["a poll that asks although it is over"]
    assert not _lies(over, Subject("question", 2), asks)


def test_a_plan_names_those_who_start_it_or_do_a_step() -> None:
    ada, ben, cleo = (Mention(name, name.title()) for name in ("ada", "ben", "cleo"))
    plans = structs.replace(TRUE, planners={1: frozenset({"ada", "ben"})})
    assert not _lies(plans, Subject("plan", 1), Paragraph((ada, " starts this. ", ben)))
    for people in ((ada,), (ada, ben, cleo)):
        assert _lies(plans, Subject("plan", 1), Paragraph(people)) == ["people of a plan"]


def test_an_introduction_of_one_is_seen() -> None:
    words: tuple[Any, ...] = (Paragraph(("Ada, meet Ben.",)), MET)
    assert not _lies(TRUE, Subject("group", 1), *words)
    alone = structs.replace(TRUE, able={1: frozenset({"ada"})})
    assert _lies(alone, Subject("group", 1), *words) == ["an introduction that cannot happen"]


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ({"taking_part": frozenset()}, "a round to somebody who is out"),
        ({"paused": {"ada": date(2026, 3, 20)}}, "a round to somebody who pauses"),
        ({"skipping": frozenset({("ada", date(2026, 3, 10))})}, "a round to somebody who skips it"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        ("On ", DRAW, ", I introduce you to somebody."),
        ("Lunch round, ", DRAW, ": I'll introduce you to someone."),
        ("You are first in line on ", DRAW, "."),
        (f"{FIRST_IN_LINE} It is on ", DRAW, "."),
    ],
)
def test_a_round_is_announced_only_to_those_who_are_in_it(
    planted: dict[str, Any], rule: str, text: Text
) -> None:
    assert not _lies(TRUE, None, Paragraph(text))
    assert _lies(structs.replace(TRUE, **planted), None, Paragraph(text)) == [rule]
