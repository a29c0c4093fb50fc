"""Reach Mingle by every way that Slack offers, also when it is slow."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.slack import listen
from bot.core.tables import outbox_message
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.workspace import MONDAY
from tests.doubles.slack import Fault, message_text


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        yield opened


async def test_a_shortcut_shows_how_things_stand_from_anywhere(slack: SlackWorkspace) -> None:
    await slack.server.shortcut(slack.people[0], "run:mingle")
    await slack.server.until(lambda: slack.people[0].id in slack.server.views)
    assert "in person" in message_text.words(slack.home, slack.form(slack.people[0]))


async def test_a_shortcut_on_a_message_opens_a_table_there(slack: SlackWorkspace) -> None:
    jun = slack.people[2]
    message, _ = await slack.server.write(slack.manager, slack.lunch, "Anybody hungry?")
    await slack.server.shortcut(jun, "here:lunch", message)
    answer = await slack.server.until(lambda: slack.whispers(jun))
    assert slack.says(answer[-1], "I've told #lunch.")


async def test_a_pause_can_be_taken_and_ended_at_home(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.server.open_home(tom)
    await slack.server.until(lambda: tom.id in slack.home.homes)
    await slack.server.click(tom, slack.home.homes[tom.id], label="Take a pause")
    await slack.server.until(lambda: tom.id in slack.server.views)
    await slack.server.submit(tom, slack.server.views[tom.id])
    await slack.server.until(
        lambda: "pausing" in message_text.words(slack.home, slack.home.homes[tom.id])
    )
    await slack.server.click(tom, slack.home.homes[tom.id], label="I'm back")
    await slack.server.until(
        lambda: "pausing" not in message_text.words(slack.home, slack.home.homes[tom.id])
    )


async def test_a_table_opened_at_home_stands_there_with_its_seat(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.server.open_home(tom)
    await slack.server.until(lambda: tom.id in slack.home.homes)
    await slack.server.click(tom, slack.home.homes[tom.id], label="Open a table")
    await slack.server.until(lambda: tom.id in slack.server.views)
    form = {"when": "tomorrow 12:30", "channel": slack.lunch.id}
    await slack.server.submit(tom, slack.server.views[tom.id], form)
    await slack.server.until(
        lambda: "you have a seat" in message_text.words(slack.home, slack.home.homes[tom.id])
    )


async def test_a_gesture_is_acknowledged_though_slack_itself_is_slow(
    slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    jun, slow = slack.people[2], _slow(slack, monkeypatch)
    delivery = await asyncio.wait_for(slack.server.type_command(jun, slack.lunch, "/mingle me"), 10)
    assert delivery.acked
    assert not slack.whispers(jun)
    slow.set()
    await slack.server.until(lambda: slack.whispers(jun))


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_whoever_asked_just_before_mingle_stops_is_still_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    async with open_workspace(database, mode) as slack:
        jun, slow = slack.people[2], _slow(slack, monkeypatch)
        assert (await slack.server.type_command(jun, slack.lunch, "/mingle me")).acked
        asyncio.get_running_loop().call_soon(slow.set)
        assert not slack.whispers(jun)
    assert slack.whispers(jun)


async def test_an_organiser_is_told_once_that_mingle_cannot_speak_in_a_channel(
    slack: SlackWorkspace,
) -> None:
    await slack.say(slack.manager, "/prompt setup")
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    await slack.settle()
    await slack.server.remove_bot(slack.lunch)
    await slack.until(MONDAY.replace(day=19))
    told = [
        message for message in slack.inbox(slack.manager) if slack.says(message, "/invite @Mingle")
    ]
    assert len(told) == 1
    async with slack.database.read_transaction() as tx:
        parked = await tx.scalars(
            select(outbox_message.c.state).where(outbox_message.c.error.contains("/invite @Mingle"))
        )
    assert len(parked) > 1
    assert set(parked) == {"failed"}


def _slow(slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Hold back who somebody is until the event is set, longer than Mingle waits."""
    over = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await over.wait()

    monkeypatch.setattr(listen, "ACK_TIMEOUT", 0.1)
    monkeypatch.setattr(slack.clock, "sleep", sleep)
    slack.server.faults.next("users.info", Fault("delay", 5))
    return over
