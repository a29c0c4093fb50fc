"""Times are those of the place, with the reader's own beside them where their clocks differ."""

from datetime import timedelta

import icalendar

from bot.core.interactions import FormErrors
from bot.events.tables import event
from bot.people import records as people
from tests.bot.events.test_series import evenings, make_series
from tests.factories.events import (
    BOARD_GAMES,
    announcement,
    change_event,
    make_event,
    rsvp,
)
from tests.reading import files, form_of, text
from tests.world import BEN, CLEO, HOME, MONDAY, World

THURSDAY = MONDAY + timedelta(days=3, hours=9)  # 18:00 in Berlin


async def test_an_event_elsewhere_has_the_hours_of_its_place(world: World) -> None:
    number = await make_event(world, {"zone": "Europe/London", "place": "Pub", "address": ""})
    [row] = await world.select_all(event)
    assert (row.zone, row.starts_at) == ("Europe/London", THURSDAY + timedelta(hours=1))
    card = text(await announcement(world), "Europe/Berlin")
    assert "Thu 5 Mar, 18:00 – 20:00 (London time, 19:00 – 21:00 for you)" in card
    own = await world.click(CLEO, "event.answer", f"{number}:going")
    assert "(London time, 19:00 – 21:00 for you)" in text(own, "Europe/Berlin")
    [entry] = icalendar.Calendar.from_ical(files(await announcement(world))[0]).events
    assert entry["dtstart"].params["TZID"] == "Europe/London"


async def test_whoever_is_where_the_event_is_reads_one_time(world: World) -> None:
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, CLEO, zone="America/New_York", profile_at=world.now)
    number = await make_event(world)
    assert "18:00 – 20:00 (Berlin time, 12:00 – 14:00 for you)" in text(
        await world.click(CLEO, "event.show", number), "America/New_York"
    )
    shown = text(await world.click(BEN, "event.show", number), "Europe/Berlin")
    assert "Thu 5 Mar, 18:00 – 20:00\n" in shown
    await rsvp(world, CLEO, number, "going")
    assert "18:00 – 20:00 (Berlin time, 12:00 – 14:00 for you)" in text(
        await world.click(CLEO, "home.show"), "America/New_York"
    )
    await make_series(world, fields={"title": "Chess"})
    dates = await world.click(CLEO, "event.dates", 1)
    assert text(dates, "America/New_York").count("Berlin time") == 1
    assert "Berlin time" not in text(await world.click(BEN, "event.dates", 1), "Europe/Berlin")


async def test_a_series_keeps_the_clock_of_its_place(world: World) -> None:
    await make_series(world, "two_weeks", {"zone": "America/New_York"}, when="Thursday 19:00")
    local = [row.starts_at.hour for row in await evenings(world)]
    assert local == [0, 23, 23]  # clocks change there on 8 March


async def test_another_zone_moves_an_event_and_those_who_go_hear_it(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await change_event(world, BEN, number, {"zone": "Europe/London"})
    [card] = await world.dms(CLEO, "Changed: Board games")
    told = text(card, "Europe/Berlin")
    assert "Now Thu 5 Mar, 18:00 – 20:00 (London time, 19:00 – 21:00 for you)" in told
    assert "it was Thu 5 Mar, 18:00 – 20:00 (Berlin time)" in told


async def test_a_zone_that_is_none_gets_one_calm_sentence(world: World) -> None:
    form = form_of(await world.say(BEN, "/events new Thursday 18:00"))
    answer = await world.submit(BEN, form, {**BOARD_GAMES, "zone": "Berlim"})
    assert isinstance(answer, FormErrors)
    assert "Europe/Berlin" in answer.errors["zone"]
