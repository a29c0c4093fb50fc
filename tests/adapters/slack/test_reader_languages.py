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

    shown = []
    for user in (tom, amara, jun):
        await slack.server.type_command(user, slack.lunch, "/mingle hours")
        await slack.listener.drain_tasks()
        view = slack.server.views[user.id]
        shown.append((view.title, view.content["submit"]["text"], view.content["close"]["text"]))

    assert shown == [
        ("Deine Zeiten", "Speichern", "Abbrechen"),
        ("Tu horario", "Guardar", "Cancelar"),
        ("Your hours", "Save", "Cancel"),
    ]


async def test_a_form_that_comes_back_asks_in_the_language_that_somebody_chose(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/mingle me")
    await slack.server.click(tom, slack.whispers(tom)[-1], label="Language")
    await slack.server.until(lambda: tom.id in slack.server.views)
    await slack.server.submit(tom, slack.server.views[tom.id], {"own": "de"})
    await slack.listener.drain_tasks()
    await slack.server.type_command(tom, slack.lunch, "/events new")
    await slack.listener.drain_tasks()
    view = slack.server.views[tom.id]

    secret = "AKIA" + "IOSFODNN7EXAMPLE"
    await slack.server.submit(tom, view, {"title": f"Chess {secret}", "when": "next Friday 18:00"})
    await slack.listener.drain_tasks()

    asked = str(slack.server.views[tom.id].content["blocks"])
    assert "Oder ist es zum Lesen gedacht?" in asked


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
