"""Write to Mingle: what it is told by name or in its own messages is read as a command."""

from collections.abc import AsyncIterator

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


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("help", "/lunch"),
        ("/mingle help", "/lunch"),
        ("Hello there", "Welcome"),
        ("Guten Morgen!", "Welcome"),
        ("", "/lunch"),
    ],
)
async def test_help_is_at_hand_in_the_messages_of_mingle(
    slack: SlackWorkspace, words: str, answer: str
) -> None:
    [told] = await _write(slack, slack.people[0], words)
    assert slack.says(told, answer)


async def test_a_command_works_in_the_messages_of_mingle(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    [told] = await _write(slack, tom, "me")
    assert slack.says(told, tom.name)


async def test_a_form_opens_after_one_more_click(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    [told] = await _write(slack, tom, "mingle profile")
    assert slack.says(told, strings.ONE_CLICK)
    await slack.server.click(tom, told, label=strings.OPEN_FORM)
    await slack.server.until(lambda: tom.id in slack.server.views)


async def test_only_the_writer_sees_what_mingle_answers_in_a_channel(slack: SlackWorkspace) -> None:
    tom, mingle = slack.people[0], slack.home.bot.id
    await slack.server.write(tom, slack.lunch, f"<@{mingle}> lunch tomorrow 12:30")
    await slack.listener.drain_tasks()
    assert slack.says(slack.whispers(tom)[-1], "I've told #lunch")
    await slack.server.write(tom, slack.lunch, f"<@{mingle}>: help")
    await slack.listener.drain_tasks()
    assert slack.says(slack.whispers(tom)[-1], "/lunch")


async def test_what_people_write_to_each_other_never_reaches_mingle(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    _, delivery = await slack.server.write(tom, slack.lunch, "lunch tomorrow 12:30")
    assert delivery.error == "not_subscribed"
    assert not slack.whispers(tom)


async def test_a_guest_is_refused_in_writing_too(slack: SlackWorkspace) -> None:
    guest = slack.server.person("Gil Guest", restricted=True)
    [told] = await _write(slack, guest, "join")
    assert slack.says(told, "Not for guests")


async def test_a_form_that_a_dead_token_cannot_open_says_so(database: Database) -> None:
    async with open_workspace(database, forgiven="token_revoked") as slack:
        tom = slack.people[0]
        await slack.say(tom, "/mingle me")
        slack.home.dead = "token_revoked"
        told = await slack.say(tom, "/mingle profile")
        assert strings.TOKEN_DEAD in told
        assert "minute" not in told


async def _write(slack: SlackWorkspace, user: User, words: str) -> list[Message]:
    """Write to Mingle in its messages, and return what it answers."""
    own, _ = slack.server.conversation(slack.home, [user.id])
    before = len(_said(own))
    _, delivery = await slack.server.write(user, own, words)
    assert delivery.acked
    await slack.listener.drain_tasks()
    return _said(own)[before:]


def _said(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.from_app]
