"""Something wrong: not with this person again, tell somebody, and what ends."""

from datetime import timedelta

import pytest

from bot.people import records as people
from bot.people.departures import record_departures
from bot.store.engine import Database
from tests.factories.people import make_avoid_list
from tests.factories.programs import (
    BOSS,
    JUN,
    PRIYA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import find_tables
from tests.reading import complaint, form_of, labels, text, value_of
from tests.world import HOME, World


@pytest.fixture
async def world(database: Database) -> World:
    """Tom and Priya have just been introduced; Jun works here too."""
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(minutes=5))
    await world.say(JUN, "/mingle")
    return world


async def name_trusted(world: World, *who: str) -> str:
    form = form_of(await world.say(BOSS, "/mingle trusted"))
    return text(await world.submit(BOSS, form, {"people": who}))


async def listed(world: World, person: str) -> list[str]:
    async with world.database.read_transaction() as tx:
        return await people.avoid_list(tx, HOME, person)


async def test_not_again_works_at_once_and_the_other_reads_of_no_reason(world: World) -> None:
    value = await world.button(TOM, "wrong.open")
    choices = await world.click(TOM, "wrong.open", value)
    assert "Not with Priya X again" in labels(choices)
    answer = text(await world.click(TOM, "wrong.avoid", value))
    assert "I won't introduce you to Priya X again" in answer
    assert "What you had coming up together is off for you" in answer
    assert await listed(world, TOM) == [PRIYA]

    await world.pass_time(minutes=5)
    off = [card for card in await world.dms(PRIYA) if "Tom" in text(card)]
    assert "can't make it this time" in text(off[-1])
    assert not any("wrong" in text(card) or "avoid" in text(card) for card in off)


async def test_an_introduction_ends_in_the_same_words_as_for_anybody_who_cannot_come(
    world: World,
) -> None:
    value = await world.button(TOM, "lunch.cant")
    await world.click(TOM, "lunch.cant", value)
    await world.pass_time(minutes=5)
    told = [text(card) for card in await world.dms(PRIYA)]
    assert "can't make it this time" in told[-1]


async def test_the_list_itself_ends_a_lunch_too(world: World) -> None:
    form = form_of(await world.say(TOM, "/mingle rather-not"))
    answer = text(await world.submit(TOM, form, {"others": (PRIYA,)}))
    assert "What you had coming up together is off for you" in answer
    await world.pass_time(minutes=5)
    assert "can't make it this time" in text((await world.dms(PRIYA))[-1])


async def test_a_stranger_learns_nothing_of_a_lunch_of_others(world: World) -> None:
    value = await world.button(TOM, "wrong.open")
    for action in ("wrong.open", "wrong.avoid", "wrong.tell", "wrong.hide"):
        assert "no longer know" in text(await world.click(JUN, action, value))
    assert not await listed(world, JUN)


async def test_a_request_to_lunch_ends_for_whoever_chose_not_to(world: World) -> None:
    await world.say(JUN, f"/lunch with {TOM} tomorrow 12:30")
    await world.pass_time(minutes=1)
    value = await world.button(TOM, "wrong.open")
    assert value.startswith("table:")
    await world.click(TOM, "wrong.avoid", value)
    await world.pass_time(minutes=1)
    [request] = await world.dms(TOM, "Lunch with Jun?")
    assert "this has ended for you" in text(request)
    assert not labels(request)
    assert len(await find_tables(world)) == 1  # Jun's table stays open for anybody


async def test_a_lunch_for_two_is_off_once_one_of_them_chose_not_to(world: World) -> None:
    await world.say(JUN, f"/lunch with {TOM} tomorrow 12:30")
    await world.pass_time(minutes=1)
    await world.click(TOM, "table.join", 1)
    answer = text(await world.click(TOM, "wrong.avoid", "table:1"))
    assert "What you had coming up together is off for you" in answer
    [table] = await find_tables(world)
    assert [guest.person for guest in table.seated] == [JUN]


async def test_without_anybody_named_the_choice_says_so(world: World) -> None:
    value = await world.button(TOM, "wrong.open")
    choices = await world.click(TOM, "wrong.open", value)
    assert "No one is named here yet" in text(choices)
    assert not labels(choices, "wrong.tell")
    assert "Nobody is named" in text(await world.click(TOM, "wrong.tell", value))


async def test_a_trusted_person_reads_it_and_the_reporter_reads_what_was_sent(
    world: World,
) -> None:
    assert "Jun X can be told" in await name_trusted(world, JUN)
    await world.pass_time(minutes=1)
    [named] = await world.dms(JUN, "Someone to tell")
    assert "Boss X named you" in text(named)

    value = await world.button(TOM, "wrong.open")
    form = form_of(await world.click(TOM, "wrong.tell", value))
    assert "Jun X reads your name, what you write here" in text_of_intro(form.intro)
    sent = text(await world.submit(TOM, form, {"words": "She shouted at me."}))
    assert "Jun X" in sent
    assert "You wrote: “She shouted at me.”" in sent
    await world.pass_time(minutes=1)
    [told] = await world.dms(JUN, "Something is wrong")
    assert "“She shouted at me.”" in text(told)
    assert "Tom X tells you" in text(told)
    assert "On the card: Priya X." in text(told)
    for other in (BOSS, PRIYA):
        assert not any("shouted" in text(card) for card in await world.inbox(other))

    number = value_of(told, "concern.read")
    shown = text(await world.click(JUN, "concern.show", number))
    assert "meet" in shown
    await world.click(JUN, "concern.read", number)
    await world.pass_time(minutes=1)
    [read] = await world.dms(TOM, "It was read")
    assert "Jun X has read what you told them." in text(read)
    assert "told to somebody else" in text(await world.click(PRIYA, "concern.show", number))


async def test_nobody_is_told_about_themselves(world: World) -> None:
    await name_trusted(world, PRIYA)
    value = await world.button(TOM, "wrong.open")
    assert "No one is named here yet" in text(await world.click(TOM, "wrong.open", value))
    assert "Tell Priya X" in labels(await world.say(TOM, "/mingle wrong"))


async def test_whoever_told_a_person_who_left_hears_that_it_was_not_read(world: World) -> None:
    await name_trusted(world, JUN)
    form = form_of(await world.click(TOM, "wrong.tell", "workspace"))
    await world.submit(TOM, form, {"words": "Something happened."})
    await world.pass_time(minutes=1)
    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, [JUN], world.now)
    await world.pass_time(minutes=1)
    [news] = await world.dms(TOM, "Your words didn't arrive")
    assert "has left before saying" in text(news)
    assert "Someone to tell is missing" in [card.title for card in await world.dms(BOSS)]


async def test_what_does_not_arrive_is_returned_to_whoever_told_it(world: World) -> None:
    await name_trusted(world, JUN)
    form = form_of(await world.click(TOM, "wrong.tell", "workspace"))
    await world.submit(TOM, form, {"words": "Something happened."})
    await world.click(JUN, "trusted.decline")  # before it was sent
    await world.pass_time(minutes=1)
    assert not await world.dms(JUN, "Something is wrong")
    [news] = await world.dms(TOM, "Your words didn't arrive")
    assert "can't be reached by me" in text(news)


async def test_nobody_is_offered_who_turned_such_messages_off(world: World) -> None:
    await name_trusted(world, JUN)
    await world.click(JUN, "attention.mute", "concern.told")
    assert "No one is named" in text(await world.say(TOM, "/mingle wrong"))


async def test_somebody_named_may_say_no(world: World) -> None:
    await name_trusted(world, JUN)
    await world.pass_time(minutes=1)
    assert "You aren't named any more" in text(await world.click(JUN, "trusted.decline"))
    assert "No one is named" in text(await world.say(TOM, "/mingle wrong"))
    assert "nothing to step back from" in text(await world.click(JUN, "trusted.decline"))


async def test_five_a_day_are_passed_on_and_the_sixth_says_that_it_was_not(world: World) -> None:
    await name_trusted(world, JUN)
    form = form_of(await world.click(TOM, "wrong.tell", "workspace"))
    for number in range(5):
        assert "on its way" in text(await world.submit(TOM, form, {"words": f"{number}"}))
    assert "wasn't sent" in text(await world.submit(TOM, form, {"words": "once more"}))
    assert complaint(await world.submit(PRIYA, form, {"words": " "}), "words")


async def test_three_people_at_most_are_named(world: World) -> None:
    answer = await world.submit(BOSS, "trusted.save", {"people": (TOM, PRIYA, JUN, BOSS)})
    assert "Up to 3" in complaint(answer, "people")


async def test_a_list_that_is_full_takes_nobody_more(world: World) -> None:
    await make_avoid_list(world, TOM, *(f"{HOME}/somebody{number}" for number in range(10)))
    value = await world.button(TOM, "wrong.open")
    assert "10 people" in text(await world.click(TOM, "wrong.avoid", value))


async def test_help_says_what_to_expect_and_who_reads_what(world: World) -> None:
    assert "Nobody is named here yet" in text(await world.click(TOM, "conduct.show"))
    await name_trusted(world, JUN, PRIYA)
    policy = text(await world.say(TOM, "/mingle help conduct"))
    assert "Jun X or Priya X read what you tell them" in policy


def text_of_intro(intro: tuple[object, ...]) -> str:
    return "".join(str(node) for node in intro)
