"""“Introduce us”: one question in private, and one introduction to both once both agreed."""

from datetime import timedelta

import pytest

from bot.core.interactions import Answer
from bot.know_how.tables import introduction_request
from bot.own_data.records import collect_data, write_json
from bot.own_data.views import ME
from tests.factories.people import describe as describe_known
from tests.factories.people import leave_company, make_avoid_list
from tests.reading import button_values, form_of, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, HOME, World

NO_WORD = "didn't come together"


async def _expert(world: World, person: str = BEN, *offers: str) -> None:
    await world.say(person, "/mingle")
    await describe_known(world, person, offers=offers or ("sourdough baking",))
    await world.click(person, "who.name", "me")


async def _press(
    world: World, person: str = ADA, about: str = "sourdough", of: str = "Ben"
) -> Answer:
    """Ask who knows, and press “Introduce us” beside a name."""
    answer = await world.say(person, f"/mingle who knows about {about}")
    expert = BEN if of == "Ben" else CLEO
    [value] = [each for each in [value_of(answer, "who.introduce")] if each.startswith(expert)]
    return await world.click(person, "who.introduce", value)


async def _questions(world: World, person: str = BEN) -> list[str]:
    return [text(card) for card in await world.outbox(person, "expert.asked")]


async def _answer(world: World, how: str, person: str = BEN) -> Answer:
    return await world.click(person, f"who.{how}", await world.button(person, f"who.{how}"))


async def _endings(world: World, person: str = ADA) -> list[str]:
    return [text(card) for card in await world.dms(person, "No introduction this time")]


async def test_both_are_introduced_once_both_agreed_with_what_they_have_in_common(
    world: World,
) -> None:
    await _expert(world)
    await world.say(ADA, "/mingle")
    await describe_known(world, ADA, interests=("climbing",), wants=("sourdough baking",))
    await describe_known(world, BEN, interests=("climbing", "chess"), offers=("sourdough baking",))
    said = text(await _press(world))
    assert "I'll ask Ben Marsh in private" in said
    assert not await world.introductions()

    await world.pass_time(minutes=1)
    [question] = await world.dms(BEN, "Shall I introduce you to Ada?")
    assert "Ada Wolf asks about sourdough baking" in text(question)
    answered = text(await _answer(world, "yes"))
    assert "You said yes" in answered
    await world.pass_time(minutes=1)

    [(people, card)] = await world.introductions()
    assert set(people) == {ADA, BEN}
    read = text(card)
    assert "Ada, meet Ben" in read
    assert "Ada Wolf asked about sourdough baking, which Ben Marsh can show others." in read
    assert "You both like climbing." in read
    assert "Ada would like to learn sourdough baking, which Ben teaches." in read
    assert "I've introduced you and Ada Wolf" in text(await world.live_card("expert:1"))


async def test_a_second_yes_introduces_nobody_twice(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    number = await world.button(BEN, "who.yes")
    for _ in range(3):
        await world.click(BEN, "who.yes", number)
    await world.pass_time(days=6)
    assert len(await world.introductions()) == 1
    assert not await _endings(world)


async def test_what_somebody_typed_stays_with_them(world: World) -> None:
    await _expert(world, BEN, "Django")
    await _press(world, about="python")
    await world.pass_time(minutes=1)
    [question] = await _questions(world)
    assert "asks about Django" in question
    assert "python" not in question.casefold()


@pytest.mark.parametrize("how", ["not now", "silence", "a block", "a pause", "no longer named"])
async def test_whoever_waits_reads_the_same_at_the_same_time_whatever_became_of_it(
    world: World, how: str
) -> None:
    await _expert(world)
    asked = text(await _press(world))
    if how in ("a block", "a pause", "no longer named"):
        await _unwilling(world, how)
        await world.pass_time(minutes=1)
    else:
        await world.pass_time(minutes=1)
        if how == "not now":
            said = text(await _answer(world, "later"))
            assert "You said not now" in said
    assert "by Thu 5 Mar, 16:00" in asked

    await world.pass_time(days=3, hours=5)  # Thursday, an hour before the end
    assert not await _endings(world)
    before = await _exported(world)
    await world.pass_time(hours=2)
    [ended] = await _endings(world)
    assert "An introduction to Ben Marsh didn't come together this time. I never say why" in ended
    assert "declined" not in before
    assert not await world.introductions()
    row = (await world.select_all(introduction_request))[0]
    assert row.state == "over"


async def _unwilling(world: World, how: str) -> None:
    if how == "a block":
        await make_avoid_list(world, BEN, ADA)
    elif how == "a pause":
        await world.say(BEN, "/mingle pause in two weeks")
    else:
        await world.click(BEN, "who.unname", "me")


async def _exported(world: World) -> str:
    async with world.database.read_transaction() as tx:
        return write_json(await collect_data(tx, HOME, ADA, world.now))


async def test_a_question_that_was_blocked_before_it_was_sent_is_never_read(world: World) -> None:
    await _expert(world)
    world.now += timedelta(hours=12)  # night: the question waits
    await _press(world)
    await world.submit(BEN, "avoid.save", {"others": (ADA,)})
    await world.pass_time(days=5)
    assert not await world.dms(BEN, "Shall I introduce you to Ada?")
    assert len(await _endings(world)) == 1


async def test_who_would_rather_not_finds_the_question_ended(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    number = await world.button(BEN, "who.yes")
    await world.submit(BEN, "avoid.save", {"others": (ADA,)})
    await world.pass_time(minutes=1)
    [question] = await world.dms(BEN, "Shall I introduce you to Ada?")
    assert "this has ended for you" in text(question)
    assert "who.yes" not in button_values(question)
    await world.click(BEN, "who.yes", number)
    await world.pass_time(days=5)
    assert not await world.introductions()


async def test_a_block_by_whoever_asked_shows_in_nothing_until_somebody_answers(
    world: World,
) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    before = await _questions(world)
    await world.submit(ADA, "avoid.save", {"others": (BEN,)})
    await world.pass_time(minutes=1)
    assert await _questions(world) == before
    assert "This question is over" in text(await _answer(world, "yes"))
    await world.pass_time(days=5)
    assert not await world.introductions()
    assert not await _endings(world)  # she waits for nothing any more


async def test_not_now_can_be_taken_back_until_the_end(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    await _answer(world, "later")
    await world.pass_time(days=1)
    await _answer(world, "yes")
    await world.pass_time(minutes=1)
    assert len(await world.introductions()) == 1


async def test_an_answer_after_the_end_introduces_nobody(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    number = await world.button(BEN, "who.yes")
    await world.pass_time(days=5)
    assert "This question is over" in text(await world.click(BEN, "who.yes", number))
    assert not await world.introductions()


@pytest.mark.parametrize("who", [ADA, BEN])
async def test_a_departure_ends_the_question_and_whoever_stays_hears_at_once(
    world: World, who: str
) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    await leave_company(world, who)
    if who == BEN:
        assert len(await _endings(world)) == 1
    else:
        [question] = await world.dms(BEN, "Shall I introduce you to Ada?")
        assert "This question is over" in text(question)
        assert not await _endings(world)
    await world.pass_time(days=7)
    assert len(await _endings(world)) == (who == BEN)


@pytest.mark.parametrize("how", ["leaves", "blocks"])
async def test_an_introduction_that_is_lost_on_its_way_leaves_nobody_waiting(
    world: World, how: str
) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    world.now += timedelta(hours=12)  # night: the introduction waits
    await _answer(world, "yes")
    if how == "leaves":
        await leave_company(world, ADA)
    else:
        await world.submit(ADA, "avoid.save", {"others": (BEN,)})
    await world.pass_time(days=2)
    assert not await world.introductions()
    assert len(await _endings(world, BEN)) == 1
    assert "This question is over" in text(await world.live_card("expert:1"))


async def test_the_allowance_of_a_week_is_shared_with_requests_to_lunch(world: World) -> None:
    await _expert(world)
    await world.say(ADA, "/mingle")
    form = form_of(await world.say(ADA, "/lunch with @Ben"))
    await world.submit(ADA, form, {"people": (BEN,), "when": "tomorrow 12:30"})
    refused = text(await _press(world))
    assert "I can't pass this on right now. Ask Ben Marsh yourself" in refused
    assert not await _questions(world)
    await _press(world, person=CLEO)
    assert len(await _questions(world)) == 1
    # two of all are enough for one week, of whatever kind, and nobody learns who asked
    assert "I can't pass this on right now" in text(await _press(world, person=DINA))
    said = await world.say(DINA, "/lunch with @Ben tomorrow 13:00")
    assert "I can't pass this on right now" in text(said)


async def test_questions_in_vain_count_for_lunches_and_the_other_way(world: World) -> None:
    await _expert(world)
    for _ in range(2):
        await _press(world)
        await world.pass_time(days=8)
    assert len(await _endings(world)) == 2
    assert "I can't pass this on right now" in text(await _press(world))
    said = await world.say(ADA, "/lunch with @Ben tomorrow 12:30")
    assert "I can't pass this on right now" in text(said)


async def test_a_second_press_asks_nobody_again(world: World) -> None:
    await _expert(world)
    first = text(await _press(world))
    assert text(await _press(world)) == first
    assert len(await _questions(world)) == 1


async def test_only_who_is_asked_can_answer(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    number = await world.button(BEN, "who.yes")
    for how in ("yes", "later"):
        said = text(await world.click(ADA, f"who.{how}", number))
        assert "This button has had its day" in said
    [row] = await world.select_all(introduction_request)
    assert (row.state, row.declined_at) == ("asked", None)


async def test_a_question_keeps_to_quiet_hours(world: World) -> None:
    await _expert(world)
    world.now += timedelta(hours=12)
    await _press(world)
    await world.pass_time(hours=1)
    assert not await world.dms(BEN, "Shall I introduce you to Ada?")
    await world.pass_time(hours=12)
    assert len(await world.dms(BEN, "Shall I introduce you to Ada?")) == 1


async def test_what_was_shared_and_taken_back_is_not_quoted(world: World) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    await describe_known(world, BEN, offers=())
    assert "asks about something that you shared" in (await _questions(world))[0]


@pytest.mark.parametrize("agreed", [False, True])
async def test_who_is_forgotten_leaves_nobody_waiting_and_no_name(
    world: World, agreed: bool
) -> None:
    await _expert(world)
    await _press(world)
    await world.pass_time(minutes=1)
    if agreed:
        world.now += timedelta(hours=12)  # night: the introduction waits
        await _answer(world, "yes")
    await world.click(BEN, "own_data.forget", ME)
    await world.pass_time(days=1)
    assert not await world.introductions()
    [ended] = await _endings(world)
    assert "Ben" not in ended
    assert not await world.select_all(introduction_request)
