import random
from datetime import timedelta

import pytest

from adapters.playground.form_autofill import initial_values
from bot.core.tables import occurrence
from bot.pairings.tables import membership
from bot.people.tables import avoidance
from bot.store.engine import Database
from bot.ui.cards import as_text
from jobs.engine.occurrences import run_due_occurrences
from jobs.open_tables import JOBS
from tests.bot.open_tables.office import (
    AMARA,
    JUN,
    LUNCH,
    PEOPLE,
    PRIYA,
    SIDE,
    SOFIA,
    TOM,
    Office,
    at,
)
from tests.reading import buttons, form_of, text, titles


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.welcome()
    return made


async def test_those_at_a_table_hear_who_comes_a_quarter_of_an_hour_before(office: Office) -> None:
    await office.lunch(TOM, "12:30 at:Canteen")
    await office.click(PRIYA, "table.join", 1)
    await office.until(at("12:14"))
    assert not await office.said(TOM)
    await office.until(at("12:15"))
    for who in (TOM, PRIYA):
        [card] = await office.said(who, "table.called")
        assert as_text(card).startswith("Lunch is today, 12:30\nCanteen. Tom and Priya are coming.")
        assert buttons(card) == [("table.leave", "1", "Can't today")]
    assert "Last call · two seats left" in as_text(await office.draw("table:1"))


async def test_whoever_comes_after_the_last_call_hears_it_too_and_nobody_twice(
    office: Office,
) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    await office.until(at("12:20"))
    await office.click(JUN, "table.join", 1)
    assert [len(await office.said(who)) for who in (TOM, PRIYA, JUN)] == [1, 1, 1]
    [card] = await office.said(TOM)
    assert "Tom, Priya and Jun are coming" in as_text(card)


async def test_who_would_sit_alone_is_told_and_offered_the_next_best_thing(office: Office) -> None:
    await office.have_circle()
    async with office.database.transaction() as tx:
        await tx.insert(
            membership, workspace="W", program=1, person=TOM, state="in", since=office.now
        )
    await office.lunch(TOM, "12:30")
    await office.lunch(PRIYA, "14:00 at:Canteen")
    await office.until(at("12:15"))
    [card] = await office.said(TOM)
    assert card.title == "You would sit alone"
    assert buttons(card) == [
        ("table.join", "2", "Sit with Priya, 14:00"),
        ("table.open", "2026-03-11T12:30", "Open one Wed 11 Mar, 12:30"),
    ]
    assert "The next lunch round" in as_text(card)
    await office.click(JUN, "table.join", 1)
    assert titles(await office.said(TOM)) == ["You would sit alone", "Lunch is today, 12:30"]


async def test_who_is_left_alone_after_the_last_call_is_told(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    await office.until(at("12:20"))
    await office.click(TOM, "table.leave", 1)
    assert titles(await office.said(PRIYA)) == [
        "Lunch is today, 12:30",
        "You host a table",
        "You would sit alone",
    ]
    assert "Priya is coming" in as_text((await office.said(PRIYA))[0])


async def test_a_table_opened_too_late_for_a_last_call_goes_without(office: Office) -> None:
    office.now = at("12:20")
    answer = await office.lunch(TOM, "12:30")
    assert "Colleagues can take a seat now" in text(answer)
    await office.until(at("12:40"))
    assert not await office.said(TOM)


async def test_when_lunch_is_over_the_table_is_put_away_and_learnings_are_welcome(
    office: Office,
) -> None:
    await office.lunch(TOM, "12:30 at:Canteen")
    await office.click(PRIYA, "table.join", 1)
    await office.click(JUN, "table.join", 1)
    await office.until(at("13:30"))
    assert (await office.table(1)).state == "closed"
    assert (await office.draw("table:1")).title == "Tom, Priya and Jun ate together"
    assert (await office.draw("call:1")).title == "Tom, Priya and Jun ate together"
    [card] = await office.said(JUN, "table.learned")
    assert "You ate with Tom Becker and Priya Becker." in as_text(card)
    assert buttons(card) == [("learning.share", "table:1", "Write a line")]


async def test_one_who_ate_alone_is_not_asked_what_they_learned(office: Office) -> None:
    await office.lunch(TOM)
    await office.until(at("13:30"))
    assert (await office.draw("table:1")).title == "Tom's table is over"
    assert not await office.said(TOM, "table.learned")


async def test_after_a_long_sleep_the_last_call_is_skipped_and_the_table_put_away(
    office: Office,
) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    office.now = at("18:00")
    await run_due_occurrences(office.database, JOBS, office.now, random.Random(1))
    assert (await office.table(1)).state == "closed"
    assert titles(await office.said(TOM)) == ["What did you learn, or give?"]


async def test_nothing_is_due_about_a_table_that_was_called_off(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(TOM, "table.cancel", 1)
    async with office.database.read_transaction() as tx:
        assert not await tx.all(occurrence.select())


async def two_tables(office: Office) -> None:
    await office.lunch(TOM, "12:45 at:Canteen")
    await office.lunch(PRIYA, "12:30 at:Ramen")
    await office.click(JUN, "table.join", 2)


async def test_two_half_empty_tables_join_when_both_hosts_agree(office: Office) -> None:
    await two_tables(office)
    await office.until(at("12:00"))
    [asked] = await office.said(TOM)
    assert asked.title == "Shall you and Priya join tables?"
    assert "You would all meet at 12:30, Ramen." in as_text(asked, "Europe/Berlin")
    assert titles(await office.said(PRIYA)) == ["Shall you and Tom join tables?"]
    assert not await office.said(JUN)

    await office.click(TOM, "table.merge_yes", 1)
    assert "You said yes" in as_text((await office.said(TOM))[0])
    assert len(await office.tables()) == 2
    await office.click(PRIYA, "table.merge_yes", 1)

    [table] = await office.tables()
    assert [guest.person for guest in table.seated] == [PRIYA, TOM, JUN]
    assert (table.seats, table.place, table.starts_at) == (8, "Ramen", at("12:30"))
    for who in (TOM, PRIYA, JUN):
        told = (await office.said(who))[-1]
        assert told.title == "You share a table today, 12:30"
        assert "Ramen. Host: Priya Becker" in as_text(told)
    assert "Done, you share one now." in as_text((await office.said(TOM))[0])


async def test_the_table_that_moved_leads_to_the_one_it_joined(office: Office) -> None:
    await two_tables(office)
    await office.until(at("12:00"))
    for who in (TOM, PRIYA):
        await office.click(who, "table.merge_yes", 1)
    card = await office.draw("table:1")
    assert card.title == "Tom's table joined Priya's"
    assert buttons(card) == [("table.join", "2", "Sit with Priya, 12:30")]
    await office.click(AMARA, "table.join", 1)
    assert (await office.table(2)).seats_person(AMARA)
    await office.click(TOM, "table.leave", 1)
    assert not (await office.table(2)).seats_person(TOM)


async def test_one_no_keeps_both_tables_and_nobody_is_asked_again(office: Office) -> None:
    await two_tables(office)
    await office.until(at("12:00"))
    await office.click(TOM, "table.merge_yes", 1)
    await office.click(PRIYA, "table.merge_no", 1)
    assert "too late" in text(await office.click(TOM, "table.merge_yes", 1))
    assert len(await office.tables()) == 2
    await office.until(at("12:15"))
    assert sum(card.title.startswith("Shall you") for card in await office.said(TOM)) == 1
    assert "Each of you keeps a table." in as_text((await office.said(TOM))[0])


async def test_silence_is_no_consent(office: Office) -> None:
    await two_tables(office)
    await office.until(at("12:00"))
    await office.click(TOM, "table.merge_yes", 1)
    await office.until(at("12:15"))
    assert "too late" in text(await office.click(PRIYA, "table.merge_yes", 1))
    assert len(await office.tables()) == 2


async def test_only_hosts_are_asked(office: Office) -> None:
    await two_tables(office)
    await office.until(at("12:00"))
    for who in (JUN, SOFIA):
        assert "Only the host" in text(await office.click(who, "table.merge_yes", 1))
    assert len(await office.tables()) == 2


@pytest.mark.parametrize(
    "reason", ["fuller", "far apart", "offices", "channels", "avoided", "expected elsewhere"]
)
async def test_tables_that_do_not_suit_are_not_asked(office: Office, reason: str) -> None:
    if reason == "offices":
        await office.know(TOM, office="Berlin")
        await office.know(PRIYA, office="Leeds")
    if reason == "avoided":
        async with office.database.transaction() as tx:
            await tx.insert(avoidance, workspace="W", person=JUN, other=TOM)
    await office.lunch(TOM, "12:30 seats:2")
    start = {"far apart": "13:01", "expected elsewhere": "12:45"}.get(reason, "12:30")
    await office.lunch(PRIYA, f"{start} seats:4", channel=SIDE if reason == "channels" else LUNCH)
    await office.click(JUN, "table.join", 2)
    if reason == "fuller":
        await office.click(AMARA, "table.join", 2)
    if reason == "expected elsewhere":
        await office.lunch(TOM, "13:30")
    await office.until(at("12:15"))
    assert not await office.said(TOM, "table.merger")


async def test_those_who_usually_eat_at_the_same_time_find_their_seats_taken(
    office: Office,
) -> None:
    for who in (TOM, PRIYA, JUN):
        await office.lunch(who, "usual wed fri 12:45")
    await office.lunch(AMARA, "usual thu 12:45")
    await office.lunch(SOFIA, "usual wed 13:00")
    await office.until(at("09:30", 11))
    together, alone = await office.tables()
    assert sorted(guest.person for guest in together.seated) == sorted([TOM, PRIYA, JUN])
    assert together.starts_at == at("12:45", 11)
    assert [guest.person for guest in alone.seated] == [SOFIA]
    for who in (TOM, PRIYA, JUN):
        [card] = await office.said(who)
        assert ("table.leave", str(together.id), "Can't today") in buttons(card)
        assert "A usual table" in as_text(card)
    assert titles(await office.said(LUNCH)) == ["Sofia has a table today, 13:00"]


async def test_the_usual_comes_again_every_such_day(office: Office) -> None:
    await office.lunch(TOM, "usual tue thu")
    await office.until(at("15:00", 20))
    days = [table.starts_at.day for table in await office.tables("closed")]
    assert days == [12, 17, 19]


async def test_a_usual_set_early_in_the_morning_counts_today(office: Office) -> None:
    office.now = at("08:00")
    assert "From Tuesday 10 March on" in text(await office.lunch(TOM, "usual tue 12:30"))
    await office.until(at("09:30"))
    assert len(await office.tables()) == 1


async def test_colleagues_in_other_offices_or_channels_eat_apart(office: Office) -> None:
    for who, place in ((TOM, "Berlin"), (PRIYA, "berlin"), (JUN, "Leeds")):
        await office.know(who, office=place)
        await office.lunch(who, "usual wed", channel=SIDE if who == PRIYA else LUNCH)
    await office.lunch(AMARA, "usual wed")
    await office.lunch(SOFIA, "usual wed", channel=SIDE)
    await office.until(at("10:00", 11))
    assert sorted(len(table.seated) for table in await office.tables()) == [1, 1, 1, 2]


async def test_people_who_rather_not_meet_are_seated_apart(office: Office) -> None:
    async with office.database.transaction() as tx:
        await tx.insert(avoidance, workspace="W", person=JUN, other=TOM)
    for who in PEOPLE:
        await office.lunch(who, "usual wed")
    await office.until(at("10:00", 11))
    assert not any(
        table.seats_person(JUN) and table.seats_person(TOM) for table in await office.tables()
    )
    assert sum(len(table.seated) for table in await office.tables()) == len(PEOPLE)


@pytest.mark.parametrize("reason", ["paused", "gone", "seated elsewhere"])
async def test_who_does_not_come_is_not_seated(office: Office, reason: str) -> None:
    await office.lunch(TOM, "usual wed 12:30")
    if reason == "seated elsewhere":
        await office.lunch(TOM, "tomorrow 13:00")
    elif reason == "gone":
        await office.know(TOM, left=True)
    else:
        await office.know(TOM, paused_until=at("12:00", 20).date())
    await office.until(at("10:00", 11))
    assert not [table for table in await office.tables() if table.usual]
    async with office.database.read_transaction() as tx:
        due = [
            row.local_date.day
            for row in await tx.all(occurrence.select())
            if row.kind == "usual.seat"
        ]
    assert due == [11, 18]


async def test_a_morning_slept_through_is_left_and_the_next_planned(office: Office) -> None:
    await office.lunch(TOM, "usual wed 12:30")
    office.now = at("12:31", 11)
    await run_due_occurrences(office.database, JOBS, office.now, random.Random(1))
    assert not await office.tables()
    await office.until(at("10:00", 18))
    assert len(await office.tables()) == 1


async def test_the_usual_can_be_changed_and_ended(office: Office) -> None:
    await office.lunch(TOM, "usual wed 12:30")
    answer = await office.lunch(TOM, "usual I eat at 12:45 on Tuesday and Thursday")
    assert text(answer).startswith("Your usual: Tuesday and Thursday at 12:45")
    assert "No usual any more" in text(await office.lunch(TOM, "usual off"))
    assert "No usual any more" in text(await office.lunch(TOM, "usual off"))
    await office.until(office.now + timedelta(days=8))
    assert not await office.tables("closed")


async def test_the_form_asks_for_the_usual_and_knows_it_next_time(office: Office) -> None:
    empty = form_of(await office.lunch(TOM, "usual"))
    assert [field.id for field in empty.fields] == ["weekdays", "time", "channel"]
    answer = await office.submit(TOM, "usual.save", weekdays=("4", "1"), time="12:15", channel=SIDE)
    assert text(answer).startswith("Your usual: Tuesday and Friday at 12:15")
    again = form_of(await office.lunch(TOM, "usual"))
    assert list(initial_values(again).values()) == [("1", "4"), "12:15", SIDE]


@pytest.mark.parametrize(
    "words",
    [
        "tue 03:00",
        "12:30",
        "tue 12:30 13:00",
        "🍜",
        "الثلاثاء",
        "@everyone",
        "<!channel>",
        "x" * 10_000,
        "tue 25:00",
    ],
)
async def test_a_usual_that_makes_no_sense_is_refused(office: Office, words: str) -> None:
    before = await office.everything()
    answer = text(await office.lunch(TOM, f"usual {words}"))
    assert answer.startswith("That didn't work yet")
    assert len(answer) < 250
    assert await office.everything() == before


async def test_a_usual_needs_a_channel(office: Office) -> None:
    assert "in the channel" in text(await office.lunch(TOM, "usual tue", channel=None))
    await office.have_circle()
    assert "Your usual" in text(await office.lunch(TOM, "usual tue", channel=None))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekdays", ()),
        ("weekdays", ("9", "x", "٣")),
        ("time", "3 o'clock"),
        ("time", "22:00"),
        ("channel", "V/lunch"),
    ],
)
async def test_a_bad_field_of_the_usual_is_named(
    office: Office, field: str, value: str | tuple[str, ...]
) -> None:
    good: dict[str, str | tuple[str, ...]] = {"weekdays": ("1",), "time": "12:30", "channel": LUNCH}
    before = await office.everything()
    answer = await office.submit(TOM, "usual.save", **good | {field: value})
    assert list(answer.errors) == [field]  # type: ignore[union-attr]
    assert await office.everything() == before


async def test_tables_opened_shortly_before_are_asked_at_once(office: Office) -> None:
    await office.lunch(TOM, "12:30")
    office.now = at("12:05")
    await office.lunch(PRIYA, "12:40")
    await office.until(at("12:05"))
    assert titles(await office.said(PRIYA)) == ["Shall you and Tom join tables?"]


async def test_tables_joined_while_somebody_was_expected_elsewhere_stay_apart(
    office: Office,
) -> None:
    await office.lunch(TOM, "12:30")
    await office.lunch(PRIYA, "12:50")
    await office.click(JUN, "table.join", 2)
    await office.until(at("12:01"))
    await office.lunch(TOM, "13:30")
    for who in (TOM, PRIYA):
        await office.click(who, "table.merge_yes", 1)
    assert len(await office.tables()) == 3
