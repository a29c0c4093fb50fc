"""Suggest prompts, and settle what was suggested."""

from datetime import UTC, datetime

import pytest

from bot.core.tables import outbox_message
from bot.prompts.live_cards import render_suggestion
from bot.prompts.tables import prompt
from tests.bot.prompts.house import HOME, House
from tests.reading import buttons, complaint, form_of, text

LUNCH = "Have lunch with somebody who sits by the other window."


async def suggest(house: House, words: str = LUNCH, who: str = "W/ada", **fields: str) -> str:
    return text(await house.types(who, "prompt suggest", text=words, **fields))


async def drawn(house: House, number: int = 1):  # type: ignore[no-untyped-def]
    async with house.database.read_transaction() as tx:
        return await render_suggestion(tx, HOME, str(number), house.now)


async def test_a_suggestion_reaches_every_organiser_with_two_buttons(house: House) -> None:
    assert "The organisers see it now" in await suggest(
        house, theme="go-out", hint="Bring a chair."
    )
    for organiser in ("W/oda", "W/olaf"):
        assert await house.said(organiser) == ["prompt-suggestion:1"]
    card = await drawn(house)
    assert [button.action for button in buttons(card)] == ["prompt.approve", "prompt.decline"]
    assert {row.reason for row in await house.rows(outbox_message)} == {"prompt.suggested"}


async def test_an_approved_suggestion_joins_the_deck_and_its_author_is_told_once(
    house: House,
) -> None:
    await suggest(house)
    assert "ours-1" in text(await house.clicks("W/oda", "prompt.approve", 1))
    assert "That one is settled" in text(await house.clicks("W/olaf", "prompt.decline", 1))
    assert "Added to the deck" in str(await drawn(house))
    assert buttons(await drawn(house)) == []
    told = await house.said("W/ada")
    assert len(told) == 1
    assert "Your prompt is in the deck" in told[0]
    await house.types("W/oda", "prompt next", id="ours-1")
    await house.passes(days=2)
    assert LUNCH in str(await house.card())


async def test_a_declined_suggestion_gets_a_kind_word(house: House) -> None:
    await suggest(house)
    assert "Declined" in text(await house.clicks("W/oda", "prompt.decline", 1))
    assert "It was declined" in text(await house.clicks("W/oda", "prompt.approve", 1))
    assert "Declined by" in str(await drawn(house))
    told = await house.said("W/ada")
    assert len(told) == 1
    assert "Thank you for it" in told[0]


async def test_the_answer_to_a_suggestion_waits_for_the_morning(house: House) -> None:
    await suggest(house)
    house.now = datetime(2026, 3, 9, 21, 0, tzinfo=UTC)
    await house.clicks("W/oda", "prompt.approve", 1)
    due = [row.due for row in await house.rows(outbox_message) if row.recipients == ("W/ada",)]
    assert due == [datetime(2026, 3, 10, 8, 0, tzinfo=UTC)]


async def test_only_organisers_settle_suggestions_and_add_prompts(house: House) -> None:
    await suggest(house)
    for answer in (
        await house.clicks("W/bo", "prompt.approve", 1),
        await house.types("W/bo", "prompt add", text=LUNCH),
        await house.submits("W/bo", "prompt.add", text=LUNCH),
    ):
        assert "for organisers" in text(answer)
    assert [row.state for row in await house.rows(prompt)] == ["suggested"]


async def test_suggestions_that_nobody_was_told_about_wait_in_the_deck(house: House) -> None:
    await suggest(house)
    await suggest(house, "Draw your desk and swap the drawing with a colleague.")
    assert "2 suggestions are waiting" in text(await house.types("W/oda", "prompt deck"))
    assert LUNCH in text(await house.clicks("W/oda", "prompt.suggestions"))
    await house.clicks("W/oda", "prompt.approve", 1)
    await house.clicks("W/oda", "prompt.decline", 2)
    assert "No suggestion is waiting" in text(await house.clicks("W/oda", "prompt.suggestions"))


async def test_without_a_known_organiser_a_suggestion_is_kept(database) -> None:  # type: ignore[no-untyped-def]
    assert "waits in the deck" in await suggest(House(database))


async def test_a_form_opens_when_no_words_were_typed(house: House) -> None:
    assert form_of(await house.types("W/ada", "prompt suggest")).action == "prompt.suggest"
    assert form_of(await house.types("W/oda", "prompt add")).action == "prompt.add"
    await house.submits("W/ada", "prompt.suggest", text=LUNCH, theme="join", hint="")
    await house.submits("W/oda", "prompt.add", text=LUNCH, theme="give", hint="")
    assert [(row.state, row.theme) for row in await house.rows(prompt)] == [
        ("suggested", "join"),
        ("approved", "give"),
    ]


async def test_an_organiser_adds_a_prompt_for_a_season(house: House) -> None:
    answer = await house.types(
        "W/oda", "prompt add", text=LUNCH, theme="host", season="Winter", hint="Warm soup."
    )
    assert "ours-1" in text(answer)
    assert [(row.theme, row.season, row.hint) for row in await house.rows(prompt)] == [
        ("host", "winter", "Warm soup.")
    ]


async def test_a_flood_of_suggestions_is_held_back_kindly(house: House) -> None:
    for number in range(3):
        await suggest(house, f"Have lunch number {number} with somebody new.")
    before = await house.counts()
    assert "3 of your suggestions are waiting" in await suggest(house)
    assert await house.counts() == before
    assert "The organisers see it now" in await suggest(house, who="W/bo")


async def test_what_is_in_the_deck_already_is_not_added_again(house: House) -> None:
    await house.types("W/oda", "prompt add", text=LUNCH)
    assert "in the deck already" in await suggest(house, LUNCH.upper())


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
    house: House, fields: dict[str, str], sentence: str
) -> None:
    before = await house.counts()
    assert sentence in text(await house.types("W/ada", "prompt suggest", **fields))
    assert sentence in text(await house.types("W/oda", "prompt add", **fields))
    submitted = await house.submits("W/ada", "prompt.suggest", **{"text": "", **fields})
    assert sentence in complaint(submitted)
    assert await house.counts() == before


@pytest.mark.parametrize("value", ["", "0", "7", "-1", "one", "9" * 90, "W/ada"])
async def test_a_button_for_no_suggestion_says_so(house: House, value: str) -> None:
    before = await house.counts()
    for action in ("prompt.approve", "prompt.decline"):
        assert "can't find that prompt" in text(await house.clicks("W/oda", action, value))
    assert await house.counts() == before
