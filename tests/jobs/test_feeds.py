"""What people add is found, shown, kept true as it changes, and rests when it breaks; the web is a site on loopback."""

import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.cards import Card, as_text
from bot.events import records as events
from bot.events.answers import answer
from bot.people import records as people
from bot.sources import listings, looking, merging, records, rules, twins
from bot.sources.model import Reading
from bot.store.engine import Database
from bot.store.tables import change, effect, event, ruling
from jobs.feeds import Feeds
from jobs.fetch import Fetcher
from tests.platforms.web.server import Gate, Signpost, Site, endless, moved_to, no_pause, serving
from tests.world import ReadsHere

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
HOME, BEN = "acme", "acme/ben"


@dataclass
class Town:
    """A workspace, a site on loopback, and a clock."""

    database: Database
    site: Site
    feeds: Feeds
    now: datetime = NOW
    told: list[Card] = field(default_factory=list)

    async def add(self, path: str, **about: str) -> Card:
        """Name an address, as its command does, and give the card that comes of it."""
        async with self.database.transaction() as tx:
            await records.ask(tx, HOME, self.site.home + path, BEN, "Europe/Berlin", self.now)
        await self.feeds.sweep(self.now)
        return (await self.cards())[-1]

    async def save(self, path: str, name: str = "") -> int:
        """Add an address and keep it."""
        await self.add(path)
        async with self.database.transaction() as tx:
            found = await records.find_address(tx, HOME, self.site.home + path)
            assert found, path
            news = {"name": name or path, "state": "active", "next_look": self.now, "town": "Berlin", "reach": "local"}
            await records.change(tx, HOME, found.id, **news)
        await self.feeds.sweep(self.now)
        return found.id

    async def later(self, **span: float) -> None:
        """Let time pass, with every look that falls due."""
        until = self.now + timedelta(**span)
        while True:
            async with self.database.reading() as tx:
                due = await records.soonest(tx)
            if due is None or due > until:
                break
            self.now = max(due, self.now)
            await self.feeds.sweep(self.now)
        self.now = until

    async def listed(self) -> list[tuple[str, str, str]]:
        async with self.database.reading() as tx:
            rows = await tx.all(select(event).order_by(event.c.starts_at, event.c.id))
        return [(f"{row.starts_at:%d %H:%M}", row.title, row.state) for row in rows]

    async def changes(self) -> list[str]:
        async with self.database.reading() as tx:
            return list(await tx.values(select(change.c.what).order_by(change.c.id)))

    async def cards(self) -> list[Card]:
        async with self.database.reading() as tx:
            return list(await tx.values(select(effect.c.card).order_by(effect.c.id)))

    async def source(self, number: int) -> records.Source:
        async with self.database.reading() as tx:
            found = await records.find(tx, HOME, number)
        assert found
        return found


@pytest.fixture
async def town(either_database: Database) -> AsyncIterator[Town]:
    async with serving() as site:
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
        async with either_database.transaction() as tx:
            await people.welcome(tx, HOME, BEN, "Ben Marsh", "Europe/Berlin", NOW)
        yield Town(either_database, site, Feeds(either_database, lambda _: fetcher, ReadsHere(), random.Random(1)))
        await fetcher.close()


def calendar(*told: tuple[str, str, str], name: str = "City Tech") -> tuple[str, bytes]:
    """Write a calendar: name within it, title, local beginning, and whatever else."""
    lines = ["BEGIN:VCALENDAR", f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Europe/Berlin"]
    for uid, title, *rest in told:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{rest[0]}", *rest[1:], "END:VEVENT"]
    return "text/calendar", "\r\n".join([*lines, "END:VCALENDAR"]).encode()


TALK = ("1", "Python evening", "20261015T183000")
WALK = ("2", "Walk", "20261020T100000")
FAIR = ("3", "Fair", "20261101T100000")
PAGE = "text/html"


def page(body: str) -> tuple[str, bytes]:
    return PAGE, f"<!doctype html><title>Town Club</title>{body}".encode()


def data(told: object) -> tuple[str, bytes]:
    return "application/json", json.dumps(told).encode()


POST = {"id": 1, "title": "Python evening", "start_date": "2026-10-15 18:30:00", "timezone": "Europe/Berlin"}
INSTANCE = {"event_instance": {"id": 1, "start": "2026-10-15T18:30:00+02:00"}}
LECTURE = {"id": 1, "title": "Python evening", "event_instances": [INSTANCE]}
WAYS_IN: dict[str, tuple[str, dict[str, Any]]] = {
    "a calendar": ("/cal.ics", {"/cal.ics": calendar(TALK)}),
    "a page that names its calendar": (
        "/",
        {"/": page('<link rel="alternate" type="text/calendar" href="/c">'), "/c": calendar(TALK)},
    ),
    "a page with a link to subscribe": ("/", {"/": page('<a href="/all.ics">iCal</a>'), "/all.ics": calendar(TALK)}),
    "a feed of posts": (
        "/",
        {
            "/": page('<link rel="alternate" type="application/rss+xml" href="/feed">'),
            "/feed": ("text/xml", b"<rss version='2.0'><channel><title>Town Club</title><item><title>Python evening, "
                      b"15 October 2026, 18:30</title><guid>1</guid></item></channel></rss>"),
        },
    ),
    "a WordPress calendar": (
        "/events/",
        {
            "/events/": page("<div class='tribe-events'></div>"),
            "/wp-json/tribe/events/v1/events?per_page=50": data({"events": [POST]}),
        },
    ),
    "a Squarespace page": (
        "/calendar",
        {
            "/calendar": page("<script>Static.SQUARESPACE_CONTEXT = {}</script>"),
            "/calendar?format=json": data(
                {
                    "website": {"timeZone": "Europe/Berlin"},
                    "upcoming": [{"id": "a", "title": "Python evening", "startDate": 1792081800000}],
                }
            ),
        },
    ),
    "a university's calendar": (
        "/",
        {
            "/": page("<link href='https://assets.localist.com/x.css'>"),
            "/api/2/events?days=90&pp=100": data({"events": [{"event": LECTURE}]}),
        },
    ),
    "a chamber's list": (
        "/events",
        {
            "/events": page("<a href='/events/details/python-1'>Python</a>GrowthZone"),
            "/events/ICal/python-1.ics": calendar(TALK),
        },
    ),
    "a list with a file for each event": (
        "/",
        {"/": page("<a href='/1.ics'>a</a><a href='/2.ics'>b</a>"), "/1.ics": calendar(TALK), "/2.ics": 404},
    ),
    "a page that marks its events up": (
        "/",
        {"/": page('<script type="application/ld+json">{"@type":"Event","name":"Python evening",'
                   '"startDate":"2026-10-15T18:30"}</script>')},
    ),
    "an address that moved": ("/old", {"/old": moved_to("/new", 301), "/new": calendar(TALK)}),
}  # fmt: skip


@pytest.mark.parametrize("what", WAYS_IN)
async def test_an_address_of_any_kind_shows_its_events_before_it_is_kept(town: Town, what: str) -> None:
    path, town.site.pages = WAYS_IN[what]
    card = as_text(await town.add(path), "Europe/Berlin")
    assert "Thu 15 Oct, 18:30 · Python evening" in card, card
    assert await town.listed() == []
    await town.save(path)
    assert [title.partition(",")[0] for _, title, _ in await town.listed()] == ["Python evening"]


BAD: dict[str, tuple[Any, str]] = {
    "nothing": (404, "There is no such page."),
    "a closed door": (403, "It asks for a password"),
    "a page that asks for a password": (page('<form><input type="password"></form>'), "It asks for a password"),
    "a redirect to a sign-in": (moved_to("/login?next=/x"), "It asks for a password"),
    "a page without events": (page("<h1>Hello</h1>"), "no events on it"),
    "a file of two gigabytes": (endless(2_000), "far too large"),
    "a picture": (("image/png", b"\x89PNG\r\n\x1a\n" + b"\1" * 100), "could not make sense"),
    "an empty answer": (("text/html", b""), "no events on it"),
    "a bomb": (calendar(("1", "x", "19700101T000000", "RRULE:FREQ=SECONDLY")), "could not make sense"),  # type: ignore[arg-type]
    "a redirect to the inside": (moved_to("http://169.254.169.254/"), "Nobody answers there."),
    "a busy site": (503, "too busy"),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_calendar_gets_a_calm_sentence_and_nothing_is_kept(town: Town, what: str) -> None:
    town.site.pages["/x"], sentence = BAD[what]
    card = as_text(await town.add("/x"))
    assert sentence in card
    assert "Nothing was saved" in card
    async with town.database.reading() as tx:
        assert await records.find_address(tx, HOME, f"{town.site.home}/x") is None


async def test_a_site_that_wishes_to_be_left_alone_is(town: Town) -> None:
    town.site.pages = {
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private"),
        "/private/c.ics": calendar(TALK),
    }
    assert "asks programs like me not to read it" in as_text(await town.add("/private/c.ics"))
    assert town.site.requests() == []


async def test_mingle_says_who_it_is_and_carries_nothing_along(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    await town.add("/c.ics")
    for _, headers in town.site.asked:
        assert headers["User-Agent"].startswith("MingleEvents/")
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


async def test_an_unchanged_calendar_costs_one_conditional_request(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK, WALK)
    number = await town.save("/c.ics")
    town.site.asked.clear()
    await town.later(hours=7, minutes=30)
    assert len(town.site.asked) == 1
    assert town.site.asked[0][1]["If-None-Match"]
    source = await town.source(number)
    assert (source.failures, source.events) == (0, 2)
    assert source.last_good
    assert source.last_good > NOW


async def test_looks_come_every_few_hours_and_never_in_step(town: Town) -> None:
    looks = {rules.next_look(NOW, 0, None, random.Random(seed)) - NOW for seed in range(50)}
    assert all(timedelta(hours=4.8) <= each <= timedelta(hours=7.2) for each in looks)
    assert len(looks) > 40
    asked = rules.next_look(NOW, 1, timedelta(days=2), random.Random(1)) - NOW
    assert asked >= timedelta(days=2)


async def test_what_changes_at_the_source_changes_here(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK, WALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = calendar(("1", "Python evening", "20261015T190000"), (*WALK, "LOCATION:Park"), FAIR)  # type: ignore[arg-type]
    await town.later(hours=8)
    assert await town.listed() == [
        ("15 17:00", "Python evening", "open"),
        ("20 08:00", "Walk", "open"),
        ("01 09:00", "Fair", "open"),
    ]
    assert sorted(await town.changes()) == ["new", "new", "new", "place", "time"]


async def test_a_cancelled_evening_is_called_off_and_comes_back(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = calendar((*TALK, "STATUS:CANCELLED"))  # type: ignore[arg-type]
    await town.later(hours=8)
    assert await town.listed() == [("15 16:30", "Python evening", "cancelled")]
    town.site.pages["/c.ics"] = calendar(TALK)
    await town.later(hours=8)
    assert await town.listed() == [("15 16:30", "Python evening", "open")]
    assert await town.changes() == ["new", "cancelled", "back"]


async def test_what_is_no_longer_listed_is_missed_once_and_called_off_the_second_time(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK, WALK, FAIR)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = calendar(TALK, FAIR)
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open", "open", "open"]
    town.site.pages["/c.ics"] = calendar(TALK, (*FAIR, "LOCATION:Yard"))  # type: ignore[arg-type]
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open", "cancelled", "open"]


async def test_what_took_place_is_not_called_off_when_it_leaves_the_calendar(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK, WALK)
    await town.save("/c.ics")
    await town.later(days=15)
    town.site.pages["/c.ics"] = calendar(WALK)
    await town.later(days=2)
    assert [state for *_, state in await town.listed()] == ["open", "open"]


async def test_an_empty_calendar_is_not_believed_at_once(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = calendar()
    await town.later(hours=8)
    assert [state for *_, state in await town.listed()] == ["open"]


async def test_a_calendar_that_names_its_events_anew_makes_no_doubles(town: Town) -> None:
    for turn in range(3):
        town.site.pages["/c.ics"] = calendar((f"{turn}-a", *TALK[1:]), (f"{turn}-b", *WALK[1:]))  # type: ignore[arg-type]
        await (town.later(hours=8) if turn else town.save("/c.ics"))
    assert len(await town.listed()) == 2


async def test_a_series_that_moves_to_another_hour_stays_the_same_series(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar((*TALK, "RRULE:FREQ=WEEKLY;COUNT=3"))  # type: ignore[arg-type]
    await town.save("/c.ics")
    town.site.pages["/c.ics"] = calendar(("1", "Python evening", "20261015T190000", "RRULE:FREQ=WEEKLY;COUNT=3"))  # type: ignore[arg-type]
    await town.later(hours=8)
    assert [when for when, *_ in await town.listed()] == ["15 17:00", "22 17:00", "29 18:00"]


async def test_a_source_that_breaks_rests_and_its_owner_is_told(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    number = await town.save("/c.ics", "City Tech")
    before = len(await town.cards())
    town.site.pages["/c.ics"] = 404
    await town.later(days=10)
    source = await town.source(number)
    assert (source.state, source.failures, source.next_look) == ("paused", rules.FAILURES_BEFORE_PAUSE, None)
    told = [as_text(card) for card in (await town.cards())[before:]]
    assert len(told) == 1
    assert "5 times in a row. There is no such page." in told[0]
    assert [state for *_, state in await town.listed()] == ["open"]  # nothing is lost
    assert len(town.site.requests()) < 10


async def test_one_failure_is_forgotten_when_the_next_look_is_good(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    number = await town.save("/c.ics")
    town.site.pages["/c.ics"] = 500
    await town.later(hours=8)
    assert (await town.source(number)).trouble == "busy"
    town.site.pages["/c.ics"] = calendar(TALK, WALK)
    await town.later(days=1)
    assert ((await town.source(number)).failures, len(await town.listed())) == (0, 2)


async def test_a_calendar_that_became_a_page_is_a_failure_and_loses_nothing(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    number = await town.save("/c.ics")
    town.site.pages["/c.ics"] = page("<h1>We moved</h1>")
    await town.later(hours=8)
    assert (await town.source(number)).failures == 1
    assert len(await town.listed()) == 1


class TestTheSameEvening:
    """One evening, told of by several."""

    async def test_three_listings_are_one_event_with_three_links(self, town: Town) -> None:
        place = "LOCATION:Data Loft\\, Torstrasse 9"
        for number, title in enumerate(("Python Evening", "Town Python: Python evening", "Python evening @ Data Loft")):
            town.site.pages[f"/{number}.ics"] = calendar(
                (f"{number}", title, "20261015T183000", place, f"URL:https://club{number}.example/e")  # type: ignore[arg-type]
            )
            await town.save(f"/{number}.ics")
        assert len(await town.listed()) == 1
        async with town.database.reading() as tx:
            number = await tx.value(select(event.c.id))
            links = [each.link for each in (await listings.of_events(tx, HOME, [number]))[number]]
        assert links == [f"https://club{n}.example/e" for n in range(3)]

    async def test_two_clubs_at_the_same_hour_stay_two(self, town: Town) -> None:
        town.site.pages["/a.ics"] = calendar(("1", "Book club", "20261015T183000", "LOCATION:North library"))  # type: ignore[arg-type]
        town.site.pages["/b.ics"] = calendar(("1", "Chess for beginners", "20261015T183000", "LOCATION:Old mill"))  # type: ignore[arg-type]
        await town.save("/a.ics")
        await town.save("/b.ics")
        assert len(await town.listed()) == 2

    @pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
    async def test_where_it_is_unsure_a_person_rules_and_is_remembered(
        self, town: Town, same: bool, count: int
    ) -> None:
        town.site.pages["/a.ics"] = calendar(("1", "Open design night", "20261015T183000"))
        town.site.pages["/b.ics"] = calendar(("9", "Design night and drinks", "20261015T183000"))
        await town.save("/a.ics", "Design Club")
        await town.save("/b.ics", "Chamber")
        assert "Is this one evening?" in as_text((await town.cards())[-1])
        await self._rule(town, same=same)
        assert len(await town.listed()) == count
        town.site.pages["/b.ics"] = calendar(("9", "Design night and drinks", "20261015T183000"), FAIR)
        await town.later(days=1)
        assert len(await town.listed()) == count + 1
        async with town.database.reading() as tx:
            assert len(await tx.values(select(ruling.c.id))) == 1

    async def test_whoever_answered_to_one_comes_along_when_two_become_one(self, town: Town) -> None:
        town.site.pages["/a.ics"] = calendar(("1", "Open design night", "20261015T183000"))
        town.site.pages["/b.ics"] = calendar(("9", "Design night and drinks", "20261015T183000"))
        await town.save("/a.ics", "Design Club")
        await town.save("/b.ics", "Chamber")
        async with town.database.transaction() as tx:
            later = max(await tx.values(select(event.c.id)))
            held = await events.find_held(tx, HOME, later)
            assert held
            await answer(tx, held, BEN, "going", town.now)
        await self._rule(town, same=True)
        async with town.database.reading() as tx:
            left = await tx.values(select(event.c.id))
            assert [one.person for one in await events.going(tx, HOME, *left)] == [BEN]

    async def test_what_was_merged_by_mistake_is_parted(self, town: Town) -> None:
        town.site.pages["/a.ics"] = calendar(("1", "Design night", "20261015T183000"))
        town.site.pages["/b.ics"] = calendar(("9", "Design night", "20261015T183000"))
        await town.save("/a.ics")
        await town.save("/b.ics")
        assert len(await town.listed()) == 1
        async with town.database.transaction() as tx:
            one, other = twins.name(1, "1"), twins.name(2, "9")
            await twins.rule(tx, HOME, one, other, twins.DIFFERENT, town.now, BEN)
            await merging.different(tx, HOME, one, other, town.now)
        await town.later(days=8)
        assert [state for *_, state in await town.listed()] == ["open", "open"]

    async def _rule(self, town: Town, *, same: bool) -> None:
        async with town.database.transaction() as tx:
            asked = await tx.first(select(ruling))
            assert asked
            state, rule = (twins.SAME, merging.same) if same else (twins.DIFFERENT, merging.different)
            await twins.rule(tx, HOME, asked.one, asked.other, state, town.now, BEN)
            await rule(tx, HOME, asked.one, asked.other, town.now)


async def test_a_look_that_comes_too_late_changes_nothing(town: Town) -> None:
    town.site.pages["/c.ics"] = calendar(TALK)
    number = await town.save("/c.ics")
    async with town.database.transaction() as tx:
        await records.change(tx, HOME, number, state="paused", next_look=None)
        look = looking.Look(Reading(fault="slow"))
        await looking.take_in(tx, HOME, number, look, town.now, random.Random(1))
    assert (await town.source(number)).failures == 0
