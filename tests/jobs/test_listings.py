"""What sources list is kept true as it changes, rests when it breaks, and is one evening where
several tell of it."""

import random

import pytest
from sqlalchemy import select

from bot.events import records as events
from bot.events.rsvps import save_rsvp
from bot.events.tables import event
from bot.sources import ingest, listing_records, merge_review, records, rules, rulings
from bot.sources.parsers.model import ParseResult
from bot.sources.tables import duplicate_ruling
from bot.ui.cards import as_text
from tests.doubles.web.server import Site
from tests.factories.sources import (
    FAIR,
    TALK,
    WALK,
    find_source,
    listed_events,
    make_calendar,
    make_source,
    source_changes,
)
from tests.world import BEN, HOME, World


async def test_what_changes_at_the_source_changes_here(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = make_calendar(
        ("1", "Python evening", "20261015T190000"),
        (*WALK, "LOCATION:Park"),
        FAIR,
    )
    await world.pass_time(hours=8)
    assert await listed_events(world) == [
        ("15 17:00", "Python evening", "open"),
        ("20 08:00", "Walk", "open"),
        ("01 09:00", "Fair", "open"),
    ]
    assert sorted(await source_changes(world)) == ["new", "new", "new", "place", "time"]


async def test_a_cancelled_evening_is_called_off_and_comes_back(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = make_calendar((*TALK, "STATUS:CANCELLED"))
    await world.pass_time(hours=8)
    assert await listed_events(world) == [("15 16:30", "Python evening", "cancelled")]
    site.pages["/c.ics"] = make_calendar(TALK)
    await world.pass_time(hours=8)
    assert await listed_events(world) == [("15 16:30", "Python evening", "open")]
    assert await source_changes(world) == ["new", "cancelled", "back"]


async def test_what_took_place_is_not_called_off_when_it_leaves_the_calendar(
    world: World, site: Site
) -> None:
    site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await make_source(world, site.home + "/c.ics")
    await world.pass_time(days=15)
    site.pages["/c.ics"] = make_calendar(WALK)
    await world.pass_time(days=2)
    assert [state for *_, state in await listed_events(world)] == ["open", "open"]


async def test_an_empty_calendar_is_not_believed_at_once(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = make_calendar()
    await world.pass_time(hours=15)
    assert "unlisted" not in await source_changes(world)
    await world.pass_time(hours=15)
    assert await source_changes(world) == ["new", "unlisted"]


async def test_a_calendar_that_names_its_events_anew_makes_no_doubles(
    world: World, site: Site
) -> None:
    for turn in range(3):
        site.pages["/c.ics"] = make_calendar((f"{turn}-a", *TALK[1:]), (f"{turn}-b", *WALK[1:]))
        await (world.pass_time(hours=8) if turn else make_source(world, site.home + "/c.ics"))
    assert len(await listed_events(world)) == 2


async def test_a_series_that_moves_to_another_hour_stays_the_same_series(
    world: World, site: Site
) -> None:
    site.pages["/c.ics"] = make_calendar((*TALK, "RRULE:FREQ=WEEKLY;COUNT=3"))
    await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = make_calendar(
        ("1", "Python evening", "20261015T190000", "RRULE:FREQ=WEEKLY;COUNT=3")
    )
    await world.pass_time(hours=8)
    assert [when for when, *_ in await listed_events(world)] == ["15 17:00", "22 17:00", "29 18:00"]


async def test_a_source_that_breaks_rests_and_its_owner_is_told(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    number = await make_source(world, site.home + "/c.ics", "City Tech")
    site.pages["/c.ics"] = 404
    await world.pass_time(days=10)
    source = await find_source(world, number)
    assert (source.state, source.failures, source.next_look) == (
        "paused",
        rules.FAILURES_BEFORE_PAUSE,
        None,
    )
    await world.pass_time(days=1)  # until working hours
    [told] = await world.dms(BEN, "City Tech rests")
    assert "5 times in a row. There is no such page." in as_text(told)
    assert [state for *_, state in await listed_events(world)] == ["open"]  # nothing is lost
    assert len(site.requests()) < 10

    await world.click(BEN, "source.resume", number)
    await world.pass_time(minutes=1)
    assert not await world.dms(BEN, "City Tech rests")
    assert await world.dms(BEN, "City Tech is read again")


async def test_one_failure_is_forgotten_when_the_next_look_is_good(
    world: World, site: Site
) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    number = await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = 500
    await world.pass_time(hours=8)
    assert (await find_source(world, number)).trouble == "busy"
    site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await world.pass_time(days=1)
    assert ((await find_source(world, number)).failures, len(await listed_events(world))) == (0, 2)


async def test_a_calendar_that_became_a_page_is_a_failure_and_loses_nothing(
    world: World, site: Site
) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    number = await make_source(world, site.home + "/c.ics")
    site.pages["/c.ics"] = ("text/html", b"<!doctype html><h1>We moved</h1>")
    await world.pass_time(hours=8)
    assert (await find_source(world, number)).failures == 1
    assert len(await listed_events(world)) == 1


class TestTheSameEvening:
    """One evening, told of by several."""

    async def test_three_listings_are_one_event_with_three_links(
        self, world: World, site: Site
    ) -> None:
        place = "LOCATION:Data Loft\\, Torstrasse 9"
        for number, title in enumerate(
            ("Python Evening", "Town Python: Python evening", "Python evening @ Data Loft")
        ):
            site.pages[f"/{number}.ics"] = make_calendar(
                (
                    f"{number}",
                    title,
                    "20261015T183000",
                    place,
                    f"URL:https://club{number}.example/e",
                )
            )
            await make_source(world, site.home + f"/{number}.ics")
        assert len(await listed_events(world)) == 1
        async with world.database.read_transaction() as tx:
            number = await tx.scalar(select(event.c.id))
            links = [
                each.link
                for each in (await listing_records.listings_of_events(tx, HOME, [number]))[number]
            ]
        assert links == [f"https://club{n}.example/e" for n in range(3)]

    async def test_two_clubs_at_the_same_hour_stay_two(self, world: World, site: Site) -> None:
        site.pages["/a.ics"] = make_calendar(
            ("1", "Book club", "20261015T183000", "LOCATION:North library")
        )
        site.pages["/b.ics"] = make_calendar(
            ("1", "Chess for beginners", "20261015T183000", "LOCATION:Old mill")
        )
        await make_source(world, site.home + "/a.ics")
        await make_source(world, site.home + "/b.ics")
        assert len(await listed_events(world)) == 2

    @pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
    async def test_where_it_is_unsure_a_person_rules_and_is_remembered(
        self, world: World, site: Site, same: bool, count: int
    ) -> None:
        site.pages["/a.ics"] = make_calendar(("1", "Open design night", "20261015T183000"))
        site.pages["/b.ics"] = make_calendar(("9", "Design night and drinks", "20261015T183000"))
        await make_source(world, site.home + "/a.ics", "Design Club")
        await make_source(world, site.home + "/b.ics", "Chamber")
        await world.pass_time(minutes=1)
        assert await world.dms(BEN, "Is this one evening?")
        await self._rule(world, same=same)
        assert len(await listed_events(world)) == count
        site.pages["/b.ics"] = make_calendar(
            ("9", "Design night and drinks", "20261015T183000"), FAIR
        )
        await world.pass_time(days=1)
        assert len(await listed_events(world)) == count + 1
        async with world.database.read_transaction() as tx:
            assert len(await tx.scalars(select(duplicate_ruling.c.id))) == 1

    async def test_whoever_answered_to_one_comes_along_when_two_become_one(
        self, world: World, site: Site
    ) -> None:
        site.pages["/a.ics"] = make_calendar(("1", "Open design night", "20261015T183000"))
        site.pages["/b.ics"] = make_calendar(("9", "Design night and drinks", "20261015T183000"))
        await make_source(world, site.home + "/a.ics", "Design Club")
        await make_source(world, site.home + "/b.ics", "Chamber")
        async with world.database.transaction() as tx:
            later = max(await tx.scalars(select(event.c.id)))
            held = await events.find_event_for_update(tx, HOME, later)
            assert held
            await save_rsvp(tx, held, BEN, "going", world.now)
        await self._rule(world, same=True)
        async with world.database.read_transaction() as tx:
            left = await tx.scalars(select(event.c.id))
            assert [one.person for one in await events.list_going(tx, HOME, *left)] == [BEN]

    async def test_what_was_merged_by_mistake_is_parted(self, world: World, site: Site) -> None:
        site.pages["/a.ics"] = make_calendar(("1", "Design night", "20261015T183000"))
        site.pages["/b.ics"] = make_calendar(("9", "Design night", "20261015T183000"))
        await make_source(world, site.home + "/a.ics")
        await make_source(world, site.home + "/b.ics")
        assert len(await listed_events(world)) == 1
        async with world.database.transaction() as tx:
            one, other = rulings.listing_key(1, "1"), rulings.listing_key(2, "9")
            number = await rulings.record_ruling(tx, HOME, one, other, "asked", world.now)
            ruling = await rulings.find_ruling(tx, HOME, number)
            assert ruling
            await merge_review.rule(tx, HOME, ruling, rulings.DIFFERENT, BEN, world.now)
        await world.pass_time(days=8)
        assert [state for *_, state in await listed_events(world)] == ["open", "open"]

    async def _rule(self, world: World, *, same: bool) -> None:
        action = "twin.same" if same else "twin.different"
        await world.click(BEN, action, await world.button(BEN, action))


async def test_a_look_that_comes_too_late_changes_nothing(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    number = await make_source(world, site.home + "/c.ics")
    async with world.database.transaction() as tx:
        await records.update_source(tx, HOME, number, state="paused", next_look=None)
        look = ingest.FetchResult(ParseResult(fault="slow"))
        await ingest.ingest_result(tx, HOME, number, look, world.now, random.Random(1))
    assert (await find_source(world, number)).failures == 0
