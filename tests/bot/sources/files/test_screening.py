"""What files and pages hold is looked at before Mingle posts it for whoever named them."""

import pytest

from adapters.playground.payloads import SubmittedFile
from bot.core.interactions import ANYWAY, FormErrors
from tests.bot.sources.files.test_commands import calendar, hand_in, listed, save
from tests.reading import form_of, labels, text
from tests.world import ADA, BEN, HOME, LUNCH, Fields, World

KEY = "AKIAIOSFODNN7EXAMPLE"
NIGHT = ("1", "Chamber night", "20260305T180000")
TOLD = ("2", "Export talk", "20260312T183000", f"DESCRIPTION:Bring the key {KEY} along.")
FALCON = ("3", "Launch of Project Falcon", "20260310T180000")


async def keep_inside(world: World, words: str) -> None:
    form = form_of(await world.click(ADA, "kept_words.add"))
    assert "inside from now on" in text(await world.submit(ADA, form, {"words": words}))


async def test_a_secret_in_a_file_is_asked_about_in_the_form_that_saves_it(world: World) -> None:
    assert "Export talk" in await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, TOLD))
    form = form_of(await world.click(BEN, "source.details", 1))
    asked = await world.submit(BEN, form, {"town": "Berlin"})
    assert isinstance(asked, FormErrors)
    assert asked.sentences["name"].startswith("In “Export talk”: “AKIA…” looks like an access key.")
    assert asked.anyway
    assert not await listed(world)

    meant: Fields = {
        "name": "Chamber",
        "zone": "Europe/Berlin",
        "reach": "local",
        ANYWAY: (asked.anyway,),
    }
    said = await world.submit(BEN, "source.save", meant, value=form.value)
    assert "is saved" in text(said)
    await world.pass_time(minutes=1)
    assert ("Export talk", "open") in await listed(world)


async def test_a_series_is_asked_about_once(world: World) -> None:
    weekly = ("3", "Breakfast", "20260304T080000", "RRULE:FREQ=WEEKLY", f"LOCATION:{KEY}")
    assert "I found" in await hand_in(world, BEN, "chamber.ics", calendar(weekly))


async def test_a_file_full_of_secrets_is_not_kept(world: World) -> None:
    keys = [f"AKIAIOSFODNN7EX{chr(65 + number) * 5}" for number in range(21)]
    told = [
        (key, f"Talk {number}", "20260312T183000", f"DESCRIPTION:{key}")
        for number, key in enumerate(keys)
    ]
    said = await hand_in(world, BEN, "chamber.ics", calendar(*told))
    assert "21 of its events hold something that looks like a key" in said
    assert "Nothing was saved" in said


async def test_a_newer_file_waits_until_its_owner_has_said_what_they_mean(world: World) -> None:
    await save(world, BEN, "chamber.ics", calendar(NIGHT))
    said = await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, TOLD))
    assert "looks like an access key" in said
    assert "stays as it was" in said
    assert await listed(world) == [("Chamber night", "open")]

    [card] = await world.dms(BEN, "Before I post the newer chamber.ics")
    assert labels(card) == ["It's meant to be read"]
    form = form_of(await world.click(BEN, "upload.again", await world.button(BEN, "upload.again")))
    assert "posted as it is" in "".join(map(str, form.intro))
    await give_again(world, form.value, calendar(NIGHT, TOLD))
    assert ("Export talk", "open") in await listed(world)
    # what was agreed to once is not asked about again
    assert "is up to date" in await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, TOLD))


async def give_again(world: World, approval: str, content: bytes) -> None:
    form = form_of(await world.click(BEN, "upload.again", approval))
    handed = {"file": SubmittedFile("chamber.ics", len(content), content)}
    await world.chats[HOME].handle_submission(BEN, LUNCH, form, {}, "again", handed)
    await world.pass_time(minutes=1)


async def test_what_mentions_a_word_that_stays_inside_is_listed_nowhere_and_its_owner_hears(
    world: World,
) -> None:
    await keep_inside(world, "Project Falcon")
    said = await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, FALCON))
    assert "mentions a word that stays inside, so I leave it out" in said
    form = form_of(await world.click(BEN, "source.details", 1))
    assert "is saved" in text(await world.submit(BEN, form, {"town": "Berlin"}))
    await world.pass_time(days=1)
    assert await listed(world) == [("Chamber night", "open")]
    [told] = await world.dms(BEN, "Left out")
    assert "Launch of Project Falcon" in text(told)
    assert not await world.dms(ADA, "Left out")


async def test_what_was_listed_before_a_word_was_kept_is_not_called_off(world: World) -> None:
    await save(world, BEN, "chamber.ics", calendar(NIGHT, FALCON))
    await keep_inside(world, "Project Falcon")
    await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, FALCON))
    assert ("Launch of Project Falcon", "open") in await listed(world)


@pytest.mark.parametrize("words", ["Confidential talk", "Talk: launches in May"])
async def test_softer_hints_are_asked_about_in_files(world: World, words: str) -> None:
    await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, ("2", words, "20260312T183000")))
    form = form_of(await world.click(BEN, "source.details", 1))
    asked = await world.submit(BEN, form, {"town": "Berlin"})
    assert isinstance(asked, FormErrors)
    assert "meant for everybody" in asked.errors["name"]


async def test_whoever_hands_in_more_than_is_kept_reads_so(world: World) -> None:
    many = [(str(number), f"Talk {number}", "20260312T183000") for number in range(2_001)]
    said = await hand_in(world, BEN, "chamber.ics", calendar(*many))
    assert "2,000 events are as many as I keep of one calendar" in said
