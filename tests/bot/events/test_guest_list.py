"""Hosts put people on and take them off, people bring guests, and sign-up closes when it should."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.interactions import FormErrors
from bot.events.rules import decide_statuses
from bot.ui.cards import ChoiceField, as_text
from tests.bot.events.test_rules import ANSWERS, said
from tests.factories.events import announcement, change_event, make_event, rsvp, told_about
from tests.factories.people import make_avoid_list
from tests.reading import complaints, form_of, labels, text
from tests.world import BEN, CLEO, DINA, EMIL, GORO, MONDAY, Fields, World

THURSDAY = MONDAY + timedelta(days=3, hours=9)  # 18:00 in Berlin


async def set_list(world: World, event: int, fields: Fields) -> str:
    form = form_of(await world.click(BEN, "event.people", event))
    answer = text(await world.submit(BEN, form, fields))
    await world.pass_time(minutes=1)
    return answer


async def set_terms(world: World, event: int, fields: Fields) -> str:
    form = form_of(await world.click(BEN, "event.terms", event))
    answer = text(await world.submit(BEN, form, fields))
    await world.pass_time(minutes=1)
    return answer


async def test_a_host_puts_people_on_who_can_say_no_with_one_click(world: World) -> None:
    event = await make_event(world)
    told = await set_list(world, event, {"on": (CLEO, DINA), "guests": "2"})
    assert "On the list: Cleo Duarte and Dina Haddad." in told
    [read] = await told_about(world, CLEO, "You're in: Board games")
    assert "Ben Marsh put you on the list." in read
    assert "You're not the only one. You bring 2 guests." in read
    card = as_text(await announcement(world))
    assert "Going: Ben Marsh\n" in card
    await rsvp(world, CLEO, event, "cant")
    await world.pass_time(minutes=1)
    assert as_text(await announcement(world)) == card


async def test_a_host_takes_people_off_and_they_hear_who_did(world: World) -> None:
    event = await make_event(world, {"capacity": "2"})
    await rsvp(world, CLEO, event, "going")
    await world.click(CLEO, "event.openly", f"{event}:yes")
    await rsvp(world, DINA, event, "going")
    told = await set_list(world, event, {"off": (CLEO,)})
    assert "Off the list: Cleo Duarte." in told
    [read] = await told_about(world, CLEO, "Off the list: Board games")
    assert "Ben Marsh took you off the list." in read
    assert len(await told_about(world, DINA, "You're in")) == 1
    await world.until(THURSDAY)
    assert await told_about(world, CLEO, "Tomorrow") + await told_about(world, CLEO, "Soon") == []


async def test_those_who_told_only_mingle_are_not_named_to_the_host(world: World) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    form = form_of(await world.click(BEN, "event.people", event))
    assert not [one for one in form.fields if one.id == "off"]
    given: Fields = {"on": (), "off": (CLEO,), "guests": "0"}
    refused = await world.submit(BEN, "event.people", given, value=event)
    assert "isn't on the list any more" in complaints(refused)["off"]
    assert "Only whoever hosts" in text(await world.click(GORO, "event.people", event))


async def test_whoever_is_put_on_a_full_event_waits_for_a_seat(world: World) -> None:
    event = await make_event(world, {"capacity": "1"})
    told = await set_list(world, event, {"on": (CLEO,)})
    assert "these wait: Cleo Duarte" in told
    assert len(await told_about(world, CLEO, "On the waiting list: Board games")) == 1


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({}, "on", "choose whom"),
        ({"on": ("acme/nobody",)}, "on", "may have left"),
        ({"on": (CLEO,), "guests": "77"}, "guests", "how many guests"),
        ({"on": (CLEO,), "guests": "5"}, "guests", "enough free seats"),
    ],
)
async def test_a_list_that_cannot_be_gets_one_calm_sentence(
    world: World, fields: Fields, field: str, told: str
) -> None:
    event = await make_event(world, {"capacity": "3"})
    form = form_of(await world.click(BEN, "event.people", event))
    answer = await world.submit(BEN, form, fields)
    assert isinstance(answer, FormErrors)
    assert told in answer.errors[field]


async def test_people_bring_as_many_guests_as_the_host_allows_and_seats_are_left(
    world: World,
) -> None:
    event = await make_event(world, {"capacity": "4"})
    await rsvp(world, CLEO, event, "going")
    assert "Nobody brings guests" in text(await world.click(CLEO, "event.guests", event))
    assert "Each may bring 2 guests" in await set_terms(world, event, {"guests": "2"})
    assert "say first that you're going" in text(await world.click(DINA, "event.guests", event))

    form = form_of(await world.click(CLEO, "event.guests", event))
    assert "You bring 2 guests." in text(await world.submit(CLEO, form, {"guests": "2"}))
    assert "All seats are taken" in await rsvp(world, DINA, event, "going")
    form = form_of(await world.click(BEN, "event.guests", event))
    answer = await world.submit(BEN, form, {"guests": "1"})
    assert "enough free seats" in complaints(answer)["guests"]

    form = form_of(await world.click(CLEO, "event.guests", event))
    assert "by yourself" in text(await world.submit(CLEO, form, {"guests": "0"}))
    await world.pass_time(minutes=1)
    assert len(await told_about(world, DINA, "You're in")) == 1


async def test_sign_up_closes_when_the_host_said(world: World) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    assert "Sign up: Until Wed 4 Mar, 18:00" in await set_terms(world, event, {"signup": "1440"})
    assert "Sign up: Until Wed 4 Mar, 18:00" in as_text(await announcement(world))
    await world.until(THURSDAY - timedelta(days=1) + timedelta(minutes=1))
    card = await announcement(world)
    assert "Sign-up has closed" in as_text(card)
    assert labels(card) == ["Maybe", "Can't", "More"]
    [hosting] = (await told_about(world, BEN, "Hosting: Board games"))[-1:]
    assert "Sign-up has closed." in hosting
    assert "A table for five is enough so far." in hosting

    assert "Sign-up has closed" in await rsvp(world, DINA, event, "going")
    assert "Sign-up has closed" in await set_terms(world, event, {"signup": "2880"})
    assert "On the list: Dina" in await set_list(world, event, {"on": (DINA,)})
    assert "You're in" in await rsvp(world, CLEO, event, "going")
    assert "can't make it" in await rsvp(world, CLEO, event, "cant")
    await change_event(world, BEN, event, {"when": "2026-03-12 18:00"})
    assert "You're in" in await rsvp(world, EMIL, event, "going")


async def test_reminders_come_when_the_host_chose(world: World) -> None:
    event = await make_event(world, when="2026-03-12 18:00")
    saved = await set_terms(world, event, {"reminders": ("10080", "180")})
    assert "reminded a week before and three hours before" in saved
    assert "I'll remind you a week before and three hours before." in await rsvp(
        world, CLEO, event, "going"
    )
    await world.until(THURSDAY + timedelta(minutes=1))
    assert len(await told_about(world, CLEO, "Coming up: Board games")) == 1
    await world.until(THURSDAY + timedelta(days=6, hours=1))
    assert await told_about(world, CLEO, "Tomorrow") == []
    await world.until(THURSDAY + timedelta(days=7, hours=-2, minutes=-58))
    assert len(await told_about(world, CLEO, "Soon: Board games")) == 2
    form = form_of(await world.click(BEN, "event.terms", event))
    [often] = [one for one in form.fields if isinstance(one, ChoiceField) and one.id == "reminders"]
    assert often.initial == ("10080", "180")


@given(st.lists(st.tuples(ANSWERS, st.integers(0, 3)), max_size=8), st.integers(1, 9))
def test_guests_never_take_more_seats_than_there_are(
    answers: list[tuple[str, int]], capacity: int
) -> None:
    rsvps = [
        replace(one, guests=guests)
        for one, (_, guests) in zip(said(*(answer for answer, _ in answers)), answers, strict=True)
    ]
    decided = decide_statuses(rsvps, capacity)
    inside = [one for one in rsvps if decided[one.person] == "in"]
    free = capacity - sum(one.heads for one in inside)
    assert free >= 0
    first_waiting = [one for one in rsvps if decided[one.person] == "waiting"]
    assert all(one.heads > free for one in first_waiting if one.answer == "going")


async def test_a_host_puts_nobody_on_again_and_again(world: World) -> None:
    event = await make_event(world)
    for _ in range(3):
        assert "On the list: Cleo" in await set_list(world, event, {"on": (CLEO,)})
        await rsvp(world, CLEO, event, "cant")
    form = form_of(await world.click(BEN, "event.people", event))
    again = await world.submit(BEN, form, {"on": (CLEO,)})
    assert "can't put Cleo Duarte on this list again" in complaints(again)["on"]
    assert "You're in" in await rsvp(world, CLEO, event, "going")


async def test_whoever_is_put_on_by_somebody_they_avoid_reads_no_name_and_the_host_as_ever(
    world: World,
) -> None:
    event = await make_event(world)
    await make_avoid_list(world, CLEO, BEN)
    told = await set_list(world, event, {"on": (CLEO, DINA)})
    assert "On the list: Cleo Duarte and Dina Haddad." in told
    [read] = await told_about(world, CLEO, "You're in: Board games")
    assert "You were put on the list." in read
    assert "Ben Marsh put" not in read
