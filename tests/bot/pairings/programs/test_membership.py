from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.pairings.programs import invitations
from bot.pairings.tables import membership, round_skip
from bot.people import records as people
from bot.store.engine import Database
from tests.factories.programs import (
    BOSS,
    EVE,
    SETUP,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import button_values, text
from tests.world import HOME, LUNCH, World


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA)
    return world


async def _state(world: World, person: str) -> str | None:
    async with world.database.read_transaction() as tx:
        states = (
            select(membership.c.state)
            .where(membership.c.person == person)
            .order_by(membership.c.id)
        )
        found: str | None = await tx.scalar(states)
    return found


async def _skips(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(round_skip)))


async def test_joining_says_what_happens_next(world: World) -> None:
    await set_up_program(world)
    answer = text(await world.command(TOM, "mingle join"))
    assert "You're in the lunches of #lunch." in answer
    assert "Your first round is on Tue 3 Mar, 10:00." in answer
    assert await _state(world, TOM) == "in"


async def test_an_invitation_shows_what_was_answered(world: World) -> None:
    await set_up_program(world)
    await world.pass_time(minutes=1)
    assert "You are in" in text(await world.click(TOM, "people.join", "1"))
    assert "All right" in text(await world.click(PRIYA, "people.decline", "1"))
    await world.pass_time(minutes=1)
    assert "You're in." in text((await world.dms(TOM))[-1])
    assert "I won't ask again" in text((await world.dms(PRIYA))[-1])
    assert await _state(world, PRIYA) == "out"


async def test_leaving_and_coming_back(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM)
    assert "You're no longer in" in text(await world.command(TOM, "mingle leave"))
    assert await _state(world, TOM) == "out"
    assert "You're not in these" in text(await world.command(TOM, "mingle leave"))
    assert "You are in" in text(await world.click(TOM, "people.join", "1"))


async def test_a_notice_shows_that_somebody_has_left(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(days=6))
    assert button_values((await world.dms(TOM))[-1])["lunch.skip"] == "1:2026-03-10"
    await world.click(TOM, "people.leave", "1")
    await world.pass_time(minutes=1)
    assert "No lunches from #lunch for now." in text((await world.dms(TOM))[-1])


async def test_elsewhere_the_only_lunches_are_meant(world: World) -> None:
    await set_up_program(world)
    assert "#lunch" in text(await world.command(TOM, "mingle join", channel="acme/random"))


async def test_among_several_lunches_one_chooses(world: World) -> None:
    await set_up_program(world)
    await world.submit(BOSS, "setup.save", {**SETUP, "channel": "acme/other"})
    assert "Which do you mean?" in text(
        await world.command(TOM, "mingle join", channel="acme/random")
    )
    assert "#other" in text(await world.click(TOM, "people.join", choice="2"))
    assert "Which do you mean?" in text(
        await world.command(TOM, "mingle skip", channel="acme/random")
    )
    assert "goes without you" in text(await world.click(TOM, "lunch.skip", choice="2"))
    assert "Which do you mean?" in text(
        await world.command(TOM, "mingle leave", channel="acme/random")
    )
    assert "You're no longer in" in text(await world.click(TOM, "people.leave", choice="2"))


async def test_skipping_names_the_round_and_can_be_taken_back(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM)
    answer = text(await world.command(TOM, "mingle skip"))
    assert "The round of Tue 3 Mar, 10:00 in #lunch goes without you." in answer
    assert await _skips(world) == 1
    await world.click(TOM, "lunch.unskip", "1:2026-03-03")
    assert await _skips(world) == 0


@pytest.mark.parametrize(
    ("typed", "said", "skips"),
    [
        ("this week", "The round of Tue 3 Mar, 10:00 in #lunch goes without you.", 1),
        ("diese Woche", "The round of Tue 3 Mar, 10:00 in #lunch goes without you.", 1),
        ("next week", "No lunch round comes between", 0),
    ],
)
async def test_a_week_that_somebody_skips_is_that_of_the_round(
    world: World, typed: str, said: str, skips: int
) -> None:
    await set_up_program(world)
    await join_program(world, TOM)
    assert said in text(await world.command(TOM, "mingle skip", {"day": typed}))
    assert await _skips(world) == skips


async def test_a_months_pause_is_one_click(world: World) -> None:
    await set_up_program(world)
    await join_program(world, TOM)
    assert "No lunches until Wed 1 Apr" in text(await world.click(TOM, "people.pause_month", "1"))
    async with world.database.read_transaction() as tx:
        known = await people.find_person(tx, HOME, TOM)
    assert known
    assert known.paused_until == date(2026, 4, 1)


async def test_newcomers_of_the_channel_are_asked_once(world: World) -> None:
    await set_up_program(world)
    await make_eaters(world, JUN)
    for _ in range(2):
        async with world.database.transaction() as tx:
            await invitations.invite_newcomers(tx, HOME, LUNCH, [JUN], world.now)
            await invitations.invite_newcomers(tx, HOME, "acme/random", [JUN], world.now)
    await world.pass_time(minutes=1)
    assert [card.title for card in await world.dms(JUN)] == ["Lunch with a colleague?"]


async def test_who_has_joined_before_their_invitation_comes_gets_none(world: World) -> None:
    await set_up_program(world)
    await make_eaters(world, JUN)
    async with world.database.transaction() as tx:
        await invitations.invite_newcomers(tx, HOME, LUNCH, [JUN, TOM], world.now)
    await join_program(world, JUN)
    await world.pass_time(minutes=1)
    assert await world.dms(JUN, "Lunch with a colleague?") == []
    assert len(await world.dms(TOM, "Lunch with a colleague?")) == 1


async def test_where_nothing_is_set_up_people_are_told_how(world: World) -> None:
    for command in ("mingle join", "mingle leave", "mingle skip", "round explain"):
        assert "An organiser can start them" in text(await world.command(TOM, command))


@pytest.mark.parametrize("value", ["", "7", "x", "1.5", "-1", "9" * 70, "😀", "مرحبا", "@everyone"])
@pytest.mark.parametrize(
    "action", ["people.join", "people.decline", "people.leave", "people.stay", "people.pause_month"]
)
async def test_buttons_refuse_lunches_that_are_no_more(
    world: World, action: str, value: str
) -> None:
    await set_up_program(world)
    assert "These lunches are no more." in text(await world.click(TOM, action, value))
    assert await _state(world, TOM) == "asked"


@pytest.mark.parametrize(
    "value",
    ["", "1", "1:", "1:2026-03-04", "1:2026-02-24", "1:the 32nd", "2:2026-03-03", ":", "x:y"],
)
@pytest.mark.parametrize("action", ["lunch.skip", "lunch.unskip"])
async def test_only_the_next_round_can_be_skipped(world: World, action: str, value: str) -> None:
    await set_up_program(world)
    await join_program(world, TOM)
    assert "That round has been drawn already." in text(await world.click(TOM, action, value))
    assert await _skips(world) == 0


async def test_who_takes_no_part_has_nothing_to_skip(world: World) -> None:
    await set_up_program(world)
    assert "You're not in these" in text(await world.click(EVE, "lunch.skip", "1:2026-03-03"))
    assert "You're not in these" in text(await world.click(EVE, "people.stay", "1"))
    assert await _skips(world) == 0
