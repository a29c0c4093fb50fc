from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.learnings.tables import learning
from bot.pairings.rounds import records
from bot.pairings.tables import membership, pairing_group, pairing_round, round_skip
from bot.people.tables import avoidance
from bot.store.engine import Database
from bot.ui.cards import File
from bot.ui.text import Mention
from jobs import pairings as jobs
from tests.jobs.pairings_world import LUNCH, NAMES, SETUP, World, buttons, words

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
WEEK = timedelta(weeks=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def _begin(world: World, *names: str, **changes: str) -> None:
    await world.move_in(*names)
    await world.set_up(**changes)
    await world.join(*names)


async def _drawn(world: World, **changes: str) -> None:
    await _begin(world, "Tom", "Priya", **changes)
    await world.until(TUESDAY)


async def test_everybody_in_the_channel_is_asked_once(world: World) -> None:
    await world.move_in("Tom", "Priya")
    assert "2 people are asked once" in await world.set_up()
    await world.pass_time(minutes=1)
    assert "Whoever is new" in await world.set_up()
    await world.pass_time(minutes=1)
    assert [card.title for card in world.heard("Tom")] == ["Lunch with a colleague?"]
    assert buttons(world.heard("Tom")[0]) == {"people.join": "1", "people.decline": "1"}


async def test_who_does_not_answer_is_in_no_round(world: World) -> None:
    await world.move_in("Tom", "Priya", "Jun")
    await world.set_up()
    await world.join("Tom", "Priya")
    await world.until(TUESDAY)
    assert [set(to) for to, _ in world.introductions()] == [{"w/tom", "w/priya"}]


async def test_a_notice_comes_a_working_day_ahead_and_no_earlier(world: World) -> None:
    await _begin(world, "Tom", "Priya", weekday="0")
    await world.until(datetime(2026, 3, 6, 8, 59, tzinfo=UTC))
    assert len(world.heard("Tom")) == 1
    await world.until(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))  # Friday, for the Monday after
    notice = world.heard("Tom")[-1]
    assert "On Mon 9 Mar, 10:00, I introduce you to somebody from #lunch" in words(notice)
    assert buttons(notice) == {"lunch.skip": "1:2026-03-09"}


async def test_a_skip_keeps_one_person_out_of_one_round(world: World) -> None:
    await _begin(world, "Tom", "Priya", "Jun")
    await world.pass_time(minutes=1)
    assert "goes without you" in await world.click("Jun", "lunch.skip", "1:2026-03-03")
    await world.until(TUESDAY)
    assert [set(to) for to, _ in world.introductions()] == [{"w/tom", "w/priya"}]
    await world.until(TUESDAY + WEEK)
    assert {who for to, _ in world.introductions()[1:] for who in to} == {
        "w/tom",
        "w/priya",
        "w/jun",
    }


async def test_a_skip_can_be_taken_back(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    await world.click("Tom", "lunch.skip", "1:2026-03-03")
    assert "includes you" in await world.click("Tom", "lunch.unskip", "1:2026-03-03")
    await world.until(TUESDAY)
    assert len(world.introductions()) == 1


async def test_a_notice_changes_with_the_click_on_it(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    await world.pass_time(minutes=5)
    await world.until(TUESDAY + timedelta(days=6, minutes=5))
    await world.click("Tom", "lunch.skip", "1:2026-03-10")
    await world.pass_time(minutes=5)
    assert any("goes without you" in words(card) for _, card in world.chat.edits)


async def test_people_on_a_pause_hear_and_meet_nothing(world: World) -> None:
    await _begin(world, "Tom", "Priya", "Jun")
    await world.describe("Jun", paused_until=date(2026, 3, 20))
    await world.until(TUESDAY + timedelta(days=9))
    assert all("w/jun" not in to for to, _ in world.introductions())
    assert [card.title for card in world.heard("Jun")] == ["Lunch with a colleague?"]


async def test_an_introduction_says_who_why_when_and_what_to_talk_about(world: World) -> None:
    await world.move_in("Tom", "Priya")
    await world.describe(
        "Tom", interests=("ramen",), wants=("SQL",), slots=("thu-1230",), team="Platform"
    )
    await world.describe(
        "Priya", interests=("Ramen",), offers=("SQL",), slots=("thu-1230", "fri-1230"), team="Data"
    )
    await world.set_up()
    await world.join("Tom", "Priya")
    await world.until(TUESDAY)
    [(_, card)] = world.introductions()
    text = words(card)
    assert card.title in ("Tom, meet Priya", "Priya, meet Tom")
    assert "You both like" in text
    assert "Tom would like to learn SQL, which Priya teaches." in text
    assert "You work in different teams." in text
    assert "You are both free Thu 5 Mar, 12:30." in text
    assert "Something to start with:" in text
    assert set(buttons(card)) == {"lunch.met", "lunch.not_yet", "lunch.cant"}


async def test_the_calendar_entry_is_at_the_next_slot_both_share(world: World) -> None:
    await world.move_in("Tom", "Priya", slots=("thu-1230",))
    await world.set_up()
    await world.join("Tom", "Priya")
    await world.until(TUESDAY)
    [(_, card)] = world.introductions()
    [entry] = [part for part in card.parts if isinstance(part, File)]
    assert "DTSTART:20260305T113000Z" in entry.content
    assert "SEQUENCE:0" in entry.content
    assert "UID:" in entry.content


async def test_without_a_shared_slot_the_usual_lunch_time_is_proposed(world: World) -> None:
    await _drawn(world)
    [(_, card)] = world.introductions()
    assert "How about Thu 5 Mar, 12:30?" in words(card)


async def test_an_odd_number_makes_one_trio(world: World) -> None:
    await _begin(world, *NAMES[:7])
    await world.until(TUESDAY)
    assert sorted(len(to) for to, _ in world.introductions()) == [2, 2, 3]
    assert "Two pairs and one trio" in words(world.posts()[0])


async def test_the_channel_gets_one_post_a_round(world: World) -> None:
    await _begin(world, *NAMES[:8])
    await world.until(TUESDAY + WEEK)
    first, second = world.posts()
    assert first.title == "This week's lunches are set"
    assert "Four pairs, nobody met before." in words(first)
    assert "Met last round" not in words(first)
    assert "Met last round: 0 of 8" in words(second)
    assert "Together you now know: 8 of 28 possible pairs" in words(second)
    assert buttons(second) == {"lunch.how": "2", "lunch.skip": "1:2026-03-17"}


async def test_no_figure_is_told_about_fewer_than_five(world: World) -> None:
    await _begin(world, *NAMES[:3])
    await world.until(TUESDAY + WEEK)
    assert "Met last round" not in words(world.posts()[-1])
    assert "%" not in words(world.posts()[-1])


async def test_a_forced_repeat_is_admitted(world: World) -> None:
    await _drawn(world)
    await world.until(TUESDAY + WEEK)
    assert "One pair meets again, after one week or more" in words(world.posts()[-1])
    assert "You were introduced in the last round too." in words(world.introductions()[-1][1])


async def test_learnings_are_shared_in_the_next_post_as_their_authors_wish(world: World) -> None:
    await _begin(world, *NAMES[:4])
    await world.until(TUESDAY)
    await world.pass_time(days=2)
    async with world.database.transaction() as tx:
        circle = await world.circle()
        last = await records.last_round(tx, circle)
        assert last
        groups = await records.list_groups(tx, last)
        for (group, places), share in zip(groups, ("named", "unnamed"), strict=True):
            about, who = f"group:{group.id}", places[0].person
            common = {"workspace": "w", "at": world.now, "about": about}
            await tx.insert(learning, **common, person=who, share=share, text=f"{share} words")
            await tx.insert(
                learning, **common, person=places[1].person, share="private", text="secret words"
            )
            await tx.insert(
                learning, **common, person="w/stranger", share="named", text="strange words"
            )
    await world.until(TUESDAY + WEEK)
    post = words(world.posts()[-1])
    assert "“named words” (" in post
    assert "“unnamed words”\n" in post
    assert "secret" not in post
    assert "strange" not in post


async def test_who_is_alone_learns_why_and_what_to_do(world: World) -> None:
    await _begin(world, "Tom")
    await world.until(TUESDAY)
    card = world.heard("Tom")[-1]
    assert "You were the only one in this round of #lunch" in words(card)
    assert "You are first in line on Tue 10 Mar." in words(card)
    assert "table.open" in buttons(card)
    assert not world.posts()


async def test_who_eats_alone_in_an_office_learns_why(world: World) -> None:
    await world.move_in("Tom", "Priya", office="Berlin")
    await world.move_in("Jun", office="Leeds")
    await world.set_up(same_office="yes")
    await world.join("Tom", "Priya", "Jun")
    await world.until(TUESDAY)
    assert "the only one eating in Leeds this time" in words(world.heard("Jun")[-1])


async def test_who_must_not_meet_never_meets_and_never_learns_of_it(world: World) -> None:
    await world.move_in("Tom", "Priya", "Jun")
    async with world.database.transaction() as tx:
        for other in ("w/priya", "w/jun"):
            await tx.insert(avoidance, workspace="w", person="w/tom", other=other)
    await world.set_up()
    await world.join("Tom", "Priya", "Jun")
    await world.until(TUESDAY + WEEK)
    assert [set(to) for to, _ in world.introductions()] == [{"w/priya", "w/jun"}] * 2
    assert "did not divide evenly" in words(world.heard("Tom")[-1])


async def test_who_was_left_over_is_first_in_line(world: World) -> None:
    await _begin(world, "Tom")
    await world.until(TUESDAY)
    await world.move_in("Priya", "Jun")
    await world.join("Priya", "Jun")
    await world.until(TUESDAY + WEEK)
    assert "w/tom" in {who for to, _ in world.introductions() for who in to}


async def test_two_introductions_a_week_are_enough(world: World) -> None:
    await world.move_in("Tom", "Priya", "Jun")
    for channel in ("w/one", "w/two", "w/three"):
        fields = {**SETUP, "channel": channel}
        await world.call("Boss", "form", "setup.save", organiser=True, **fields)
        for name in ("Tom", "Priya"):
            await world.call(name, "command", "mingle join", where=channel)
    await world.until(TUESDAY)
    assert len(world.introductions()) == 2
    assert {"round:3:alone:w/tom", "round:3:alone:w/priya"} <= set(
        await world.effects("ready", "sent")
    )


async def test_a_round_in_a_blackout_moves_to_the_next_working_day(world: World) -> None:
    await _begin(world, "Tom", "Priya", blackout="2026-03-03")
    await world.until(TUESDAY + timedelta(hours=5))
    assert not world.introductions()
    await world.until(TUESDAY + timedelta(days=1))
    assert len(world.introductions()) == 1


async def test_a_draw_that_is_late_but_useful_is_held(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    world.now = TUESDAY + timedelta(days=2)
    await world.engine.run_until_idle()
    assert len(world.introductions()) == 1


async def test_draws_that_are_too_late_are_skipped_and_organisers_told_once(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    world.now = TUESDAY + timedelta(
        days=12
    )  # Sunday: two draws are past, the second too late as well
    await world.until(TUESDAY + timedelta(days=14))
    told = [words(card) for card in world.heard("Boss") if "skipped" in card.title]
    assert len(told) == 1
    assert "Two rounds (Tue 3 Mar and Tue 10 Mar) in #lunch could not be drawn" in told[0]
    assert "The next one is drawn on Tue 17 Mar" in told[0]
    assert len(world.introductions()) == 1


async def test_a_draw_happens_once_whatever_happens(world: World) -> None:
    await _drawn(world)
    async with world.database.transaction() as tx:
        due = DueOccurrence(1, "w", "round.draw", Subject("program", 1), date(2026, 3, 3), TUESDAY)
        await jobs.JOBS["round.draw"].run(tx, due, world.now, world.engine.rng)
        assert await tx.scalar(select(func.count()).select_from(pairing_round)) == 1


async def test_silent_people_are_asked_and_then_paused_never_dropped_in_silence(
    world: World,
) -> None:
    await _drawn(world)
    await world.until(TUESDAY + 3 * WEEK - timedelta(days=1))
    asked = world.heard("Tom")[-1]
    assert "Three rounds went by without a click from you." in words(asked)
    assert {"people.stay", "people.pause_month", "people.leave"} <= set(buttons(asked))
    assert "You stay in" in await world.click("Priya", "people.stay", "1")
    await world.until(TUESDAY + 4 * WEEK - timedelta(days=1))
    assert "Your lunches rest" in words(world.heard("Tom")[-1])
    assert "rest" not in words(world.heard("Priya")[-1])
    async with world.database.read_transaction() as tx:
        states = dict(map(tuple, await tx.all(select(membership.c.person, membership.c.state))))
    assert states["w/tom"] == "paused"
    assert "You are in" in await world.click("Tom", "people.join", "1")


async def test_a_group_that_met_speaks_for_its_silent_member(world: World) -> None:
    await _drawn(world)
    for week in range(1, 6):
        await world.click("Tom", "lunch.met", str(week))
        await world.until(TUESDAY + week * WEEK)
    assert not any("without a click" in words(card) for card in world.heard("Priya"))


async def test_an_end_of_lunches_still_asks_about_the_last_one(world: World) -> None:
    await _drawn(world)
    assert "No more rounds" in await world.set_up(cadence="stop")
    await world.until(TUESDAY + 2 * WEEK)
    assert "Did you and Priya meet?" in words(world.heard("Tom")[-1])
    assert len(world.introductions()) == 1
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(pairing_round.c.state)) == ["closed"]


async def test_new_settings_plan_the_next_round_anew(world: World) -> None:
    await _drawn(world)
    await world.set_up(weekday="3")
    async with world.database.read_transaction() as tx:
        waiting = select(occurrence.c.kind, occurrence.c.local_date).where(
            occurrence.c.state == "waiting"
        )
        planned = set(map(tuple, await tx.all(waiting)))
        assert await tx.scalar(select(pairing_round.c.ends_at)) == datetime(
            2026, 3, 5, 9, 0, tzinfo=UTC
        )
    assert ("round.draw", date(2026, 3, 5)) in planned
    assert ("round.draw", date(2026, 3, 10)) not in planned


async def test_a_fortnight_keeps_its_beat_when_other_settings_change(world: World) -> None:
    await _drawn(world, cadence="fortnight")
    await world.pass_time(days=2)
    await world.set_up(cadence="fortnight", size="3")
    async with world.database.read_transaction() as tx:
        waiting = select(occurrence.c.local_date).where(
            occurrence.c.state == "waiting", occurrence.c.kind == "round.draw"
        )
        assert await tx.scalars(waiting) == [date(2026, 3, 17)]


async def test_groups_are_as_large_as_asked_for(world: World) -> None:
    await _begin(world, *NAMES[:9], size="4")
    await world.until(TUESDAY)
    assert sorted(len(to) for to, _ in world.introductions()) == [4, 5]


async def test_nobody_gets_the_same_opener_twice_in_a_row(world: World) -> None:
    await _drawn(world)
    for week in range(1, 11):
        await world.click("Tom", "lunch.met", str(week))
        await world.click("Priya", "lunch.met", str(week))
        await world.until(TUESDAY + week * WEEK)
    async with world.database.read_transaction() as tx:
        openers = await tx.scalars(select(pairing_group.c.icebreaker))
    assert len(set(openers)) == len(openers) == 11


async def test_people_who_left_the_workspace_are_not_drawn(world: World) -> None:
    await _begin(world, "Tom", "Priya", "Jun")
    await world.describe("Jun", left=True)
    await world.until(TUESDAY)
    assert [set(to) for to, _ in world.introductions()] == [{"w/tom", "w/priya"}]


async def test_the_post_lets_people_skip_the_next_round(world: World) -> None:
    await _drawn(world)
    await world.click("Tom", "lunch.skip", buttons(world.posts()[0])["lunch.skip"])
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(round_skip.c.person)) == ["w/tom"]


async def test_names_in_an_introduction_are_mentions(world: World) -> None:
    await _drawn(world)
    [(to, card)] = world.introductions()
    faces = [person for part in card.parts for person in getattr(part, "people", ())]
    assert faces == [Mention(who, f"{who[2:].capitalize()} X") for who in to]
    assert LUNCH not in to
