"""What stays inside: the list of words, and the card on what people may talk about."""

import pytest

from bot.core.interactions import FormErrors, OpenForm, Reply
from bot.core.tables import setting
from bot.store.engine import Database
from bot.text_guard.views import RETYPED
from bot.ui.cards import as_text
from bot.ui.text import flatten_text
from tests.factories.people import make_people
from tests.reading import form_of, interactions_on, labels, text
from tests.world import ADA, BEN, CLEO, LUNCH, World, world_on

TABLE = '/lunch tomorrow 12:30 topic:"{}"'


async def _keep(world: World, *words: str) -> None:
    form = form_of(await world.click(ADA, "kept_words.add"))
    answer = await world.submit(ADA, form, {"words": "\n".join(words)})
    assert isinstance(answer, Reply)


async def test_a_word_that_stays_inside_cannot_be_posted(world: World) -> None:
    await _keep(world, "Project Falcon", "Acme")
    form = form_of(await world.say(BEN, TABLE.format("what #ProjectFalcon is")))
    assert [field.id for field in form.fields] == ["when", "topic"]
    assert "stays inside your company" in "".join(map(str, form.intro))
    assert not await world.posts(LUNCH)


async def test_whoever_puts_it_another_way_opens_the_table(world: World) -> None:
    await _keep(world, "Project Falcon")
    form = form_of(await world.say(BEN, TABLE.format("Project Falcon")))
    assert isinstance(await world.submit(BEN, form, {"topic": "birds"}), Reply)
    await world.pass_time(minutes=1)
    assert "birds" in as_text((await world.posts(LUNCH))[-1])


async def test_a_secret_is_posted_once_somebody_says_that_they_mean_it(world: World) -> None:
    form = form_of(await world.say(BEN, TABLE.format("the iban DE89370400440532013000")))
    assert form.action == RETYPED
    (choice,) = form.fields[-1].choices  # type: ignore[union-attr]
    answer = await world.submit(BEN, form, {form.fields[-1].id: (choice.value,)})
    assert isinstance(answer, Reply)
    await world.pass_time(minutes=1)
    assert "DE89" in as_text((await world.posts(LUNCH))[-1])


async def test_nothing_is_kept_of_what_was_asked_about(world: World) -> None:
    await _keep(world, "Falcon")
    before = await world.rows()
    answer = await world.command(BEN, "lunch", {"topic": "Falcon", "when": "tomorrow 12:30"})
    assert isinstance(answer, OpenForm)
    assert await world.rows() == before


async def test_the_list_shows_its_length_and_never_its_words(world: World) -> None:
    await _keep(world, "Project Falcon", "Acme", "acme")
    card = as_text((await world.say(ADA, "/mingle secrets")).card)  # type: ignore[union-attr]
    assert "2 words stay inside" in card
    assert "Falcon" not in card
    assert "falcon" not in repr(await world.select_all(setting)).casefold()


async def test_a_word_is_taken_off_by_typing_it(world: World) -> None:
    await _keep(world, "Project Falcon")
    form = form_of(await world.click(ADA, "kept_words.remove"))
    answer = await world.submit(ADA, form, {"words": "project-falcon\nHeron"})
    assert isinstance(answer, Reply)
    assert "1 of them" in as_text(answer.card)
    assert isinstance(await world.say(BEN, TABLE.format("Project Falcon")), Reply)


@pytest.mark.parametrize("words", ["", "  \n ", "ab", "five words are too many here"])
async def test_what_the_list_cannot_hold_is_said_at_the_field(world: World, words: str) -> None:
    form = form_of(await world.click(ADA, "kept_words.add"))
    answer = await world.submit(ADA, "kept_words.add", {"words": words})
    assert isinstance(answer, FormErrors)
    assert form.action == "kept_words.add"


async def test_each_workspace_has_words_of_its_own(database: Database) -> None:
    world = await world_on(database, "acme", "globex")
    await make_people(world)
    await make_people(world, "Ben Frost", workspace="globex")
    await _keep(world, "Falcon")
    assert isinstance(await world.say("globex/ben", TABLE.format("Falcon")), Reply)
    assert isinstance(await world.say(BEN, TABLE.format("Falcon")), OpenForm)


async def test_what_was_asked_about_is_in_no_line_of_the_log(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    await _keep(world, "Falcon")
    for topic in ("AKIAIOSFODNN7EXAMPLE", "Falcon"):
        assert isinstance(await world.say(BEN, TABLE.format(topic)), OpenForm)
    said = "".join(capfd.readouterr())
    assert "AKIA" not in said
    assert "Falcon" not in said


async def test_named_people_alone_change_the_words_and_every_organiser_reads_who_they_are(
    world: World,
) -> None:
    assert "Every organiser can" in text(await world.say(ADA, "/mingle secrets"))
    await world.say(CLEO, "/mingle")
    await world.submit(ADA, "trusted.save", {"people": (CLEO,)})
    for person in (ADA, BEN):
        refused = text(await world.click(person, "kept_words.add"))
        assert "Only Cleo" in refused
        answer = await world.submit(person, "kept_words.add", {"words": "Project Falcon"})
        assert "Only Cleo" in text(answer)
    shown = await world.say(ADA, "/mingle secrets")
    assert "can change the words" in text(shown)
    assert "Add words" not in labels(shown)

    await world.pass_time(days=1)
    [named] = await world.dms(CLEO, "Someone to tell")
    assert "kept_words.show" in [action for action, *_ in interactions_on(named)]
    mine = await world.click(CLEO, "kept_words.show")
    assert "No words stay inside" in text(mine)
    form = form_of(await world.click(CLEO, "kept_words.add"))
    assert "Only Cleo" in flatten_text(form.intro)
    assert isinstance(await world.submit(CLEO, form, {"words": "Project Falcon"}), Reply)
    assert isinstance(await world.say(BEN, TABLE.format("Project Falcon")), OpenForm)
    assert "Cleo" in text(await world.say(ADA, "/mingle audit"))
    assert "Words that stay inside" in labels(await world.say(CLEO, "/mingle help conduct"))
    assert "Words that stay inside" not in labels(await world.say(ADA, "/mingle help conduct"))


async def test_organisers_have_the_words_back_once_nobody_is_named(world: World) -> None:
    await world.say(CLEO, "/mingle")
    await world.submit(ADA, "trusted.save", {"people": (CLEO,)})
    await world.click(CLEO, "trusted.decline")
    await _keep(world, "Project Falcon")
    assert "This one is for organisers" in text(await world.click(BEN, "kept_words.add"))
