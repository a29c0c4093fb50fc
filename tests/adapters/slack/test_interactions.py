"""Reach Mingle by every way that Slack offers, also when it is slow."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.slack import listen, strings
from bot.core.tables import outbox_message
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.workspace import MONDAY
from tests.doubles.slack import Fault, User, message_text


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


async def test_a_shortcut_on_a_message_asks_for_a_table_there(slack: SlackWorkspace) -> None:
    jun = slack.people[2]
    side = slack.server.channel("side", slack.people)
    message, _ = await slack.server.write(slack.manager, side, "Ramen at 13:00, anybody?")
    await slack.server.shortcut(jun, "here:lunch", message)
    await slack.server.until(lambda: jun.id in slack.server.views)
    shown = json.dumps(slack.form(jun).content)
    assert side.id in shown
    assert "Ramen at" not in shown  # what people write to each other is not read
    await slack.settle()
    assert not [*side.messages[1:], *slack.lunch.messages, *slack.whispers(jun)]

    await slack.submit(jun)
    await slack.settle()
    assert slack.says(slack.whispers(jun)[-1], "I've told #side.")
    assert [m for m in side.messages if slack.says(m, "Jun has a table")]


async def test_lunch_alone_asks_and_with_a_time_posts(slack: SlackWorkspace) -> None:
    tom, _, jun, *_ = slack.people
    await slack.say(jun, "/lunch")
    await slack.settle()
    assert slack.form(jun).title == "Open a table"
    assert not [*slack.lunch.messages, *slack.whispers(jun)]

    slack.home.stacks.pop(jun.id)
    assert "I've told #lunch." in await slack.say(tom, "/lunch tomorrow 12:30 ramen")
    await slack.settle()
    assert [m for m in slack.lunch.messages if slack.says(m, "ramen")]


async def test_a_pause_can_be_taken_and_ended_at_home(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await _open_home(slack, tom)
    await slack.server.click(tom, slack.home.homes[tom.id], label="Take a pause")
    await slack.server.until(lambda: tom.id in slack.server.views)
    await slack.server.submit(tom, slack.server.views[tom.id])
    assert await slack.server.until(lambda: "away until" in _home(slack, tom))
    await slack.server.click(tom, slack.home.homes[tom.id], label="I'm back now")
    assert await slack.server.until(lambda: "away until" not in _home(slack, tom))
    assert "Take a pause" in _home(slack, tom)


async def _open_home(slack: SlackWorkspace, user: User) -> None:
    """Open the home tab of somebody who has described themselves, so that all of it is there."""
    await slack.say(user, "/mingle profile")
    await slack.submit(user)
    await slack.listener.drain_tasks()
    slack.home.stacks.pop(user.id, None)
    await slack.server.open_home(user)
    await slack.server.until(lambda: user.id in slack.home.homes)


def _home(slack: SlackWorkspace, user: User) -> str:
    return message_text.words(slack.home, slack.home.homes[user.id])


async def test_a_table_opened_at_home_stands_there_with_its_seat(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await _open_home(slack, tom)
    await slack.server.click(tom, slack.home.homes[tom.id], label="Open a lunch table")
    await slack.server.until(lambda: tom.id in slack.server.views)
    form = {"when": "tomorrow 12:30", "channel": slack.lunch.id}
    await slack.server.submit(tom, slack.server.views[tom.id], form)
    assert await slack.server.until(lambda: "No one has joined yet" in _home(slack, tom))
    await slack.settle()
    assert [slack.says(message, "Tom has a table") for message in slack.lunch.messages] == [True]


async def test_a_gesture_is_acknowledged_though_slack_itself_is_slow(
    slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    jun, slow = slack.people[2], _slow(slack, monkeypatch)
    delivery = await asyncio.wait_for(slack.server.type_command(jun, slack.lunch, "/mingle me"), 10)
    assert delivery.acked
    assert not slack.whispers(jun)
    assert await _open_answers(slack) == ["ready"], "for if Mingle stopped here"
    slow.set()
    await slack.server.until(lambda: slack.whispers(jun))
    await slack.listener.drain_tasks()
    assert await _open_answers(slack) == ["cancelled"]


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


@pytest.mark.parametrize(
    "fault", [Fault("limit", 20), Fault("error")], ids=["asked to wait", "an error of Slack"]
)
async def test_an_answer_that_slack_does_not_take_at_first_is_shown_all_the_same(
    slack: SlackWorkspace, fault: Fault
) -> None:
    jun = slack.people[2]
    slack.server.faults.next("response_url", fault, 2)
    await slack.say(jun, "/mingle me")
    assert "Jun" in slack.text(slack.whispers(jun)[-1])
    assert len(slack.whispers(jun)) == 1


async def test_an_answer_that_slack_never_takes_comes_as_a_direct_message(
    slack: SlackWorkspace,
) -> None:
    jun = slack.people[2]
    slack.server.faults.next("response_url", Fault("limit", 600), 9)
    await slack.server.type_command(jun, slack.lunch, "/mingle me")
    await slack.listener.drain_tasks()
    assert not slack.whispers(jun)
    await slack.settle()
    assert "Jun" in slack.text(slack.inbox(jun)[-1])


async def test_a_form_that_slack_does_not_open_is_spoken_of_where_it_was_asked_for(
    slack: SlackWorkspace,
) -> None:
    jun = slack.people[2]
    slack.server.faults.next("views.open", Fault("error"))
    await slack.server.type_command(jun, slack.lunch, "/mingle profile")
    await slack.listener.drain_tasks()
    assert strings.TOO_LATE in slack.text(slack.whispers(jun)[-1])


async def test_a_click_at_home_whose_answer_cannot_be_shown_there_is_answered_by_message(
    slack: SlackWorkspace,
) -> None:
    jun = slack.people[2]
    await _open_home(slack, jun)
    await slack.listener.drain_tasks()
    slack.server.faults.next("views.open", Fault("error"), 3)
    await slack.server.click(jun, slack.home.homes[jun.id], label="Take a pause")
    await slack.listener.drain_tasks()
    await slack.settle()
    assert strings.TOO_LATE in slack.text(slack.inbox(jun)[-1])


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


async def _open_answers(slack: SlackWorkspace) -> list[str]:
    async with slack.database.read_transaction() as tx:
        is_open = outbox_message.c.key.endswith(":open")
        return await tx.scalars(select(outbox_message.c.state).where(is_open))


def _slow(slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Hold back who somebody is until the event is set, longer than Mingle waits."""
    over = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await over.wait()

    monkeypatch.setattr(listen, "HOLD", 0.1)
    monkeypatch.setattr(slack.clock, "sleep", sleep)
    slack.server.faults.next("users.info", Fault("delay", 5))
    return over
