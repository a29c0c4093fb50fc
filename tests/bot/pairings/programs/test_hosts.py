"""A host of a channel's lunches: asked in private, drawn for by lot, and free to stop."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.interactions import FormErrors
from bot.pairings.tables import lunch_host, pairing_round
from bot.store.engine import Database
from bot.ui.cards import PeopleField
from tests.factories.people import leave_company, make_avoid_list
from tests.factories.programs import (
    AMARA,
    BOSS,
    EATERS,
    EVE,
    JUN,
    LENA,
    PRIYA,
    SETUP,
    SOFIA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import form_of, text
from tests.world import HOME, World

WEEK = timedelta(days=7)
HOSTS = "Tom hosts this lunch"
QUESTION = "Hosting lunches"
SIX = (TOM, PRIYA, JUN, AMARA, SOFIA, LENA)


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, *EATERS[:7])
    return world


async def _name(world: World, *people: str, **changes: str) -> str:
    answer = await world.submit(BOSS, "setup.save", {**SETUP, **changes, "host": people})
    return text(answer)


async def _answer(world: World, how: str, person: str = TOM) -> str:
    return text(await world.click(person, f"host.{how}", await world.button(person, f"host.{how}")))


async def _hosted(world: World, *people: str, size: str = "3") -> None:
    """Let Tom agree to host, and these people take part."""
    await _name(world, TOM, size=size)
    await world.pass_time(minutes=1)
    await _answer(world, "yes")
    await join_program(world, *people)


async def _tables(world: World) -> list[set[str]]:
    return [set(people) - {TOM} for people, _ in await world.introductions() if TOM in people]


async def test_nothing_changes_until_the_host_agreed(world: World) -> None:
    said = await _name(world, TOM, size="3")
    assert (
        "Lunch host: Tom X, whom I ask in private first; until they agree nothing changes" in said
    )
    await world.pass_time(minutes=1)
    [question] = await world.dms(TOM, QUESTION)
    assert "Boss X asks whether you'd like to host the lunches of #lunch" in text(question)
    await join_program(world, *SIX)
    await world.until(TUESDAY)
    cards = await world.introductions()
    assert cards
    assert not any("hosts" in text(card) for _, card in cards)


async def test_the_host_sits_with_whom_the_lot_draws_and_their_card_says_so(world: World) -> None:
    await _hosted(world, *SIX[1:])
    await world.until(TUESDAY)
    cards = {frozenset(people): text(card) for people, card in await world.introductions()}
    [table] = [people for people in cards if TOM in people]
    assert [len(people) for people in cards] == [3, 3]
    assert HOSTS in cards[table]
    assert "were drawn by lot this time" in cards[table]
    assert [HOSTS in words for people, words in cards.items() if people != table] == [False]
    explained = text(await world.command(TOM, "round explain"))
    assert HOSTS in explained
    assert "Tom X hosts here: in each round that Tom X takes part in, the lot draws" in explained


async def test_whoever_has_not_sat_with_the_host_comes_first_in_the_next_round(
    world: World,
) -> None:
    await _hosted(world, *SIX[1:5])
    await world.until(TUESDAY)
    await world.until(TUESDAY + WEEK)
    first, second = await _tables(world)
    assert first | second == {PRIYA, JUN, AMARA, SOFIA}


async def test_whoever_would_rather_not_meet_the_host_is_never_drawn(world: World) -> None:
    await make_avoid_list(world, JUN, TOM)
    await _hosted(world, *SIX[1:4], size="2")
    for week in range(3):
        await world.until(TUESDAY + week * WEEK)
    tables = await _tables(world)
    assert tables
    assert not any(JUN in table for table in tables)


@pytest.mark.parametrize("how", ["/mingle skip", "/mingle pause 2 weeks", "/mingle leave"])
async def test_without_the_host_a_round_is_drawn_as_usual(world: World, how: str) -> None:
    await _hosted(world, *SIX[1:])
    await world.say(TOM, how, channel=SETUP["channel"])
    await world.until(TUESDAY)
    cards = await world.introductions()
    assert sum(len(people) for people, _ in cards) == 5
    assert not any("host" in text(card) for _, card in cards)


async def test_a_host_who_left_the_company_leaves_the_round_as_usual(world: World) -> None:
    await _hosted(world, *SIX[1:])
    await world.until(TUESDAY - timedelta(minutes=2))
    await leave_company(world, TOM)
    await world.until(TUESDAY)
    cards = await world.introductions()
    assert sum(len(people) for people, _ in cards) == 5
    form = form_of(await world.command(BOSS, "mingle setup"))
    assert [field.initial for field in form.fields if isinstance(field, PeopleField)] == [()]


async def test_the_host_stops_with_a_button_and_whoever_asked_hears_of_it(world: World) -> None:
    await _hosted(world, *SIX[1:])
    await world.pass_time(minutes=1)
    [agreed] = await world.dms(BOSS, "You have a host")
    assert "Tom X agreed to host the lunches of #lunch" in text(agreed)
    assert "You don't host the lunches of #lunch any more" in await _answer(world, "no")
    await world.pass_time(minutes=1)
    [stopped] = await world.dms(BOSS, "No host for now")
    assert "Tom X doesn't host the lunches of #lunch any more" in text(stopped)
    await world.until(TUESDAY)
    assert not any(HOSTS in text(card) for _, card in await world.introductions())


async def test_an_organiser_takes_the_host_off_who_reads_of_it(world: World) -> None:
    await _hosted(world, *SIX[1:])
    form = form_of(await world.command(BOSS, "mingle setup"))
    assert [field.initial for field in form.fields if isinstance(field, PeopleField)] == [(TOM,)]
    assert "Lunch host" not in await _name(world, size="3")
    await world.pass_time(minutes=1)
    [news] = await world.dms(TOM, "You aren't the host any more")
    assert "An organiser changed who hosts the lunches of #lunch" in text(news)
    await world.until(TUESDAY)
    assert not any(HOSTS in text(card) for _, card in await world.introductions())


async def test_a_no_and_silence_read_the_same_to_whoever_asked(world: World) -> None:
    await _name(world, TOM)
    await world.pass_time(minutes=1)
    assert "nothing changes for you" in await _answer(world, "no")
    await world.pass_time(minutes=1)
    [no] = await world.dms(BOSS, "No host for now")
    await _name(world, PRIYA)
    await world.pass_time(days=8)
    silence = (await world.dms(BOSS, "No host for now"))[-1]
    assert text(no).replace("Tom", "Priya") == text(silence)
    [question] = await world.dms(PRIYA, QUESTION)
    assert "You don't host the lunches of #lunch." in text(question)


async def test_saving_again_asks_nobody_again(world: World) -> None:
    await _hosted(world)
    assert "Lunch host: Tom X" in await _name(world, TOM, size="4")
    await world.pass_time(minutes=1)
    assert len(await world.dms(TOM, "host")) == 1


async def test_an_old_button_and_that_of_somebody_else_change_nothing(world: World) -> None:
    await _name(world, TOM)
    await world.pass_time(minutes=1)
    value = await world.button(TOM, "host.yes")
    assert "isn't open any more" in text(await world.click(EVE, "host.yes", value))
    await _answer(world, "no")
    assert "isn't open any more" in text(await world.click(TOM, "host.yes", value))
    async with world.database.read_transaction() as tx:
        hosting = select(func.count()).where(lunch_host.c.state == "hosting")
        assert await tx.scalar(hosting) == 0


async def test_a_host_of_another_workspace_or_two_at_once_are_refused(world: World) -> None:
    for chosen in (("elsewhere/ada",), (TOM, PRIYA)):
        answer = await world.submit(BOSS, "setup.save", {**SETUP, "host": chosen})
        assert isinstance(answer, FormErrors)
        assert answer.sentences.keys() == {"host"}


async def test_who_joins_and_who_is_invited_reads_that_somebody_hosts(world: World) -> None:
    words = "Tom X hosts here"
    await _name(world, TOM)
    await world.pass_time(minutes=1)
    assert words not in text(await world.command(JUN, "mingle join", channel=SETUP["channel"]))
    await _answer(world, "yes")
    assert words in text(await world.command(AMARA, "mingle join", channel=SETUP["channel"]))
    await world.pass_time(minutes=1)
    [invited] = await world.dms(PRIYA, "Lunch with a colleague?")
    assert words in text(invited)


async def test_a_hosted_round_comes_out_the_same_again(world: World) -> None:
    await make_eaters(world, *EATERS[7:])
    await _hosted(world, *EATERS[1:], size="2")
    await world.until(TUESDAY)
    async with world.database.read_transaction() as tx:
        inputs = await tx.scalar(select(pairing_round.c.inputs))
    assert inputs.rules.host == TOM
    assert "comes out the same" in text(await world.command(BOSS, "round replay"))


async def test_the_first_setup_without_a_host_says_nothing_of_one(world: World) -> None:
    assert "Lunch host" not in await set_up_program(world)
    async with world.database.read_transaction() as tx:
        query = select(func.count()).select_from(lunch_host).where(lunch_host.c.workspace == HOME)
        assert await tx.scalar(query) == 0


async def _overview(world: World) -> str:
    return text(await world.command(BOSS, "mingle overview"))


async def test_organisers_see_who_hosts_who_is_asked_and_that_nobody_does(world: World) -> None:
    await _name(world)
    assert "Lunch host" not in await _overview(world)
    await _name(world, TOM)
    assert "Lunch host: Tom X, asked until " in await _overview(world)
    await world.pass_time(minutes=1)
    await _answer(world, "yes")
    assert "Lunch host: Tom X; the lot draws who has lunch with them" in await _overview(world)
    await _answer(world, "no")
    missing = await _overview(world)
    assert "The lunches in #lunch have no host" in missing
    assert "Lunch host: nobody right now" in missing


@pytest.mark.parametrize("how", ["no", "silence"])
async def test_the_overview_tells_a_no_and_silence_in_the_same_words(
    world: World, how: str
) -> None:
    await _name(world, TOM)
    await world.pass_time(minutes=1)
    if how == "no":
        await _answer(world, "no")
    else:
        await world.pass_time(days=8)
    words = "have no host: whoever was asked hasn't agreed, or has stopped."
    assert words in await _overview(world)
    form = form_of(await world.click(BOSS, "program.change", "1"))
    assert [field.initial for field in form.fields if isinstance(field, PeopleField)] == [()]


async def test_organisers_who_took_the_host_off_are_not_told_that_one_is_missing(
    world: World,
) -> None:
    await _hosted(world)
    await _name(world, size="3")
    assert "host" not in (await _overview(world)).casefold()


async def test_to_change_the_lunches_from_another_button_keeps_their_host(world: World) -> None:
    await _hosted(world, *SIX[1:])
    form = form_of(await world.click(BOSS, "program.change", "1"))
    assert [field.initial for field in form.fields if isinstance(field, PeopleField)] == [(TOM,)]
