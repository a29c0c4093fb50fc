"""Forget events, polls and sources that are old enough, and nothing else."""

from datetime import datetime, timedelta

import pytest

from bot.events import records as events
from bot.events.tables import event, event_change, rsvp
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.tables import poll, poll_option, vote
from bot.sources import records as sources
from bot.sources.addresses import file_address, file_of
from bot.sources.files import records as uploads
from bot.sources.tables import source, upload
from bot.store.engine import Database
from tests.jobs.nights import NIGHT, rows, sleep, totals

pytestmark = pytest.mark.usefixtures("either_way")


async def test_old_events_become_a_total_and_why_one_was_called_off_is_forgotten_sooner(
    database: Database,
) -> None:
    for kind, days in (
        ("happy_hour", 731),
        ("gathering", 731),
        ("listed", 731),
        ("lunch", 91),
        ("gathering", 89),
    ):
        await _event(database, kind, NIGHT - timedelta(days=days))
    await sleep(database)
    assert [row.kind for row in await rows(database, event)] == ["lunch", "gathering"]
    assert [row.person for row in await rows(database, rsvp)] == ["W/ada", "W/ada"]
    assert [row.words for row in await rows(database, event_change)] == ["", "It rains."]
    assert await totals(database) == {"events": 2}


async def test_what_the_web_told_and_nobody_came_to_is_forgotten_and_so_are_forgotten_addresses(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        for days in (91, 89):
            at = NIGHT - timedelta(days=days)
            await events.insert_event(
                tx, events.EventDraft("W", "listed", "Talk", at, at, "Europe/Berlin", at)
            )
        for days, name in ((8, "old"), (6, "new")):
            await sources.enqueue_source(
                tx, "W", f"https://{name}.example/", "W/ada", "UTC", NIGHT - timedelta(days=days)
            )
        kept = await sources.enqueue_source(
            tx, "W", "https://kept.example/", "W/ada", "UTC", NIGHT - timedelta(days=80)
        )
        await sources.update_source(tx, "W", kept, state="active")
    await sleep(database)
    assert len(await rows(database, event)) == 1
    assert [row.address for row in await rows(database, source)] == [
        "https://new.example/",
        "https://kept.example/",
    ]


async def _event(database: Database, kind: str, at: datetime) -> None:
    async with database.transaction() as tx:
        hour = timedelta(hours=1)
        number = await events.insert_event(
            tx, events.EventDraft("W", kind, "Games", at - hour, at, "Europe/Berlin", at)
        )
        await events.upsert_rsvp(tx, "W", number, "W/ada", "going", at)
        await tx.insert(
            event_change,
            workspace="W",
            event=number,
            person="W/ada",
            what="cancelled",
            words="It rains.",
            at=at,
        )


async def test_who_voted_for_what_is_forgotten_after_ninety_days_and_the_tally_stays(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        for state, days in (("closed", 89), ("closed", 91), ("draft", 91)):
            at = NIGHT - timedelta(days=days)
            when = {
                "closes_at": at,
                "lunch_at": at,
                "made_at": at,
                "closed_at": None if state == "draft" else at,
            }
            about = {
                "channel": "W/x",
                "title": f"{days}",
                "zone": "UTC",
                "organiser": "W/ada",
                "settings": PollSettings(),
            }
            one = await tx.insert(poll, workspace="W", state=state, **when, **about)
            option = await tx.insert(
                poll_option,
                workspace="W",
                poll=one,
                position=0,
                reasons=(),
                state="offered",
                works=1,
                needs=0,
            )
            await tx.insert(
                vote, workspace="W", poll=one, option=option, person="W/ada", answer="works", at=at
            )
    await sleep(database)
    assert [(row.state, row.title) for row in await rows(database, poll)] == [
        ("closed", "89"),
        ("closed", "91"),
    ]
    assert [row.works for row in await rows(database, poll_option)] == [1, 1]
    assert [row.poll for row in await rows(database, vote)] == [(await rows(database, poll))[0].id]


async def test_a_calendar_file_goes_ninety_days_after_it_came_to_its_end(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        for name, days, more in (
            ("old", 91, {"state": "paused"}),
            ("resting", 89, {"state": "paused"}),
            ("paused", 91, {"state": "paused", "events": 3}),
            ("alive", 91, {"state": "active"}),
        ):
            number = await sources.enqueue_source(
                tx, "W", file_address("W/ada", f"{name}.ics"), "W/ada", "UTC", NIGHT
            )
            await uploads.save_upload(tx, "W", number, b"BEGIN:VCALENDAR")
            await sources.update_source(
                tx, "W", number, last_good=NIGHT - timedelta(days=days), **more
            )
    await sleep(database)
    kept = {row.id: file_of(row.address) for row in await rows(database, source)}
    assert list(kept.values()) == ["resting.ics", "paused.ics", "alive.ics"]
    assert [row.source for row in await rows(database, upload)] == list(kept)
