from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.interactions import Answer, FormErrors, OpenForm
from bot.core.subjects import Subject
from bot.learnings import records
from bot.learnings.tables import learning
from bot.store.engine import Database
from bot.ui.cards import ChoiceField, Quote, TextField
from bot.ui.text import Mention
from tests.factories.programs import BOSS, join_program, make_eaters, pairing_world, set_up_program
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import form_of, initial_choices, text
from tests.world import HOME, World

ABOUT = Subject("group", 1)
AUTHORS = {(ABOUT, TOM), (ABOUT, PRIYA)}


@pytest.fixture
async def world(database: Database) -> World:
    """A world in which Tom, Priya and Jun are a group."""
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN)
    await world.pass_time(days=1)
    return world


async def _save(
    world: World, person: str, words: str, share: str = "named", about: str = f"{ABOUT}"
) -> Answer:
    world.now += timedelta(minutes=1)
    return await world.submit(person, "learning.save", {"text": words, "share": share}, value=about)


async def _kept(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(learning)))


async def _quotes(world: World) -> list[Quote]:
    async with world.database.read_transaction() as tx:
        by_group = [each.quote for each in await records.shared_by(tx, HOME, AUTHORS)]
        latest = await records.shared_about(tx, HOME, ABOUT, 3)
    assert {quote.text for quote in by_group} == {quote.text for quote in latest}
    return latest


async def test_a_learning_is_shared_as_its_author_wishes(world: World) -> None:
    await _save(world, TOM, "Ramen needs time")
    await _save(world, PRIYA, "SQL is fun", "unnamed")
    await _save(world, JUN, "For me alone", "private")
    assert await _quotes(world) == [
        Quote("SQL is fun"),
        Quote("Ramen needs time", Mention(TOM, "Tom X")),
    ]


async def test_nothing_is_shared_until_its_author_chooses_to(world: World) -> None:
    form = form_of(await world.click(TOM, "learning.share", f"{ABOUT}"))
    assert initial_choices(form)["share"] == "private"
    await world.submit(TOM, form, {"text": "For me alone"})
    assert await _quotes(world) == []


async def test_writing_again_about_the_same_replaces(world: World) -> None:
    await _save(world, TOM, "First")
    answer = await world.click(TOM, "learning.share", f"{ABOUT}")
    assert isinstance(answer, OpenForm)
    line, share = answer.form.fields
    assert isinstance(line, TextField)
    assert isinstance(share, ChoiceField)
    assert (line.initial, share.initial, answer.form.value) == ("First", ("named",), f"{ABOUT}")
    await _save(world, TOM, "Second", "private")
    assert await _kept(world) == 1
    assert await _quotes(world) == []


async def test_thanks_say_who_will_read_it(world: World) -> None:
    for share, words in (
        ("named", "with your name"),
        ("unnamed", "without your name"),
        ("private", "stays with you"),
    ):
        assert words in text(await _save(world, TOM, "A line", share))


async def test_words_of_people_stay_words(world: World) -> None:
    await _save(world, TOM, "*bold* [x](y) \u202egnp.exe\u202c 😀 مرحبا")
    [quote] = await _quotes(world)
    assert quote.text == "*bold* [x](y) gnp.exe 😀 مرحبا"


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u202e", "x" * 501, "x" * 10_000])
async def test_bad_words_get_one_calm_sentence(world: World, words: str) -> None:
    answer = await _save(world, TOM, words)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["text"]
    assert await _kept(world) == 0


@pytest.mark.parametrize("share", ["", "everybody", "NAMED"])
async def test_only_known_ways_of_sharing(world: World, share: str) -> None:
    answer = await _save(world, TOM, "A line", share)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["share"]
    assert await _kept(world) == 0


@pytest.mark.parametrize(
    "about", ["", "group", "group:x", "group:1:2", "Group:1", "<b>:1", "x" * 80]
)
async def test_garbage_leads_nowhere(world: World, about: str) -> None:
    for answer in (
        await world.click(TOM, "learning.share", about),
        await _save(world, TOM, "A line", about=about),
    ):
        assert "I no longer know what this was about" in text(answer)
    assert await _kept(world) == 0


async def test_what_strangers_write_about_a_lunch_is_not_quoted(world: World) -> None:
    async with world.database.transaction() as tx:
        await records.save_learning(tx, HOME, BOSS, ABOUT, "I was not there", "named", world.now)
        assert await records.shared_by(tx, HOME, AUTHORS) == []
