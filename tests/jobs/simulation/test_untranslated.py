"""A rehearsal in the pseudo-language finds whatever people read past the catalogues."""

import pytest

from bot.core.interactions import FormErrors, OpenForm, Reply
from bot.people.records import add_if_new
from bot.store.engine import Database
from bot.ui import pseudo_language
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, Part, Quote, TextField
from bot.ui.speech import say, speaking
from bot.ui.text import Bold, CommandMention, Mention
from jobs.simulation.untranslated import TranslationReader
from tests.world import MONDAY

LENA = Mention("w/lena", "Lena Hartmann")


def said(words: str) -> str:
    with speaking(pseudo_language.NAME):
        return say(words)


def card(*parts: Part, title: str = "") -> Card:
    return Card("note", title or said("Lunch"), parts)


async def faults(
    database: Database, *cards: Card, quoted: str = "", brought: str = ""
) -> list[str]:
    reader = TranslationReader([quoted], [brought])
    for each in cards:
        reader.read(each, "where")
    async with database.read_transaction() as tx:
        await reader.note_words_of_people(tx)
    return [found.example for found in reader.find_faults()]


async def test_what_went_through_a_catalogue_is_no_fault(database: Database) -> None:
    whole = card(
        Paragraph((said("See you at noon with "), LENA, CommandMention("lunch tables"))),
        Quote("Somebody's own words"),
        Actions((Button("a.b", said("Take a seat"), "zebra crossing"),)),
    )
    assert await faults(database, whole) == []


@pytest.mark.parametrize(
    "wrong",
    [
        card(title="Lunch rounds"),
        card(Paragraph(("Bring a friend",))),
        card(Paragraph((Bold("Bring a friend"),))),
        card(Paragraph((f"{said('Bring')} somebody",))),
        card(Actions((Button("a.b", "Take a seat"),))),
        Card("note", said("Lunch"), (), ("Only you see this",)),
    ],
)
async def test_english_is_found_wherever_it_stands_in_a_card(
    database: Database, wrong: Card
) -> None:
    assert len(await faults(database, wrong)) == 1


async def test_what_people_are_called_and_what_is_quoted_is_their_own(database: Database) -> None:
    named = card(Paragraph((f"Hartmann: {said('lunch')}, ask about astronomy",)))
    assert await faults(database, named)
    async with database.transaction() as tx:
        await add_if_new(tx, "w", LENA.person, LENA.name, "Europe/Berlin", MONDAY)
    assert await faults(database, named, quoted="ask about astronomy") == []


async def test_what_mingle_brings_along_is_no_word_of_somebody_because_the_database_keeps_it(
    database: Database,
) -> None:
    prompt = "Bring soup to somebody"
    posted = card(Paragraph((prompt,)))
    async with database.transaction() as tx:
        await add_if_new(tx, "w", LENA.person, prompt, "Europe/Berlin", MONDAY)
    assert await faults(database, posted) == []
    assert await faults(database, posted, brought=prompt) == [prompt]


async def test_forms_and_errors_are_read_too(database: Database) -> None:
    reader = TranslationReader()
    reader.read_answer(OpenForm(Form("a.b", "Planned", (TextField("id", said("When")),))), "form")
    reader.read_answer(FormErrors({"id": "Please write a date"}), "errors")
    reader.read_answer(Reply(card()), "fine")
    reader.read_answer(None, "nothing")
    async with database.read_transaction() as tx:
        await reader.note_words_of_people(tx)
    found = {fault.reason for fault in reader.find_faults()}
    assert found == {"form", "errors"}
