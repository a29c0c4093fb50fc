"""What is worth travelling for is told months ahead, with its deadlines and who thinks of going."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.core.signals import EventsListed, emit
from bot.events.changes import cancel_event, change_event
from bot.events.records import find_event_for_update
from bot.events.tables import event
from bot.ui.cards import Card
from tests.bot.digest.conftest import ON_BOTH
from tests.factories.digests import DAY, digests, make_listed_event, until_digest
from tests.reading import card_of, choices, complaint, form_of, labels, text, titles
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, MONDAY, World

NINE_MONTHS = 275  # days
CALLS = (
    "Three days in Lisbon.\nCall for papers: open from 1 March, closes 30 April 2026.\n"
    "Early bird until 15 June."
)


async def conference(world: World, title: str = "DrupalCon", days: float = 200) -> int:
    """Save an international gathering as a source would."""
    number = await make_listed_event(
        world,
        title,
        days,
        town="",
        place="Lisbon",
        reach="international",
        topics=("drupal",),
        description=CALLS,
        link="https://drupalcon.example",
    )
    await listed(world)
    return number


async def listed(world: World) -> None:
    """Let everybody know that sources list something else than before."""
    async with world.database.transaction() as tx:
        await emit(tx, EventsListed(HOME, world.now))


async def told(world: World) -> list[Card]:
    return await world.posts(LUNCH, "Worth travelling for")


@ON_BOTH
async def test_a_conference_is_told_within_a_month_of_being_saved_nine_months_ahead(
    world: World,
) -> None:
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await conference(world, "EuroPython", 60)
    await world.until(MONDAY + 7 * DAY + timedelta(hours=1))
    assert len(await told(world)) == 1
    await conference(world, days=NINE_MONTHS)
    saved = world.now
    while not [card for card in await told(world) if "DrupalCon" in text(card)]:
        await world.pass_time(days=1)
    assert world.now - saved <= timedelta(days=31)
    assert await digests(world) == []  # nothing is on in these two weeks
    latest = text((await told(world))[-1])
    assert "DrupalCon · Wed 2 Dec 2026 · Lisbon" in latest
    assert "drupalcon.example" in latest
    assert "new" in latest
    assert "Call for papers until Thu 30 April · Early prices until Mon 15 June" in latest
    assert "There's a newer list" in text((await told(world))[0])


async def test_a_month_without_anything_new_is_one_post_and_an_empty_one_is_none(
    world: World,
) -> None:
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await world.pass_time(days=15)
    assert await told(world) == []
    await conference(world)
    await world.pass_time(days=36)
    assert len(await told(world)) == 2


async def test_a_channel_that_only_wants_what_is_near_is_told_of_nothing_far(world: World) -> None:
    await world.fill(ADA, "/events digest", {"channel": LUNCH, "reaches": ("local",)})
    await conference(world)
    await world.pass_time(days=40)
    assert await told(world) == []


async def test_who_thinks_of_going_is_named_only_once_they_say_so(world: World) -> None:
    number = await conference(world)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    [card] = await told(world)
    assert choices(card, "travel.think") == [str(number)]
    await world.click(DINA, "event.answer", f"{number}:interested")
    shown = await world.click(BEN, "travel.think", choice=str(number))
    assert "I'll remind you to ask for the budget on Fri 22 May." in text(shown)
    await world.pass_time(minutes=1)
    [card] = await told(world)
    assert "Thinking of going: Ben Marsh" in text(card)
    assert "Dina" not in text(card)
    await world.click(BEN, "event.openly", f"{number}:no")
    await world.pass_time(minutes=1)
    assert "Thinking of going" not in text((await told(world))[0])


async def test_those_who_think_of_going_are_reminded_of_the_budget_in_time(world: World) -> None:
    number = await conference(world)
    for person in (BEN, CLEO, DINA):
        await world.click(person, "travel.think", number)
    await world.click(CLEO, "event.answer", f"{number}:cant")
    await world.until(MONDAY + 84 * DAY)  # Monday, 25 May
    await world.pass_time(days=1)
    for person, count in ((BEN, 1), (CLEO, 0), (DINA, 1)):
        reminders = await world.dms(person, "Ask for the budget: DrupalCon")
        assert len(reminders) == count
    assert "Early prices" in text((await world.dms(BEN, "Ask for the budget"))[0])
    assert labels((await world.dms(BEN, "Ask for the budget"))[0])[0] == "I'm going"
    async with world.database.transaction() as tx:
        locked = await find_event_for_update(tx, HOME, number)
        assert locked
        await cancel_event(tx, locked, world.now)
    await world.pass_time(minutes=1)
    assert await world.dms(BEN, "Ask for the budget") == []
    assert len(await world.dms(BEN, "Not on: DrupalCon")) == 1


async def test_a_gathering_that_moves_is_asked_for_in_its_own_time(world: World) -> None:
    number = await make_listed_event(world, "FOSDEM", 92, reach="international")
    await world.click(BEN, "travel.think", number)
    async with world.database.transaction() as tx:
        moved = await find_event_for_update(tx, HOME, number)
        assert moved
        later = {"starts_at": moved.starts_at + 14 * DAY, "ends_at": moved.ends_at + 14 * DAY}
        await change_event(tx, moved, later, world.now)
    await world.until(MONDAY + 15 * DAY)
    early = await world.dms(BEN, "Ask for the budget")
    await world.until(MONDAY + 23 * DAY)
    assert (len(early), len(await world.dms(BEN, "Ask for the budget"))) == (0, 1)


async def test_deadlines_in_a_description_are_openings_that_anybody_can_be_reminded_of(
    world: World,
) -> None:
    await conference(world)
    shown = text(await world.say(BEN, "/associations openings"))
    assert "Call for papers or talks: DrupalCon" in shown
    assert "Early prices: DrupalCon" in shown
    number = choices(await world.say(BEN, "/associations openings papers"), "opening.show")[0]
    opened = text(await world.click(BEN, "opening.show", choice=number))
    assert "Read in its description: “Call for papers: open from 1 March, closes" in opened
    await world.click(BEN, "opening.remind", number)
    await world.until(datetime(2026, 4, 30, 8, tzinfo=MONDAY.tzinfo))
    assert "Until Thursday, 30 April: Call for papers or talks: DrupalCon" in titles(
        await world.dms(BEN)
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("CfP closes: DrupalCon", "papers"),
        ("PyCon DE: Call for Proposals deadline", "papers"),
        ("Last day of the call for talks, JUG Berlin", "papers"),
        ("Submission deadline Rust meetup", "papers"),
        ("Einreichungsfrist Entwicklertag", "papers"),
        ("Early bird ends: EuroPython", "prices"),
    ],
)
async def test_an_entry_that_is_a_deadline_is_an_opening_until_its_day(
    world: World, title: str, kind: str
) -> None:
    reach = "international" if kind == "prices" else "local"
    await make_listed_event(world, title, 20, reach=reach)
    await listed(world)
    shown = await world.say(BEN, f"/associations openings {kind}")
    assert text(shown).count(title) == 1
    assert "Sun 22 Mar" in text(shown)
    [number] = choices(shown, "opening.show")
    assert title in text(await world.click(BEN, "opening.show", choice=number))
    await world.until(MONDAY + 22 * DAY)
    assert title not in text(await world.say(BEN, f"/associations openings {kind}"))


@pytest.mark.parametrize(
    "title", ["How to write a CfP", "Calls for papers, an evening about", "Talk: the last deadline"]
)
async def test_an_evening_about_calls_for_papers_is_no_deadline(world: World, title: str) -> None:
    await make_listed_event(world, title, 20)
    await listed(world)
    assert title not in text(await world.say(BEN, "/associations openings"))


async def test_a_call_for_talks_of_an_evening_in_town_is_an_opening_too(world: World) -> None:
    words = "Our summer meetup. Call for talks: until 20 March. Early bird until 21 March."
    await make_listed_event(world, "JUG Berlin", 60, description=words)
    await listed(world)
    shown = text(await world.say(BEN, "/associations openings"))
    assert "Call for papers or talks: JUG Berlin" in shown
    assert "Early prices" not in shown


async def test_a_deadline_follows_its_description_until_somebody_corrects_it(world: World) -> None:
    await conference(world)
    await describe(world, CALLS.replace("30 April", "10 May"))
    calls = await world.say(BEN, "/associations openings papers")
    assert "Sun 10 May" in text(calls)
    number = choices(calls, "opening.show")[0]
    form = form_of(await world.click(ADA, "opening.edit", number))
    await world.submit(ADA, form, {"due": "2026-05-12"})
    await describe(world, CALLS.replace("30 April", "20 May"))
    assert "Tue 12 May" in text(await world.say(BEN, "/associations openings papers"))


async def describe(world: World, words: str) -> None:
    async with world.database.transaction() as tx:
        await tx.execute(update(event).values(description=words))
    await listed(world)


async def test_anybody_notes_a_deadline_that_no_description_names(world: World) -> None:
    number = await make_listed_event(world, "FOSDEM", 120, reach="international", place="Brussels")
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    form = form_of(await world.click(BEN, "opening.note", choice=str(number)))
    late = await world.submit(BEN, form, {"title": "Stands", "due": "2026-12-24"})
    assert "after the event" in complaint(late, "due")
    await world.submit(BEN, form, {"kind": "other", "title": "Stands", "due": "2026-05-04"})
    await world.pass_time(minutes=1)
    assert "Stands until Mon 4 May" in text((await told(world))[0])


async def test_nothing_is_reminded_of_what_was_called_off(world: World) -> None:
    number = await conference(world)
    [call, _] = choices(await world.say(BEN, "/associations openings"), "opening.show")
    await world.click(BEN, "opening.remind", call)
    await world.click(BEN, "travel.think", number)
    async with world.database.transaction() as tx:
        locked = await find_event_for_update(tx, HOME, number)
        assert locked
        await cancel_event(tx, locked, world.now)
    await world.until(MONDAY + 100 * DAY)
    assert [title for title in titles(await world.dms(BEN)) if "Until" in title] == []
    assert await world.dms(BEN, "Ask for the budget") == []
    assert "DrupalCon" not in text(await world.say(BEN, "/associations openings"))
    assert "off, since the event was called off" in text(
        await world.click(BEN, "opening.show", call)
    )


async def test_what_is_in_the_region_is_told_once_weeks_ahead_and_again_in_its_time(
    world: World,
) -> None:
    await make_listed_event(world, "Harvest fair", 50, town="Potsdam", reach="regional")
    await make_listed_event(world, "Village fair", 50)
    for number in range(12):
        await make_listed_event(world, f"Talk {number:02d}", 8)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    [first] = await digests(world)
    assert "Further ahead\nTue 21 Apr · " in text(first)
    assert "Harvest fair" in text(first)
    assert "Village fair" not in text(first)
    assert "Show the rest (2)" in labels(first)
    await make_listed_event(world, "Chess", 16)
    await world.pass_time(days=7)
    assert "Harvest fair" not in text((await digests(world))[-1])
    await world.until(MONDAY + 42 * DAY + timedelta(hours=1))
    latest = text((await digests(world))[-1])
    assert "Tuesday, 21 April" in latest
    assert "Harvest fair" in latest
    assert "Village fair" in latest


async def test_own_events_and_near_ones_are_nothing_to_think_of_travelling_to(
    world: World,
) -> None:
    number = await make_listed_event(world, "Chess", 3)
    assert "nothing to travel for" in text(await world.click(BEN, "travel.think", number))


@pytest.mark.parametrize("answer", ["going", "if_one"])
async def test_a_firmer_answer_stays_when_somebody_thinks_of_going(
    world: World, answer: str
) -> None:
    number = await conference(world)
    await world.click(BEN, "event.answer", f"{number}:{answer}")
    await world.click(BEN, "travel.think", number)
    shown = card_of(await world.click(BEN, "event.show", number))
    assert "Going" not in labels(shown)


async def test_a_channel_may_be_told_of_its_own_events_alone(world: World) -> None:
    await make_listed_event(world, "Chess", 9)
    await world.fill(
        ADA, "/events new 2026-03-12 18:00", {"title": "Board games", "channel": LUNCH}
    )
    saved = await world.fill(ADA, "/events digest", {"channel": LUNCH, "reaches": ("ours",)})
    assert "our own events" in text(saved)
    await until_digest(world)
    [card] = await digests(world)
    assert "Board games" in text(card)
    assert "Chess" not in text(card)
