"""Ask when and where.

What organisers type is understood, or kept and answered with one calm sentence.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core.interactions import FormErrors, Reply
from bot.happy_hour.tables import poll as poll_table
from bot.happy_hour.views import drafts
from bot.store.engine import Database
from bot.ui.cards import as_text
from tests.factories.people import make_people
from tests.factories.polls import find_poll, list_options, make_poll
from tests.reading import (
    button_values,
    complaints,
    form_of,
    headings,
    initial_choices,
    sentence,
    text,
    value_of,
)
from tests.world import ADA, BEN, CLEO, HOME, LUNCH, World, world_on


async def send(world: World, **fields: Any) -> Any:
    return await world.fill(ADA, "/happyhour", {"channel": LUNCH, **fields})


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"dates": "yesterday 18:00"}, "dates", drafts.past_date_text("yesterday 18:00")),
        ({"dates": "2020-01-01"}, "dates", drafts.past_date_text("2020-01-01")),
        ({"dates": "next Thu 6pm\nnext Thursday 18:00"}, "dates", drafts.TWICE),
        ({"dates": "\n".join(f"2026-04-{day:02}" for day in range(1, 31))}, "dates",
        drafts.too_many()),
        ({"dates": "next Thu 6pm\nsoonish"}, "dates", drafts.unreadable_date_text("soonish")),
        ({"dates": "2026-12-01"}, "dates", drafts.TOO_FAR),
        ({"dates": "tomorrow 18:00\nnext Thu "
                   "6pm", "deadline": "in 3 days"}, "deadline", drafts.AFTER_EVENT),
        ({"deadline": "yesterday"}, "deadline", drafts.PAST_DEADLINE),
        ({"deadline": "in 10 minutes"}, "deadline", drafts.SOON),
        ({"deadline": "in 8 weeks"}, "deadline", drafts.LONG),
        ({"deadline": "when all have voted"}, "deadline", drafts.NO_DEADLINE),
        ({"region": "Narnia"}, "region", drafts.NO_REGION),
        ({"region": "DE-XX"}, "region", drafts.NO_REGION),
        ({"expected": "1"}, "expected", drafts.NO_EXPECTED),
        ({"time": "half six"}, "time", drafts.NO_TIME),
        ({"title": "@everyone drinks"}, "title", drafts.no_title()),
        ({"avoid": "summer"}, "avoid", drafts.unreadable_days_text("summer")),
        ({"venues": ("999",)}, "venues", drafts.VENUE_GONE),
        ({"venues": tuple(map(str, range(1, 8)))}, "venues", "Please choose at most 5."),
        ({"dates": "next Thu 6pm", "venues": ("1",)}, "dates", drafts.NOTHING_TO_CHOOSE),
        ({"avoid": "2026-03-01..2026-06-30"}, "dates", drafts.NO_GOOD_DATE),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_gets_a_sentence_at_its_field(
    world: World, fields: dict[str, Any], field: str, sentence: str
) -> None:
    assert await send(world, **fields) == FormErrors({field: sentence})
    async with world.database.read_transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(poll_table)) == 0


async def test_dates_are_read_as_people_type_them_in_the_organisers_zone(world: World) -> None:
    poll = await make_poll(
        world, dates="next Thu 6pm\n19 March\nFri 13 Mar noon", repeat="no", deadline="Wed 4pm"
    )
    moments = [
        f"{one.starts_at:%d %H:%M}" for one in await list_options(world, poll) if one.starts_at
    ]
    assert moments == ["05 17:00", "13 11:00", "19 16:30"]
    assert f"{poll.closes_at:%d %H:%M}" == "04 15:00"


async def test_nothing_is_posted_before_the_preview_was_seen_and_what_was_typed_stays_for_a_change(
    world: World,
) -> None:
    preview = await send(
        world, title="Spring drinks", dates="next Thu 6pm\n19 March 6pm", avoid="2026-04-02"
    )
    assert "Nothing is posted yet" in as_text(preview.card)
    assert "Thu 5 Mar, 18:00 · Thu 19 Mar, 18:00" in as_text(preview.card)
    assert as_text(preview.card).count("Anker") == 1
    await world.pass_time(hours=1)
    assert not [card for card in await world.inbox(BEN) if "Spring drinks" in card.title]
    form = form_of(await world.click(ADA, "poll.change", value_of(preview.card, "poll.change")))
    kept = {field.id: getattr(field, "initial", None) for field in form.fields}
    assert (kept["title"], kept["dates"], kept["avoid"]) == (
        "Spring drinks",
        "next Thu 6pm\n19 March 6pm",
        "2026-04-02",
    )
    changed = await world.submit(ADA, form, {"title": "Spring evening"})
    assert isinstance(changed, Reply)
    assert "Spring evening" in changed.card.title
    discarded = await world.click(ADA, "poll.discard", value_of(changed.card, "poll.discard"))
    assert isinstance(discarded, Reply)
    again = await world.click(ADA, "poll.post", value_of(changed.card, "poll.post"))
    assert sentence(drafts.no_draft()) in as_text(again.card)  # type: ignore[union-attr]


async def test_a_preview_that_waited_past_its_close_is_not_posted_but_not_lost(
    world: World,
) -> None:
    preview = await send(world)
    await world.pass_time(days=4)
    number = value_of(preview.card, "poll.post")
    assert drafts.WAITED_TOO_LONG in as_text((await world.click(ADA, "poll.post", number)).card)  # type: ignore[union-attr]
    assert form_of(await world.click(ADA, "poll.change", number))


async def test_a_place_taken_off_the_list_after_the_preview_is_noticed(world: World) -> None:
    preview = await send(world, venues=("1", "2"))
    await world.click(ADA, "venue.remove", 1)
    answer = await world.click(ADA, "poll.post", value_of(preview.card, "poll.post"))
    assert drafts.VENUE_LEFT in as_text(answer.card)  # type: ignore[union-attr]


async def test_three_good_dates_avoid_holidays_days_to_avoid_and_what_else_is_on(
    world: World,
) -> None:
    poll = await make_poll(
        world,
        weekday="4",
        repeat="no",
        deadline="2026-03-27 12:00",
        region="DE",
        avoid="2026-04-01",
    )
    days = [
        one.starts_at.date().isoformat() for one in await list_options(world, poll) if one.starts_at
    ]
    assert days == ["2026-04-02", "2026-04-09", "2026-04-10"]  # 3 April is Good Friday
    assert poll.lunch_at.date().isoformat() == "2026-04-08"


async def test_the_poll_names_the_lunch_and_says_why_each_place(world: World) -> None:
    await make_poll(world, repeat="3")
    [card] = [
        card for card in await world.inbox(BEN) if card.title == "Happy hour: when and where?"
    ]
    told = as_text(card)
    assert "the lunch Wed 11 Mar, 12:15 at Mensa, and a happy hour that you choose here" in told
    assert "Anker · Mitte · new to us, and so is Mitte; room for 30; step-free" in told
    assert "good without alcohol" in told
    assert "Results stay hidden until the poll closes" in told
    assert "voted" not in told


async def test_the_first_happy_hour_needs_no_place_written_down_before(
    database: Database,
) -> None:
    world = await world_on(database)
    await make_people(world)
    assert "organisers" in text(await world.say(CLEO, "/happyhour"))
    preview = await world.fill(ADA, "/happyhour", {"channel": LUNCH, "repeat": "no"})
    await world.click(ADA, "poll.post", button_values(preview)["poll.post"])
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH, "when and where")
    assert headings(card) == ["When"]

    await world.pass_time(days=4)
    assert await world.posts(LUNCH, "it is decided") == []  # nobody voted
    assert "settled" not in text((await world.dms(ADA, "nothing decided"))[0])


async def test_places_typed_in_the_form_can_be_chosen_and_are_remembered(
    database: Database,
) -> None:
    world = await world_on(database)
    await make_people(world)
    typed = {"channel": LUNCH, "places": "Ramen bar\nAnker\nramen BAR"}
    preview = await world.fill(ADA, "/happyhour", typed)
    shown = text(preview)
    assert "Ramen bar" in shown
    assert "Anker" in shown
    assert "Ramen bar" in text(await world.say(ADA, "/venues"))

    again = await world.fill(ADA, "/happyhour", {**typed, "places": "\n".join("abcdef")})
    assert complaints(again) == {"places": drafts.no_places()}


async def test_a_stopped_series_opens_no_more_polls_until_it_goes_on(world: World) -> None:
    poll = await make_poll(world)
    listed = await world.say(ADA, "/happyhour polls")
    assert ("the third Thursday of every month at 17:30") in as_text(listed.card)  # type: ignore[union-attr]
    await world.click(ADA, "happy_hour.stop", poll.happy_hour)
    await world.pass_time(days=40)
    assert (await find_poll(world, poll.id)).state == "closed"
    assert sum("when and where" in card.title for card in await world.inbox(BEN)) == 0
    await world.click(ADA, "happy_hour.go_on", poll.happy_hour)
    await world.pass_time(days=30)
    assert any(HOME in room for room, card in await world.seen(BEN) if "Happy hour" in card.title)
    assert await find_poll(world, poll.id + 1)
    assert world.now > poll.closes_at + timedelta(days=60)


async def test_what_was_typed_behind_the_command_stands_in_the_form(world: World) -> None:
    line = "Feierabendbier Donnerstag 18 Uhr oder Freitag 17 Uhr im Biergarten"
    held = initial_choices(form_of(await world.say(ADA, f"/happyhour {line}")))
    assert held["title"] == "Feierabendbier"
    assert held["dates"] == "Donnerstag 18 Uhr\nFreitag 17 Uhr"
    assert held["places"] == "Biergarten"


async def test_a_rhythm_typed_behind_the_command_is_no_name(world: World) -> None:
    held = initial_choices(form_of(await world.say(ADA, "/happyhour Drinks weekly")))
    assert (held["title"], held["repeat"]) == ("Drinks", "w1")


async def test_every_second_friday_is_a_rhythm_and_no_date(world: World) -> None:
    held = initial_choices(form_of(await world.say(ADA, "/happyhour every second Friday at 5pm")))
    assert (held["repeat"], held["weekday"], held["time"]) == ("w2", "4", "17:00")
    assert not held.get("dates")
    first = initial_choices(form_of(await world.say(ADA, "/happyhour Thursday 18:00 monthly")))
    assert (first["repeat"], first["dates"]) == ("3", "Thursday 18:00")
