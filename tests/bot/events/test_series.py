"""Events that repeat: one evening or all from it on, as people plan, answer and change them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from bot.core.interactions import FormErrors
from bot.core.platform import ChannelMember
from bot.events.tables import event
from bot.people import platform_updates
from bot.ui.cards import ChoiceField, Select, as_text
from tests.factories.events import BOARD_GAMES, change_event, make_event, rsvp, told_about
from tests.reading import controls, files, form_of, text
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, MONDAY, Fields, World

FIRST = datetime(2026, 3, 5, 18, tzinfo=UTC)  # the first Thursday of March, 19:00 in Berlin
APRIL, MAY = date(2026, 4, 2), date(2026, 5, 7)


async def make_series(
    world: World, repeat: str = "month", fields: Fields | None = None, when: str = "Thursday 19:00"
) -> int:
    """Plan board games every so often; return the number of the first evening."""
    return await make_event(world, {"repeat": repeat, **(fields or {})}, when=when)


async def evenings(world: World) -> list[Any]:
    rows = await world.select_all(event)
    return sorted((row for row in rows if row.series), key=lambda row: row.starts_at)


async def evening_on(world: World, day: date) -> int:
    """Return the number of the evening of a date, as somebody finds it among all dates."""
    rows = await evenings(world)
    series = rows[0].series.partition(":")[2]
    await world.click(BEN, "event.pick", series, choice=day.isoformat())
    [number] = [row.id for row in await evenings(world) if row.series_date == day]
    return int(number)


async def test_what_is_on_every_first_thursday_is_planned_once(world: World) -> None:
    form = form_of(await world.say(BEN, "/events new first Thursday 19:00"))
    [often] = [one for one in form.fields if isinstance(one, ChoiceField) and one.id == "repeat"]
    assert often.initial == ("month",)
    planned = text(await world.submit(BEN, form, BOARD_GAMES))
    assert "Repeats: The first Thursday of every month; next time Thu 2 Apr" in planned

    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH, "Board games")
    assert "Repeats: The first Thursday of every month; next time Thu 2 Apr" in as_text(card)
    assert [row.series_date for row in await evenings(world)] == [FIRST.date(), APRIL, MAY]
    assert all(row.host == BEN for row in await evenings(world))


async def test_each_evening_has_answers_and_an_announcement_of_its_own(world: World) -> None:
    first = await make_series(world)
    await rsvp(world, CLEO, first, "going")
    await rsvp(world, DINA, await evening_on(world, APRIL), "going")
    await world.until(datetime(2026, 3, 23, 8, 59, tzinfo=UTC))  # ten days before, 10:00 in Berlin
    assert len(await world.posts(LUNCH, "Board games")) == 1

    await world.pass_time(minutes=10)
    march, april = await world.posts(LUNCH, "Board games")
    assert "It is over" in as_text(march)
    assert "Thu 2 Apr, 19:00 – 21:00" in as_text(april)
    assert "Going: Ben Marsh" in as_text(april)
    entries = [icalendar.Calendar.from_ical(files(card)[0]).events[0] for card in (march, april)]
    assert len({entry["uid"] for entry in entries}) == 2
    assert not any("rrule" in entry for entry in entries)
    assert await told_about(world, CLEO, "Tomorrow") == []

    await world.until(datetime(2026, 4, 1, 17, 1, tzinfo=UTC))
    assert len(await told_about(world, DINA, "Tomorrow: Board games")) == 1
    assert await told_about(world, CLEO, "Tomorrow") == []


async def test_what_repeats_goes_on_by_itself(world: World) -> None:
    await make_series(world, "two_weeks")
    await world.pass_time(weeks=9)
    days = [row.series_date for row in await evenings(world)]
    assert days == [FIRST.date() + timedelta(weeks=2) * number for number in range(8)]
    posted = await world.posts(LUNCH, "Board games")
    assert len(posted) == 6


async def test_another_bar_for_one_evening_leaves_the_others_alone(world: World) -> None:
    first = await make_series(world)
    april = await evening_on(world, APRIL)
    for number in (first, april):
        await rsvp(world, CLEO, number, "going")
    answer = await change_event(world, BEN, april, {"place": "Noodle bar"})
    assert "Whoever goes is told" in text(answer)
    [told] = await told_about(world, CLEO, "Changed: Board games")
    assert "It is at: Noodle bar" in told
    assert [row.place for row in await evenings(world)] == ["Ramen bar", "Noodle bar", "Ramen bar"]


async def test_a_change_from_one_evening_on_reaches_all_after_it_and_spares_the_rest(
    world: World,
) -> None:
    await make_series(world, "week")
    third = await evening_on(world, FIRST.date() + timedelta(weeks=2))
    fifth = await evening_on(world, FIRST.date() + timedelta(weeks=4))
    await change_event(world, BEN, fifth, {"place": "Beach"})
    for number in (third, fifth):
        await rsvp(world, CLEO, number, "going")
    answer = await change_event(
        world, BEN, third, {"scope": "on", "when": "2026-03-19 20:00", "title": "Chess"}
    )
    assert "It holds for this one and all after it" in text(answer)
    await world.pass_time(weeks=4)
    rows = await evenings(world)
    local = [row.starts_at.astimezone().hour for row in rows]
    assert [row.title for row in rows][:2] == ["Board games", "Board games"]
    assert {row.title for row in rows[2:]} == {"Chess"}
    assert [row.place for row in rows][:6] == ["Ramen bar"] * 4 + ["Beach", "Ramen bar"]
    # 19:00 and 20:00 in Berlin; from 29 March on an hour earlier by UTC.
    assert local[:6] == [18, 18, 19, 19, 18, 18]


async def test_people_stay_in_when_all_evenings_move_to_another_weekday(world: World) -> None:
    first = await make_series(world, "week")
    second = await evening_on(world, FIRST.date() + timedelta(weeks=1))
    await rsvp(world, CLEO, second, "going")
    await change_event(world, BEN, first, {"scope": "on", "when": "2026-03-04 19:00"})
    days = [row.series_date for row in await evenings(world)]
    assert days == [date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 18)]
    [told] = await told_about(world, CLEO, "Changed: Board games")
    assert "Now Wed 11 Mar, 19:00 – 21:00; it was Thu 12 Mar, 19:00 – 21:00." in told
    assert "Repeats: Every Wednesday" in text(await world.click(CLEO, "event.show", second))


async def test_whoever_goes_to_several_evenings_hears_of_a_change_in_one_message(
    world: World,
) -> None:
    first = await make_series(world, "week")
    second = await evening_on(world, FIRST.date() + timedelta(weeks=1))
    for number in (first, second):
        await rsvp(world, CLEO, number, "going")
    await change_event(world, BEN, first, {"scope": "on", "place": "Beach"})
    [told] = [words for words in map(text, await world.dms(CLEO)) if "It is at: Beach" in words]
    assert told.count("Changed: Board games") == 2


async def test_all_from_one_on_cannot_move_onto_those_before_it(world: World) -> None:
    await make_series(world, "week")
    third = await evening_on(world, FIRST.date() + timedelta(weeks=2))
    form = form_of(await world.click(BEN, "event.edit", third))
    before = await evenings(world)
    moved = {"scope": "on", "when": "2026-03-11 19:00"}
    answer = await world.submit(BEN, form, moved)
    assert isinstance(answer, FormErrors)
    assert "Another of these is on Thursday, 12 March." in answer.errors["when"]
    assert await evenings(world) == before
    await world.submit(BEN, form, {**moved, "scope": "one"})
    assert [row.starts_at.day for row in await evenings(world)] == [5, 11, 12]


async def test_more_seats_are_no_news_for_those_who_go(world: World) -> None:
    first = await make_event(world)
    await rsvp(world, CLEO, first, "going")
    saved = await change_event(world, BEN, first, {"capacity": "9"})
    assert "Nothing is different for those who go." in text(saved)
    assert await told_about(world, CLEO, "Changed") == []


async def test_an_evening_that_is_off_is_told_to_the_channel_and_the_next_one_stays(
    world: World,
) -> None:
    await make_series(world)
    april = await evening_on(world, APRIL)
    await rsvp(world, CLEO, april, "going")
    form = form_of(await world.click(BEN, "event.off", april))
    answer = await world.submit(BEN, form, {"scope": "one", "why": "Easter."})
    assert "Called off: Board games" in text(answer)
    await world.pass_time(minutes=1)
    assert len(await told_about(world, CLEO, "Cancelled: Board games")) == 1

    await world.until(datetime(2026, 3, 25, tzinfo=UTC))
    [off] = await world.posts(LUNCH, "Cancelled: Board games")
    assert "next time Thu 7 May" in as_text(off)
    await world.until(datetime(2026, 4, 29, tzinfo=UTC))
    assert [card.title for card in await world.posts(LUNCH, "Board games")] == [
        "Board games",
        "Cancelled: Board games",
        "Board games",
    ]


async def test_a_series_ends_when_all_from_one_on_are_called_off(world: World) -> None:
    await make_series(world, "week")
    second = await evening_on(world, FIRST.date() + timedelta(weeks=1))
    third = await evening_on(world, FIRST.date() + timedelta(weeks=2))
    for number in (second, third):
        await rsvp(world, CLEO, number, "going")
    form = form_of(await world.click(BEN, "event.off", third))
    answer = await world.submit(BEN, form, {"scope": "on", "why": "The bar closes."})
    assert "and so is the channel" in text(answer)
    await world.pass_time(minutes=1)
    [told] = await told_about(world, CLEO, "Cancelled: Board games")
    assert "The bar closes." in told
    [ended] = await world.posts(LUNCH, "No more dates: Board games")
    assert "From Thu 19 Mar on, it no longer takes place." in as_text(ended)
    shown = text(await world.click(CLEO, "event.show", second))
    assert "Repeats" not in shown  # it is the last one

    await world.pass_time(weeks=5)
    titles = [card.title for card in await world.posts(LUNCH, "Board games")]
    assert titles == ["Board games", "No more dates: Board games", "Board games"]
    assert {row.state for row in await evenings(world)} == {"over", "cancelled"}
    found = (await evenings(world))[0].series.partition(":")[2]
    assert "doesn't repeat any more" in text(await world.click(CLEO, "event.dates", found))


async def test_anybody_can_look_months_ahead_and_answer_to_a_date(world: World) -> None:
    await make_series(world)
    series = (await evenings(world))[0].series.partition(":")[2]
    answer = await world.click(CLEO, "event.dates", series)
    assert "Thu 6 Aug: 19:00 · Ramen bar" in text(answer)
    [choose] = [item for item in controls(answer.card) if isinstance(item, Select)]  # type: ignore[union-attr]
    assert len(choose.choices) == 8
    opened = await world.click(CLEO, "event.pick", series, choice="2026-08-06")
    assert "Thu 6 Aug, 19:00 – 21:00" in text(opened)
    refused = await world.click(CLEO, "event.pick", series, choice="2026-08-07")
    assert "isn't one of the next ones" in text(refused)
    assert "isn't one of the next ones" in text(
        await world.click(CLEO, "event.pick", series, choice="soon")
    )


async def test_whoever_hosts_one_evening_may_not_change_them_all(world: World) -> None:
    first = await make_series(world)
    await rsvp(world, CLEO, first, "going")
    await world.click(BEN, "event.swap", first)
    await world.pass_time(hours=2)
    await world.click(CLEO, "event.host_yes", await world.button(CLEO, "event.host_yes"))
    form = form_of(await world.click(CLEO, "event.edit", first))
    assert "scope" not in {one.id for one in form.fields}
    refused = await world.submit(CLEO, "event.change", {**_given(form), "scope": "on"}, value=first)
    assert "Only whoever planned these" in text(refused)
    form_of(await world.click(ADA, "event.edit", first))


def _given(form: Any) -> dict[str, Any]:
    from adapters.playground.form_autofill import initial_values

    return dict(initial_values(form))


async def test_the_series_of_somebody_who_left_goes_on_with_whoever_hosted_last(
    world: World,
) -> None:
    first = await make_series(world, "week", when="today 14:00")
    await rsvp(world, CLEO, first, "going")
    member = ChannelMember(BEN, "Ben Marsh", "Europe/Berlin")
    async with world.database.transaction() as tx:
        await platform_updates.person_changed(tx, HOME, member, world.now, left=True)
    await world.pass_time(minutes=5)
    await world.click(CLEO, "event.host_yes", await world.button(CLEO, "event.host_yes"))
    await world.pass_time(hours=8)
    rows = await evenings(world)
    assert [row.host for row in rows] == [CLEO, None, None, CLEO]
    [told] = await world.dms(ADA, "Board games")  # about the first, which is over, and two others
    assert text(told).count("Board games needs a host") == 2
    form = form_of(await world.click(CLEO, "event.edit", rows[3].id))
    assert "scope" in {one.id for one in form.fields}


async def test_a_day_that_is_not_the_last_of_its_kind_gets_one_calm_sentence(
    world: World,
) -> None:
    form = form_of(await world.say(BEN, "/events new Thursday 19:00"))
    answer = await world.submit(BEN, form, {**BOARD_GAMES, "repeat": "month_last"})
    assert isinstance(answer, FormErrors)
    assert "5 March isn't the last Thursday" in answer.errors["repeat"]
    answer = await world.submit(BEN, form, {**BOARD_GAMES, "repeat": "daily"})
    assert isinstance(answer, FormErrors)
    assert "how often" in answer.errors["repeat"]
    assert await evenings(world) == []


async def test_every_friday_typed_in_the_form_is_meant_as_it_is_said(world: World) -> None:
    form = form_of(await world.say(BEN, "/events new"))
    planned = await world.submit(BEN, form, {**BOARD_GAMES, "when": "every other Friday 18:30"})
    assert "Repeats: Every second Friday; next time Fri 20 Mar" in text(planned)


async def test_after_weeks_of_downtime_the_next_evenings_are_there(world: World) -> None:
    await make_series(world, "week")
    await world.clock.move_to(MONDAY + timedelta(weeks=8))
    await world.engine.run_until_idle()
    ahead = [row for row in await evenings(world) if row.starts_at > world.now]
    assert [row.series_date for row in ahead] == [
        date(2026, 4, 30), date(2026, 5, 7), date(2026, 5, 14)
    ]  # fmt: skip
