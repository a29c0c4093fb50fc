"""The events of a list are read on their own pages too, politely; silence changes nothing."""

from bot.ui.cards import as_text
from tests.doubles.web.server import Site
from tests.factories.sources import (
    TALK,
    add_address,
    find_source,
    listed_events,
    make_calendar,
    make_source,
)
from tests.world import World

LIST = (
    "<title>Town Club</title><ul><li><a href='/event/1'>Weaving</a> Thu 15 Oct 2026</li>"
    "<li><a href='/event/2'>Dyeing</a> Fri 16 Oct 2026</li></ul>"
)


def page(body: str) -> tuple[str, bytes]:
    return "text/html", f"<!doctype html>{body}".encode()


def told(title: str, starts: str) -> tuple[str, bytes]:
    return page(
        '<script type="application/ld+json">{"@type": "Event", '
        f'"name": "{title}", "startDate": "{starts}", "@id": "{title}"}}</script>'
    )


async def test_the_data_of_an_own_page_beats_the_text_of_the_list(world: World, site: Site) -> None:
    site.pages = {
        "/": page(LIST),
        "/event/1": told("Weaving", "2026-10-15T18:30"),
        "/event/2": 404,
    }
    await make_source(world, f"{site.home}/")
    assert await listed_events(world) == [
        ("15 16:30", "Weaving", "open"),
        ("15 22:00", "Dyeing", "open"),
    ]


async def test_an_hour_in_the_text_of_an_own_page_is_taken(world: World, site: Site) -> None:
    site.pages = {
        "/": page(LIST),
        "/event/1": page("<h1>Weaving</h1><p>Thu 15 Oct 2026, 18:30</p>"),
        "/event/2": page("<h1>Dyeing</h1><p>Fri 16 Oct 2026</p><p>Doors 18:30, start 19:00</p>"),
    }
    await make_source(world, f"{site.home}/")
    assert [when for when, _, _ in await listed_events(world)] == ["15 16:30", "16 17:00"]


async def test_nothing_is_called_off_while_an_own_page_does_not_answer(
    world: World, site: Site
) -> None:
    site.pages = {
        "/": page(LIST),
        "/event/1": told("Weaving", "2026-10-15T18:30"),
        "/event/2": told("Dyeing", "2026-10-16T18:30"),
    }
    number = await make_source(world, f"{site.home}/")
    site.pages["/event/2"] = 503
    await world.pass_time(hours=30)
    assert [state for _, _, state in await listed_events(world)] == ["open", "open"]
    assert (await find_source(world, number)).failures == 0
    site.pages["/event/2"] = told("Dyeing", "2026-10-16T18:30")
    await world.pass_time(days=2)
    assert (await find_source(world, number)).failures == 0
    assert len(await listed_events(world)) == 2


async def test_nothing_is_called_off_when_a_page_shows_nothing_for_sure(
    world: World, site: Site
) -> None:
    evening = "Thu 15 Oct 2026, 18:30 <b>{}</b>"
    site.pages = {"/": page(f"<p>{evening.format('Weaving')}</p><p>{evening.format('Dyeing')}</p>")}
    number = await make_source(world, f"{site.home}/")
    for body in ("<p>On 15 October 2026 we may meet.</p>", "<p>3 May 2025</p><p>4 May 2025</p>"):
        site.pages["/"] = page(body)
        await world.pass_time(days=2)
    assert [state for _, _, state in await listed_events(world)] == ["open", "open"]
    assert (await find_source(world, number)).failures == 0


async def test_at_most_forty_pages_are_followed(world: World, site: Site) -> None:
    lines = "".join(
        f"<li><a href='/event/{number}'>Evening {number:03}</a> Thu 15 Oct 2026, 18:30</li>"
        for number in range(60)
    )
    site.pages = {"/": page(f"<ul>{lines}</ul>")}
    talk = told("Talk", "2026-10-15T18:30")
    site.pages |= {f"/event/{number}": talk for number in range(60)}
    await add_address(world, f"{site.home}/")
    assert len(site.requests()) == 41


async def test_pages_that_say_nothing_are_soon_left_alone(world: World, site: Site) -> None:
    lines = "".join(
        f"<li><a href='/event/{number}'>Evening {number:03}</a> Thu 15 Oct 2026, 18:30</li>"
        for number in range(30)
    )
    site.pages = {"/": page(f"<ul>{lines}</ul>")}
    card = as_text(await add_address(world, f"{site.home}/"))
    assert "with 30 events ahead" in card
    assert len(site.requests()) <= 6


async def test_a_feed_behind_a_page_beats_what_the_page_lists(world: World, site: Site) -> None:
    site.pages = {
        "/": page(f"{LIST}<a href='/all.ics'>Subscribe</a>"),
        "/all.ics": make_calendar(TALK),
    }
    await make_source(world, f"{site.home}/")
    assert [title for _, title, _ in await listed_events(world)] == ["Python evening"]


async def test_an_empty_feed_does_not_hide_what_a_page_lists(world: World, site: Site) -> None:
    site.pages = {"/": page(f"{LIST}<a href='/all.ics'>Subscribe</a>"), "/all.ics": make_calendar()}
    await make_source(world, f"{site.home}/")
    assert [title for _, title, _ in await listed_events(world)] == ["Weaving", "Dyeing"]
