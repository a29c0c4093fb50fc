"""Check that planted lies to newcomers are seen, and that what is true is let pass."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from bot.core.subjects import Subject
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.text import Bold, Mention, Text
from jobs.simulation.card_words import split_sections
from jobs.simulation.referee.board import Origin, Standing
from jobs.simulation.referee.newcomers import Newcomers, judge_newcomers

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
BEN, CLEO = Mention("acme/ben", "Ben Marsh"), Mention("acme/cleo", "Cleo Duarte")
TRUE = Newcomers(
    now=NOW,
    readers={1: "acme/ada"},
    told_of={1: 7},
    open_events=frozenset({7}),
    going={7: frozenset({"acme/ben"})},
    titles={"acme/ada": frozenset({"Python evening"})},
    met=frozenset({("acme/ada", "acme/ben")}),
    introduced=frozenset({("acme/ada", "acme/ben"), ("acme/ada", "acme/cleo")}),
    named=frozenset({"acme/ben"}),
    welcoming=frozenset({"acme/ada"}),
)
THANKS = Subject("newcomer_thanks", 0, "acme/ada")
EVENT, EXPERT = Subject("newcomer_event", 1), Subject("newcomer_expert", 1)


def _lies(
    known: Newcomers, subject: Subject, *texts: Text, button: str = "event.show"
) -> list[str]:
    parts: list[Part] = [Paragraph(each) for each in texts]
    parts.append(Actions((Button(button, "Go", "7"),)))
    sections = tuple(split_sections(Card("note", "Hello", tuple(parts))))
    message = Standing(1, "acme/mingle-ada", (Origin("any", subject),), sections, NOW, NOW)
    return [lie.rule for section in sections for lie in judge_newcomers(message, section, known)]


@pytest.mark.parametrize(
    ("true", "planted", "rule"),
    [
        (("You met ", BEN, "."), ("You met ", CLEO, "."), "did not meet"),
        (
            ("I introduced you to ", CLEO, "."),
            ("I introduced you to ", Mention("acme/eve", "Eve"), "."),
            "introduction that was none",
        ),
        (
            ("You signed up for ", Bold("Python evening"), "."),
            ("You signed up for ", Bold("Rust evening"), "."),
            "did not sign up for",
        ),
    ],
)
def test_what_their_thanks_make_up_is_seen(true: Text, planted: Text, rule: str) -> None:
    assert not _lies(TRUE, THANKS, true)
    [found] = _lies(TRUE, THANKS, planted)
    assert rule in found


def test_a_welcome_that_was_taken_back_is_seen() -> None:
    words = ("You offered to welcome the next newcomer until 9 June.",)
    assert not _lies(TRUE, THANKS, words)
    assert _lies(structs.replace(TRUE, welcoming=frozenset()), THANKS, words)


def test_company_that_does_not_go_and_an_event_that_is_over_are_seen() -> None:
    assert not _lies(TRUE, EVENT, (BEN, " is going."), button="event.answer")
    assert _lies(TRUE, EVENT, (CLEO, " is going.")) == ["company that does not go"]
    over = structs.replace(TRUE, open_events=frozenset())
    assert _lies(over, EVENT, ("Go to Python evening.",), button="event.answer")
    assert not _lies(over, EVENT, ("Python evening is over.",))


@pytest.mark.parametrize(
    "changed",
    [
        structs.replace(TRUE, named=frozenset()),
        structs.replace(TRUE, gone=frozenset({"acme/ben"})),
        structs.replace(TRUE, apart=frozenset({("acme/ada", "acme/ben")})),
    ],
)
def test_somebody_to_ask_who_may_not_be_named_is_seen(changed: Newcomers) -> None:
    words = (BEN, " can show others: negotiation")
    assert not _lies(TRUE, EXPERT, words)
    assert _lies(changed, EXPERT, words) == ["somebody to ask who may not be named"]


def test_nobody_is_named_whom_they_would_rather_not_meet() -> None:
    apart = structs.replace(TRUE, apart=frozenset({("acme/ada", "acme/ben")}))
    assert _lies(apart, THANKS, ("You met ", BEN, ".")) == [
        "somebody whom they would rather not meet"
    ]
