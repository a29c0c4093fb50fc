"""What is missing from a list is not called off: people are told what a look can see."""

from datetime import timedelta

from sqlalchemy import select

from bot.events.tables import event
from tests.doubles.web.server import Site
from tests.factories.sources import listed_events, make_calendar, make_source, source_changes
from tests.reading import files, text
from tests.world import BEN, World

CLUB = ("c", "Chess club", "20261006T190000", "URL:https://club.example/chess")
TALK = ("1", "Python evening", "20261015T183000", "URL:https://club.example/talk")
WALK = ("2", "Walk", "20261020T100000", "URL:https://club.example/walk")
FAIR = ("3", "Fair", "20261101T100000")
SHOW = ("4", "Show", "20261102T100000")
EVENINGS = [(f"{n}", f"Evening {n}", f"202610{10 + n}T190000") for n in range(1, 11)]


async def go(world: World, title: str) -> int:
    """Answer to an event as Ben, who goes; return its number."""
    async with world.database.read_transaction() as tx:
        number = await tx.scalar(select(event.c.id).where(event.c.title == title))
    await world.click(BEN, "event.answer", f"{number}:going")
    return int(number)


async def told(world: World, title: str = "") -> list[str]:
    """Return the titles of what Ben was told about an event besides his own answer."""
    cards = [card for card in await world.inbox(BEN) if title in card.title]
    return [card.title for card in cards if "You're in" not in card.title]


async def list_only(world: World, site: Site, *events: tuple[str, ...], hours: int = 8) -> None:
    """Publish these events alone, and let looks pass."""
    site.pages["/c.ics"] = make_calendar(*events)
    await world.pass_time(hours=hours)


async def begin(world: World, site: Site, *events: tuple[str, ...]) -> None:
    site.pages["/c.ics"] = make_calendar(*events)
    await make_source(world, site.home + "/c.ics")


async def test_whoever_goes_is_told_with_the_link_that_an_evening_is_no_longer_listed(
    world: World, site: Site
) -> None:
    await begin(world, site, CLUB, TALK, WALK, FAIR, SHOW)
    await go(world, "Python evening")
    await list_only(world, site, CLUB, WALK, FAIR, SHOW)
    assert not await told(world, "Python evening")
    await world.pass_time(hours=8)  # the second look is answered with "nothing has changed"
    assert await told(world, "Python evening") == ["No longer listed: Python evening"]
    [card] = await world.dms(BEN, "No longer listed")
    assert "https://club.example/talk" in text(card)
    assert not files(card)
    assert {state for *_, state in await listed_events(world)} == {"open"}


async def test_nobody_is_promised_an_evening_that_is_no_longer_listed_nor_thanked_for_it(
    world: World, site: Site
) -> None:
    await begin(world, site, CLUB, TALK, WALK, FAIR, SHOW)
    await go(world, "Python evening")
    await list_only(world, site, CLUB, WALK, FAIR, SHOW)
    await world.pass_time(days=18)
    titles = await told(world, "Python evening")
    assert titles[0] == "No longer listed: Python evening"
    assert set(titles[1:]) <= {"Is it still on? Python evening", "Python evening"}
    assert "See you there" not in "\n".join(map(text, await world.inbox(BEN)))


async def test_nobody_is_promised_an_evening_whose_page_cannot_be_read_for_days(
    world: World, site: Site
) -> None:
    await begin(world, site, TALK, WALK)
    await go(world, "Python evening")
    await world.until(world.now.replace(day=11))
    site.pages["/c.ics"] = 404
    await world.pass_time(days=10)
    titles = await told(world, "Python evening")
    assert not {title.partition(":")[0] for title in titles} & {"Tomorrow", "Soon", "How was"}
    words = "\n".join(map(text, await world.inbox(BEN)))
    assert "See you there" not in words


async def test_an_evening_that_is_listed_again_is_told_to_be(world: World, site: Site) -> None:
    await begin(world, site, CLUB, TALK, WALK, FAIR, SHOW)
    await go(world, "Python evening")
    await list_only(world, site, CLUB, WALK, FAIR, SHOW, hours=16)
    await list_only(world, site, CLUB, TALK, WALK, FAIR, SHOW)
    assert (await told(world, "Python evening"))[-1] == "Listed again: Python evening"


async def test_what_falls_off_the_end_of_a_list_of_ten_is_on_as_before(
    world: World, site: Site
) -> None:
    await begin(world, site, *EVENINGS)
    await go(world, "Evening 10")
    await list_only(world, site, CLUB, *EVENINGS[:9], hours=72)
    assert not await told(world, "Evening 10")
    assert "unlisted" not in await source_changes(world)
    await list_only(world, site, *EVENINGS)
    await world.until(world.now.replace(month=10, day=19, hour=18))
    assert await told(world, "Evening 10") == ["Tomorrow: Evening 10"]


async def test_a_moved_evening_keeps_its_people_whatever_its_number(
    world: World, site: Site
) -> None:
    await begin(world, site, TALK, WALK)
    await go(world, "Walk")
    moved = ("92", "Walk", "20261023T110000", "URL:https://club.example/other")
    await list_only(world, site, ("91", *TALK[1:]), moved)
    assert await told(world, "Walk") == ["Changed: Walk"]
    assert [title for _, title, _ in await listed_events(world)] == ["Python evening", "Walk"]
    [card] = await world.dms(BEN, "Changed")
    assert "it was Tue 20 Oct, 10:00" in text(card)


async def test_a_site_that_numbers_its_list_from_one_confuses_nobody(
    world: World, site: Site
) -> None:
    await begin(world, site, *EVENINGS)
    await go(world, "Evening 3")
    for gone in (1, 3):
        await world.until(world.now.replace(day=10 + gone, hour=20))
        left = enumerate(EVENINGS[gone:], 1)
        await list_only(world, site, *((f"{number}", *each[1:]) for number, each in left))
    await world.pass_time(days=1)
    assert set(await told(world, "Evening")) == {"Evening 3"}  # its reminders, which are over
    titles = [title for _, title, _ in await listed_events(world)]
    assert titles == [title for _, title, _ in EVENINGS]


async def test_the_next_evening_under_the_same_number_is_another_evening(
    world: World, site: Site
) -> None:
    await begin(world, site, CLUB)
    await go(world, "Chess club")
    await world.until(world.now.replace(day=6, hour=21))
    await list_only(world, site, ("c", "Chess club", "20261103T190000"), hours=20)
    assert not [title for title in await told(world, "Chess") if "Changed" in title]
    assert len(await listed_events(world)) == 2


async def test_a_postponed_evening_is_neither_promised_nor_thanked_for(
    world: World, site: Site
) -> None:
    await begin(world, site, TALK, WALK)
    await go(world, "Python evening")
    await list_only(world, site, ("1", "POSTPONED: Python evening", *TALK[2:]), WALK)
    [card] = await world.dms(BEN, "Postponed: Python evening")
    assert "no new date yet" in text(card)
    await world.pass_time(days=18)
    assert await told(world, "Python evening") == ["Postponed: Python evening"]


async def test_whoever_was_going_hears_the_new_date_of_what_was_postponed(
    world: World, site: Site
) -> None:
    await begin(world, site, TALK, WALK)
    await go(world, "Python evening")
    put_off = ("1", "Python evening (postponed)", *TALK[2:])
    await list_only(world, site, put_off, WALK)
    await world.until(world.now.replace(day=18))  # the old date is over
    await list_only(world, site, put_off, WALK, ("9", "Python evening", "20261112T183000"), hours=9)
    assert (await told(world, "Python evening")) == [
        "Postponed: Python evening",
        "New date: Python evening",
    ]
    await world.until(world.now.replace(month=11, day=11, hour=18))
    assert (await told(world, "Python evening"))[2:] == ["Tomorrow: Python evening"]


async def test_an_evening_that_is_on_after_all_is_told_to_be(world: World, site: Site) -> None:
    await begin(world, site, TALK, WALK)
    await go(world, "Walk")
    await list_only(world, site, TALK, (*WALK, "STATUS:CANCELLED"))
    await list_only(world, site, TALK, WALK)
    assert await told(world, "Walk") == ["Cancelled: Walk", "Back on: Walk"]
    assert files((await world.dms(BEN, "Back on: Walk"))[-1])


async def test_an_event_of_three_days_says_so_on_each(world: World, site: Site) -> None:
    fair = ("f", "Fair", "20261012T100000", "DTEND:20261014T180000")
    await begin(world, site, fair)
    await go(world, "Fair")
    seen = []
    for day in (11, 12, 13, 14):
        await world.until(world.now.replace(day=day, hour=12))
        seen.append((await told(world, "Fair"))[-1])
    assert seen == ["Tomorrow: Fair", "Now: Fair", "Day 2 of 3: Fair", "Last day: Fair"]
    await world.until(world.now + timedelta(days=2))
    assert (await told(world, "Fair"))[-1] == "How was Fair?"
