from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.pairings.rounds.history import load_history
from bot.pairings.tables import group_member, pairing_group
from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.people import make_avoid_list
from tests.factories.programs import (
    EATERS,
    EVE,
    TUESDAY,
    find_program,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import button_values, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _drawn(world: World, *names: str) -> None:
    await make_eaters(world, *names)
    await set_up_program(world)
    await join_program(world, *names)
    await world.until(TUESDAY)


async def _groups(world: World) -> dict[int, list[str]]:
    async with world.database.read_transaction() as tx:
        rows = await tx.all(
            select(group_member.c.group, group_member.c.person).order_by(group_member.c.id)
        )
    groups: dict[int, list[str]] = {}
    for number, person in map(tuple, rows):
        groups.setdefault(number, []).append(person)
    return groups


async def _states(world: World) -> dict[int, str]:
    async with world.database.read_transaction() as tx:
        return dict(
            map(
                tuple,
                await tx.all(
                    select(pairing_group.c.id, pairing_group.c.state).order_by(pairing_group.c.id)
                ),
            )
        )


async def _shown(world: World) -> Card:
    """Return the latest introduction, as it reads now."""
    return (await world.introductions())[-1][1]


async def test_we_met_by_one_counts_for_all_and_asks_what_was_learned(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "What did you learn, or give?" in text(await world.click(TOM, "lunch.met", "1"))
    assert "What did you learn, or give?" in text(await world.click(PRIYA, "lunch.not_yet", "1"))
    assert await _states(world) == {1: "met"}
    await world.pass_time(minutes=1)
    assert "You met. Lovely." in text(await _shown(world))
    offered = {"learning.share": "group:1", "wrong.open": "group:1"}
    assert button_values(await _shown(world)) == offered


async def test_not_yet_leaves_time(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "There is time until Tue 10 Mar, 10:00." in text(
        await world.click(TOM, "lunch.not_yet", "1")
    )


async def test_a_check_in_shows_what_was_answered(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(days=6))
    await world.click(TOM, "lunch.not_yet", "1")
    await world.pass_time(minutes=1)
    shown = text((await world.dms(TOM))[-1])
    assert "Not yet, you say." in shown
    assert "introduce you" in shown


async def test_cant_this_time_is_told_gently_with_two_ways_on(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    answer = text(await world.click(PRIYA, "lunch.cant", "1"))
    assert "I have told Tom X. You are in the next round as usual." in answer
    await world.pass_time(minutes=1)
    told = (await world.dms(TOM))[-1]
    assert (
        "Priya X can't make it this time; it happens. You're first in line for your next round."
        in text(told)
    )
    assert button_values(told) == {"lunch.rescue": "1", "table.open": ""}
    assert await _states(world) == {1: "called_off"}


async def test_after_the_midpoint_only_a_table_is_offered(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await world.pass_time(days=5)
    await world.click(PRIYA, "lunch.cant", "1")
    await world.until(TUESDAY + timedelta(days=6))
    told = next(card for card in await world.dms(TOM) if "off this time" in card.title)
    assert "lunch.rescue" not in button_values(told)
    assert "Half of the round is over" in text(await world.click(TOM, "lunch.rescue", "1"))


async def test_a_trio_minus_one_stays_a_pair(world: World) -> None:
    await _drawn(world, TOM, PRIYA, JUN)
    await world.click(JUN, "lunch.cant", "1")
    await world.pass_time(minutes=1)
    assert await _states(world) == {1: "open"}
    news = [card for card in await world.inbox(TOM) if card.title == "A change of company"]
    assert "Jun X can't make it this time" in text(news[0])
    assert "go ahead." in text(await _shown(world))
    assert "That lunch was called off" not in text(await world.click(TOM, "lunch.met", "1"))


async def test_two_whose_partners_cant_find_each_other_at_once(world: World) -> None:
    await _drawn(world, *EATERS[:4])
    groups = await _groups(world)
    stay = []
    for number, (one, other) in groups.items():
        await world.click(other, "lunch.cant", str(number))
        stay.append((one, str(number)))
    assert "I look until" in text(await world.click(stay[0][0], "lunch.rescue", stay[0][1]))
    assert "I have just introduced you to" in text(
        await world.click(stay[1][0], "lunch.rescue", stay[1][1])
    )
    await world.pass_time(minutes=1)
    to, card = (await world.introductions())[-1]
    assert set(to) == {person for person, _ in stay}
    assert "lunch.met" in button_values(card)
    assert list((await _states(world)).values()) == ["rescued", "rescued", "open"]
    assert "called off" in text(await world.click(stay[0][0], "lunch.met", stay[0][1])).casefold()


async def test_a_rescue_never_brings_together_who_must_not_meet(world: World) -> None:
    await _drawn(world, *EATERS[:4])
    stay = []
    for number, (one, other) in (await _groups(world)).items():
        await world.click(other, "lunch.cant", str(number))
        stay.append((one, str(number)))
    await make_avoid_list(world, stay[0][0], stay[1][0])
    for person, group in stay:
        assert "I look until" in text(await world.click(person, "lunch.rescue", group))


async def test_who_was_let_down_is_first_in_line_and_the_introduction_counts(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await world.click(PRIYA, "lunch.cant", "1")
    async with world.database.read_transaction() as tx:
        past = await load_history(tx, await find_program(world), date(2026, 3, 10))
    assert [sorted(map(sorted, groups)) for groups in past.rounds] == [[[PRIYA, TOM], [TOM]]]


async def test_a_second_cant_changes_nothing(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await world.click(PRIYA, "lunch.cant", "1")
    assert "No harm done" in text(await world.click(PRIYA, "lunch.cant", "1"))
    await world.pass_time(hours=1)
    assert sum("off this time" in card.title for card in await world.dms(TOM)) == 1


async def test_late_answers_are_calm(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(days=7))
    assert "That round is over" in text(await world.click(TOM, "lunch.cant", "1"))
    assert "That round is over" in text(await world.click(TOM, "lunch.not_yet", "1"))
    assert "What did you learn" in text(await world.click(TOM, "lunch.met", "1"))


async def test_a_lunch_that_stands_needs_no_rescue(world: World) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "Your lunch still stands" in text(await world.click(TOM, "lunch.rescue", "1"))


@pytest.mark.parametrize("action", ["lunch.met", "lunch.not_yet", "lunch.cant", "lunch.rescue"])
@pytest.mark.parametrize(
    "value", ["", "2", "-1", "1.0", "garbage", "²", "9" * 60, "1:2", "<!channel>", "مرحبا"]
)
async def test_buttons_refuse_what_leads_nowhere(world: World, action: str, value: str) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "between other people" in text(await world.click(TOM, action, value))
    assert await _states(world) == {1: "open"}


@pytest.mark.parametrize("action", ["lunch.met", "lunch.not_yet", "lunch.cant", "lunch.rescue"])
async def test_strangers_cannot_answer_for_others(world: World, action: str) -> None:
    await _drawn(world, TOM, PRIYA)
    assert "between other people" in text(await world.click(EVE, action, "1"))
    assert await _states(world) == {1: "open"}
