"""Everybody reads in their own language, and a channel in its own."""

from adapters.playground.form_autofill import initial_values
from bot.core import reader_languages
from bot.core.interactions import Answer, FormErrors
from bot.ui import pseudo_language
from bot.ui.cards import as_text
from bot.ui.pseudo_language import OPEN
from tests.reading import card_of, form_of
from tests.world import ADA, BEN, CLEO, HOME, LUNCH, World

PSEUDO = pseudo_language.NAME


async def meet(world: World, person: str, locale: str) -> str:
    """Have somebody ask for something in an app of this locale; return what they read."""
    call = world.call(person, "button", "language.choose", locale=locale)
    return form_of(await world.do(call)).title


async def _choose(world: World, person: str, languages: dict[str, str]) -> Answer:
    return await world.submit(
        person, form_of(await world.click(person, "language.choose")), languages
    )


async def test_somebody_is_answered_in_the_language_of_their_app(world: World) -> None:
    assert OPEN in await meet(world, BEN, PSEUDO)
    assert OPEN not in await meet(world, CLEO, "en-GB")


async def test_a_message_comes_in_the_language_that_its_reader_used_last(world: World) -> None:
    for person in (BEN, CLEO):
        await world.say(person, "/mingle join", LUNCH)
    await meet(world, BEN, PSEUDO)
    await meet(world, CLEO, "en-US")

    async with world.database.read_transaction() as tx:
        languages = [
            await reader_languages.language_for(tx, HOME, [person]) for person in (BEN, CLEO)
        ]
        together = await reader_languages.language_for(tx, HOME, [BEN, CLEO])

    assert languages == [PSEUDO, "en"]
    assert together == "en"


async def test_a_platform_that_tells_nothing_this_time_changes_nothing(world: World) -> None:
    await meet(world, BEN, PSEUDO)

    assert OPEN in await meet(world, BEN, "")


async def test_a_language_that_is_hardly_translated_is_spoken_only_when_it_is_chosen(
    world: World,
) -> None:
    await meet(world, BEN, "tlh")

    async with world.database.read_transaction() as tx:
        assert await reader_languages.language_for(tx, HOME, [BEN]) == "en"


async def test_what_somebody_chose_comes_before_what_their_app_says(world: World) -> None:
    await meet(world, BEN, PSEUDO)

    said = as_text(card_of(await _choose(world, BEN, {"own": "en"})))

    assert "From now on I speak English with you." in said
    assert OPEN not in await meet(world, BEN, PSEUDO)


async def test_only_organisers_choose_for_a_channel_and_for_everybody(world: World) -> None:
    own = form_of(await world.click(BEN, "language.choose"))
    wide = form_of(await world.click(ADA, "language.choose"))
    assert [field.id for field in own.fields] == ["own"]
    assert [field.id for field in wide.fields] == ["own", "channel", "everybody"]

    for person in (BEN, ADA):
        answer = await world.submit(
            person, "language.save", {"own": "en", "everybody": "es"}, value=f"{LUNCH} lunch"
        )
        assert card_of(answer)
        async with world.database.read_transaction() as tx:
            spoken = await reader_languages.language_for(tx, HOME, [LUNCH])
        assert spoken == ("es" if person == ADA else "en")


async def test_a_language_that_nobody_offered_gets_one_calm_sentence(world: World) -> None:
    answer = await world.submit(BEN, "language.save", {"own": "xx"})

    assert isinstance(answer, FormErrors)
    assert answer.sentences == {"own": "Please choose from the list."}


async def test_the_form_shows_what_holds(world: World) -> None:
    await _choose(world, ADA, {"own": "de", "channel": "es"})

    held = initial_values(form_of(await world.click(ADA, "language.choose")))

    assert held == {"own": "de", "channel": "es", "everybody": "open"}


async def test_a_channel_has_the_language_that_was_chosen_for_everybody(world: World) -> None:
    await _choose(world, ADA, {"everybody": "es"})
    async with world.database.read_transaction() as tx:
        assert await reader_languages.language_for(tx, HOME, [LUNCH]) == "es"

    await _choose(world, ADA, {"channel": "de"})
    async with world.database.read_transaction() as tx:
        assert await reader_languages.language_for(tx, HOME, [LUNCH]) == "de"
