"""Whoever starts a plan asks a colleague in private to do a step; yes, no and silence are told."""

from datetime import timedelta

import pytest
from msgspec import structs

from bot.attention.records import mute_reason
from bot.core.interactions import Answer, FormErrors, OpenForm
from bot.kits.notifications import ASKED
from bot.kits.tables import plan_request, plan_step
from bot.people.erasure import erase_person
from bot.people.records import update_person
from tests.bot.kits.starting import start
from tests.factories.events import cancel_event
from tests.factories.people import leave_company, make_avoid_list
from tests.hostile import IDS, MARK
from tests.reading import button_values, complaints, form_of, text
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, World

QUESTION = "Would you do this?"


async def _step(world: World, name: str = "venue") -> int:
    rows = await world.select_all(plan_step)
    return int(next(row.id for row in rows if row.step == name))


async def _owner(world: World, step: int) -> str | None:
    owners: dict[int, str | None] = {row.id: row.owner for row in await world.select_all(plan_step)}
    return owners[step]


async def _ask(world: World, person: str = BEN, *, step: int = 0, by: str = ADA) -> Answer:
    """Ask somebody to do a step by the form, and let the question leave."""
    form = form_of(await world.click(by, "plan.ask", step or await _step(world)))
    answer = await world.submit(by, form, {"person": (person,)})
    await world.pass_time(minutes=1)
    return answer


async def _meet(world: World, *people: str) -> None:
    for person in people:
        await world.say(person, "/mingle")


@pytest.fixture
async def planned(world: World) -> int:
    """Start a plan, and return its second step."""
    await _meet(world, BEN, CLEO, DINA)
    await start(world)
    return await _step(world)


async def test_a_colleague_is_asked_in_private_and_says_yes(world: World, planned: int) -> None:
    answer = await _ask(world)
    assert "I'll ask Ben Marsh" in text(answer)
    assert "Ben Marsh has been asked and can answer until" in text(answer)
    [question] = await world.dms(BEN, QUESTION)
    assert "Ada Wolf plans Open evening" in text(question)
    assert "Ask for a room" in text(question)

    number = button_values(question)["plan.yes"]
    assert "It's yours." in text(await world.click(BEN, "plan.yes", number))
    assert await _owner(world, planned) == BEN
    await world.pass_time(minutes=1)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "Ben Marsh will do it" in text(told)
    [question] = await world.dms(BEN, QUESTION)
    assert "You said yes" in text(question)
    assert "plan.yes" not in button_values(question)


async def test_nobody_but_who_started_the_plan_sees_who_was_asked(
    world: World, planned: int
) -> None:
    await _ask(world)
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "asked" not in text(card)
    plan = button_values(card)["plan.move"]
    assert "asked: Ben Marsh" in text(await world.click(ADA, "plan.show", plan))
    assert "Ben" not in text(await world.click(CLEO, "plan.show", plan))
    assert "asked" not in text(await world.click(CLEO, "plan.step", choice=str(planned)))


async def test_no_is_told_kindly_and_never_why(world: World, planned: int) -> None:
    await _ask(world)
    number = await world.button(BEN, "plan.no")
    assert "nothing else" in text(await world.click(BEN, "plan.no", number))
    assert await _owner(world, planned) == ADA
    await world.pass_time(minutes=1)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "Ben Marsh can't take this on" in text(told)
    assert "settled" in text(await world.click(BEN, "plan.yes", number))
    assert await _owner(world, planned) == ADA

    assert "I'll ask Cleo Duarte" in text(await _ask(world, CLEO))
    assert (
        "can't pass this on"
        in complaints(await _ask(world, BEN, step=await _step(world, "aim")))["person"]
    )


async def test_silence_is_told_after_some_days(world: World, planned: int) -> None:
    await _ask(world)
    await world.pass_time(days=3)
    assert not await world.dms(ADA, "Ask for a room")
    await world.pass_time(days=2)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "Ben Marsh hasn't answered" in text(told)
    [question] = await world.dms(BEN, QUESTION)
    assert not button_values(question)
    assert [row.state for row in await world.select_all(plan_request)] == ["over"]


@pytest.mark.parametrize("why", ["blocks", "is blocked", "pauses", "muted it"])
async def test_who_would_rather_not_be_asked_is_not_and_it_reads_as_silence(
    world: World, planned: int, why: str
) -> None:
    form = form_of(await world.click(ADA, "plan.ask", planned))
    if why == "blocks":
        await make_avoid_list(world, BEN, ADA)
    elif why == "is blocked":
        await make_avoid_list(world, ADA, BEN)
    async with world.database.transaction() as tx:
        if why == "muted it":
            await mute_reason(tx, HOME, BEN, ASKED)
        if why == "pauses":
            back = (world.now + timedelta(days=20)).date()
            await update_person(tx, HOME, BEN, paused_until=back)
    answer = await world.submit(ADA, form, {"person": (BEN,)})
    assert "I'll ask Ben Marsh" in text(answer)
    await world.pass_time(days=5)
    assert not await world.dms(BEN, QUESTION)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "Ben Marsh hasn't answered" in text(told)


@pytest.mark.parametrize("how", ["leaves", "is erased"])
async def test_who_goes_away_leaves_whoever_asked_with_a_word(
    world: World, planned: int, how: str
) -> None:
    await _ask(world)
    if how == "leaves":
        await leave_company(world, BEN)
    else:
        async with world.database.transaction() as tx:
            await erase_person(tx, HOME, BEN, world.now, asked=True)
        await world.pass_time(days=5)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "hasn't answered" in text(told)


@pytest.mark.parametrize("how", ["taken", "done", "dropped", "called off"])
async def test_a_question_that_is_settled_meanwhile_says_so_and_ends(
    world: World, planned: int, how: str
) -> None:
    if how == "called off":
        await world.click(ADA, "plan.event", await _step(world, "calendar"))
    await _ask(world)
    number = await world.button(BEN, "plan.yes")
    if how == "taken":
        await world.click(CLEO, "plan.take", planned)
    elif how == "called off":
        await cancel_event(world, ADA, 1)
    else:
        await world.click(ADA, {"done": "plan.done", "dropped": "plan.skip"}[how], planned)
    await world.pass_time(minutes=1)
    [question] = await world.dms(BEN, QUESTION)
    assert "There's nothing left to do here." in text(question)
    owner = await _owner(world, planned)
    await world.click(BEN, "plan.yes", number)
    assert await _owner(world, planned) == owner
    await world.pass_time(days=5)
    assert not await world.dms(ADA, "Ask for a room")


async def test_nobody_is_asked_beyond_what_their_week_holds(world: World, planned: int) -> None:
    await _ask(world)
    again = form_of(await world.click(ADA, "plan.ask", await _step(world, "speaker")))
    said = complaints(await world.submit(ADA, again, {"person": (BEN,)}))
    assert "Ask Ben Marsh yourself" in said["person"]
    for wrong in ((ADA,), (), ("other/ben",), (BEN, CLEO), ("acme/nobody",)):
        assert complaints(await world.submit(ADA, again, {"person": wrong})), wrong


async def test_only_who_started_the_plan_asks_and_once_at_a_time(
    world: World, planned: int
) -> None:
    assert "Whoever started the plan" in text(await world.click(CLEO, "plan.ask", planned))
    assert "plan.ask" not in button_values(
        await world.click(CLEO, "plan.step", choice=str(planned))
    )
    await _ask(world)
    assert "has been asked" in text(await world.click(ADA, "plan.ask", planned))
    number = await world.button(BEN, "plan.yes")
    assert await _owner(world, planned) == ADA
    await world.click(CLEO, "plan.yes", number)
    assert await _owner(world, planned) == ADA


async def test_what_was_agreed_and_given_back_no_longer_reads_as_agreed(
    world: World, planned: int
) -> None:
    await _ask(world)
    await world.click(BEN, "plan.yes", await world.button(BEN, "plan.yes"))
    await world.pass_time(minutes=1)
    await world.click(BEN, "plan.give", planned)
    await world.pass_time(minutes=1)
    [told] = await world.dms(ADA, "Ask for a room")
    assert "Ben Marsh gave it back" in text(told)
    [question] = await world.dms(BEN, QUESTION)
    assert "You said yes" not in text(question)


@pytest.mark.parametrize("value", [*IDS, MARK, ""])
async def test_nobody_is_asked_by_a_form_with_garbage_in_it(
    world: World, planned: int, value: str
) -> None:
    form = form_of(await world.click(ADA, "plan.ask", planned))
    assert isinstance(await world.submit(ADA, form, {"person": (value,)}), FormErrors)
    forged = structs.replace(form, value=value)
    assert not isinstance(await world.submit(ADA, forged, {"person": (BEN,)}), OpenForm)
    assert not await world.select_all(plan_request)
