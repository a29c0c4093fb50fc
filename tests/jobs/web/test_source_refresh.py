"""What people add is found and shown; what is no calendar gets a calm sentence; looks are
polite."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.sources import records, rules
from bot.ui.cards import as_text
from tests.doubles.web.server import Site, endless, moved_to, refusing
from tests.factories.sources import (
    OCTOBER,
    TALK,
    WALK,
    add_address,
    find_source,
    listed_events,
    make_calendar,
    make_source,
)
from tests.reading import form_of, text
from tests.world import BEN, HOME, World


def page(body: str) -> tuple[str, bytes]:
    return "text/html", f"<!doctype html><title>Town Club</title>{body}".encode()


def data(told: object) -> tuple[str, bytes]:
    return "application/json", json.dumps(told).encode()


POST = {
    "id": 1,
    "title": "Python evening",
    "start_date": "2026-10-15 18:30:00",
    "timezone": "Europe/Berlin",
}
INSTANCE = {"event_instance": {"id": 1, "start": "2026-10-15T18:30:00+02:00"}}
LECTURE = {"id": 1, "title": "Python evening", "event_instances": [INSTANCE]}
WAYS_IN: dict[str, tuple[str, dict[str, Any]]] = {
    "a calendar": ("/cal.ics", {"/cal.ics": make_calendar(TALK)}),
    "a page that names its calendar": (
        "/",
        {
            "/": page('<link rel="alternate" type="text/calendar" href="/c">'),
            "/c": make_calendar(TALK),
        },
    ),
    "a page with a link to subscribe": (
        "/",
        {"/": page('<a href="/all.ics">iCal</a>'), "/all.ics": make_calendar(TALK)},
    ),
    "a feed of posts": (
        "/",
        {
            "/": page('<link rel="alternate" type="application/rss+xml" href="/feed">'),
            "/feed": (
                "text/xml",
                b"<rss version='2.0'><channel><title>Town Club</title><item><title>Python evening, "
                b"15 October 2026, 18:30</title><guid>1</guid></item></channel></rss>",
            ),
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
                    "upcoming": [
                        {"id": "a", "title": "Python evening", "startDate": 1792081800000}
                    ],
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
            "/events/ICal/python-1.ics": make_calendar(TALK),
        },
    ),
    "a list with a file for each event": (
        "/",
        {
            "/": page("<a href='/1.ics'>a</a><a href='/2.ics'>b</a>"),
            "/1.ics": make_calendar(TALK),
            "/2.ics": 404,
        },
    ),
    "a page that marks its events up": (
        "/",
        {
            "/": page(
                '<script type="application/ld+json">{"@type":"Event","name":"Python evening",'
                '"startDate":"2026-10-15T18:30"}</script>'
            )
        },
    ),
    "an address that moved": ("/old", {"/old": moved_to("/new", 301), "/new": make_calendar(TALK)}),
}


@pytest.mark.parametrize("what", WAYS_IN)
async def test_an_address_of_any_kind_shows_its_events_before_it_is_kept(
    world: World, site: Site, what: str
) -> None:
    path, site.pages = WAYS_IN[what]
    card = as_text(await add_address(world, site.home + path))
    assert "Thu 15 Oct, 18:30 · Python evening" in card, card
    assert await listed_events(world) == []
    await make_source(world, site.home + path)
    assert [title.partition(",")[0] for _, title, _ in await listed_events(world)] == [
        "Python evening"
    ]


BAD: dict[str, tuple[Any, str]] = {
    "nothing": (404, "There is no such page."),
    "a door with a bell": (401, "It asks for a password"),
    "a closed door": (403, "The site doesn't let me in."),
    "a check that a person is looking": (
        page("<title>Just a moment...</title><p>Verifying you are human.</p>"),
        "checks that a person is looking",
    ),
    "such a check in place of an answer": (
        refusing(503, b"<title>Just a moment...</title>"),
        "checks that a person is looking",
    ),
    "a check that says so to programs": (
        refusing(403, b"", cf_mitigated="challenge"),
        "checks that a person is looking",
    ),
    "an open page with a box to sign in": (
        page(
            "<h1>Town Club</h1><p>We have met in the old mill for many years, and everybody is "
            "welcome to join us there.</p><form><input type='password'></form>"
        ),
        "no events on it",
    ),
    "a short page with a box to sign in": (
        page("<h1>Chess</h1><p>We play in the library.</p><input type='password'>"),
        "no events on it",
    ),
    "a page of past evenings": (
        page("<ul><li>3 May 2025: Talk</li><li>9 June 2025: Walk</li></ul>"),
        "All the dates that I see there are over.",
    ),
    "a circle of redirects": (moved_to("/x"), "keeps sending me on"),
    "a page that a browser fills in": (
        page('<div id="root"></div><script src="/app.js"></script>'),
        "only filled in inside a browser",
    ),
    "a page that asks for a password": (
        page('<form><input type="password"></form>'),
        "It asks for a password",
    ),
    "a redirect to a sign-in": (moved_to("/login?next=/x"), "It asks for a password"),
    "a page without events": (page("<h1>Hello</h1>"), "no events on it"),
    "a file of two gigabytes": (endless(2_000), "far too large"),
    "a picture": (("image/png", b"\x89PNG\r\n\x1a\n" + b"\1" * 100), "could not make sense"),
    "an empty answer": (("text/html", b""), "no events on it"),
    "a bomb": (
        make_calendar(("1", "x", "19700101T000000", "RRULE:FREQ=SECONDLY")),
        "could not make sense",
    ),
    "a redirect to the inside": (moved_to("http://169.254.169.254/"), "Nobody answers there."),
    "a busy site": (503, "too busy"),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_calendar_gets_a_calm_sentence_and_nothing_is_kept(
    world: World, site: Site, what: str
) -> None:
    site.pages["/x"], sentence = BAD[what]
    card = as_text(await add_address(world, site.home + "/x"))
    assert sentence in card
    assert "Nothing was saved" in card
    async with world.database.read_transaction() as tx:
        assert await records.find_source_by_address(tx, HOME, f"{site.home}/x") is None


async def test_a_connection_that_cannot_be_trusted_is_told_as_one(world: World, site: Site) -> None:
    card = as_text(await add_address(world, site.home.replace("http:", "https:") + "/x"))
    assert "I can't connect to it securely: something is wrong with its certificate." in card


async def test_dates_without_events_are_told_and_one_can_be_noted_by_hand(
    world: World, site: Site
) -> None:
    site.pages["/x"] = page("<p>We meet on Thursday 15 October 2026 at 18:30 for a while.</p>")
    card = await add_address(world, site.home + "/x")
    assert "I see dates there, but not what they belong to." in as_text(card)
    assert "Nothing was saved." in as_text(card)
    number = await world.button(BEN, "source.note")
    form = form_of(await world.click(BEN, "source.note", number))
    known = {field.id: getattr(field, "initial", "") for field in form.fields}
    assert (known["when"], known["description"]) == ("2026-10-15 18:30", f"{site.home}/x")
    await world.submit(BEN, form, {"title": "Weaving", "channel": f"{HOME}/lunch"})
    assert [title for _, title, _ in await listed_events(world)] == ["Weaving"]
    assert "I forgot it." in text(await world.click(BEN, "source.drop", number))


async def test_events_in_the_text_of_a_page_are_shown_with_how_sure_they_are(
    world: World, site: Site
) -> None:
    site.pages["/x"] = page(
        "<ul><li><b>Weaving</b> Thursday 15 October 2026, 18:30</li>"
        "<li><b>Dyeing</b> Thursday 22 October 2026, 18:30</li>"
        "<li><b>Spinning</b> every week, Thursday 29 October 2026, 18:30</li></ul>"
    )
    card = as_text(await add_address(world, site.home + "/x"))
    assert "so I read these from its text" in card
    assert "Spinning (not sure)" in card
    await make_source(world, site.home + "/x")
    assert [title for _, title, _ in await listed_events(world)] == ["Weaving", "Dyeing"]


async def test_a_site_that_wishes_to_be_left_alone_is(world: World, site: Site) -> None:
    site.pages = {
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private"),
        "/private/c.ics": make_calendar(TALK),
    }
    assert "asks programs like me not to read it" in as_text(
        await add_address(world, site.home + "/private/c.ics")
    )
    assert site.requests() == []


async def test_mingle_says_who_it_is_and_carries_nothing_along(world: World, site: Site) -> None:
    site.pages["/c.ics"] = make_calendar(TALK)
    await add_address(world, site.home + "/c.ics")
    for _, headers in site.asked:
        assert headers["User-Agent"].startswith("MingleEvents/")
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


async def test_an_unchanged_calendar_costs_one_conditional_request(
    world: World, site: Site
) -> None:
    site.pages["/c.ics"] = make_calendar(TALK, WALK)
    number = await make_source(world, site.home + "/c.ics")
    site.asked.clear()
    await world.pass_time(hours=7, minutes=30)
    assert len(site.asked) == 1
    assert site.asked[0][1]["If-None-Match"]
    source = await find_source(world, number)
    assert (source.failures, source.events) == (0, 2)
    assert source.last_good
    assert source.last_good > OCTOBER


async def test_looks_come_every_few_hours_and_never_in_step(world: World, site: Site) -> None:
    looks = {rules.next_look(OCTOBER, 0, None, random.Random(seed)) - OCTOBER for seed in range(50)}
    assert all(timedelta(hours=4.8) <= each <= timedelta(hours=7.2) for each in looks)
    assert len(looks) > 40
    asked = rules.next_look(OCTOBER, 1, timedelta(days=2), random.Random(1)) - OCTOBER
    assert asked >= timedelta(days=2)
