"""Live a year from one command.

Other places every month, all over town, each with its lunch, nobody doing a thing.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from bot.core.subjects import Subject
from bot.events import records as events
from bot.events.tables import event
from bot.features import ROUTER
from bot.happy_hour import records
from bot.people import records as people
from bot.ui.cards import as_text
from bot.venues.tables import venue, venue_visit
from tests.factories.polls import make_poll
from tests.world import ADA, BEN, CLEO, HOME, MONDAY, PEOPLE, World

YEAR = 12


async def live_a_month(world: World) -> bool:
    """Vote and answer as people do, until the next poll is open.

    Tell whether there was one to vote on.
    """
    async with world.database.read_transaction() as tx:
        polls = await records.list_polls(tx, HOME, "open")
        options = await records.list_options(tx, polls[0])
    for number, who in enumerate(PEOPLE[:6]):
        for option in options[number % 2 :: 2]:
            await world.click(who, "poll.works", option.id)
    await world.until(polls[0].closes_at + timedelta(minutes=1))
    async with world.database.read_transaction() as tx:
        both = await events.upcoming_events(tx, HOME, world.now, kinds=("happy_hour", "lunch"))
    for number, one in enumerate(both):
        for who in PEOPLE[number : number + 5]:
            await world.click(who, "event.answer", f"{one.id}:going")
    for _ in range(60):
        await world.pass_time(days=1)
        async with world.database.read_transaction() as tx:
            if await records.list_polls(tx, HOME, "open"):
                return True
    return False


@pytest.mark.rehearsal
async def test_one_command_leads_to_a_year_of_happy_hours_in_other_places_each_with_its_lunch(
    world: World,
) -> None:
    await make_poll(world)
    for _ in range(YEAR):
        assert await live_a_month(world)
    async with world.database.read_transaction() as tx:
        rows = await tx.all(
            select(
                event.c.kind,
                event.c.starts_at,
                event.c.host,
                event.c.title,
                venue.c.name,
                venue.c.part,
            )
            .join(venue_visit, venue_visit.c.event == event.c.id)
            .join(venue, venue.c.id == venue_visit.c.venue)
            .order_by(event.c.starts_at)
        )
    evenings = [row for row in rows if row.kind == "happy_hour"]
    lunches = [row for row in rows if row.kind == "lunch"]
    assert len(evenings) == len(lunches) == YEAR
    assert [(one.starts_at.year, one.starts_at.month) for one in evenings] == [
        (one.starts_at.year, one.starts_at.month) for one in lunches
    ]
    for kind in (evenings, lunches):
        for place in {one.name for one in kind}:
            visits = [one.starts_at.date() for one in kind if one.name == place]
            assert all(
                later >= earlier + relativedelta(months=6) for earlier, later in pairwise(visits)
            )
        parts = [one.part for one in kind]
        assert len(set(parts)) == 5
        assert all(one != two for one, two in pairwise(parts))
        assert len({one.host for one in kind}) >= 3
    assert all(one.starts_at.weekday() == 2 for one in lunches)
    said = "\n".join(as_text(card) for card in await world.inbox(BEN))
    assert said.count("Happy hour: it is decided") == YEAR
    assert said.count(" in short") == YEAR


async def test_learnings_of_a_month_come_in_one_post_and_next_month_follows_by_itself(
    world: World,
) -> None:
    await make_poll(world)
    async with world.database.read_transaction() as tx:
        [poll] = await records.list_polls(tx, HOME, "open")
        date = (await records.list_options(tx, poll))[0]
    await world.click(BEN, "poll.works", date.id)
    await world.until(poll.closes_at)
    async with world.database.read_transaction() as tx:
        both = await events.upcoming_events(tx, HOME, world.now, kinds=("happy_hour", "lunch"))
    for one in both:
        for who in PEOPLE[:5]:
            await world.click(who, "event.answer", f"{one.id}:going")
    await world.until(both[-1].ends_at + timedelta(days=1, hours=16))
    form = await world.click(CLEO, "learning.share", f"event:{both[-1].id}")
    await world.submit(CLEO, form.form, {"text": "Ask the baker for the recipe.", "share": "named"})  # type: ignore[union-attr]
    for who, thumb in ((BEN, "up"), (CLEO, "down")):
        kept = await world.click(
            who, f"venue.thumb_{thumb}", await world.button(who, f"venue.thumb_{thumb}")
        )
        assert "Nobody else sees this" in as_text(kept.card)  # type: ignore[union-attr]
    await world.pass_time(days=5)
    [thanks] = [as_text(card) for card in await world.inbox(BEN) if card.title == "March in short"]
    assert "Some of you signed up for" in thanks  # the five show their names on the events
    assert "Ask the baker for the recipe.” (Cleo Duarte)" in thanks
    assert "The next poll opens 31 March" in thanks
    form = await world.click(BEN, "learning.share", f"event:{both[-1].id}")
    await world.submit(BEN, form.form, {"text": "Knead less.", "share": "unnamed"})  # type: ignore[union-attr]
    await world.until(MONDAY + timedelta(days=29, hours=1))
    assert "the lunch Wed 15 Apr, 12:15" in as_text((await world.inbox(BEN))[-1])
    await world.until(MONDAY + timedelta(days=31, hours=1))
    [late] = [
        as_text(card) for card in await world.inbox(BEN) if card.title == "What we learned in March"
    ]
    assert "Knead less." in late
    assert "the baker" not in late  # the thanks told it
    form = await world.click(CLEO, "learning.share", f"event:{both[-1].id}")
    await world.submit(CLEO, form.form, {"text": "Ask the baker twice.", "share": "unnamed"})  # type: ignore[union-attr]
    await world.pass_time(minutes=1)
    [thanks] = [as_text(card) for card in await world.inbox(BEN) if card.title == "March in short"]
    assert "Ask the baker twice.”\n" in thanks
    assert "Cleo" not in thanks
    async with world.database.read_transaction() as tx:
        assert await ROUTER.live_cards["thanks"](tx, HOME, Subject("thanks", poll.id), world.now)
        assert (
            await ROUTER.live_cards["thanks"](tx, "acme2", Subject("thanks", poll.id), world.now)
            is None
        )


async def test_a_month_whose_organiser_left_goes_on_under_another_name(world: World) -> None:
    await make_poll(world)
    await world.until(MONDAY + timedelta(days=28, hours=23))
    await world.say(BEN, "/mingle")
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, ADA, left=True)
        await people.update_person(tx, HOME, BEN, organiser=True)
    await world.until(MONDAY + timedelta(days=29, hours=1))
    told = "\n".join(as_text(card) for card in await world.inbox(BEN))
    assert "it goes on in the name of Ben Marsh" in told
    assert "the lunch Wed 15 Apr, 12:15" in told


async def test_a_month_in_which_mingle_was_away_too_long_is_left_out_and_told(world: World) -> None:
    await make_poll(world)
    await world.until(MONDAY + timedelta(days=20))
    await world.clock.move_to(MONDAY + timedelta(days=45))
    await world.pass_time(days=1)
    told = "\n".join(as_text(card) for card in await world.inbox(ADA))
    assert "Happy hour: no poll this time" in told
    async with world.database.read_transaction() as tx:
        assert not await records.list_polls(tx, HOME, "open")
    await world.until(MONDAY + timedelta(days=65))
    async with world.database.read_transaction() as tx:
        assert await records.list_polls(tx, HOME, "open")
