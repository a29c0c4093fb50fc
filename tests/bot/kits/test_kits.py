"""`/mingle start`: a kit, a date and a click make a plan that ends in something that repeats."""

import datetime as dt
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.core.interactions import Answer
from bot.core.tables import outbox_message
from bot.events.tables import event, event_series
from bot.kits.kits import MAX_STEPS, load_kits
from bot.kits.rules import times_on
from bot.kits.tables import plan, plan_step
from bot.people.hours.records import save_setting
from bot.people.hours.rules import HoursSetting
from bot.ui.cards import ROUTE_LIMIT, Select
from bot.ui.text import format_day
from tests.bot.kits.starting import start
from tests.factories.events import cancel_event, change_event, make_event
from tests.factories.people import leave_company
from tests.reading import button_values, card_of, controls, files, labels, text, value_of, values_of
from tests.world import ADA, BEN, CLEO, HOME, LUNCH, World

KITS = list(load_kits())
ACTIONS = {"event": "plan.event", "repeat": "plan.repeat"}


async def _dates(world: World, kit: str = "meetup", person: str = ADA) -> list[str]:
    answer = await world.click(person, "kit.choose", choice=kit)
    return [value.partition(":")[2] for value in values_of(answer, "kit.date")]


async def _steps(world: World) -> dict[str, int]:
    return {row.step: row.id for row in await world.select_all(plan_step)}


def _offered(answer: Answer) -> list[str]:
    """Return the numbers of the steps that a plan's card offers to open."""
    [select] = [one for one in controls(answer) if isinstance(one, Select)]
    return [choice.value for choice in select.choices]


def test_each_kit_has_at_most_eight_steps_in_order_and_ends_in_what_repeats() -> None:
    assert len(KITS) == 8
    for kit in load_kits().values():
        days = [step.days for step in kit.steps]
        does = [step.does for step in kit.steps]
        assert len(days) <= MAX_STEPS
        assert days == sorted(days)
        assert does.count("event") == 1
        assert does[-1] == "repeat"
        assert -days[0] <= 7 * kit.weeks
        assert len({step.id for step in kit.steps}) == len(days)
        assert any(step.letter for step in kit.steps)
        assert len(f"kit.start{kit.id}:2026-01-01") < ROUTE_LIMIT
        for step in kit.steps:
            step.letter.format(day="", title="", who="", town="", time="")


async def test_three_clicks_make_a_plan_that_stands_in_the_channel(world: World) -> None:
    kits = await world.say(ADA, "/mingle start")
    assert "A meetup" in text(kits)
    assert "An event through a chamber of commerce" in text(kits)
    answer = await start(world)
    assert "Your plan stands in the channel" in text(answer)
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "Ada Wolf starts this: Open evening" in text(card)
    assert "Ask for a room · Ada Wolf" in text(card)
    assert len(_offered(answer)) == len(load_kits()["meetup"].steps)


async def test_a_second_click_makes_no_second_plan(world: World) -> None:
    confirm = await world.click(ADA, "kit.date", f"study:{(await _dates(world, 'study'))[0]}")
    for _ in range(2):
        await world.click(ADA, "kit.start", value_of(confirm, "kit.start"))
    assert len(await world.select_all(plan)) == 1


async def test_a_date_clashes_with_nothing_that_is_on_and_with_no_holiday(world: World) -> None:
    first, second, _ = await _dates(world)
    day = dt.date.fromisoformat(second)
    async with world.database.transaction() as tx:
        await save_setting(tx, HOME, "", HoursSetting(blackout=((day, day),)))
    await make_event(world, by=BEN, when=f"{first} 12:00")
    dates = await _dates(world)
    assert first not in dates
    assert second not in dates

    await start(world)
    [row] = await world.select_all(plan)
    assert f"{row.day}" == dates[0]
    assert f"{row.day}" not in await _dates(world, "visit", BEN)


async def test_a_date_that_was_taken_meanwhile_is_refused(world: World) -> None:
    [day, *_] = await _dates(world)
    await make_event(world, by=BEN, when=f"{day} 12:00")
    for action in ("kit.date", "kit.start"):
        assert "Something else is on that day by now." in text(
            await world.click(ADA, action, f"meetup:{day}")
        )
    for forged in ("meetup:", "meetup:2020-01-01", "nothing:2026-05-05", "meetup:soon"):
        assert "plan" not in button_values(await world.click(ADA, "kit.start", forged))
    assert not await world.select_all(plan)


async def test_a_step_has_a_letter_with_the_day_and_ones_name(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    answer = await world.click(ADA, "plan.step", steps["venue"])
    [row] = await world.select_all(plan)
    assert f"{row.day:%A}, {row.day.day} {row.day:%B}" in text(answer)
    assert "Kind regards, Ada Wolf" in text(answer)
    assert "You do it." in text(answer)


async def test_somebody_else_takes_a_step_and_gives_it_back(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    assert "plan.done" not in button_values(await world.click(BEN, "plan.step", steps["venue"]))
    refused = text(await world.click(BEN, "plan.done", steps["venue"]))
    assert "Take the step first" in refused
    assert "It's yours." in text(await world.click(BEN, "plan.take", steps["venue"]))
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "Ask for a room · Ben Marsh" in text(card)
    await world.click(BEN, "plan.give", steps["venue"])
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "Ask for a room · nobody yet" in text(card)


async def test_whoever_left_does_no_step_any_more(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    await world.click(BEN, "plan.take", steps["speaker"])
    await leave_company(world, BEN)
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "Ask a speaker · nobody yet" in text(card)


async def _nudged(world: World, person: str = ADA) -> list[str]:
    """Return the steps that somebody was nudged about, as they were sent."""
    names = {f"plan-step:{number}": name for name, number in (await _steps(world)).items()}
    rows = await world.select_all(outbox_message)
    sent = [row for row in rows if row.reason == "plan.nudge" and row.state == "sent"]
    return [names[str(row.subject)] for row in sent if row.recipients == (person,)]


@pytest.mark.parametrize("kit", KITS)
async def test_each_step_of_each_kit_is_nudged_once_on_its_day(world: World, kit: str) -> None:
    await start(world, kit)
    rows = await world.select_all(plan_step)
    does = {step.id: step.does for step in load_kits()[kit].steps}
    for day in sorted({row.due for row in rows}):
        today = [row for row in rows if row.due == day]
        await world.until(dt.datetime.combine(day, dt.time(6), dt.UTC))
        assert not {row.step for row in today} & set(await _nudged(world))
        await world.until(dt.datetime.combine(day, dt.time(10), dt.UTC))
        assert {row.step for row in today} <= set(await _nudged(world))
        for row in today:
            action = ACTIONS.get(does[row.step], "plan.done")
            await world.click(ADA, action, row.id)

    await world.pass_time(days=5)
    assert sorted(await _nudged(world)) == sorted(does)
    assert (await world.select_all(plan))[0].state == "done"
    assert len(await world.select_all(event)) >= 2


async def test_a_step_that_is_done_or_handed_on_is_not_nudged(world: World) -> None:
    await start(world, "study")
    steps = await _steps(world)
    await world.click(ADA, "plan.done", steps["subject"])
    await world.click(BEN, "plan.take", steps["company"])
    await world.pass_time(days=12)
    assert not {"subject", "company"} & set(await _nudged(world))
    assert await _nudged(world, BEN) == ["company"]


async def test_all_steps_move_with_the_day_and_so_does_the_event(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    await world.click(ADA, "plan.done", steps["aim"])
    await world.click(ADA, "plan.event", steps["calendar"])
    before = {row.step: row.due for row in await world.select_all(plan_step)}
    [made] = await world.select_all(plan)
    answer = await world.click(ADA, "plan.move", made.id)
    later = values_of(answer, "plan.moved")[-1]
    assert "Moved" in text(await world.click(ADA, "plan.moved", later))

    after = {row.step: row.due for row in await world.select_all(plan_step)}
    [moved] = await world.select_all(plan)
    assert moved.day > made.day
    assert after["aim"] == before["aim"]
    assert all(after[name] > before[name] for name in before if name not in ("aim", "calendar"))
    [row] = await world.select_all(event)
    assert row.starts_at == times_on(load_kits()["meetup"], moved.day, moved.zone)[0]
    assert "Whoever started the plan" in text(await world.click(BEN, "plan.move", made.id))


async def test_a_plan_ends_in_an_event_of_our_own_that_repeats(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    refused = text(await world.click(ADA, "plan.repeat", steps["next"]))
    assert "Put it in the calendar first" in refused
    assert "It's in the calendar" in text(await world.click(ADA, "plan.event", steps["calendar"]))
    await world.pass_time(minutes=1)
    assert await world.posts(LUNCH, "Open evening")
    [made] = await world.select_all(plan)
    await world.until(dt.datetime.combine(made.day, dt.time(), dt.UTC) + timedelta(days=2))
    answer = await world.click(ADA, "plan.repeat", steps["next"])
    assert "It repeats from now on." in text(answer)
    [series] = await world.select_all(event_series)
    evenings = await world.select_all(event)
    assert series.title == "Open evening"
    assert len({row.series_date for row in evenings}) >= 2
    assert max(row.starts_at for row in evenings) > world.now


async def test_a_plan_follows_its_event_when_that_is_moved_in_the_calendar(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    await world.click(ADA, "plan.done", steps["aim"])
    await world.click(ADA, "plan.event", steps["calendar"])
    before = {row.step: row.due for row in await world.select_all(plan_step)}
    [made] = await world.select_all(plan)
    [row] = await world.select_all(event)
    week = timedelta(days=7)
    await change_event(world, ADA, row.id, {"when": f"{made.day + week} 19:00"})

    after = {row.step: row.due for row in await world.select_all(plan_step)}
    [moved] = await world.select_all(plan)
    assert moved.day == made.day + week
    assert after["aim"] == before["aim"]
    assert after["calendar"] == before["calendar"]
    assert after["day"] == before["day"] + week
    await world.until(dt.datetime.combine(before["venue"], dt.time(16), dt.UTC))
    assert await _nudged(world) == []
    await world.until(dt.datetime.combine(after["venue"], dt.time(16), dt.UTC))
    assert await _nudged(world) == ["venue"]
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert format_day(moved.day) in text(card)


async def test_whoever_took_a_step_over_on_its_day_can_say_that_it_is_done(world: World) -> None:
    await start(world, "study")
    steps = await _steps(world)
    [row] = [row for row in await world.select_all(plan_step) if row.step == "subject"]
    await world.until(dt.datetime.combine(row.due, dt.time(10), dt.UTC))
    assert await _nudged(world) == ["subject"]
    taken = text(await world.click(BEN, "plan.take", steps["subject"]))
    assert "It's yours, and due by now" in taken
    assert "remind" not in taken
    told = text(await world.click(CLEO, "plan.done", steps["subject"]))
    assert "Take the step first" in told
    assert "Ben Marsh does it." in told
    assert "That's done." in text(await world.click(BEN, "plan.done", steps["subject"]))


async def test_an_announcement_is_ready_for_a_channel_meetup_and_luma(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    answer = await world.click(ADA, "plan.step", steps["announce"])
    assert "Once it's in the calendar" in text(answer)
    assert not files(answer)
    await world.click(ADA, "plan.event", steps["calendar"])
    answer = await world.click(ADA, "plan.step", steps["announce"])
    [row] = await world.select_all(event)
    local = row.starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    day = f"{local:%A}, {local.day} {local:%B %Y}"
    said = text(answer)
    assert f"Open evening: {day}, 18:30 to 20:30. An evening" in said
    assert f"## Open evening\n\n- **When:** {day}" in said
    assert "Rules: be kind" in said
    [file] = files(answer)
    assert f"{local:%Y%m%dT%H%M%S}" in file


async def test_what_was_called_off_does_not_repeat(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    await world.click(ADA, "plan.event", steps["calendar"])
    [row] = await world.select_all(event)
    await cancel_event(world, ADA, row.id)
    assert "plan is over" in text(await world.click(ADA, "plan.repeat", steps["next"]))


async def test_a_plan_whose_event_is_called_off_says_so_and_nudges_nobody(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    await world.click(ADA, "plan.event", steps["calendar"])
    [made] = await world.select_all(plan)
    [row] = await world.select_all(event)
    first = min((row for row in await world.select_all(plan_step)), key=lambda row: row.due)
    await world.until(dt.datetime.combine(first.due, dt.time(16), dt.UTC))
    assert await _nudged(world) == [first.step]

    await cancel_event(world, ADA, row.id)
    await world.pass_time(minutes=5)
    assert any("nothing left to do" in text(card) for card in await world.inbox(ADA))
    [card] = await world.posts(LUNCH, "Plan: A meetup")
    assert "The event was called off, and this plan with it." in text(card)
    assert not labels(card)
    assert "plan is over" in text(await world.click(BEN, "plan.take", steps["venue"]))
    await world.until(dt.datetime.combine(made.day, dt.time(20), dt.UTC))
    assert await _nudged(world) == [first.step]


async def test_a_plan_and_its_letters_tell_when_the_event_begins(world: World) -> None:
    await start(world)
    steps = await _steps(world)
    announced = text(await world.click(ADA, "plan.step", steps["announce"]))
    assert ", 18:30 to 20:30. An evening" in announced
    await world.click(ADA, "plan.event", steps["calendar"])
    [row] = await world.select_all(event)
    async with world.database.transaction() as tx:
        moved = row.starts_at + timedelta(minutes=30)
        await tx.execute(update(event).where(event.c.id == row.id).values(starts_at=moved))
    announced = text(await world.click(ADA, "plan.step", steps["announce"]))
    assert ", 19:00 to 20:30. An evening" in announced
    [made] = await world.select_all(plan)
    assert ", 19:00." in text(await world.click(BEN, "plan.show", made.id))


async def test_a_plan_that_is_dropped_nudges_nobody_and_its_buttons_say_so(world: World) -> None:
    await start(world, "study")
    steps = await _steps(world)
    [made] = await world.select_all(plan)
    assert "Whoever started" in text(await world.click(CLEO, "plan.ask_drop", made.id))
    assert labels(await world.click(ADA, "plan.ask_drop", made.id)) == ["Drop it"]
    assert "This plan was dropped." in text(await world.click(ADA, "plan.drop", made.id))
    assert "That plan is over." in text(await world.click(ADA, "plan.step", steps["subject"]))
    await world.pass_time(days=20)
    assert not await _nudged(world)
    assert card_of(await world.say(ADA, "/mingle start")).title == "Start something"
