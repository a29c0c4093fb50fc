"""What colleagues of the playground say they learned answers what they were asked, once each."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.playground import workspace
from adapters.playground.learnings import Learnings, list_after_lunch, load_learnings
from adapters.playground.records import Colleague
from adapters.playground.simulated_people import SimulatedPeople
from bot.cli.assembly import assemble_app
from bot.cli.demo import DEMO_ZONE
from bot.core.interactions import Reply
from bot.learnings.tables import learning
from bot.prompts.deck import DECK
from bot.prompts.rules import MAX_LEARNING
from bot.prompts.tables import posting
from bot.store.files import sqlite_address
from bot.text_guard.rules import find_all
from bot.ui.cards import Card, Paragraph, Picture, Quote
from bot.ui.speech import speaking
from bot.ui.text import calls_everybody
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from tests.world import MONDAY

UNDER = load_learnings()["prompt"]
EVERYTHING = [*list_after_lunch(), *(words for said in UNDER.values() for words in said)]
ADA = Colleague("w/ada", "Ada Wolf", "UTC")
LUNCH = Card("round", "Glad you met", ())
WEEKS = 4


def prompt_card(number: int, *quotes: str) -> Card:
    return Card("prompt", "This week", (Paragraph((DECK[number].said,)), *map(Quote, quotes)))


def say_all(learnings: Learnings, card: Card, times: int) -> list[str]:
    chance = random.Random(5)
    return [learnings.choose(card, ADA, chance) for _ in range(times)]


def test_there_are_more_than_two_hundred_and_no_two_are_alike() -> None:
    assert len(EVERYTHING) > 200
    assert len({words.casefold() for words in EVERYTHING}) == len(EVERYTHING)


def test_each_prompt_of_the_deck_has_answers_of_its_own() -> None:
    assert UNDER.keys() == {prompt.slug for prompt in DECK}
    assert min(map(len, UNDER.values())) >= 2


def test_what_colleagues_say_may_be_posted() -> None:
    assert max(map(len, EVERYTHING)) <= MAX_LEARNING
    assert [words for words in EVERYTHING if find_all(words) or calls_everybody(words)] == []


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_under_a_prompt_stands_what_answers_it_in_whatever_language_it_is_read(
    language: str,
) -> None:
    with speaking(language):
        for number, prompt in enumerate(DECK):
            assert (
                Learnings().choose(prompt_card(number), ADA, random.Random(1)) in UNDER[prompt.slug]
            )


def test_nobody_says_of_a_prompt_what_another_said_and_then_they_say_nothing() -> None:
    said = say_all(Learnings(), prompt_card(0), 3)
    assert sorted(said) == sorted(["", *UNDER[DECK[0].slug]])


def test_of_a_prompt_that_somebody_here_wrote_nothing_is_said() -> None:
    ours = Card("prompt", "This week", (Paragraph(("Wave to a tram",)),))
    assert say_all(Learnings(), ours, 1) == [""]


def test_what_stood_on_a_card_before_a_restart_is_not_said_again() -> None:
    first, second = UNDER[DECK[0].slug]
    learnings = Learnings()
    learnings.hear(prompt_card(0, first))
    assert say_all(learnings, prompt_card(0), 1) == [second]


def test_after_lunch_all_is_said_once_before_anything_is_said_again() -> None:
    said = say_all(Learnings(), LUNCH, 2 * len(list_after_lunch()))
    assert set(Counter(said).values()) == {2}
    assert len(set(said[: len(list_after_lunch())])) == len(list_after_lunch())


def test_nobody_speaks_of_themselves_by_name() -> None:
    zainab = Colleague("w/zainab", "Zainab Hussain", "UTC")
    number = next(n for n, each in enumerate(DECK) if each.slug == "reach-out-who-should-i-meet")
    said = [Learnings().choose(prompt_card(number), zainab, random.Random(n)) for n in range(9)]
    assert said
    assert not any("Zainab" in words for words in said)


async def test_in_the_demo_nobody_repeats_anybody_and_the_picture_of_teams_can_be_drawn(
    tmp_path: Path,
) -> None:
    clock = SimulatedClock(MONDAY)
    url = sqlite_address(tmp_path / "demo.db")
    async with assemble_app(url, clock.now, seed="demo", durable=False) as mingle:
        await mingle.populate_playground(workspace.PEOPLE_COUNT)
        await workspace.set_up_features(mingle.listener, DEMO_ZONE)
        people = SimulatedPeople(mingle.listener, random.Random("demo"))
        driver = SimulationDriver(mingle.engine, clock, people)
        await driver.advance_to(MONDAY + timedelta(weeks=WEEKS))

        async with mingle.database.read_transaction() as tx:
            learned = await tx.all(select(learning.c.about, learning.c.text))
            slugs = {row.id: row.slug for row in await tx.all(select(posting))}
        texts = [row.text for row in learned if row.text]
        assert len(texts) == len(set(texts)) > 3 * WEEKS
        for row in learned:
            if row.about.kind == "prompt" and row.text:
                assert row.text in UNDER[slugs[row.about.id]]

        who = await workspace.find_organiser(mingle.listener)
        channel = workspace.LUNCH_CHANNEL
        answer = await mingle.listener.handle_line(who, channel, "/round picture", "a", alone=True)
        assert isinstance(answer, Reply)
        await driver.advance_to(MONDAY + timedelta(weeks=WEEKS, hours=1))
        conversation = await mingle.playground.direct_conversation(who)
        pictures = [
            part
            for posted in people._posted.values()
            if posted.message.channel == conversation.id and posted.message.card
            for part in posted.message.card.parts
            if isinstance(part, Picture)
        ]
        assert pictures
        assert "Customers" in pictures[0].alt
