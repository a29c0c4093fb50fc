import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cards import ChoiceField, Quote, TextField
from bot.dispatch import dispatch
from bot.learnings import records
from bot.learnings.commands import router
from bot.router import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.store.engine import Database
from bot.store.tables import learning
from bot.text import Mention

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


class Writer:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.gestures = 0

    async def does(self, who: str, gesture: Any, action: str, value: str, **fields: str) -> Answer:
        self.gestures += 1
        call = Invocation(
            id=str(self.gestures), workspace="w", person=f"w/{who}", name=who.capitalize(),
            now=NOW + timedelta(minutes=self.gestures), gesture=gesture, action=action, value=value, fields=fields,
            rng=random.Random(1),
        )  # fmt: skip
        return await dispatch(router, self.database, call)

    async def saves(self, who: str, text: str, share: str = "named", about: str = "prompt:1") -> Answer:
        return await self.does(who, "form", "learning.save", about, text=text, share=share)

    async def kept(self) -> int:
        async with self.database.reading() as tx:
            return int(await tx.value(select(func.count()).select_from(learning)))

    async def quotes(self, about: str = "prompt:1") -> list[Quote]:
        async with self.database.reading() as tx:
            return await records.shared_about(tx, "w", about, 3)


@pytest.fixture
def writer(database: Database) -> Writer:
    return Writer(database)


async def test_a_learning_is_shared_as_its_author_wishes(writer: Writer) -> None:
    await writer.saves("tom", "Ramen needs time")
    await writer.saves("priya", "SQL is fun", "unnamed")
    await writer.saves("jun", "For me alone", "private")
    assert await writer.quotes() == [
        Quote("SQL is fun"),
        Quote("Ramen needs time", Mention("w/tom", "Tom")),
    ]


async def test_writing_again_about_the_same_replaces(writer: Writer) -> None:
    await writer.saves("tom", "First")
    answer = await writer.does("tom", "button", "learning.share", "prompt:1")
    assert isinstance(answer, OpenForm)
    text, share = answer.form.fields
    assert isinstance(text, TextField)
    assert isinstance(share, ChoiceField)
    assert (text.initial, share.initial, answer.form.value) == ("First", ("named",), "prompt:1")
    await writer.saves("tom", "Second", "private")
    assert await writer.kept() == 1
    assert await writer.quotes() == []


async def test_thanks_say_who_will_read_it(writer: Writer) -> None:
    for share, words in (("named", "with your name"), ("unnamed", "without your name"), ("private", "stays with you")):
        answer = await writer.saves("tom", "A line", share)
        assert isinstance(answer, Reply)
        assert words in str(answer.card)


async def test_words_of_people_stay_words(writer: Writer) -> None:
    await writer.saves("tom", "<!channel> @everyone *bold* \u202egnp.exe\u202c 😀 مرحبا")
    [quote] = await writer.quotes()
    assert quote.text == "<!channel> @everyone *bold* gnp.exe 😀 مرحبا"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "x" * 501, "x" * 10_000])
async def test_bad_words_get_one_calm_sentence(writer: Writer, text: str) -> None:
    answer = await writer.saves("tom", text)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["text"]
    assert await writer.kept() == 0


@pytest.mark.parametrize("share", ["", "everybody", "NAMED"])
async def test_only_known_ways_of_sharing(writer: Writer, share: str) -> None:
    answer = await writer.saves("tom", "A line", share)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["share"]
    assert await writer.kept() == 0


@pytest.mark.parametrize("about", ["", "group", "group:x", "group:1:2", "Group:1", "<b>:1", "x" * 80])
async def test_garbage_leads_nowhere(writer: Writer, about: str) -> None:
    for answer in (
        await writer.does("tom", "button", "learning.share", about),
        await writer.saves("tom", "A line", about=about),
    ):
        assert isinstance(answer, Reply)
        assert "I no longer know what this was about" in str(answer.card)
    assert await writer.kept() == 0
