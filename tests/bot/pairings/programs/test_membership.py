from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.pairings.programs import invitations
from bot.pairings.tables import membership, round_skip
from bot.people import records as people
from bot.store.engine import Database
from tests.jobs.pairings_world import LUNCH, SETUP, World, buttons, said, words

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.move_in("Tom", "Priya")
    return world


async def _state(world: World, name: str) -> str | None:
    async with world.database.read_transaction() as tx:
        mine = (
            select(membership.c.state)
            .where(membership.c.person == f"w/{name.lower()}")
            .order_by(membership.c.id)
        )
        found: str | None = await tx.scalar(mine)
    return found


async def _skips(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(round_skip)))


async def test_joining_says_what_happens_next(world: World) -> None:
    await world.set_up()
    answer = said(await world.call("Tom", "command", "mingle join"))
    assert "You take part in the lunches of #lunch." in answer
    assert "The next round is drawn on Tue 3 Mar, 10:00; I write to you a day ahead." in answer
    assert await _state(world, "Tom") == "in"


async def test_an_invitation_shows_what_was_answered(world: World) -> None:
    await world.set_up()
    await world.pass_time(minutes=1)
    assert "You are in" in await world.click("Tom", "people.join", "1")
    assert "All right" in await world.click("Priya", "people.decline", "1")
    await world.pass_time(minutes=1)
    shown = [words(card) for _, card in world.chat.edits]
    assert any("You are in." in text for text in shown)
    assert any("I won't ask again" in text for text in shown)
    assert await _state(world, "Priya") == "out"


async def test_leaving_and_coming_back(world: World) -> None:
    await world.set_up()
    await world.join("Tom")
    assert "You no longer take part" in said(await world.call("Tom", "command", "mingle leave"))
    assert await _state(world, "Tom") == "out"
    assert "You take no part" in said(await world.call("Tom", "command", "mingle leave"))
    assert "You are in" in await world.click("Tom", "people.join", "1")


async def test_a_notice_shows_that_somebody_has_left(world: World) -> None:
    await world.set_up()
    await world.join("Tom", "Priya")
    await world.until(TUESDAY + timedelta(days=6))
    assert buttons(world.heard("Tom")[-1])["lunch.skip"] == "1:2026-03-10"
    await world.click("Tom", "people.leave", "1")
    await world.pass_time(minutes=1)
    assert any("No lunches from #lunch for now." in words(card) for _, card in world.chat.edits)


async def test_elsewhere_the_only_lunches_are_meant(world: World) -> None:
    await world.set_up()
    assert "#lunch" in said(await world.call("Tom", "command", "mingle join", where="w/random"))


async def test_among_several_lunches_one_chooses(world: World) -> None:
    await world.set_up()
    await world.call(
        "Boss", "form", "setup.save", organiser=True, **{**SETUP, "channel": "w/other"}
    )
    assert "Which do you mean?" in said(
        await world.call("Tom", "command", "mingle join", where="w/random")
    )
    assert "#other" in said(await world.call("Tom", "button", "people.join", choice="2"))
    assert "Which do you mean?" in said(
        await world.call("Tom", "command", "mingle skip", where="w/random")
    )
    assert "goes without you" in said(await world.call("Tom", "button", "lunch.skip", choice="2"))
    assert "Which do you mean?" in said(
        await world.call("Tom", "command", "mingle leave", where="w/random")
    )
    assert "You no longer take part" in said(
        await world.call("Tom", "button", "people.leave", choice="2")
    )


async def test_skipping_names_the_round_and_can_be_taken_back(world: World) -> None:
    await world.set_up()
    await world.join("Tom")
    answer = said(await world.call("Tom", "command", "mingle skip"))
    assert "The round of Tue 3 Mar, 10:00 in #lunch goes without you." in answer
    assert await _skips(world) == 1
    await world.click("Tom", "lunch.unskip", "1:2026-03-03")
    assert await _skips(world) == 0


async def test_a_months_pause_is_one_click(world: World) -> None:
    await world.set_up()
    await world.join("Tom")
    assert "No lunches until Wed 1 Apr" in await world.click("Tom", "people.pause_month", "1")
    async with world.database.read_transaction() as tx:
        known = await people.find_person(tx, "w", "w/tom")
    assert known
    assert known.paused_until == date(2026, 4, 1)


async def test_newcomers_of_the_channel_are_asked_once(world: World) -> None:
    await world.set_up()
    await world.move_in("Jun")
    for _ in range(2):
        async with world.database.transaction() as tx:
            await invitations.invite_newcomers(tx, "w", LUNCH, ["w/jun"], world.now)
            await invitations.invite_newcomers(tx, "w", "w/random", ["w/jun"], world.now)
    await world.pass_time(minutes=1)
    assert [card.title for card in world.heard("Jun")] == ["Lunch with a colleague?"]


async def test_where_nothing_is_set_up_people_are_told_how(world: World) -> None:
    for command in ("mingle join", "mingle leave", "mingle skip", "round explain"):
        assert "An organiser can start them" in said(await world.call("Tom", "command", command))


@pytest.mark.parametrize("value", ["", "7", "x", "1.5", "-1", "9" * 70, "😀", "مرحبا", "@everyone"])
@pytest.mark.parametrize(
    "action", ["people.join", "people.decline", "people.leave", "people.stay", "people.pause_month"]
)
async def test_buttons_refuse_lunches_that_are_no_more(
    world: World, action: str, value: str
) -> None:
    await world.set_up()
    assert "These lunches are no more." in await world.click("Tom", action, value)
    assert await _state(world, "Tom") == "asked"


@pytest.mark.parametrize(
    "value",
    ["", "1", "1:", "1:2026-03-04", "1:2026-02-24", "1:the 32nd", "2:2026-03-03", ":", "x:y"],
)
@pytest.mark.parametrize("action", ["lunch.skip", "lunch.unskip"])
async def test_only_the_next_round_can_be_skipped(world: World, action: str, value: str) -> None:
    await world.set_up()
    await world.join("Tom")
    assert "That round has been drawn already." in await world.click("Tom", action, value)
    assert await _skips(world) == 0


async def test_who_takes_no_part_has_nothing_to_skip(world: World) -> None:
    await world.set_up()
    assert "You take no part" in await world.click("Eve", "lunch.skip", "1:2026-03-03")
    assert "You take no part" in await world.click("Eve", "people.stay", "1")
    assert await _skips(world) == 0
