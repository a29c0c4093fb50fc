"""Take up prompts and tell what came of them."""

import pytest

from bot.core.tables import live_card
from bot.learnings.tables import learning
from bot.prompts.tables import prompt_answer
from bot.ui.cards import Button, ChoiceField, Quote, TextField, as_text
from bot.ui.text import Mention
from tests.bot.prompts.house import CHANNEL, House
from tests.reading import complaint, controls, form_of, text

WEDNESDAY_AT_TEN = {"days": 2}


@pytest.fixture
async def posted(house: House) -> House:
    await house.passes(**WEDNESDAY_AT_TEN)
    return house


async def quotes(house: House) -> list[Quote]:
    return [part for part in (await house.card()).parts if isinstance(part, Quote)]


async def test_a_prompt_says_theme_text_hint_and_offers_two_buttons(posted: House) -> None:
    card = await posted.card()
    assert (card.kind, card.title) == ("prompt", "This week's prompt")
    assert [
        (button.action, button.label, button.style)
        for button in controls(card)
        if isinstance(button, Button)
    ] == [
        ("prompt.will_do", "I'll do it", "main"),
        ("prompt.did", "Did it", "quiet"),
    ]
    assert len(as_text(card).splitlines()) == 4
    assert await posted.said(CHANNEL) == ["prompt:1"]


async def test_those_who_will_do_it_are_counted_and_not_named(posted: House) -> None:
    assert "Only the number shows" in text(await posted.clicks("W/ada", "prompt.will_do", 1))
    await posted.clicks("W/ada", "prompt.will_do", 1)
    await posted.clicks("W/bo", "prompt.will_do", 1)
    await posted.submits("W/cleo", "prompt.did_it", 1)
    said = as_text(await posted.card())
    assert "2 will do it, 1 did." in said
    assert not any(name in said for name in ("Ada", "Bo", "Cleo"))
    assert [row.version for row in await posted.rows(live_card) if row.subject == "prompt:1"] == [4]


async def test_somebody_who_changes_their_mind_is_not_counted_any_more(posted: House) -> None:
    await posted.clicks("W/ada", "prompt.will_do", 1)
    assert "No harm done" in text(await posted.clicks("W/ada", "prompt.never_mind", 1))
    assert "will do it" not in as_text(await posted.card())
    assert not await posted.rows(prompt_answer)


async def test_whoever_did_it_has_done_it(posted: House) -> None:
    await posted.clicks("W/ada", "prompt.will_do", 1)
    await posted.submits("W/ada", "prompt.did_it", 1)
    for action in ("prompt.will_do", "prompt.never_mind"):
        assert "done this one already" in text(await posted.clicks("W/ada", action, 1))
    assert "1 did." in as_text(await posted.card())
    assert "will do it" not in as_text(await posted.card())


async def test_a_learning_is_shared_with_a_name_without_one_or_not_at_all(posted: House) -> None:
    for who, share in (("W/ada", "named"), ("W/bo", "unnamed"), ("W/cleo", "private")):
        answer = await posted.submits(
            who, "prompt.did_it", 1, text=f"{who} learned to fold maps", share=share
        )
        assert "Thank you" in text(answer)
    assert await quotes(posted) == [
        Quote("W/bo learned to fold maps"),
        Quote("W/ada learned to fold maps", Mention("W/ada", "Ada")),
    ]


async def test_nothing_is_shared_unless_somebody_says_so(posted: House) -> None:
    form = form_of(await posted.clicks("W/ada", "prompt.did", 1))
    share = next(field for field in form.fields if isinstance(field, ChoiceField))
    assert share.initial == ("private",)
    await posted.submits("W/ada", "prompt.did_it", form.value, text="It stays with me")
    assert await quotes(posted) == []


async def test_somebody_takes_back_what_they_shared(posted: House) -> None:
    await posted.submits("W/ada", "prompt.did_it", 1, text="Maps fold both ways", share="named")
    form = form_of(await posted.clicks("W/ada", "prompt.did", 1))
    assert (
        next(field for field in form.fields if isinstance(field, TextField)).initial
        == "Maps fold both ways"
    )
    await posted.submits("W/ada", "prompt.did_it", 1, text="", share="named")
    assert await quotes(posted) == []
    assert "1 did." in as_text(await posted.card())


async def test_marks_that_turn_text_around_are_taken_out(posted: House) -> None:
    await posted.submits(
        "W/ada", "prompt.did_it", 1, text="\u202eשלום\u200b 🍜\x00 hello", share="unnamed"
    )
    assert await quotes(posted) == [Quote("שלום 🍜 hello")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "x" * 10_000}, "300 characters"),
        ({"text": "<!channel> look"}, "rings for everybody"),
        ({"text": "look @everyone"}, "rings for everybody"),
        ({"text": "fine", "share": "aloud"}, "from the list"),
    ],
)
async def test_a_learning_that_cannot_be_kept_is_told_calmly(
    posted: House, fields: dict[str, str], sentence: str
) -> None:
    before = await posted.counts()
    assert sentence in complaint(await posted.submits("W/ada", "prompt.did_it", 1, **fields))
    assert await posted.counts() == before
    assert not await posted.rows(learning)


@pytest.mark.parametrize(
    "value", ["", "0", "2", "-1", "one", "1; drop table", "９", "9" * 90, "W/ada"]
)
@pytest.mark.parametrize("action", ["prompt.will_do", "prompt.never_mind", "prompt.did"])
async def test_a_button_that_leads_nowhere_says_so(posted: House, action: str, value: str) -> None:
    before = await posted.counts()
    assert "can't find that prompt" in text(await posted.clicks("W/ada", action, value))
    assert "can't find that prompt" in text(await posted.submits("W/ada", "prompt.did_it", value))
    assert await posted.counts() == before
