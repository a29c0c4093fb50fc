"""Suggest prompts, and settle what was suggested."""

from datetime import UTC, datetime

import pytest

from bot.core.tables import outbox_message
from bot.prompts.tables import prompt
from bot.store.engine import Database
from tests.factories.prompts import BO, ODA, OLAF, curious_world
from tests.reading import buttons, complaint, form_of, text
from tests.world import ADA, World

LUNCH = "Have lunch with somebody who sits by the other window."


async def suggest(world: World, words: str = LUNCH, who: str = ADA, **fields: str) -> str:
    return text(await world.command(who, "prompt suggest", {"text": words, **fields}))


async def test_a_suggestion_reaches_every_organiser_with_two_buttons(world: World) -> None:
    assert "The organisers see it now" in await suggest(
        world, theme="go-out", hint="Bring a chair."
    )
    for organiser in (ODA, OLAF):
        assert await world.outbox(organiser) == [await world.live_card("prompt-suggestion:1")]
    card = await world.live_card("prompt-suggestion:1")
    assert [button.action for button in buttons(card)] == ["prompt.approve", "prompt.decline"]
    assert {row.reason for row in await world.select_all(outbox_message)} == {"prompt.suggested"}


async def test_an_approved_suggestion_joins_the_deck_and_its_author_is_told_once(
    world: World,
) -> None:
    await suggest(world)
    assert "ours-1" in text(await world.click(ODA, "prompt.approve", 1))
    assert "That one is settled" in text(await world.click(OLAF, "prompt.decline", 1))
    assert "Added to the deck" in text(await world.live_card("prompt-suggestion:1"))
    assert buttons(await world.live_card("prompt-suggestion:1")) == []
    told = await world.outbox(ADA)
    assert len(told) == 1
    assert "Your prompt is in the deck" in text(told[0])
    await world.command(ODA, "prompt next", {"id": "ours-1"})
    await world.pass_time(days=2)
    assert LUNCH in text(await world.live_card("prompt:1"))


async def test_a_declined_suggestion_gets_a_kind_word(world: World) -> None:
    await suggest(world)
    assert "Declined" in text(await world.click(ODA, "prompt.decline", 1))
    assert "It was declined" in text(await world.click(ODA, "prompt.approve", 1))
    assert "Declined by" in text(await world.live_card("prompt-suggestion:1"))
    told = await world.outbox(ADA)
    assert len(told) == 1
    assert "Thank you for it" in text(told[0])


async def test_the_answer_to_a_suggestion_waits_for_the_morning(world: World) -> None:
    await suggest(world)
    world.now = datetime(2026, 3, 9, 21, 0, tzinfo=UTC)
    await world.click(ODA, "prompt.approve", 1)
    due = [row.due for row in await world.select_all(outbox_message) if row.recipients == (ADA,)]
    assert due == [datetime(2026, 3, 10, 8, 0, tzinfo=UTC)]


async def test_only_organisers_settle_suggestions_and_add_prompts(world: World) -> None:
    await suggest(world)
    for answer in (
        await world.click(BO, "prompt.approve", 1),
        await world.command(BO, "prompt add", {"text": LUNCH}),
        await world.submit(BO, "prompt.add", {"text": LUNCH}),
    ):
        assert "for organisers" in text(answer)
    assert [row.state for row in await world.select_all(prompt)] == ["suggested"]


async def test_suggestions_that_nobody_was_told_about_wait_in_the_deck(world: World) -> None:
    await suggest(world)
    await suggest(world, "Draw your desk and swap the drawing with a colleague.")
    assert "2 suggestions are waiting" in text(await world.command(ODA, "prompt deck"))
    assert LUNCH in text(await world.click(ODA, "prompt.suggestions"))
    await world.click(ODA, "prompt.approve", 1)
    await world.click(ODA, "prompt.decline", 2)
    assert "No suggestion is waiting" in text(await world.click(ODA, "prompt.suggestions"))


async def test_without_a_known_organiser_a_suggestion_is_kept(database: Database) -> None:
    assert "waits in the deck" in await suggest(await curious_world(database))


async def test_a_form_opens_when_no_words_were_typed(world: World) -> None:
    assert form_of(await world.command(ADA, "prompt suggest")).action == "prompt.suggest"
    assert form_of(await world.command(ODA, "prompt add")).action == "prompt.add"
    await world.submit(ADA, "prompt.suggest", {"text": LUNCH, "theme": "join", "hint": ""})
    await world.submit(ODA, "prompt.add", {"text": LUNCH, "theme": "give", "hint": ""})
    assert [(row.state, row.theme) for row in await world.select_all(prompt)] == [
        ("suggested", "join"),
        ("approved", "give"),
    ]


async def test_an_organiser_adds_a_prompt_for_a_season(world: World) -> None:
    answer = await world.command(
        ODA,
        "prompt add",
        {"text": LUNCH, "theme": "host", "season": "Winter", "hint": "Warm soup."},
    )
    assert "ours-1" in text(answer)
    assert [(row.theme, row.season, row.hint) for row in await world.select_all(prompt)] == [
        ("host", "winter", "Warm soup.")
    ]


async def test_a_flood_of_suggestions_is_held_back_kindly(world: World) -> None:
    for number in range(3):
        await suggest(world, f"Have lunch number {number} with somebody new.")
    before = await world.snapshot()
    assert "3 of your suggestions are waiting" in await suggest(world)
    assert await world.snapshot() == before
    assert "The organisers see it now" in await suggest(world, who=BO)


async def test_what_is_in_the_deck_already_is_not_added_again(world: World) -> None:
    await world.command(ODA, "prompt add", {"text": LUNCH})
    assert "in the deck already" in await suggest(world, LUNCH.upper())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "Lunch!"}, "in a sentence"),
        ({"text": "🍜" * 40}, "in a sentence"),
        (
            {"text": "\u202e\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b"},
            "in a sentence",
        ),
        ({"text": "x" * 10_000}, "240 characters"),
        ({"text": LUNCH, "hint": "x" * 10_000}, "the hint to 200"),
        ({"text": "<!channel> let us all have lunch together"}, "rings for everybody"),
        ({"text": "Tell @everyone what you had for lunch"}, "rings for everybody"),
        ({"text": "Ask a recruiter what they had for lunch."}, "not about finding work"),
        ({"text": LUNCH, "theme": "politics"}, "choose a theme"),
        ({"text": LUNCH, "season": "the 32nd"}, "choose a season"),
    ],
)
async def test_words_that_are_no_prompt_get_one_calm_sentence(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    before = await world.snapshot()
    assert sentence in text(await world.command(ADA, "prompt suggest", fields))
    assert sentence in text(await world.command(ODA, "prompt add", fields))
    submitted = await world.submit(ADA, "prompt.suggest", {"text": "", **fields})
    assert sentence in complaint(submitted)
    assert await world.snapshot() == before


@pytest.mark.parametrize("value", ["", "0", "7", "-1", "one", "9" * 90, ADA])
async def test_a_button_for_no_suggestion_says_so(world: World, value: str) -> None:
    before = await world.snapshot()
    for action in ("prompt.approve", "prompt.decline"):
        assert "can't find that prompt" in text(await world.click(ODA, action, value))
    assert await world.snapshot() == before
