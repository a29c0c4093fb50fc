"""Live through events as people do: plan, answer, change, call off, be reminded, look back."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from bot.core.interactions import FormErrors
from bot.core.subjects import Subject
from bot.events.tables import event_change
from bot.learnings.tables import learning
from bot.ui.cards import as_text
from tests.factories.events import (
    BOARD_GAMES,
    announcement,
    cancel_event,
    change_event,
    make_event,
    rsvp,
    told_about,
)
from tests.reading import buttons, files, form_of, initial_choices, labels, sentence, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, GORO, MONDAY, World

THURSDAY = MONDAY + timedelta(days=3, hours=9)  # 18:00 in Berlin


async def test_an_event_is_announced_with_everything_that_one_needs_to_come(world: World) -> None:
    await make_event(world, {"description": "Bring a game."})
    card = await announcement(world)
    words = as_text(card)
    assert all(
        part in words
        for part in ("Board games", "Thu 5 Mar, 18:00 – 20:00", "Ramen bar", "Bring a game.")
    )
    assert "openstreetmap.org/search?query=Torstr" in words
    assert "12:00 – 14:00 for you" in text(card, "America/New_York")
    assert labels(card) == ["Going", "If at least one more goes", "Maybe", "Can't", "More"]
    (entry,) = icalendar.Calendar.from_ical(files(card)[0]).events
    assert (entry.start, entry["location"]) == (THURSDAY, "Ramen bar, Torstr. 5, Berlin")


async def test_nobody_is_named_who_did_not_say_so(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await rsvp(world, DINA, number, "going")
    await rsvp(world, EMIL, number, "maybe")
    await world.click(DINA, "event.openly", f"{number}:yes")
    await world.pass_time(minutes=1)
    words = as_text(await announcement(world))
    assert "Going: Ben Marsh and Dina Haddad\n" in words
    assert "maybe" not in words
    assert "Cleo" not in words
    assert "Emil" not in words
    asked = text(await world.click(GORO, "event.show", number))
    assert "Dina" in asked
    assert "Cleo" not in asked
    assert "Cleo" not in files(await announcement(world))[0]
    await world.click(DINA, "event.openly", f"{number}:no")
    await world.pass_time(minutes=1)
    assert "Dina" not in as_text(await announcement(world))


async def test_who_showed_their_name_once_need_not_say_so_each_time(world: World) -> None:
    first = await make_event(world)
    await rsvp(world, CLEO, first, "going")
    await world.click(CLEO, "event.openly", f"{first}:yes")
    second = await make_event(world, {"title": "Chess"}, when="Friday 18:00")
    await rsvp(world, CLEO, second, "going")
    await world.pass_time(minutes=1)
    assert "Cleo Duarte" in as_text(await announcement(world, "Chess"))


async def test_those_who_come_if_one_more_does_are_told_at_once(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, BEN, number, "cant")
    assert "As soon as somebody else comes" in await rsvp(world, CLEO, number, "if_one")
    assert await told_about(world, CLEO, "You're in") == []
    assert "You're in" in await rsvp(world, DINA, number, "if_one")
    await world.pass_time(minutes=1)
    (told,) = await told_about(world, CLEO, "You're in")
    assert "Nobody else shows their name yet." in told
    assert await told_about(world, DINA, "You're in") == []  # who clicked read it in the answer
    await rsvp(world, DINA, number, "cant")
    await world.pass_time(minutes=1)
    assert (
        len(await told_about(world, CLEO, "If one more goes: Board games")) == 2
    )  # told anew; the old message says so too


async def test_a_freed_seat_goes_to_whoever_waits_longest(world: World) -> None:
    number = await make_event(world, {"capacity": "2"})
    await rsvp(world, CLEO, number, "going")
    assert "All seats are taken" in await rsvp(world, DINA, number, "going")
    assert "All seats are taken" in await rsvp(world, EMIL, number, "going")
    await world.pass_time(minutes=1)
    assert "Full, with a waiting list" in as_text(await announcement(world))
    await rsvp(world, CLEO, number, "cant")
    await world.pass_time(minutes=1)
    assert len(await told_about(world, DINA, "You're in")) == 1
    assert await told_about(world, EMIL, "You're in") == []


async def test_more_seats_let_those_who_wait_in_and_fewer_let_the_last_wait(world: World) -> None:
    number = await make_event(world, {"capacity": "2"})
    for person in (CLEO, DINA):
        await rsvp(world, person, number, "going")
    await change_event(world, BEN, number, {"capacity": "3"})
    assert len(await told_about(world, DINA, "You're in")) == 1
    await change_event(world, BEN, number, {"capacity": "1"})
    assert len(await told_about(world, CLEO, "On the waiting list")) == 1
    assert len(await told_about(world, DINA, "On the waiting list")) == 2
    assert await told_about(world, BEN, "waiting") == []


async def test_a_change_reaches_those_who_go_and_their_calendars(world: World) -> None:
    number = await make_event(world)
    for person, answer in ((CLEO, "going"), (DINA, "maybe")):
        await rsvp(world, person, number, answer)
    before = icalendar.Calendar.from_ical(files(await announcement(world))[0]).events[0]
    assert "calendar entry follows" in text(
        await change_event(world, BEN, number, {"when": "2026-03-05 19:30"})
    )
    (told,) = await told_about(world, CLEO, "Changed: Board games")
    assert "Now Thu 5 Mar, 19:30 – 21:30; it was Thu 5 Mar, 18:00 – 20:00." in told
    assert await told_about(world, DINA, "Changed") == [told]  # maybe she comes
    card = next(card for card in await world.inbox(CLEO) if card.title == "Changed: Board games")
    for written in (files(card)[0], files(await announcement(world))[0]):
        (entry,) = icalendar.Calendar.from_ical(written).events
        assert entry["uid"] == before["uid"]
        assert (before["sequence"], entry["sequence"]) == (0, 1)
        assert entry.start == THURSDAY + timedelta(minutes=90)
    assert "Nothing was different" in text(await change_event(world, BEN, number, {}))
    assert len(await told_about(world, CLEO, "Changed")) == 1


async def test_those_who_would_have_come_hear_that_it_is_off_and_no_reminder_follows(
    world: World,
) -> None:
    number = await make_event(world)
    for person, answer in ((CLEO, "going"), (DINA, "if_one"), (EMIL, "cant")):
        await rsvp(world, person, number, answer)
    await cancel_event(world, BEN, number, "The bar has a water leak.")
    for person in (BEN, CLEO, DINA):
        (told,) = await told_about(world, person, "Cancelled: Board games")
        assert "The bar has a water leak." in told
    assert await told_about(world, EMIL, "Cancelled") == []
    card = await announcement(world)
    assert card.title == "Cancelled: Board games"
    assert labels(card) == []
    (entry,) = icalendar.Calendar.from_ical(files(card)[0]).events
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
    assert "was called off" in await rsvp(world, CLEO, number, "going")
    await world.until(THURSDAY + timedelta(days=5))
    for person in (BEN, CLEO):
        assert not [
            words
            for title in ("Tomorrow", "Soon", "How was")
            for words in await told_about(world, person, title)
        ]


async def test_those_who_go_are_reminded_a_day_and_an_hour_before(world: World) -> None:
    number = await make_event(world)
    for person, answer in ((CLEO, "going"), (DINA, "maybe"), (EMIL, "going")):
        await rsvp(world, person, number, answer)
    form = form_of(await world.click(BEN, "event.meet", number))
    await world.submit(BEN, form, {"meeting_point": "at the door, 17:50"})
    await world.until(THURSDAY - timedelta(days=1) + timedelta(minutes=1))
    (told,) = await told_about(world, CLEO, "Tomorrow: Board games")
    assert "Meet at the door, 17:50." in told
    await rsvp(world, EMIL, number, "cant")
    await world.until(THURSDAY - timedelta(minutes=59))
    assert len(await told_about(world, CLEO, "Soon: Board games")) == 2  # “Tomorrow” is over
    assert await told_about(world, EMIL, "Soon") == []
    assert await told_about(world, DINA, "Tomorrow") + await told_about(world, DINA, "Soon") == []


async def test_a_reminder_moves_with_the_event(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await change_event(world, BEN, number, {"when": "2026-03-11 18:00"})
    await world.until(THURSDAY)
    assert await told_about(world, CLEO, "Tomorrow") + await told_about(world, CLEO, "Soon") == []
    await world.until(THURSDAY + timedelta(days=5, minutes=1))
    assert len(await told_about(world, CLEO, "Tomorrow")) == 1
    await world.until(THURSDAY + timedelta(days=6, minutes=-30))
    assert len(await told_about(world, CLEO, "Soon")) == 2


async def test_the_cards_of_an_event_that_is_over_have_no_buttons_left(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await world.until(THURSDAY - timedelta(minutes=30))
    assert len(await told_about(world, CLEO, "Soon: Board games")) == 2
    await world.until(THURSDAY + timedelta(hours=3))
    assert not await told_about(world, CLEO, "Soon: Board games")
    for card in await world.outbox(CLEO, "event.reminder"):
        assert not buttons(card)
        assert "It is over." in as_text(card)


async def test_after_downtime_no_reminder_comes_for_what_has_begun(world: World) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await world.clock.move_to(THURSDAY + timedelta(hours=1))
    await world.engine.run_until_idle()
    assert await told_about(world, CLEO, "Tomorrow") + await told_about(world, CLEO, "Soon") == []


async def test_those_who_came_are_thanked_and_asked_what_they_learned(world: World) -> None:
    number = await make_event(world, when="Wednesday 18:00")
    for person, answer in ((CLEO, "going"), (DINA, "maybe")):
        await rsvp(world, person, number, answer)
    await world.until(THURSDAY + timedelta(days=1, hours=2))
    assert "It is over" in as_text(await announcement(world))
    assert len(await told_about(world, CLEO, "How was Board games?")) == 1
    assert await told_about(world, DINA, "How was") == []
    form = form_of(await world.click(CLEO, "learning.share", f"event:{number}"))
    await world.submit(CLEO, form, {"text": "Dice have opinions.", "share": "named"})
    assert "no longer know" in text(await world.click(DINA, "learning.share", f"event:{number}"))
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(learning.c.about)) == [Subject("event", number)]


async def test_the_host_hears_how_many_come_in_time_to_book(world: World) -> None:
    number = await make_event(world, when="2026-03-12 18:00")
    await rsvp(world, CLEO, number, "going")
    await world.until(MONDAY + timedelta(days=7, hours=2))  # three working days before
    (told,) = await told_about(world, BEN, "Hosting: Board games")
    assert "A table for five is enough so far." in told
    assert await told_about(world, CLEO, "Hosting") == []


async def test_a_host_hands_over_with_one_click_and_those_who_go_take_turns(world: World) -> None:
    number = await make_event(world)
    assert "No one else who's going" in text(await world.click(BEN, "event.swap", number))
    for person in (CLEO, DINA):
        await rsvp(world, person, number, "going")
    assert "I've asked Cleo Duarte" in text(await world.click(BEN, "event.swap", number))
    await world.pass_time(hours=2)
    await world.click(CLEO, "event.host_no", await world.button(CLEO, "event.host_no"))
    await world.pass_time(minutes=1)
    assert "Host: Ben Marsh" in as_text(await announcement(world))
    wish = await world.button(DINA, "event.host_yes")
    assert "is no more" in text(await world.click(GORO, "event.host_yes", wish))
    await world.click(DINA, "event.host_yes", wish)
    await world.pass_time(minutes=1)
    assert "Host: Dina Haddad" in as_text(await announcement(world))
    assert len(await told_about(world, BEN, "Board games has another host")) == 1
    assert "Only whoever hosts" in text(await world.click(CLEO, "event.edit", number))
    form_of(await world.click(DINA, "event.edit", number))
    form_of(await world.click(ADA, "event.edit", number))  # an organiser


async def test_only_its_host_and_organisers_look_after_an_event(world: World) -> None:
    number = await make_event(world)
    before = await announcement(world)
    for action in ("event.edit", "event.meet", "event.off", "event.swap"):
        assert "Only whoever hosts or planned" in text(await world.click(GORO, action, number))
    form = form_of(await world.click(BEN, "event.off", number))
    await world.submit(GORO, form, {"why": ""})
    await world.pass_time(minutes=1)
    assert await announcement(world) == before
    await cancel_event(world, ADA, number, "The bar is shut.")
    shown = text(await world.click(BEN, "event.show", number))
    assert "Ada Wolf called it off, Mon 2 Mar, 09:02: “The bar is shut.”" in shown
    assert "called it off" not in text(await world.click(GORO, "event.show", number))
    async with world.database.read_transaction() as tx:
        assert [(row.person, row.what) for row in await tx.all(select(event_change))] == [
            (ADA, "cancelled")
        ]


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("title", "  ", "Please give it a name"),
        ("title", "x" * 90, "within 80 characters"),
        ("title", "@everyone games", "leave out what rings"),
        ("when", "soonish", "didn't understand"),
        ("when", "2020-01-01 12:00", "has already passed"),
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
    answer = await world.submit(BEN, form, {**BOARD_GAMES, field: words})
    assert isinstance(answer, FormErrors)
    assert told in answer.errors[field]
    assert len(answer.errors) == 1
    assert (await world.rows())["event"] == before


async def test_home_shows_the_events_that_somebody_goes_to(world: World) -> None:
    number = await make_event(world)
    assert "Board games" not in text(await world.click(CLEO, "home.show"))
    await rsvp(world, CLEO, number, "going")
    shown = text(await world.click(CLEO, "home.show"))
    assert "Board games, Thu 5 Mar, 18:00 – 20:00: you're going." in shown
    assert "you're hosting." in text(await world.click(BEN, "home.show"))


async def test_what_lasts_all_day_has_no_hour(world: World) -> None:
    number = await make_event(world, {"length": "day", "title": "Book fair"}, when="Thursday")
    await rsvp(world, FATMA, number, "going")
    await world.pass_time(minutes=1)
    words = text(await announcement(world, "Book fair"), "America/New_York")
    assert "When: Thu 5 Mar\n" in words
    await world.until(THURSDAY - timedelta(days=1, hours=8))
    assert len(await told_about(world, FATMA, "Tomorrow: Book fair")) == 1
    await world.until(THURSDAY)
    assert await told_about(world, FATMA, "Soon") == []


@pytest.mark.parametrize(
    ("line", "title", "when", "place"),
    [
        ("Meetup at 7pm tomorrow", "Meetup", "at 7pm tomorrow", ""),
        ("Spieleabend am Freitag um 19 Uhr", "Spieleabend", "am Freitag um 19 Uhr", ""),
        ("Cena el viernes a las 21h en Bar Sur", "Cena", "el viernes a las 21h", "Bar Sur"),
    ],
)
async def test_a_name_and_a_moment_typed_together_fill_the_form_each_in_its_field(
    world: World, line: str, title: str, when: str, place: str
) -> None:
    form = form_of(await world.say(BEN, f"/events new {line}"))
    held = initial_choices(form)
    assert (held["title"], held["when"], held.get("place", "")) == (title, when, place)
    assert not form.intro


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Meetup tomorrow", "What time on Tuesday 3 March?"),
        ("Meetup yesterday 19:00", "has already passed"),
        ("Run club tomorrow 7", "Say which of the two"),
    ],
)
async def test_a_start_that_is_not_clear_is_asked_for_above_the_form(
    world: World, line: str, asked: str
) -> None:
    form = form_of(await world.say(BEN, f"/events new {line}"))
    assert asked in sentence(form.intro)
