"""A prompt of the deck is read in its reader's language, people's own as they are."""

import pytest

from bot.core import reader_languages
from bot.core.reader_languages import choose_language
from bot.prompts.deck import DECK
from bot.prompts.rules import MAX_HINT, MAX_PROMPT
from bot.prompts.tables import posting
from bot.ui.languages import ENGLISH, list_languages
from bot.ui.speech import speaking
from tests.factories.prompts import ODA
from tests.reading import text
from tests.world import ADA, HOME, PROMPTS, World

PROMPT = next(each for each in DECK if each.slug == "host-table-for-four")
GERMAN = "Eröffne diese Woche einen Tisch für vier, und überlass es dem Zufall, wer kommt."
OURS = "Have lunch with somebody two teams away."
LANGUAGES = [language for language in list_languages() if language != ENGLISH]


async def speak(world: World, about: str, language: str) -> None:
    async with world.database.transaction() as tx:
        await choose_language(tx, HOME, about, language)


async def test_a_prompt_is_posted_in_the_language_of_its_channel(world: World) -> None:
    await speak(world, PROMPTS, "de")
    await world.click(ODA, "prompt.choose", PROMPT.slug)
    await world.pass_time(days=2)
    [card] = await world.posts(PROMPTS, "Anstoß der Woche")
    assert GERMAN in text(card)
    assert PROMPT.hint not in text(card)
    assert [row.text for row in await world.select_all(posting)] == [PROMPT.text]


async def test_whoever_takes_a_prompt_up_reads_it_in_a_language_of_their_own(world: World) -> None:
    await speak(world, ADA, "de")
    await world.click(ODA, "prompt.choose", PROMPT.slug)
    await world.pass_time(days=2)
    [card] = await world.posts(PROMPTS, "This week's prompt")
    assert PROMPT.text in text(card)
    assert GERMAN in text(await world.click(ADA, "prompt.will_do", 1))


async def test_an_organiser_reads_the_deck_in_their_language(world: World) -> None:
    await speak(world, ODA, "de")
    deck = text(await world.command(ODA, "prompt deck", {"theme": PROMPT.theme}))
    assert GERMAN in deck
    assert PROMPT.text not in deck


async def test_what_somebody_here_wrote_stays_in_their_words(world: World) -> None:
    await speak(world, reader_languages.WORKSPACE, "de")
    await world.command(ODA, "prompt add", {"text": OURS})
    await world.click(ODA, "prompt.choose", "ours-1")
    await world.pass_time(days=2)
    [card] = await world.posts(PROMPTS, "Anstoß der Woche")
    assert OURS in text(card)


async def test_a_prompt_of_the_deck_is_not_suggested_again_in_another_language(
    world: World,
) -> None:
    await speak(world, ADA, "de")
    answer = await world.command(ADA, "prompt suggest", {"text": GERMAN})
    assert "Der ist schon in der Sammlung" in text(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_prompt_of_the_deck_is_said_in_each_language_and_fits_a_card(language: str) -> None:
    with speaking(language):
        for prompt in DECK:
            assert prompt.said != prompt.text
            assert prompt.said_hint != prompt.hint
            assert len(prompt.said) <= MAX_PROMPT
            assert len(prompt.said_hint) <= MAX_HINT
