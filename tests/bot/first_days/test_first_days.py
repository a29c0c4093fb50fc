"""A newcomer's first ninety days: said by themselves, spread as they ask, stopped by a click."""

from datetime import date, timedelta

import pytest

from bot.core.interactions import Answer
from bot.own_data.records import collect_data, write_json
from bot.people import csv, newcomers
from bot.people.tables import newcomer
from bot.store.engine import Database
from tests.factories.digests import make_listed_event
from tests.factories.events import rsvp
from tests.factories.people import describe, leave_company
from tests.factories.programs import (
    AMARA,
    JUN,
    PRIYA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, card_of, form_of, text
from tests.world import ADA, BEN, CLEO, HOME, MONDAY, World

MONTH = timedelta(days=30)


async def _say_start(world: World, person: str = ADA, day: str = "2026-03-02") -> Answer:
    await world.say(person, "/mingle")
    form = form_of(await world.click(person, "profile.open"))
    return await world.submit(person, form, {"started": day})


async def _begin(world: World, person: str = ADA, day: str = "2026-03-02") -> Answer:
    await _say_start(world, person, day)
    return await world.click(person, "newcomer.spread")


async def _expert(world: World, person: str = BEN, offer: str = "negotiation") -> None:
    await world.say(person, "/mingle")
    await describe(world, person, offers=(offer,))
    await world.click(person, "who.name", "me")


async def _steps(world: World, person: str = ADA) -> list[str]:
    return [text(card) for card in await world.outbox(person, "newcomer.step")]


async def _sent(world: World, title: str) -> list[str]:
    return [text(card) for card in await world.dms(ADA, title)]


async def test_only_who_says_that_they_are_new_is_offered_it(world: World) -> None:
    assert "newcomer.spread" not in button_values(await _say_start(world, BEN, ""))
    assert "newcomer.spread" not in button_values(await _say_start(world, CLEO, "2025-03-02"))
    assert "newcomer.spread" in button_values(await _say_start(world))
    answer = await world.click(BEN, "newcomer.spread")
    assert "I don't know that you're new here" in text(answer)
    await world.pass_time(days=91)
    assert not await _steps(world, BEN)


@pytest.mark.parametrize(
    ("day", "offered", "left_out"),
    [
        ("2026-03-02", "a lunch with someone of another team", "the rest of"),
        ("2026-01-20", "an event a colleague is going to", "a lunch with"),
        ("2025-12-20", "someone to ask", "an event"),
    ],
)
async def test_newcomers_are_offered_only_what_is_still_ahead(
    world: World, day: str, offered: str, left_out: str
) -> None:
    words = text(await _say_start(world, ADA, day))
    assert offered in words
    assert left_out not in words
    assert ("I'll try them first" in words) == (day == "2026-03-02")


async def test_the_day_is_kept_shown_in_the_form_and_taken_away_by_an_empty_field(
    world: World,
) -> None:
    await _say_start(world, day="2 March 2026")
    form = form_of(await world.click(ADA, "profile.open"))
    [field] = [each for each in form.fields if each.id == "started"]
    assert getattr(field, "initial", "") == "2026-03-02"
    await world.click(ADA, "newcomer.spread")
    await world.submit(ADA, form, {"started": ""})
    [row] = await world.select_all(newcomer)
    assert (row.started_on, row.spread_at) == (None, None)


@pytest.mark.parametrize("day", ["soon", "zebra at noon", "2 March", "2027-03-02", "01/05/2026"])
async def test_a_day_that_cannot_be_read_is_told_at_its_field(world: World, day: str) -> None:
    await world.pass_time(days=30)
    answer = await _say_start(world, day=day)
    assert "started" in getattr(answer, "errors", {})


async def test_nobody_else_reads_on_which_day_somebody_started(world: World) -> None:
    await _begin(world, day="2026-02-11")
    await world.say(BEN, "/mingle")
    async with world.database.read_transaction() as tx:
        theirs = write_json(await collect_data(tx, HOME, BEN, world.now))
        mine = write_json(await collect_data(tx, HOME, ADA, world.now))
        exported = await csv.export_people(tx, HOME)
    assert "2026-02-11" in mine
    assert "2026-02-11" not in theirs
    assert "2026-02-11" not in exported


async def test_a_table_says_who_is_new_unless_they_spoke_for_themselves(world: World) -> None:
    for person in (ADA, BEN, CLEO):
        await world.say(person, "/mingle")
    await _say_start(world, BEN, "2026-02-01")
    await _say_start(world, BEN, "")
    table = (
        "Name;Eintrittsdatum\nAda Wolf;05.01.2026\nBen Marsh;06.01.2026\nCleo Duarte;04/05/2026\n"
    )
    async with world.database.transaction() as tx:
        report = await csv.import_people(tx, HOME, table, world.now)
    assert (report.changed, [line for line, _ in report.refused]) == (1, [4])
    assert "left it out; the rest of the line is in" in report.refused[0][1]
    kept = {row.person: row.started_on for row in await world.select_all(newcomer)}
    assert kept == {ADA: date(2026, 1, 5), BEN: None}
    answer = await world.click(ADA, "newcomer.spread")
    assert "Your first ninety days" in text(answer)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-05", date(2026, 1, 5)),
        ("2026-01-05 00:00:00", date(2026, 1, 5)),
        ("5.1.2026", date(2026, 1, 5)),
        ("5 January 2026", date(2026, 1, 5)),
        ("5 January", None),
        ("45000", None),
        ("yesterday", None),
        ("5 January 2026 or so, maybe", None),
    ],
)
def test_a_cell_is_a_day_only_with_its_year(cell: str, day: date | None) -> None:
    assert newcomers.read_dated(cell) == day


async def test_a_month_in_a_newcomer_hears_of_an_event_with_company(world: World) -> None:
    said = text(await _begin(world))
    assert "From 1 April: an event that suits you and has company." in said
    assert "it ends by itself on 31 May" in said
    await describe(world, ADA, interests=("Python",), office="Berlin")
    await world.until(MONDAY + MONTH - timedelta(days=2))
    assert not await _steps(world)
    event = await make_listed_event(world, "Python evening", 32, topics=("Python",))
    await rsvp(world, BEN, event, "going")
    await world.click(BEN, "event.openly", f"{event}:yes")
    await world.pass_time(days=2, hours=4)
    [card] = await _sent(world, "An event for your first months")
    assert "Go to Python evening" in card
    assert "Ben Marsh is going." in card
    await world.pass_time(days=25)
    assert len(await _steps(world)) == 1


async def test_the_event_they_were_told_of_stays_true_as_others_change_their_mind(
    world: World,
) -> None:
    await _begin(world)
    await describe(world, ADA, interests=("Python",), office="Berlin")
    event = await make_listed_event(world, "Python evening", 32, topics=("Python",))
    await rsvp(world, BEN, event, "going")
    await world.click(BEN, "event.openly", f"{event}:yes")
    await world.pass_time(days=30, hours=4)
    [card] = await _sent(world, "An event for your first months")
    assert "Ben Marsh is going." in card
    await rsvp(world, BEN, event, "cant")
    await world.pass_time(minutes=5)
    [card] = await _sent(world, "An event for your first months")
    assert "Ben" not in card
    assert "would go if one more does" not in card
    await world.click(ADA, "newcomer.stop")
    await world.pass_time(days=4)
    assert not await world.dms(ADA, "An event for your first months")
    [over] = await world.dms(ADA, "Python evening")
    assert "newcomer.stop" not in button_values(over)


@pytest.mark.parametrize("how", ["unname", "leave", "rather not", "forget the wish"])
async def test_whom_they_could_ask_is_not_named_once_that_has_changed(
    world: World, how: str
) -> None:
    await _expert(world)
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.pass_time(days=64)
    assert await _sent(world, "Someone to ask about negotiation")
    match how:
        case "unname":
            await world.click(BEN, "who.unname", "me")
        case "leave":
            await leave_company(world, BEN)
        case "rather not":
            form = form_of(await world.say(BEN, "/mingle rather-not"))
            await world.submit(BEN, form, {"others": (ADA,)})
        case _:
            form = form_of(await world.click(ADA, "profile.open"))
            await world.submit(ADA, form, {"wants": "sourdough"})
    await world.pass_time(minutes=5)
    [card] = await _sent(world, "Someone to ask")
    assert "I've no name for you right now" in card
    assert "Ben" not in card


async def test_two_months_in_they_hear_of_one_person_to_ask_who_agreed(world: World) -> None:
    await _expert(world)
    await world.say(CLEO, "/mingle")
    await describe(world, CLEO, offers=("negotiation",))
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.pass_time(days=59)
    assert not await _steps(world)
    await world.pass_time(days=4)
    [card] = await _sent(world, "Someone to ask about negotiation")
    assert "Ben Marsh can show others: negotiation" in card
    assert "Cleo" not in card
    asked = await world.click(ADA, "who.introduce", await world.button(ADA, "who.introduce"))
    assert "I'll ask Ben Marsh in private" in text(asked)
    await world.pass_time(days=60)
    assert len(await _steps(world)) == 1


async def test_where_nothing_is_true_nothing_is_said_and_it_ends(world: World) -> None:
    await world.say(BEN, "/mingle")
    await describe(world, BEN, offers=("negotiation",))
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.pass_time(days=95)
    assert not await _steps(world)
    assert [row.spread_at for row in await world.select_all(newcomer)] == [None]


async def test_somebody_to_ask_who_agrees_later_is_found_in_a_later_week(world: World) -> None:
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.pass_time(days=70)
    await _expert(world)
    await world.pass_time(days=10)
    assert len(await _sent(world, "Someone to ask about negotiation")) == 1


@pytest.mark.parametrize("how", ["stop", "pause", "leave", "take it away"])
async def test_whoever_stops_pauses_or_leaves_hears_nothing(world: World, how: str) -> None:
    await _expert(world)
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.pass_time(days=20)
    match how:
        case "stop":
            assert "Stopped." in text(await world.click(ADA, "newcomer.stop"))
        case "pause":
            await world.say(ADA, "/mingle pause until 2026-08-01")
        case "leave":
            await leave_company(world, ADA)
        case _:
            await _say_start(world, day="")
    await world.pass_time(days=80)
    assert not await _steps(world)


async def test_what_is_no_longer_so_is_not_sent_and_looked_for_again(world: World) -> None:
    await _expert(world)
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    await world.until(MONDAY + timedelta(days=60))
    await world.click(BEN, "who.unname", "me")
    await world.pass_time(days=3)
    assert not await world.dms(ADA, "Someone to ask")
    await world.click(BEN, "who.name", "me")
    await world.pass_time(days=9)
    assert len(await world.dms(ADA, "Someone to ask")) == 1


async def test_who_would_rather_not_meet_them_is_never_named(world: World) -> None:
    await _expert(world)
    await _begin(world)
    await describe(world, ADA, wants=("negotiation",))
    form = form_of(await world.say(BEN, "/mingle rather-not"))
    await world.submit(BEN, form, {"others": (ADA,)})
    await world.pass_time(days=89)
    assert not await _steps(world)


async def test_in_their_first_weeks_a_newcomer_meets_another_team(database: Database) -> None:
    world = await pairing_world(database)
    teams = {TOM: "Data", PRIYA: "Data", JUN: "Data", AMARA: "Design"}
    await make_eaters(world, *teams)
    likes = {TOM: ("chess",), PRIYA: ("chess",), JUN: ("go",), AMARA: ("go",)}
    for person, team in teams.items():
        await describe(world, person, team=team, interests=likes[person], wants=likes[person])
    await set_up_program(world)
    await join_program(world, *teams)
    said = text(await _begin(world, TOM, world.now.date().isoformat()))
    assert "I'll first look for someone of another team for your lunches." in said
    await world.until(TUESDAY)
    drawn = {frozenset(people) for people, _ in await world.introductions()}
    assert frozenset({TOM, AMARA}) in drawn


async def test_a_step_for_which_a_week_had_no_place_comes_in_another(database: Database) -> None:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await _expert(world, JUN)
    await _begin(world, TOM, "2026-01-12")  # sixty days before a Friday
    await describe(world, TOM, wants=("negotiation",))
    title = "Someone to ask about negotiation"
    await world.until(TUESDAY + timedelta(days=11))
    assert not any(title in text(card) for card in await world.dms(TOM))
    await world.pass_time(days=7)
    assert sum(title in text(card) for card in await world.dms(TOM)) == 1


async def test_whoever_is_in_no_lunches_reads_what_else_there_is(world: World) -> None:
    answer = await _begin(world)
    assert "None of your lunch pairings looks for other teams yet." in text(answer)
    assert {"table.open", "newcomer.stop", "profile.open"} <= button_values(answer).keys()
    assert card_of(answer).title == "Your first ninety days"
