"""Take a crowd: each gesture is acknowledged, and each form opens."""

import asyncio

import pytest

from bot.core.platform import ChannelMember
from bot.people import records
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.workspace import MONDAY
from tests.doubles.slack import Fault, User

FORMS, GESTURES, COMPANY, COLD = 60, 80, 2400, 120


def _crowd(slack: SlackWorkspace, many: int) -> list[User]:
    crowd = [slack.server.person(f"Colleague {number}") for number in range(many)]
    slack.lunch.members += [who.id for who in crowd]
    return crowd


async def test_sixty_people_open_a_form_at_once_and_sixty_forms_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_workspace(database) as slack:
        moment = slack.clock.now()
        monkeypatch.setattr(slack.clock, "now", lambda: moment)
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


async def test_of_2400_people_120_act_right_after_a_restart_and_each_is_known(
    database: Database,
) -> None:
    async with open_workspace(database) as slack:
        crowd = _crowd(slack, COMPANY)
        slack.server.faults.next("users.info", Fault("limit", 30), COMPANY)
        workspace = f"slack:{slack.home.id}"
        members = [ChannelMember(f"{workspace}/{who.id}", who.name, "Asia/Tokyo") for who in crowd]
        async with database.transaction() as tx:
            lunch = f"{workspace}/{slack.lunch.id}"
            await records.sync_channel_members(tx, workspace, lunch, members, MONDAY)
        typed = [slack.server.type_command(who, slack.lunch, "/mingle me") for who in crowd[:COLD]]
        assert all(one.acked for one in await asyncio.gather(*typed))
        await slack.listener.drain_tasks()
        told = {message.only_for: slack.text(message) for message in slack.home.ephemerals}
        assert [who.name in told[who.id] for who in crowd[:COLD]] == [True] * COLD
        assert len(slack.server.calls("users.info")) < COLD


async def test_strangers_to_mingle_are_known_though_slack_asks_to_wait(database: Database) -> None:
    async with open_workspace(database) as slack:
        crowd = _crowd(slack, COLD)
        slack.server.faults.next("users.info", Fault("limit", 30), COMPANY)
        typed = [slack.server.type_command(who, slack.lunch, "/mingle me") for who in crowd]
        assert all(one.acked for one in await asyncio.gather(*typed))
        await slack.listener.drain_tasks()
        told = {message.only_for: slack.text(message) for message in slack.home.ephemerals}
        assert [who.name in told[who.id] for who in crowd] == [True] * COLD
