"""An event is announced once, and its calendar entry follows every change."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from bot.core import outbox
from bot.core.platform import TemporaryError, UnknownOutcome
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import ReadTransaction
from tests.jobs.conftest import NOON, RULE, Bench

EVENT = CalendarEvent(
    "uid-1",
    "Happy hour",
    "",
    "Ramen bar",
    NOON + timedelta(days=1),
    NOON + timedelta(days=1, hours=2),
)
WORKSPACE = "w"


class Calendar:
    """The one event there is, in its latest version."""

    def __init__(self, bench: Bench) -> None:
        self.event = EVENT
        bench.router.calendar_entry("counter")(self.give)

    async def give(
        self, tx: ReadTransaction, workspace: str, subject: Subject
    ) -> CalendarEvent | None:
        return self.event


async def announce(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await outbox.announce_event(
            tx,
            WORKSPACE,
            "event:1",
            "w/lunch",
            reason=RULE,
            due=NOON,
            solicited=True,
            subject=Subject("counter", 1),
        )


async def touch(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await outbox.invalidate(tx, WORKSPACE, Subject("counter", 1))


async def test_an_event_is_announced_once_with_its_entry(bench: Bench) -> None:
    Calendar(bench)
    await announce(bench)
    await bench.engine().run_until_idle()
    await bench.engine().run_until_idle()
    assert bench.chat.entries == [EVENT]
    assert set(bench.chat.times.values()) == {1}


async def test_an_answer_changes_the_card_and_leaves_the_entry_alone(bench: Bench) -> None:
    Calendar(bench)
    await announce(bench)
    await bench.engine().run_until_idle()
    await touch(bench)
    await bench.engine().run_until_idle()
    assert len(bench.chat.edits) == 1
    assert bench.chat.entries == [EVENT]


async def test_each_change_is_told_to_the_calendar_once(bench: Bench) -> None:
    calendar = Calendar(bench)
    await announce(bench)
    await bench.engine().run_until_idle()
    for sequence in (1, 2):
        calendar.event = replace(EVENT, sequence=sequence, cancelled=sequence == 2)
        await touch(bench)
        await bench.engine().run_until_idle()
        await touch(bench)
        await bench.engine().run_until_idle()
    assert [(entry.sequence, entry.cancelled) for entry in bench.chat.entries] == [
        (0, False),
        (1, False),
        (2, True),
    ]


@pytest.mark.parametrize("error", [UnknownOutcome("no answer"), TemporaryError("busy")])
async def test_a_change_that_may_not_have_arrived_is_told_again(
    bench: Bench, error: Exception
) -> None:
    calendar = Calendar(bench)
    await announce(bench)
    await bench.engine().run_until_idle()
    calendar.event = replace(EVENT, sequence=1)

    def fail(call: str) -> None:
        raise error

    bench.chat.after = fail
    await touch(bench)
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    bench.wall += timedelta(minutes=5)
    await bench.engine().run_until_idle()
    assert [entry.sequence for entry in bench.chat.entries] == [0, 1, 1]
    async with bench.database.read_transaction() as tx:
        assert await tx.scalars(select(outbox_message.c.announced_sequence)) == [1]


async def test_an_announcement_whose_answer_was_lost_still_follows_a_change(bench: Bench) -> None:
    calendar = Calendar(bench)
    await announce(bench)

    def lose(call: str) -> None:
        raise UnknownOutcome("no answer")

    bench.chat.after = lose
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    bench.wall += timedelta(minutes=5)
    await bench.engine().run_until_idle()
    calendar.event = replace(EVENT, sequence=1)
    await touch(bench)
    await bench.engine().run_until_idle()
    assert set(bench.chat.times.values()) == {1}
    assert bench.chat.entries[-1].sequence == 1
