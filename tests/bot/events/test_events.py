"""Live through events as people do: plan, answer, change, call off, be reminded, look back."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from bot.core.router import FormErrors
from bot.core.subjects import Subject
from bot.events.tables import event_change
from bot.learnings.tables import learning
from bot.ui.cards import as_text
from tests.bot.events.event_world import GAMES, announced, call_off, change, heard, plan, says
from tests.reading import files, form_of, labels, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, GORO, MONDAY, World

THURSDAY = MONDAY + timedelta(days=3, hours=9)  # 18:00 in Berlin


async def test_an_event_is_announced_with_everything_that_one_needs_to_come(town: World) -> None:
    await plan(town, {"description": "Bring a game."})
    card = await announced(town)
    words = as_text(card, "Europe/Berlin")
    assert all(
        part in words
        for part in ("Board games", "Thu 5 Mar, 18:00 – 20:00", "Ramen bar", "Bring a game.")
    )
    assert "openstreetmap.org/search?query=Torstr" in words
    assert "Thu 5 Mar, 12:00" in as_text(card, "America/New_York")
    assert labels(card) == ["Going", "If at least one more goes", "Maybe", "Can't", "More"]
    (entry,) = icalendar.Calendar.from_ical(files(card)[0]).events
    assert (entry.start, entry["location"]) == (THURSDAY, "Ramen bar, Torstr. 5, Berlin")


async def test_nobody_is_named_who_did_not_say_so(town: World) -> None:
    number = await plan(town)
    await says(town, CLEO, number, "going")
    await says(town, DINA, number, "going")
    await says(town, EMIL, number, "maybe")
    await town.click(DINA, "event.openly", f"{number}:yes")
    await town.pass_time(minutes=1)
    words = as_text(await announced(town))
    assert "Going: Ben Marsh, Dina Haddad and one more" in words
    assert "1 maybe" in words
    assert "Cleo" not in words
    assert "Emil" not in words
    asked = text(await town.click(GORO, "event.show", number))
    assert "Dina" in asked
    assert "Cleo" not in asked
    assert "Cleo" not in files(await announced(town))[0]
    await town.click(DINA, "event.openly", f"{number}:no")
    await town.pass_time(minutes=1)
    assert "Dina" not in as_text(await announced(town))


async def test_who_showed_their_name_once_need_not_say_so_each_time(town: World) -> None:
    first = await plan(town)
    await says(town, CLEO, first, "going")
    await town.click(CLEO, "event.openly", f"{first}:yes")
    second = await plan(town, {"title": "Chess"}, when="Friday 18:00")
    await says(town, CLEO, second, "going")
    await town.pass_time(minutes=1)
    assert "Cleo Duarte" in as_text(await announced(town, "Chess"))


async def test_those_who_come_if_one_more_does_are_told_at_once(town: World) -> None:
    number = await plan(town)
    await says(town, BEN, number, "cant")
    assert "As soon as somebody else comes" in await says(town, CLEO, number, "if_one")
    assert await heard(town, CLEO, "You're in") == []
    assert "You're in" in await says(town, DINA, number, "if_one")
    await town.pass_time(minutes=1)
    (told,) = await heard(town, CLEO, "You're in")
    assert "2 people come, you included" in told
    assert await heard(town, DINA, "You're in") == []  # who clicked read it in the answer
    await says(town, DINA, number, "cant")
    await town.pass_time(minutes=1)
    assert (
        len(await heard(town, CLEO, "If one more goes: Board games")) == 2
    )  # told anew; the old message says so too


async def test_a_freed_seat_goes_to_whoever_waits_longest(town: World) -> None:
    number = await plan(town, {"capacity": "2"})
    await says(town, CLEO, number, "going")
    assert "All seats are taken" in await says(town, DINA, number, "going")
    assert "All seats are taken" in await says(town, EMIL, number, "going")
    await town.pass_time(minutes=1)
    assert "full · 2 on the waiting list" in as_text(await announced(town))
    await says(town, CLEO, number, "cant")
    await town.pass_time(minutes=1)
    assert len(await heard(town, DINA, "You're in")) == 1
    assert await heard(town, EMIL, "You're in") == []


async def test_more_seats_let_those_who_wait_in_and_fewer_let_the_last_wait(town: World) -> None:
    number = await plan(town, {"capacity": "2"})
    for person in (CLEO, DINA):
        await says(town, person, number, "going")
    await change(town, BEN, number, {"capacity": "3"})
    assert len(await heard(town, DINA, "You're in")) == 1
    await change(town, BEN, number, {"capacity": "1"})
    assert len(await heard(town, CLEO, "On the waiting list")) == 1
    assert len(await heard(town, DINA, "On the waiting list")) == 2
    assert await heard(town, BEN, "waiting") == []


async def test_a_change_reaches_those_who_go_and_their_calendars(town: World) -> None:
    number = await plan(town)
    for person, answer in ((CLEO, "going"), (DINA, "maybe")):
        await says(town, person, number, answer)
    before = icalendar.Calendar.from_ical(files(await announced(town))[0]).events[0]
    assert "calendar entry follows" in text(
        await change(town, BEN, number, {"when": "2026-03-05 19:30"})
    )
    (told,) = await heard(town, CLEO, "Changed: Board games")
    assert "Now Thu 5 Mar, 19:30 – 21:30; it was Thu 5 Mar, 18:00 – 20:00." in told
    assert await heard(town, DINA, "Changed") == []
    card = next(card for card in await town.inbox(CLEO) if card.title == "Changed: Board games")
    for written in (files(card)[0], files(await announced(town))[0]):
        (entry,) = icalendar.Calendar.from_ical(written).events
        assert entry["uid"] == before["uid"]
        assert (before["sequence"], entry["sequence"]) == (0, 1)
        assert entry.start == THURSDAY + timedelta(minutes=90)
    assert "Nothing was different" in text(await change(town, BEN, number, {}))
    assert len(await heard(town, CLEO, "Changed")) == 1


async def test_those_who_would_have_come_hear_that_it_is_off_and_no_reminder_follows(
    town: World,
) -> None:
    number = await plan(town)
    for person, answer in ((CLEO, "going"), (DINA, "if_one"), (EMIL, "cant")):
        await says(town, person, number, answer)
    await call_off(town, BEN, number, "The bar has a water leak.")
    for person in (BEN, CLEO, DINA):
        (told,) = await heard(town, person, "Cancelled: Board games")
        assert "The bar has a water leak." in told
    assert await heard(town, EMIL, "Cancelled") == []
    card = await announced(town)
    assert card.title == "Cancelled: Board games"
    assert labels(card) == []
    (entry,) = icalendar.Calendar.from_ical(files(card)[0]).events
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
    assert "was called off" in await says(town, CLEO, number, "going")
    await town.until(THURSDAY + timedelta(days=5))
    for person in (BEN, CLEO):
        assert not [
            words
            for title in ("Tomorrow", "Soon", "How was")
            for words in await heard(town, person, title)
        ]


async def test_those_who_go_are_reminded_a_day_and_an_hour_before(town: World) -> None:
    number = await plan(town)
    for person, answer in ((CLEO, "going"), (DINA, "maybe"), (EMIL, "going")):
        await says(town, person, number, answer)
    form = form_of(await town.click(BEN, "event.meet", number))
    await town.submit(BEN, form, {"meeting_point": "at the door, 17:50"})
    await town.until(THURSDAY - timedelta(days=1) + timedelta(minutes=1))
    (told,) = await heard(town, CLEO, "Tomorrow: Board games")
    assert "3 people come, you included. Meet at the door, 17:50." in told
    await says(town, EMIL, number, "cant")
    await town.until(THURSDAY - timedelta(minutes=59))
    assert len(await heard(town, CLEO, "Soon: Board games")) == 1
    assert await heard(town, EMIL, "Soon") == []
    assert await heard(town, DINA, "Tomorrow") + await heard(town, DINA, "Soon") == []


async def test_a_reminder_moves_with_the_event(town: World) -> None:
    number = await plan(town)
    await says(town, CLEO, number, "going")
    await change(town, BEN, number, {"when": "2026-03-11 18:00"})
    await town.until(THURSDAY)
    assert await heard(town, CLEO, "Tomorrow") + await heard(town, CLEO, "Soon") == []
    await town.until(THURSDAY + timedelta(days=6))
    assert len(await heard(town, CLEO, "Tomorrow")) == 1
    assert len(await heard(town, CLEO, "Soon")) == 1


async def test_after_downtime_no_reminder_comes_for_what_has_begun(town: World) -> None:
    number = await plan(town)
    await says(town, CLEO, number, "going")
    await town.clock.move_to(THURSDAY + timedelta(hours=1))
    await town.engine.run_until_idle()
    assert await heard(town, CLEO, "Tomorrow") + await heard(town, CLEO, "Soon") == []


async def test_those_who_came_are_thanked_and_asked_what_they_learned(town: World) -> None:
    number = await plan(town, when="Wednesday 18:00")
    for person, answer in ((CLEO, "going"), (DINA, "maybe")):
        await says(town, person, number, answer)
    await town.until(THURSDAY + timedelta(days=1, hours=2))
    assert "It is over" in as_text(await announced(town))
    assert len(await heard(town, CLEO, "How was Board games?")) == 1
    assert await heard(town, DINA, "How was") == []
    form = form_of(await town.click(CLEO, "learning.share", f"event:{number}"))
    await town.submit(CLEO, form, {"text": "Dice have opinions.", "share": "named"})
    assert "no longer know" in text(await town.click(DINA, "learning.share", f"event:{number}"))
    async with town.database.read_transaction() as tx:
        assert await tx.scalars(select(learning.c.about)) == [Subject("event", number)]


async def test_the_host_hears_how_many_come_in_time_to_book(town: World) -> None:
    number = await plan(town, when="2026-03-12 18:00")
    await says(town, CLEO, number, "going")
    await town.until(MONDAY + timedelta(days=7, hours=2))  # three working days before
    (told,) = await heard(town, BEN, "Hosting: Board games")
    assert "2 people come so far" in told
    assert await heard(town, CLEO, "Hosting") == []


async def test_a_host_hands_over_with_one_click_and_those_who_go_take_turns(town: World) -> None:
    number = await plan(town)
    assert "Nobody else who goes" in text(await town.click(BEN, "event.swap", number))
    for person in (CLEO, DINA):
        await says(town, person, number, "going")
    assert "I've asked Cleo Duarte" in text(await town.click(BEN, "event.swap", number))
    await town.pass_time(hours=2)
    await town.click(CLEO, "event.host_no", await town.button(CLEO, "event.host_no"))
    await town.pass_time(minutes=1)
    assert "Host: Ben Marsh" in as_text(await announced(town))
    wish = await town.button(DINA, "event.host_yes")
    assert "is no more" in text(await town.click(GORO, "event.host_yes", wish))
    await town.click(DINA, "event.host_yes", wish)
    await town.pass_time(minutes=1)
    assert "Host: Dina Haddad" in as_text(await announced(town))
    assert len(await heard(town, BEN, "Board games has another host")) == 1
    assert "Only whoever hosts" in text(await town.click(CLEO, "event.edit", number))
    form_of(await town.click(DINA, "event.edit", number))
    form_of(await town.click(ADA, "event.edit", number))  # an organiser


async def test_only_its_host_and_organisers_look_after_an_event(town: World) -> None:
    number = await plan(town)
    before = await announced(town)
    for action in ("event.edit", "event.meet", "event.off", "event.swap"):
        assert "Only whoever hosts or planned" in text(await town.click(GORO, action, number))
    form = form_of(await town.click(BEN, "event.off", number))
    await town.submit(GORO, form, {"why": ""})
    await town.pass_time(minutes=1)
    assert await announced(town) == before
    await call_off(town, ADA, number, "The bar is shut.")
    shown = text(await town.click(BEN, "event.show", number))
    assert "Ada Wolf called it off, Mon 2 Mar, 09:02: “The bar is shut.”" in shown
    assert "called it off" not in text(await town.click(GORO, "event.show", number))
    async with town.database.read_transaction() as tx:
        assert [(row.person, row.what) for row in await tx.all(select(event_change))] == [
            (ADA, "cancelled")
        ]


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("title", "  ", "Please give it a name"),
        ("title", "x" * 90, "within 80 characters"),
        ("title", "@everyone games", "leave out what rings"),
        ("when", "soonish", "couldn't read"),
        ("when", "2020-01-01 12:00", "is over already"),
        ("when", "2029-01-01 12:00", "a year ahead"),
        ("length", "7", "choose how long"),
        ("capacity", "0", "Seats are a number"),
        ("capacity", "many", "Seats are a number"),
    ],
)
async def test_what_cannot_be_gets_one_calm_sentence_and_nothing_is_lost(
    world: World, field: str, words: str, told: str
) -> None:
    before = (await world.rows())["event"]
    form = form_of(await world.say(BEN, "/events new next Thursday 18:00"))
    answer = await world.submit(BEN, form, {**GAMES, field: words})
    assert isinstance(answer, FormErrors)
    assert told in answer.errors[field]
    assert len(answer.errors) == 1
    assert (await world.rows())["event"] == before


async def test_home_shows_the_events_that_somebody_goes_to(town: World) -> None:
    number = await plan(town)
    assert "Your events" not in text(await town.click(CLEO, "home.show"))
    await says(town, CLEO, number, "going")
    shown = text(await town.click(CLEO, "home.show"))
    assert "Board games, Thu 5 Mar, 18:00 – 20:00: you go." in shown
    assert "you host." in text(await town.click(BEN, "home.show"))


async def test_what_lasts_all_day_has_no_hour(town: World) -> None:
    number = await plan(town, {"length": "day", "title": "Book fair"}, when="Thursday")
    await says(town, FATMA, number, "going")
    await town.pass_time(minutes=1)
    words = as_text(await announced(town, "Book fair"), "America/New_York")
    assert "When: Thu 5 Mar\n" in words
    await town.until(THURSDAY - timedelta(days=1, hours=8))
    assert len(await heard(town, FATMA, "Tomorrow: Book fair")) == 1
    await town.until(THURSDAY)
    assert await heard(town, FATMA, "Soon") == []
