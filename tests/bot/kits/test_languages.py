"""A kit that Mingle brings along is read in its reader's language, one of organisers as it is."""

import pytest

from bot.core.reader_languages import choose_language
from bot.events.tables import event
from bot.kits.kits import load_kits, say_kit
from bot.kits.recipes import read_kit, write_kit
from bot.kits.tables import plan_step
from bot.ui.cards import Quote, Select
from bot.ui.languages import ENGLISH, list_languages
from bot.ui.speech import speaking
from tests.bot.kits.starting import start
from tests.bot.kits.test_own_kits import STEPS
from tests.reading import card_of, controls, form_of, text
from tests.world import ADA, BEN, HOME, LUNCH, World

LANGUAGES = [language for language in list_languages() if language != ENGLISH]


async def speak(world: World, about: str, language: str = "de") -> None:
    async with world.database.transaction() as tx:
        await choose_language(tx, HOME, about, language)


async def open_step(world: World, person: str, name: str) -> tuple[str, list[str]]:
    """Return what somebody reads of a step, and its letter."""
    [number] = [row.id for row in await world.select_all(plan_step) if row.step == name]
    answer = await world.click(person, "plan.step", choice=str(number))
    return text(answer), [one.text for one in card_of(answer).parts if isinstance(one, Quote)]


async def test_a_plan_and_its_letters_are_read_in_the_language_of_channel_and_reader(
    world: World,
) -> None:
    await speak(world, ADA)
    await speak(world, LUNCH)
    kits = await world.say(ADA, "/mingle start")
    assert "Ein Abend zu einem Thema, offen für Leute aus anderen Firmen." in text(kits)
    await start(world)
    [card] = await world.posts(LUNCH, "Plan: Ein Meetup")
    assert "Nach einem Raum fragen · Ada Wolf" in text(card)
    [menu] = [one for one in controls(card) if isinstance(one, Select)]
    assert menu.choices[1].label.endswith("Nach einem Raum fragen")

    words, [letter] = await open_step(world, ADA, "venue")
    assert "Euer eigenes Büro zählt." in words
    assert letter.startswith("Guten Tag, wir möchten am ")
    assert ": Offener Abend. " in letter
    assert letter.endswith("Viele Grüße, Ada Wolf")
    assert (await open_step(world, BEN, "venue"))[1][0].startswith("Hello, we would like to")


async def test_the_event_of_a_plan_is_called_as_its_channel_speaks(world: World) -> None:
    await speak(world, ADA, "es")
    await speak(world, LUNCH)
    await start(world)
    [number] = [row.id for row in await world.select_all(plan_step) if row.step == "calendar"]
    await world.click(ADA, "plan.event", number)
    assert [row.title for row in await world.select_all(event)] == ["Offener Abend"]


async def test_what_organisers_wrote_in_a_kit_stays_in_their_words(world: World) -> None:
    form = form_of(await world.click(ADA, "kit.add"))
    await world.submit(ADA, form, {"name": "A book club", "steps": STEPS, "more_steps": ""})
    await speak(world, BEN)
    words = text(await world.say(BEN, "/mingle start"))
    assert "A book club" in words
    assert "Eine Lerngruppe" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kit_is_said_in_each_language_and_is_one_that_organisers_could_have_written(
    language: str,
) -> None:
    with speaking(language):
        kits = [(kit, say_kit(kit)) for kit in load_kits().values()]
    for kit, said in kits:
        assert read_kit(write_kit(said)) == said
        words = [(kit.name, said.name), (kit.about, said.about), (kit.title, said.title)]
        for step, other in zip(kit.steps, said.steps, strict=True):
            words += [(step.title, other.title), (step.text, other.text)]
            words += [(step.letter, other.letter)] if step.letter else []
        assert [english for english, other in words if english == other] == []
