"""What sources list is kept true as it changes, rests when it breaks, and is one evening where
several tell of it."""

import random

import pytest
from sqlalchemy import select

from bot.events import records as events
from bot.events.rsvps import save_rsvp
from bot.events.tables import event
from bot.sources import duplicates, ingest, listing_records, merge_review, records, rules
from bot.sources.parsers.model import ParseResult
from bot.sources.tables import duplicate_ruling
from bot.ui.cards import as_text
from tests.factories.sources import FAIR, TALK, WALK, make_calendar
from tests.jobs.web.feed_town import BEN, HOME, Town


async def test_what_changes_at_the_source_changes_here(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = make_calendar(
        ("1", "Python evening", "20261015T190000"),
        (*WALK, "LOCATION:Park"),
        FAIR,
    )
    await town.later(hours=8)
    assert await town.listed() == [
        ("15 17:00", "Python evening", "open"),
        ("20 08:00", "Walk", "open"),
        ("01 09:00", "Fair", "open"),
    ]
    assert sorted(await town.changes()) == ["new", "new", "new", "place", "time"]


async def test_a_cancelled_evening_is_called_off_and_comes_back(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = make_calendar((*TALK, "STATUS:CANCELLED"))
    await town.later(hours=8)
    assert await town.listed() == [("15 16:30", "Python evening", "cancelled")]
    town.site.pages["/c.ics"] = make_calendar(TALK)
    await town.later(hours=8)
    assert await town.listed() == [("15 16:30", "Python evening", "open")]
    assert await town.changes() == ["new", "cancelled", "back"]


async def test_what_is_no_longer_listed_is_missed_once_and_called_off_the_second_time(
    town: Town,
) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK, WALK, FAIR)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = make_calendar(TALK, FAIR)
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open", "open", "open"]
    town.site.pages["/c.ics"] = make_calendar(TALK, (*FAIR, "LOCATION:Yard"))
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open", "cancelled", "open"]


async def test_what_took_place_is_not_called_off_when_it_leaves_the_calendar(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await town.save("/c.ics")
    await town.later(days=15)
    town.site.pages["/c.ics"] = make_calendar(WALK)
    await town.later(days=2)
    assert [state for *_, state in await town.listed()] == ["open", "open"]


async def test_an_empty_calendar_is_not_believed_at_once(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = make_calendar()
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open"]


async def test_a_calendar_that_names_its_events_anew_makes_no_doubles(town: Town) -> None:
    for turn in range(3):
        town.site.pages["/c.ics"] = make_calendar(
            (f"{turn}-a", *TALK[1:]), (f"{turn}-b", *WALK[1:])
        )
        await (town.later(hours=8) if turn else town.save("/c.ics"))
    assert len(await town.listed()) == 2


async def test_a_series_that_moves_to_another_hour_stays_the_same_series(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar((*TALK, "RRULE:FREQ=WEEKLY;COUNT=3"))
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = make_calendar(
        ("1", "Python evening", "20261015T190000", "RRULE:FREQ=WEEKLY;COUNT=3")
    )
    await town.later(hours=8)
    assert [when for when, *_ in await town.listed()] == ["15 17:00", "22 17:00", "29 18:00"]


async def test_a_source_that_breaks_rests_and_its_owner_is_told(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    number = await town.save("/c.ics", "City Tech")
    before = len(await town.cards())
    town.site.pages["/c.ics"] = 404
    await town.later(days=10)
    source = await town.source(number)
    assert (source.state, source.failures, source.next_look) == (
        "paused",
        rules.FAILURES_BEFORE_PAUSE,
        None,
    )
    told = [as_text(card) for card in (await town.cards())[before:]]
    assert len(told) == 1
    assert "5 times in a row. There is no such page." in told[0]
    assert [state for *_, state in await town.listed()] == ["open"]  # nothing is lost
    assert len(town.site.requests()) < 10


async def test_one_failure_is_forgotten_when_the_next_look_is_good(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    number = await town.save("/c.ics")
    town.site.pages["/c.ics"] = 500
    await town.later(hours=8)
    assert (await town.source(number)).trouble == "busy"
    town.site.pages["/c.ics"] = make_calendar(TALK, WALK)
    await town.later(days=1)
    assert ((await town.source(number)).failures, len(await town.listed())) == (0, 2)


async def test_a_calendar_that_became_a_page_is_a_failure_and_loses_nothing(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    number = await town.save("/c.ics")
    town.site.pages["/c.ics"] = ("text/html", b"<!doctype html><h1>We moved</h1>")
    await town.later(hours=8)
    assert (await town.source(number)).failures == 1
    assert len(await town.listed()) == 1


class TestTheSameEvening:
    """One evening, told of by several."""

    async def test_three_listings_are_one_event_with_three_links(self, town: Town) -> None:
        place = "LOCATION:Data Loft\\, Torstrasse 9"
        for number, title in enumerate(
            ("Python Evening", "Town Python: Python evening", "Python evening @ Data Loft")
        ):
            town.site.pages[f"/{number}.ics"] = make_calendar(
                (
                    f"{number}",
                    title,
                    "20261015T183000",
                    place,
                    f"URL:https://club{number}.example/e",
                )
            )
            await town.save(f"/{number}.ics")
        assert len(await town.listed()) == 1
        async with town.database.read_transaction() as tx:
            number = await tx.scalar(select(event.c.id))
            links = [
                each.link
                for each in (await listing_records.listings_of_events(tx, HOME, [number]))[number]
            ]
        assert links == [f"https://club{n}.example/e" for n in range(3)]

    async def test_two_clubs_at_the_same_hour_stay_two(self, town: Town) -> None:
        town.site.pages["/a.ics"] = make_calendar(
            ("1", "Book club", "20261015T183000", "LOCATION:North library")
        )
        town.site.pages["/b.ics"] = make_calendar(
            ("1", "Chess for beginners", "20261015T183000", "LOCATION:Old mill")
        )
        await town.save("/a.ics")
        await town.save("/b.ics")
        assert len(await town.listed()) == 2

    @pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
    async def test_where_it_is_unsure_a_person_rules_and_is_remembered(
        self, town: Town, same: bool, count: int
    ) -> None:
        town.site.pages["/a.ics"] = make_calendar(("1", "Open design night", "20261015T183000"))
        town.site.pages["/b.ics"] = make_calendar(
            ("9", "Design night and drinks", "20261015T183000")
        )
        await town.save("/a.ics", "Design Club")
        await town.save("/b.ics", "Chamber")
        assert "Is this one evening?" in as_text((await town.cards())[-1])
        await self._rule(town, same=same)
        assert len(await town.listed()) == count
        town.site.pages["/b.ics"] = make_calendar(
            ("9", "Design night and drinks", "20261015T183000"), FAIR
        )
        await town.later(days=1)
        assert len(await town.listed()) == count + 1
        async with town.database.read_transaction() as tx:
            assert len(await tx.scalars(select(duplicate_ruling.c.id))) == 1

    async def test_whoever_answered_to_one_comes_along_when_two_become_one(
        self, town: Town
    ) -> None:
        town.site.pages["/a.ics"] = make_calendar(("1", "Open design night", "20261015T183000"))
        town.site.pages["/b.ics"] = make_calendar(
            ("9", "Design night and drinks", "20261015T183000")
        )
        await town.save("/a.ics", "Design Club")
        await town.save("/b.ics", "Chamber")
        async with town.database.transaction() as tx:
            later = max(await tx.scalars(select(event.c.id)))
            held = await events.find_event_for_update(tx, HOME, later)
            assert held
            await save_rsvp(tx, held, BEN, "going", town.now)
        await self._rule(town, same=True)
        async with town.database.read_transaction() as tx:
            left = await tx.scalars(select(event.c.id))
            assert [one.person for one in await events.list_going(tx, HOME, *left)] == [BEN]

    async def test_what_was_merged_by_mistake_is_parted(self, town: Town) -> None:
        town.site.pages["/a.ics"] = make_calendar(("1", "Design night", "20261015T183000"))
        town.site.pages["/b.ics"] = make_calendar(("9", "Design night", "20261015T183000"))
        await town.save("/a.ics")
        await town.save("/b.ics")
        assert len(await town.listed()) == 1
        async with town.database.transaction() as tx:
            one, other = duplicates.listing_key(1, "1"), duplicates.listing_key(2, "9")
            await duplicates.record_ruling(
                tx, HOME, one, other, duplicates.DIFFERENT, town.now, BEN
            )
            await merge_review.separate_listings(tx, HOME, one, other, town.now)
        await town.later(days=8)
        assert [state for *_, state in await town.listed()] == ["open", "open"]

    async def _rule(self, town: Town, *, same: bool) -> None:
        async with town.database.transaction() as tx:
            asked = await tx.first(select(duplicate_ruling))
            assert asked
            state, rule = (
                (duplicates.SAME, merge_review.merge_listings)
                if same
                else (duplicates.DIFFERENT, merge_review.separate_listings)
            )
            await duplicates.record_ruling(tx, HOME, asked.one, asked.other, state, town.now, BEN)
            await rule(tx, HOME, asked.one, asked.other, town.now)


async def test_a_look_that_comes_too_late_changes_nothing(town: Town) -> None:
    town.site.pages["/c.ics"] = make_calendar(TALK)
    number = await town.save("/c.ics")
    async with town.database.transaction() as tx:
        await records.update_source(tx, HOME, number, state="paused", next_look=None)
        look = ingest.FetchResult(ParseResult(fault="slow"))
        await ingest.ingest_result(tx, HOME, number, look, town.now, random.Random(1))
    assert (await town.source(number)).failures == 0
