"""Forget what has been kept long enough, and nothing else."""

import random
from datetime import date, datetime, timedelta

import pytest

from bot.core import outbox
from bot.core.outbox import BatchOptions
from bot.core.reasons import MessageReason, Purpose
from bot.core.subjects import Subject
from bot.core.tables import live_card, occurrence, outbox_message, processed_interaction
from bot.learnings import records as learnings
from bot.learnings.rules import SharedLearning
from bot.learnings.tables import learning, learning_announcement, monthly_recap
from bot.matching.model import Rules
from bot.open_tables.tables import open_table, seat
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import group_member, pairing_group, pairing_program, pairing_round
from bot.prompts.tables import posting, prompt, prompt_answer, prompt_channel
from bot.store.engine import Database
from bot.ui.cards import Card, Quote
from jobs import retention
from jobs.engine.occurrences import run_due_occurrences
from tests.jobs.nights import NIGHT, rows, sleep, totals

pytestmark = pytest.mark.usefixtures("either_way")
REASON = MessageReason("test", Purpose.ADDED)
CARD = Card("note", "Tom, meet Priya")


async def test_the_sweep_comes_every_night_and_does_not_make_up_for_nights_away(
    database: Database,
) -> None:
    await sleep(database, nights=2)
    await run_due_occurrences(database, retention.JOBS, NIGHT + timedelta(days=9), random.Random(1))
    days = [row.local_date for row in await rows(database, occurrence)]
    assert days == [date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 21)]


async def test_gestures_are_known_for_a_week(database: Database) -> None:
    async with database.transaction() as tx:
        for days in (1, 6, 8):
            await tx.insert(
                processed_interaction,
                workspace="W",
                interaction=f"{days}",
                at=NIGHT - timedelta(days=days),
            )
        await tx.insert(
            processed_interaction, workspace="V", interaction="8", at=NIGHT - timedelta(days=8)
        )
    await sleep(database)
    assert [
        (row.workspace, row.interaction) for row in await rows(database, processed_interaction)
    ] == [
        ("W", "1"),
        ("W", "6"),
        ("V", "8"),
    ]


@pytest.mark.parametrize("share", ["private", "named", "unnamed"])
async def test_what_people_wrote_is_kept_for_ninety_days(database: Database, share: str) -> None:
    async with database.transaction() as tx:
        for days in (89, 91):
            at = NIGHT - timedelta(days=days)
            number = await learnings.save_learning(
                tx, "W", "W/ada", Subject("event", days), "Maps fold both ways", share, at
            )
            told = [SharedLearning(number, Subject("event", days), Quote("Maps fold both ways"))]
            await learnings.mark_announced(tx, "W", "W/lunch", Subject("learnings", days), told)
        for month in (date(2025, 10, 1), date(2025, 11, 1)):
            await tx.insert(
                monthly_recap, workspace="W", channel="W/lunch", zone="UTC", month=month
            )
    await sleep(database)
    assert [row.about for row in await rows(database, learning)] == [Subject("event", 89)]
    assert [row.subject for row in await rows(database, learning_announcement)] == [
        Subject("learnings", 89)
    ]
    assert [row.month for row in await rows(database, monthly_recap)] == [date(2025, 11, 1)]


async def test_a_declined_suggestion_goes_and_an_approved_one_stays(database: Database) -> None:
    old = NIGHT - timedelta(days=91)
    async with database.transaction() as tx:
        for state in ("declined", "approved", "suggested"):
            await tx.insert(
                prompt,
                workspace="W",
                theme="join",
                season="any",
                text="Join in",
                state=state,
                person="W/ada",
                at=old,
            )
    await sleep(database)
    assert [row.state for row in await rows(database, prompt)] == ["approved", "suggested"]


async def test_messages_go_ninety_days_after_they_were_sent_with_whom_they_were_to(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        for key, state, days in (
            ("old", "sent", 91),
            ("new", "sent", 89),
            ("dropped", "expired", 91),
            ("held", "held", 91),
            ("waiting", "ready", 91),
        ):
            await outbox.send_dm(
                tx, "W", key, "W/ada", CARD, reason=REASON, due=NIGHT - timedelta(days=days)
            )
            await tx.execute(
                outbox_message.update().where(outbox_message.c.key == key).values(state=state)
            )
    await sleep(database)
    assert [row.key for row in await rows(database, outbox_message)] == ["new", "waiting"]


async def test_a_message_that_others_follow_stays_until_they_are_said(database: Database) -> None:
    old = NIGHT - timedelta(days=91)
    people = ("W/ada", "W/ben")
    async with database.transaction() as tx:
        await outbox.introduce(tx, "W", "intro", people, CARD, reason=REASON, due=old)
        await tx.execute(outbox_message.update().values(state="sent", sent_at=old))
        await outbox.follow_up(tx, "W", "more", "intro", people, CARD, reason=REASON, due=NIGHT)
    await sleep(database)
    assert [row.key for row in await rows(database, outbox_message)] == ["intro", "more"]


async def test_a_live_card_is_edited_as_long_as_what_it_shows_is_there_and_names_nobody(
    database: Database,
) -> None:
    old = NIGHT - timedelta(days=91)
    async with database.transaction() as tx:
        options = BatchOptions(reason=REASON, due=old)
        for number in (1, 2):
            key, subject = f"group:{number}:intro", Subject("group", number)
            people = ("W/ada", "W/ben")
            await outbox.introduce(tx, "W", key, people, None, subject=subject, **options)
        await outbox.post(tx, "W", "t", "W/lunch", None, subject=Subject("table", 1), **options)
        sent = {"state": "sent", "sent_at": old, "merged_into": outbox_message.c.id}
        await tx.execute(outbox_message.update().values(sent))
    await sleep(database)
    kept = await rows(database, outbox_message)
    assert [row.subject.kind for row in kept] == ["group", "group", "table"]
    assert [row.recipients for row in kept] == [(), (), ("W/lunch",)]

    async with database.transaction() as tx:
        long_ago = NIGHT - timedelta(days=731)
        await tx.execute(outbox_message.update().values(sent_at=long_ago))
    await run_due_occurrences(database, retention.JOBS, NIGHT + timedelta(days=1), random.Random(1))
    assert await rows(database, outbox_message) == []
    assert await rows(database, live_card) == []


async def test_after_two_years_only_totals_are_left_of_who_met_whom(database: Database) -> None:
    for years_ago in (731, 732, 10):
        await _lunch(database, NIGHT - timedelta(days=years_ago))
    await sleep(database)
    assert len(await rows(database, pairing_round)) == 1
    assert len(await rows(database, pairing_group)) == 3
    assert len(await rows(database, group_member)) == 1
    assert await totals(database) == {"groups": 4, "met": 2}
    async with database.transaction() as tx:
        await tx.execute(pairing_round.update().values(drawn_at=NIGHT - timedelta(days=900)))
    await run_due_occurrences(database, retention.JOBS, NIGHT + timedelta(days=1), random.Random(1))
    assert await totals(database) == {"groups": 6, "met": 3}


async def test_old_tables_and_answers_become_totals_too(database: Database) -> None:
    old = NIGHT - timedelta(days=731)
    async with database.transaction() as tx:
        for starts_at in (old, NIGHT):
            number = await tx.insert(
                open_table,
                workspace="W",
                host="W/ada",
                channel="W/lunch",
                zone="UTC",
                starts_at=starts_at,
                seats=4,
                state="closed",
            )
            await tx.insert_many(
                seat,
                [{"workspace": "W", "table": number, "person": "W/ada", "taken_at": starts_at}],
            )
        where = await tx.insert(
            prompt_channel,
            workspace="W",
            channel="W/p",
            recurrence="FREQ=DAILY",
            start=old.date(),
            time="10:00",
            zone="UTC",
        )
        words = {
            "slug": "s",
            "theme": "join",
            "text": "Join in",
            "hint": "",
            "cycle": 1,
            "chosen": False,
        }
        asked = await tx.insert(
            posting, workspace="W", prompt_channel=where, local_date=old.date(), **words
        )
        for person, state, at in (
            ("W/ada", "did", old),
            ("W/bo", "will_do", old),
            ("W/cleo", "did", NIGHT),
        ):
            await tx.insert(
                prompt_answer, workspace="W", posting=asked, person=person, state=state, at=at
            )
    await sleep(database)
    assert len(await rows(database, open_table)) == len(await rows(database, seat)) == 1
    assert [row.person for row in await rows(database, prompt_answer)] == ["W/cleo"]
    assert len(await rows(database, posting)) == 1
    assert await totals(database) == {"tables": 1, "prompts_done": 1}


async def _lunch(database: Database, at: datetime) -> None:
    async with database.transaction() as tx:
        cadence = {"recurrence": "FREQ=DAILY", "start": at.date(), "time": "10:00", "zone": "UTC"}
        extra = {
            "channel_name": "lunch",
            "size": 2,
            "blackout": (),
            "same_office": False,
            "active": True,
        }
        channel = f"W/lunch-{at.date()}"
        one = await tx.insert(pairing_program, workspace="W", channel=channel, **cadence, **extra)
        this = await tx.insert(
            pairing_round,
            workspace="W",
            program=one,
            local_date=at.date(),
            seed="1",
            state="closed",
            drawn_at=at,
            midpoint=at,
            ends_at=at,
            size=2,
            inputs=Snapshot((), Rules(), 0),
        )
        for state in ("met", "open", "alone"):
            group = await tx.insert(
                pairing_group,
                workspace="W",
                round=this,
                state=state,
                icebreaker=0,
                reasons=(),
                slots=(),
                meet_at=at,
            )
        await tx.insert(group_member, workspace="W", group=group, person="W/ada")
