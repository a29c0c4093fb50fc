"""Take a crowd: each gesture is acknowledged, and each form opens."""

import asyncio

from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Fault, User

FORMS, GESTURES = 60, 80


def _crowd(slack: SlackWorkspace, many: int) -> list[User]:
    crowd = [slack.server.person(f"Colleague {number}") for number in range(many)]
    slack.lunch.members += [who.id for who in crowd]
    return crowd


async def test_sixty_people_open_a_form_at_once_and_sixty_forms_open(database: Database) -> None:
    async with open_workspace(database) as slack:
        crowd = _crowd(slack, FORMS)
        typed = [slack.server.type_command(who, slack.lunch, "/mingle profile") for who in crowd]
        sent = await asyncio.gather(*typed)
        await slack.listener.drain_tasks()
        assert all(one.acked for one in sent)
        assert {*slack.server.views} >= {who.id for who in crowd}
        assert not slack.home.ephemerals


async def test_a_crowd_is_acknowledged_before_slack_says_who_they_are(database: Database) -> None:
    async with open_workspace(database) as slack:
        crowd = _crowd(slack, GESTURES)
        slack.server.faults.next("users.info", Fault("delay", 60), GESTURES)
        typed = [slack.server.type_command(who, slack.lunch, "/mingle me") for who in crowd]
        sent = await asyncio.gather(*typed)
        assert all(one.acked for one in sent)
        await slack.listener.drain_tasks()
        assert len(slack.home.ephemerals) == GESTURES
