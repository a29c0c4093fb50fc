"""Who hears of openings, exactly when, and how that stops."""

import asyncio
import random
from datetime import UTC, date, timedelta
from typing import Any

from sqlalchemy import select

from bot.associations import opening_records, records, reminders
from bot.associations.rules import Opening
from bot.associations.tables import opening
from bot.core.tables import outbox_message
from bot.people import records as people
from bot.store.engine import Database
from bot.ui.cards import as_text
from jobs import retention
from jobs.associations import JOBS
from jobs.engine.occurrences import run_due_occurrences
from tests.factories.associations import (
    at,
    join_association,
    make_association,
    make_opening,
    submit_by_button,
    told_of_openings,
)
from tests.reading import controls, labels, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, HOME, MONDAY, PEOPLE, World

WEDNESDAY = "2026-04-15"


async def told(world: World) -> list[tuple[str, str]]:
    """Return who was told of openings, and when in Berlin's time."""
    async with world.database.read_transaction() as tx:
        about = select(outbox_message.c.recipients, outbox_message.c.due).where(
            outbox_message.c.reason.startswith("opening."), outbox_message.c.state == "sent"
        )
        rows = await tx.all(about.order_by(outbox_message.c.due, outbox_message.c.id))
    return [
        (row.recipients[0], f"{row.due.astimezone(at(WEDNESDAY).tzinfo):%a %d %b %H:%M}")
        for row in rows
    ]


async def test_those_who_want_it_hear_a_month_a_week_and_a_day_ahead_and_nobody_else(
    world: World,
) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number, "privately", "yes")
    await join_association(world, DINA, number, "no", "yes")
    await join_association(world, EMIL, number, "openly", "no")
    treasurer = await make_opening(world, number, WEDNESDAY)
    assert "I'll remind you on Mon 16 Mar, Wed 8 Apr and Tue 14 Apr." in text(
        await world.click(BEN, "opening.remind", treasurer)
    )
    assert "Remind me" in labels(await world.click(DINA, "opening.quiet", treasurer))
    await world.until(at("2026-04-20"))
    moments = ("Mon 16 Mar 09:00", "Wed 08 Apr 09:00", "Tue 14 Apr 09:00")
    assert await told(world) == [(who, moment) for moment in moments for who in (BEN, CLEO)]
    assert await told_of_openings(world, CLEO) == ["Over: Treasurer"] * 3
    assert [who for who in PEOPLE if await told_of_openings(world, who)] == [BEN, CLEO]


async def test_what_would_come_at_a_weekend_comes_on_the_working_day_before(world: World) -> None:
    number = await make_association(world)
    treasurer = await make_opening(
        world, number, "2026-04-20"
    )  # a Monday; 30 days before is a Saturday
    await world.click(BEN, "opening.remind", treasurer)
    await world.until(at("2026-04-20", "12:00"))
    assert [moment for _, moment in await told(world)] == [
        "Fri 20 Mar 09:00",
        "Mon 13 Apr 09:00",
        "Fri 17 Apr 09:00",
    ]
    assert (await told_of_openings(world, BEN))[-1] == "Until Monday, 20 April: Treasurer"


async def test_of_what_is_near_those_who_are_told_hear_at_once_but_for_whoever_added_it(
    world: World,
) -> None:
    number = await make_association(world)
    for person in (BEN, CLEO):
        await join_association(world, person, number, "privately", "yes")
    await world.until(at("2026-03-10", "15:00"))
    await make_opening(world, number, "2026-03-20", by=BEN)
    await world.pass_time(minutes=1)
    assert (await told_of_openings(world, BEN), await told_of_openings(world, CLEO)) == (
        [],
        ["Until Friday, 20 March: Treasurer"],
    )
    await world.until(at("2026-03-21"))
    assert await told(world) == [
        (CLEO, "Tue 10 Mar 15:00"),
        *(
            (who, moment)
            for moment in ("Fri 13 Mar 09:00", "Thu 19 Mar 09:00")
            for who in (BEN, CLEO)
        ),
    ]


async def test_nobody_hears_twice_in_a_day_of_what_is_added_on_the_morning_of_a_reminder(
    world: World,
) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number, "privately", "yes")
    await world.until(at("2026-03-10", "08:30"))
    await make_opening(world, number, "2026-03-17")
    await world.until(at("2026-03-10", "23:00"))
    assert await told(world) == [(CLEO, "Tue 10 Mar 09:00")]


async def test_a_deadline_that_moves_takes_its_reminders_along(world: World) -> None:
    number = await make_association(world)
    treasurer = await make_opening(world, number, WEDNESDAY)
    await world.click(BEN, "opening.remind", treasurer)
    await world.until(at("2026-03-17"))
    assert await told_of_openings(world, BEN) == ["Until Wednesday, 15 April: Treasurer"]
    await submit_by_button(
        world, ADA, "opening.edit", treasurer, {"due": "2026-05-06", "title": "Treasurer"}
    )
    await world.until(at("2026-04-15"))
    moments = ["Mon 16 Mar 09:00", "Thu 02 Apr 09:00"]  # Easter is off
    assert [moment for _, moment in await told(world)] == moments
    # What arrived before is true again: it tells the date as it is now.
    told_before = [card for card in await world.inbox(BEN) if card.title.startswith("Until ")]
    assert len(told_before) == 2
    assert all("Wednesday, 6 May" in as_text(card) for card in told_before)
    await submit_by_button(world, ADA, "opening.edit", treasurer, {"due": "2026-04-24"})
    await world.pass_time(minutes=1)
    assert (await told_of_openings(world, BEN))[-1] == "Until Friday, 24 April: Treasurer"
    await world.until(at("2026-05-07"))
    later = ["Wed 15 Apr 09:00", "Fri 17 Apr 09:00", "Thu 23 Apr 09:00"]
    assert [moment for _, moment in await told(world)] == moments + later


async def test_a_near_deadline_that_is_put_off_a_little_is_no_news(world: World) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number, "privately", "yes")
    treasurer = await make_opening(world, number, "in 10 days")
    for due in ("in 12 days", "in 14 days"):
        await submit_by_button(world, ADA, "opening.edit", treasurer, {"due": due})
        await world.pass_time(minutes=1)
    assert await told_of_openings(world, CLEO) == ["Until Monday, 16 March: Treasurer"]


async def test_no_reminders_means_none_not_even_one_that_was_about_to_leave(world: World) -> None:
    number = await make_association(world)
    for person in (CLEO, DINA, EMIL):
        await join_association(world, person, number, "privately", "yes")
    treasurer = await make_opening(world, number, "in 10 days")
    await world.click(CLEO, "opening.quiet", treasurer)
    await join_association(world, DINA, number, "privately", "no")
    await world.pass_time(days=12)
    assert [len(await told_of_openings(world, who)) for who in (CLEO, DINA, EMIL)] == [0, 0, 3]


async def test_ones_own_word_about_an_opening_outlasts_what_one_said_of_the_association(
    world: World,
) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number, "privately", "yes")
    treasurer = await make_opening(world, number, "in 10 days")
    await world.click(CLEO, "opening.remind", treasurer)
    await join_association(world, CLEO, number, "privately", "no")
    await world.pass_time(days=12)
    assert len(await told_of_openings(world, CLEO)) == 3


async def test_what_is_closed_is_silent_until_it_is_opened_again(world: World) -> None:
    number = await make_association(world)
    treasurer = await make_opening(world, number, WEDNESDAY)
    await world.click(BEN, "opening.remind", treasurer)
    await world.until(at("2026-03-17"))
    closed = await world.click(ADA, "opening.close", treasurer)
    assert labels(closed) == ["The association", "Open it again", "Something wrong?"]
    await world.until(at("2026-04-10"))
    assert await told_of_openings(world, BEN, "Treasurer") == ["Closed: Treasurer"]
    assert "over or closed" in text(await world.click(BEN, "opening.quiet", treasurer))
    assert "Nothing is ahead yet" in text(await world.say(BEN, "/associations openings"))
    await world.click(ADA, "opening.reopen", treasurer)
    await world.until(at("2026-04-16"))
    assert (await told_of_openings(world, BEN))[-1] == "Over: Treasurer"
    assert "over or closed" in text(await world.click(ADA, "opening.reopen", treasurer))


async def test_why_is_told_by_who_asked_for_what(world: World) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number, "privately", "yes")
    treasurer = await make_opening(world, number, WEDNESDAY)
    await world.click(BEN, "opening.remind", treasurer)
    await world.until(at("2026-03-17"))
    assert "You asked to be reminded of an opening" in text(await world.say(BEN, "/mingle why"))
    assert "You asked to be told of an association's openings" in text(
        await world.say(CLEO, "/mingle why")
    )


async def test_whoever_is_gone_hears_nothing(world: World) -> None:
    number = await make_association(world)
    treasurer = await make_opening(world, number, WEDNESDAY)
    for person in (BEN, CLEO):
        await world.click(person, "opening.remind", treasurer)
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, BEN, left=True)
    await world.until(at("2026-03-17"))
    assert [who for who, _ in await told(world)] == [CLEO]


async def test_a_reminder_opens_what_it_is_about(world: World) -> None:
    number = await make_association(world)
    await join_association(world, FATMA, number)
    more = {"details": "Two evenings a month.", "link": "guild.example/jobs"}
    treasurer = await make_opening(world, number, WEDNESDAY, **more)
    await world.click(BEN, "opening.remind", treasurer)
    await world.until(at("2026-03-17"))
    [card] = [
        card
        for card in await world.inbox(BEN)
        if card.title == "Until Wednesday, 15 April: Treasurer"
    ]
    actions = [item.action for item in controls(card)]
    assert actions == ["opening.show", "opening.quiet", "wrong.open"]
    assert (
        "Deadline: Wednesday, 15 April\nPage: guild.example (https://guild.example/jobs)"
        in as_text(card)
    )
    shown = text(await world.click(BEN, "opening.show", controls(card)[0].value))
    assert "Two evenings a month.\nAsk somebody who is in it:\nFatma Aydin" in shown


async def test_the_calendar_lists_by_deadline_by_kind_and_page_by_page(world: World) -> None:
    number = await make_association(world)
    for day in range(10):
        await make_opening(world, number, f"in {20 - day} days", title=f"Seat {day}")
    await make_opening(world, number, "in 2 months", title="Talks", kind="papers")
    first = text(await world.say(CLEO, "/associations openings"))
    assert first.index("Seat 9") < first.index("Seat 3")
    second = await world.click(CLEO, "opening.page", "1:")
    assert "May 2026" in text(second)
    assert all((first + text(second)).count(f"Seat {day}") == 1 for day in range(10))
    papers = await world.say(CLEO, "/associations openings papers")
    assert text(papers).startswith("Openings, call for papers or talks: 1\nMay 2026")
    assert text(await world.click(CLEO, "opening.page", choice="papers")) == text(papers)
    assert "Nothing of this kind" in text(await world.click(CLEO, "opening.page", choice="role"))
    assert text(await world.click(CLEO, "opening.page", choice="all")) == first


async def test_two_processes_and_a_restart_remind_once(either_database: Database) -> None:
    one = await _awaited(either_database, date(2026, 4, 15))
    morning = at("2026-03-16").astimezone(UTC)
    for _ in range(2):
        await asyncio.gather(
            *(
                run_due_occurrences(either_database, JOBS, morning, random.Random(1))
                for _ in range(2)
            )
        )
        async with either_database.transaction() as tx:
            await reminders.schedule_reminders(tx, one, morning - timedelta(minutes=1))
    assert await _said(either_database) == [(BEN, "ready"), (CLEO, "ready")]


async def test_after_a_long_absence_only_the_reminder_that_is_of_use_comes(
    either_database: Database,
) -> None:
    await _awaited(either_database, date(2026, 4, 15))
    await run_due_occurrences(
        either_database, JOBS, at("2026-04-09").astimezone(UTC), random.Random(1)
    )
    assert len(await _said(either_database)) == 2
    await run_due_occurrences(
        either_database, JOBS, at("2026-04-16").astimezone(UTC), random.Random(1)
    )
    assert len(await _said(either_database)) == 2, "the deadline has passed"


async def test_openings_are_forgotten_ninety_days_after_their_deadline(
    either_database: Database,
) -> None:
    one = await _awaited(either_database, date(2026, 4, 15))
    for days, left in ((89, 1), (92, 0)):
        night = one.ends_at + timedelta(days=days)
        async with either_database.transaction() as tx:
            await retention.schedule_first_sweep(tx, HOME, night)
        await run_due_occurrences(
            either_database, retention.JOBS | JOBS, night + timedelta(days=1), random.Random(1)
        )
        async with either_database.read_transaction() as tx:
            assert len(await tx.all(select(opening))) == left


async def _awaited(database: Database, due: date) -> Opening:
    """Save an opening of which one person asked to be reminded, and another is told."""
    async with database.transaction() as tx:
        for who in (BEN, CLEO):
            await people.add_if_new(tx, HOME, who, who, "Europe/Berlin", MONDAY)
        number = await records.add_association(
            tx, HOME, ADA, MONDAY, name="Guild", about="", link=""
        )
        guild = await records.find_association(tx, HOME, number or 0)
        assert guild
        await records.save_member(tx, guild, CLEO, standing="no", chapter=None, tell=True)
        about: dict[str, Any] = {
            "kind": "role",
            "title": "Treasurer",
            "details": "",
            "link": "",
            "chapter": None,
        }
        one = await opening_records.add_opening(
            tx, guild, ADA, MONDAY, due=due, zone="Europe/Berlin", **about
        )
        await opening_records.set_subscription(tx, one, BEN, wants=True)
        await reminders.start_reminders(tx, one, MONDAY)
    return one


async def _said(database: Database) -> list[tuple[str, str]]:
    async with database.read_transaction() as tx:
        rows = await tx.all(
            select(outbox_message.c.recipients, outbox_message.c.state).order_by(
                outbox_message.c.id
            )
        )
    return sorted((row.recipients[0], row.state) for row in rows)
