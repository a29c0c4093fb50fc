"""Take up prompts and tell what came of them."""

import pytest

from bot.core.subjects import Subject
from bot.core.tables import live_card
from bot.learnings.tables import learning
from bot.prompts.tables import prompt_answer
from bot.ui.cards import Button, ChoiceField, Quote, TextField, as_text
from bot.ui.text import Mention
from tests.factories.prompts import BO
from tests.reading import complaint, controls, form_of, text
from tests.world import ADA, CLEO, PROMPTS, World

WEDNESDAY_AT_TEN = {"days": 2}


@pytest.fixture(autouse=True)
async def _posted(world: World) -> None:
    """Every test begins when the first prompt has been posted."""
    await world.pass_time(**WEDNESDAY_AT_TEN)


async def quotes(world: World) -> list[Quote]:
    return [part for part in (await world.live_card("prompt:1")).parts if isinstance(part, Quote)]


async def test_a_prompt_says_theme_text_hint_and_offers_two_buttons(world: World) -> None:
    card = await world.live_card("prompt:1")
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
    assert await world.outbox(PROMPTS) == [await world.live_card("prompt:1")]


async def test_those_who_will_do_it_are_counted_and_not_named(world: World) -> None:
    assert "Your name never shows" in text(await world.click(ADA, "prompt.will_do", 1))
    await world.click(ADA, "prompt.will_do", 1)
    await world.click(BO, "prompt.will_do", 1)
    await world.submit(CLEO, "prompt.did_it", value=1)
    said = as_text(await world.live_card("prompt:1"))
    assert not any(words in said for words in ("will do it", "did."))
    assert not any(name in said for name in ("Ada", "Bo", "Cleo"))
    assert [
        row.version
        for row in await world.select_all(live_card)
        if row.subject == Subject("prompt", 1)
    ] == [4]


async def test_somebody_who_changes_their_mind_is_not_counted_any_more(world: World) -> None:
    await world.click(ADA, "prompt.will_do", 1)
    assert "No harm done" in text(await world.click(ADA, "prompt.never_mind", 1))
    assert "will do it" not in as_text(await world.live_card("prompt:1"))
    assert not await world.select_all(prompt_answer)


async def test_whoever_did_it_has_done_it(world: World) -> None:
    await world.click(ADA, "prompt.will_do", 1)
    await world.submit(ADA, "prompt.did_it", value=1)
    for action in ("prompt.will_do", "prompt.never_mind"):
        assert "done this one already" in text(await world.click(ADA, action, 1))
    assert "did." not in as_text(await world.live_card("prompt:1"))
    assert "will do it" not in as_text(await world.live_card("prompt:1"))


async def test_a_learning_is_shared_with_a_name_without_one_or_not_at_all(world: World) -> None:
    for who, share in ((ADA, "named"), (BO, "unnamed"), (CLEO, "private")):
        answer = await world.submit(
            who, "prompt.did_it", {"text": f"{who} learned to fold maps", "share": share}, value=1
        )
        assert "Thank you" in text(answer)
    assert await quotes(world) == [
        Quote("acme/bo learned to fold maps"),
        Quote("acme/ada learned to fold maps", Mention(ADA, "Ada")),
    ]


async def test_nothing_is_shared_unless_somebody_says_so(world: World) -> None:
    form = form_of(await world.click(ADA, "prompt.did", 1))
    share = next(field for field in form.fields if isinstance(field, ChoiceField))
    assert share.initial == ("private",)
    await world.submit(ADA, "prompt.did_it", {"text": "It stays with me"}, value=form.value)
    assert await quotes(world) == []


async def test_somebody_takes_back_what_they_shared(world: World) -> None:
    await world.submit(
        ADA, "prompt.did_it", {"text": "Maps fold both ways", "share": "named"}, value=1
    )
    form = form_of(await world.click(ADA, "prompt.did", 1))
    assert (
        next(field for field in form.fields if isinstance(field, TextField)).initial
        == "Maps fold both ways"
    )
    await world.submit(ADA, "prompt.did_it", {"text": "", "share": "named"}, value=1)
    assert await quotes(world) == []
    [answer] = await world.select_all(prompt_answer)
    assert answer.state == "did"


async def test_marks_that_turn_text_around_are_taken_out(world: World) -> None:
    await world.submit(
        ADA, "prompt.did_it", {"text": "\u202eשלום\u200b 🍜\x00 hello", "share": "unnamed"}, value=1
    )
    assert await quotes(world) == [Quote("שלום 🍜 hello")]


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
    world: World, fields: dict[str, str], sentence: str
) -> None:
    before = await world.snapshot()
    assert sentence in complaint(await world.submit(ADA, "prompt.did_it", fields, value=1))
    assert await world.snapshot() == before
    assert not await world.select_all(learning)


@pytest.mark.parametrize("value", ["", "0", "2", "-1", "one", "1; drop table", "９", "9" * 90, ADA])
@pytest.mark.parametrize("action", ["prompt.will_do", "prompt.never_mind", "prompt.did"])
async def test_a_button_that_leads_nowhere_says_so(world: World, action: str, value: str) -> None:
    before = await world.snapshot()
    assert "can't find that prompt" in text(await world.click(ADA, action, value))
    assert "can't find that prompt" in text(await world.submit(ADA, "prompt.did_it", value=value))
    assert await world.snapshot() == before
