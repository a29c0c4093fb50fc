from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.pairings.rounds import records
from bot.pairings.tables import group_member, pairing_group
from bot.people.tables import avoidance
from bot.store.engine import Database
from bot.ui.cards import Card
from tests.jobs.pairings_world import NAMES, World, buttons, words

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def _drawn(world: World, *names: str) -> None:
    await world.move_in(*names)
    await world.set_up()
    await world.join(*names)
    await world.until(TUESDAY)


async def _groups(world: World) -> dict[int, list[str]]:
    async with world.database.read_transaction() as tx:
        rows = await tx.all(
            select(group_member.c.group, group_member.c.person).order_by(group_member.c.id)
        )
    groups: dict[int, list[str]] = {}
    for number, person in map(tuple, rows):
        groups.setdefault(number, []).append(person[2:])
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


def _shown(world: World) -> Card:
    return world.chat.edits[-1][1]


async def test_we_met_by_one_counts_for_all_and_asks_what_was_learned(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    assert "What did you learn, or give?" in await world.click("Tom", "lunch.met", "1")
    assert "What did you learn, or give?" in await world.click("Priya", "lunch.not_yet", "1")
    assert await _states(world) == {1: "met"}
    await world.pass_time(minutes=1)
    assert "You met. Lovely." in words(_shown(world))
    assert buttons(_shown(world)) == {"learning.share": "group:1"}


async def test_not_yet_leaves_time(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    assert "There is time until Tue 10 Mar, 10:00." in await world.click(
        "Tom", "lunch.not_yet", "1"
    )


async def test_a_check_in_shows_what_was_answered(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    await world.until(TUESDAY + timedelta(days=6))
    await world.click("Tom", "lunch.not_yet", "1")
    await world.pass_time(minutes=1)
    shown = [words(card) for _, card in world.chat.edits]
    assert any("Not yet, you say." in text and "I introduce you" in text for text in shown)


async def test_cant_this_time_is_told_gently_with_two_ways_on(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    answer = await world.click("Priya", "lunch.cant", "1")
    assert "I have told Tom X. You are in the next round as usual." in answer
    await world.pass_time(minutes=1)
    told = world.heard("Tom")[-1]
    assert (
        "Priya X can't make it this time; it happens. You are first in line on Tue 10 Mar."
        in words(told)
    )
    assert buttons(told) == {"lunch.rescue": "1", "table.open": ""}
    assert await _states(world) == {1: "called_off"}


async def test_after_the_midpoint_only_a_table_is_offered(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    await world.pass_time(days=5)
    await world.click("Priya", "lunch.cant", "1")
    await world.until(TUESDAY + timedelta(days=6))
    told = next(card for card in world.heard("Tom") if "off this time" in card.title)
    assert "lunch.rescue" not in buttons(told)
    assert "Half of the round is over" in await world.click("Tom", "lunch.rescue", "1")


async def test_a_trio_minus_one_stays_a_pair(world: World) -> None:
    await _drawn(world, "Tom", "Priya", "Jun")
    await world.click("Jun", "lunch.cant", "1")
    await world.pass_time(minutes=1)
    assert await _states(world) == {1: "open"}
    news = [card for _, card in world.chat.said.values() if card.title == "A change of company"]
    assert "Jun X can't make it this time" in words(news[0])
    assert "go ahead." in words(_shown(world))
    assert "That lunch was called off" not in await world.click("Tom", "lunch.met", "1")


async def test_two_whose_partners_cant_find_each_other_at_once(world: World) -> None:
    await _drawn(world, *NAMES[:4])
    groups = await _groups(world)
    stay = []
    for number, (one, other) in groups.items():
        await world.click(other, "lunch.cant", str(number))
        stay.append((one, str(number)))
    assert "I look until" in await world.click(stay[0][0], "lunch.rescue", stay[0][1])
    assert "I have just introduced you to" in await world.click(
        stay[1][0], "lunch.rescue", stay[1][1]
    )
    await world.pass_time(minutes=1)
    to, card = world.introductions()[-1]
    assert {who[2:] for who in to} == {name for name, _ in stay}
    assert "lunch.met" in buttons(card)
    assert list((await _states(world)).values()) == ["rescued", "rescued", "open"]
    assert "called off" in (await world.click(stay[0][0], "lunch.met", stay[0][1])).casefold()


async def test_a_rescue_never_brings_together_who_must_not_meet(world: World) -> None:
    await _drawn(world, *NAMES[:4])
    stay = []
    for number, (one, other) in (await _groups(world)).items():
        await world.click(other, "lunch.cant", str(number))
        stay.append((one, str(number)))
    async with world.database.transaction() as tx:
        await tx.insert(avoidance, workspace="w", person=f"w/{stay[0][0]}", other=f"w/{stay[1][0]}")
    for name, group in stay:
        assert "I look until" in await world.click(name, "lunch.rescue", group)


async def test_who_was_let_down_is_first_in_line_and_the_introduction_counts(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    await world.click("Priya", "lunch.cant", "1")
    async with world.database.read_transaction() as tx:
        past = await records.load_history(tx, await world.circle(), date(2026, 3, 10))
    assert [sorted(map(sorted, groups)) for groups in past.rounds] == [
        [["w/priya", "w/tom"], ["w/tom"]]
    ]


async def test_a_second_cant_changes_nothing(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    await world.click("Priya", "lunch.cant", "1")
    assert "No harm done" in await world.click("Priya", "lunch.cant", "1")
    await world.pass_time(hours=1)
    assert sum("off this time" in card.title for card in world.heard("Tom")) == 1


async def test_late_answers_are_calm(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    await world.until(TUESDAY + timedelta(days=7))
    assert "That round is over" in await world.click("Tom", "lunch.cant", "1")
    assert "That round is over" in await world.click("Tom", "lunch.not_yet", "1")
    assert "What did you learn" in await world.click("Tom", "lunch.met", "1")


async def test_a_lunch_that_stands_needs_no_rescue(world: World) -> None:
    await _drawn(world, "Tom", "Priya")
    assert "Your lunch still stands" in await world.click("Tom", "lunch.rescue", "1")


@pytest.mark.parametrize("action", ["lunch.met", "lunch.not_yet", "lunch.cant", "lunch.rescue"])
@pytest.mark.parametrize(
    "value", ["", "2", "-1", "1.0", "garbage", "²", "9" * 60, "1:2", "<!channel>", "مرحبا"]
)
async def test_buttons_refuse_what_leads_nowhere(world: World, action: str, value: str) -> None:
    await _drawn(world, "Tom", "Priya")
    assert "between other people" in await world.click("Tom", action, value)
    assert await _states(world) == {1: "open"}


@pytest.mark.parametrize("action", ["lunch.met", "lunch.not_yet", "lunch.cant", "lunch.rescue"])
async def test_strangers_cannot_answer_for_others(world: World, action: str) -> None:
    await _drawn(world, "Tom", "Priya")
    assert "between other people" in await world.click("Eve", action, "1")
    assert await _states(world) == {1: "open"}
