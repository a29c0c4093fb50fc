"""Reach Mingle by every way that Slack offers, also when it is slow."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.slack import listen
from bot.core.tables import outbox_message
from bot.store.engine import Database
from tests.adapters.slack.town import Town, town
from tests.adapters.town import MONDAY
from tests.doubles.slack import Fault, message_text


@pytest.fixture(params=["socket", "http"])
async def there(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    async with town(database, request.param) as opened:
        yield opened


async def test_a_shortcut_shows_how_things_stand_from_anywhere(there: Town) -> None:
    await there.slack.shortcut(there.people[0], "run:mingle")
    await there.slack.until(lambda: there.people[0].id in there.slack.views)
    assert "in person" in message_text.words(there.home, there.form(there.people[0]))


async def test_a_shortcut_on_a_message_opens_a_table_there(there: Town) -> None:
    jun = there.people[2]
    message, _ = await there.slack.write(there.manager, there.lunch, "Anybody hungry?")
    await there.slack.shortcut(jun, "here:lunch", message)
    answer = await there.slack.until(lambda: there.whispers(jun))
    assert there.says(answer[-1], "I've told #lunch.")


async def test_a_pause_can_be_taken_and_ended_at_home(there: Town) -> None:
    tom = there.people[0]
    await there.slack.open_home(tom)
    await there.slack.until(lambda: tom.id in there.home.homes)
    await there.slack.click(tom, there.home.homes[tom.id], label="Take a pause")
    await there.slack.until(lambda: tom.id in there.slack.views)
    await there.slack.submit(tom, there.slack.views[tom.id])
    await there.slack.until(
        lambda: "pausing" in message_text.words(there.home, there.home.homes[tom.id])
    )
    await there.slack.click(tom, there.home.homes[tom.id], label="I'm back")
    await there.slack.until(
        lambda: "pausing" not in message_text.words(there.home, there.home.homes[tom.id])
    )


async def test_a_table_opened_at_home_stands_there_with_its_seat(there: Town) -> None:
    tom = there.people[0]
    await there.slack.open_home(tom)
    await there.slack.until(lambda: tom.id in there.home.homes)
    await there.slack.click(tom, there.home.homes[tom.id], label="Open a table")
    await there.slack.until(lambda: tom.id in there.slack.views)
    form = {"when": "tomorrow 12:30", "channel": there.lunch.id}
    await there.slack.submit(tom, there.slack.views[tom.id], form)
    await there.slack.until(
        lambda: "you have a seat" in message_text.words(there.home, there.home.homes[tom.id])
    )


async def test_a_gesture_is_acknowledged_though_slack_itself_is_slow(
    there: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    jun, slow = there.people[2], _slow(there, monkeypatch)
    delivery = await asyncio.wait_for(there.slack.type_command(jun, there.lunch, "/mingle me"), 10)
    assert delivery.acked
    assert not there.whispers(jun)
    slow.set()
    await there.slack.until(lambda: there.whispers(jun))


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_whoever_asked_just_before_mingle_stops_is_still_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    async with town(database, mode) as there:
        jun, slow = there.people[2], _slow(there, monkeypatch)
        assert (await there.slack.type_command(jun, there.lunch, "/mingle me")).acked
        asyncio.get_running_loop().call_soon(slow.set)
        assert not there.whispers(jun)
    assert there.whispers(jun)


async def test_an_organiser_is_told_once_that_mingle_cannot_speak_in_a_channel(there: Town) -> None:
    await there.command(there.manager, "/prompt setup")
    await there.fill(there.manager, {"zone": "Europe/Berlin"})
    await there.settle()
    await there.slack.remove_bot(there.lunch)
    await there.until(MONDAY.replace(day=19))
    told = [
        message
        for message in there.seen_by(there.manager)
        if there.says(message, "/invite @Mingle")
    ]
    assert len(told) == 1
    async with there.database.read_transaction() as tx:
        parked = await tx.scalars(
            select(outbox_message.c.state).where(outbox_message.c.error.contains("/invite @Mingle"))
        )
    assert len(parked) > 1
    assert set(parked) == {"failed"}


def _slow(there: Town, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let Slack take its time to say who somebody is.

    Until this is set, and longer than Mingle waits.
    """
    over = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await over.wait()

    monkeypatch.setattr(listen, "ACK_TIMEOUT", 0.1)
    monkeypatch.setattr(there.clock, "sleep", sleep)
    there.slack.faults.next("users.info", Fault("delay", 5))
    return over
