"""People of Slack are answered in the language of their app."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database) as opened:
        yield opened


async def test_colleagues_in_one_channel_are_each_answered_in_their_own_language(
    slack: SlackWorkspace,
) -> None:
    tom, amara, jun = slack.people[:3]
    tom.locale, amara.locale, jun.locale = "de-DE", "es-LA", "ja-JP"

    titles = []
    for user in (tom, amara, jun):
        await slack.server.type_command(user, slack.lunch, "/mingle hours")
        await slack.listener.drain_tasks()
        titles.append(slack.server.views[user.id].title)

    assert titles == ["Deine Zeiten", "Tu horario", "Your hours"]


async def test_what_somebody_chose_comes_before_the_language_of_their_app(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/mingle me")
    await slack.server.click(tom, slack.whispers(tom)[-1], label="Language")
    await slack.server.until(lambda: tom.id in slack.server.views)

    await slack.server.submit(tom, slack.server.views[tom.id], {"own": "de"})

    await slack.listener.drain_tasks()

    assert slack.says(slack.whispers(tom)[-1], "Gespeichert")
