"""Hear what Slack tells by itself: homes opened, people who come, change and go, and the end."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.core.tables import occurrence, outbox_message
from bot.people import records as people
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_set_up_workspace
from tests.doubles.slack import User, View, message_text


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackWorkspace]:
    async with open_set_up_workspace(database) as opened:
        yield opened


async def test_whoever_was_forgotten_and_opens_the_home_is_not_written_down_again(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/mingle forget me")
    await slack.click(tom, "Forget me")
    await slack.settle()
    home = await _home(slack, tom)
    assert "You're forgotten here" in message_text.words(slack.home, home)
    await slack.settle()
    workspace = f"slack:{slack.home.id}"
    async with slack.database.read_transaction() as tx:
        assert await people.find_person(tx, workspace, f"{workspace}/{tom.id}") is None
    await slack.say(tom, "/mingle")
    await slack.server.open_home(tom)
    await slack.server.until(
        lambda: "forgotten" not in message_text.words(slack.home, slack.home.homes[tom.id])
    )


async def test_a_newcomer_to_a_channel_is_asked_once(slack: SlackWorkspace) -> None:
    mia = slack.server.person("Mia Stone")
    await slack.server.join_channel(mia, slack.lunch)
    await slack.settle()
    assert [slack.says(message, "Lunch with a colleague?") for message in slack.inbox(mia)] == [
        True
    ]


async def test_a_guest_and_a_bot_are_not_asked(slack: SlackWorkspace) -> None:
    for newcomer in (
        slack.server.person("Guest", restricted=True),
        slack.server.person("Robot", bot=True),
    ):
        await slack.server.join_channel(newcomer, slack.lunch)
        await slack.settle()
        assert not slack.inbox(newcomer)


async def test_somebody_who_is_deactivated_is_gone(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.server.change_user(tom, deleted=True)
    async with slack.database.read_transaction() as tx:
        known = await people.find_person(
            tx, f"slack:{slack.home.id}", f"slack:{slack.home.id}/{tom.id}"
        )
    assert known
    assert known.left


async def test_a_new_name_is_taken_over(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.server.change_user(tom, name="Tom Bright", tz="Asia/Tokyo")
    async with slack.database.read_transaction() as tx:
        known = await people.find_person(
            tx, f"slack:{slack.home.id}", f"slack:{slack.home.id}/{tom.id}"
        )
    assert known
    assert (known.name, known.zone) == ("Tom Bright", "Asia/Tokyo")


async def test_nothing_more_is_planned_where_mingle_was_removed(slack: SlackWorkspace) -> None:
    await slack.server.uninstall()
    async with slack.database.read_transaction() as tx:
        assert not await tx.scalars(
            select(outbox_message.c.key).where(outbox_message.c.state == "ready")
        )
        assert await tx.scalars(
            select(occurrence.c.kind).where(occurrence.c.state == "waiting")
        ) == [ERASE_WORKSPACE]


async def test_a_revoked_token_stops_nothing_as_another_may_follow(slack: SlackWorkspace) -> None:
    planned = select(occurrence.c.kind).where(occurrence.c.state == "waiting")
    async with slack.database.read_transaction() as tx:
        before = await tx.scalars(planned)
    await slack.server.revoke()
    async with slack.database.read_transaction() as tx:
        assert await tx.scalars(planned) == before
        assert ERASE_WORKSPACE not in before


async def _home(slack: SlackWorkspace, user: User) -> View:
    await slack.server.open_home(user)
    await slack.server.until(lambda: user.id in slack.home.homes)
    return slack.home.homes[user.id]
