"""See one answer where one was clicked, rather than a pile of them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.slack import strings
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Channel, Message, User


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        yield opened


async def test_what_was_settled_by_a_click_is_said_where_it_was_clicked(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/lunch tomorrow 12:30")
    await slack.settle()
    await slack.click(tom, "Call it off", containing="I've told")
    [answer] = slack.whispers(tom)
    assert slack.says(answer, "Your table is off")
    assert not slack.says(answer, "I've told")


async def test_a_list_stays_when_something_in_it_is_clicked(slack: SlackWorkspace) -> None:
    tom, amara, jun, *_ = slack.people
    for host, time in ((tom, "12:30"), (amara, "13:30")):
        await slack.say(host, f"/lunch tomorrow {time}")
    await slack.say(jun, "/lunch tables")
    await slack.click(jun, "Sit with Tom, 12:30")
    seats, answer = slack.whispers(jun)
    assert slack.says(seats, "Sit with Amara")
    assert slack.says(answer, "You have a seat")


async def test_a_refusal_leaves_the_answer_where_it_is(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/lunch tomorrow 12:30")
    await slack.settle()
    slack.clock.move(timedelta(days=2))
    await slack.click(tom, "Call it off", containing="I've told")
    opened, refused = slack.whispers(tom)
    assert slack.says(opened, "Call it off")
    assert slack.says(refused, "That didn't work")


async def test_what_all_see_is_never_replaced_by_an_answer(slack: SlackWorkspace) -> None:
    tom, _, jun, *_ = slack.people
    await slack.say(tom, "/lunch tomorrow 12:30")
    await slack.settle()
    await slack.click(jun, "Take a seat", containing="Tom has a table")
    await slack.settle()
    [table] = slack.lunch.messages
    assert slack.says(table, "Tom has a table")
    [answer] = slack.whispers(jun)
    assert slack.says(answer, "You have a seat")


async def test_an_answer_in_the_messages_of_mingle_is_changed_there(slack: SlackWorkspace) -> None:
    await slack.say(slack.manager, "/mingle setup")
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    tom = slack.people[0]
    channel, [opened] = await _write(slack, tom, "lunch tomorrow 12:30")
    await slack.server.click(tom, opened, label="Call it off")
    await slack.listener.drain_tasks()
    [answer] = [m for m in channel.messages if m.from_app]
    assert answer.ts == opened.ts
    assert slack.says(answer, "Your table is off")
    assert not slack.whispers(tom)


async def test_a_note_on_the_way_to_a_form_goes_with_its_answer(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    channel, [note] = await _write(slack, tom, "mingle profile")
    await slack.server.click(tom, note, label=strings.OPEN_FORM)
    await slack.server.until(lambda: tom.id in slack.server.views)
    await slack.submit(tom)
    [answer] = [m for m in channel.messages if m.from_app]
    assert not slack.says(answer, strings.ONE_CLICK)
    assert not slack.whispers(tom)


async def _write(slack: SlackWorkspace, user: User, words: str) -> tuple[Channel, list[Message]]:
    channel, _ = slack.server.conversation(slack.home, [user.id])
    await slack.server.write(user, channel, words)
    await slack.listener.drain_tasks()
    return channel, [m for m in channel.messages if m.from_app]


async def test_answers_one_after_another_leave_over_one_connection(slack: SlackWorkspace) -> None:
    tom, amara, *_ = slack.people
    for host, time in ((tom, "12:30"), (amara, "13:30"), (amara, "14:30")):
        await slack.say(host, f"/lunch tomorrow {time}")
    answers = [each for each in slack.server.requests if each.method == "response_url"]
    assert len(answers) == 3
    assert len({each.peer for each in answers}) == 1
