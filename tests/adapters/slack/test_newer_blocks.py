"""Read tables where Slack has them, the same in lines where it has not, and never nothing."""

from collections.abc import AsyncIterator
from copy import copy
from typing import Any

import pytest

from adapters.slack.newer_blocks import older_blocks, render_table
from bot.store.engine import Database
from bot.ui.cards import Facts
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Message, User, checks
from tests.doubles.slack.message_text import selects, words
from tests.doubles.slack.state import Refused


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        yield opened


async def test_the_steps_of_a_plan_are_a_table(slack: SlackWorkspace) -> None:
    asked, posted = await _plan(slack, slack.people[0])
    assert "table" in _kinds(asked)
    assert "table" in _kinds(posted)
    assert slack.says(posted, "· @Tom Becker")


async def test_where_slack_has_no_tables_the_steps_are_lines_and_nothing_is_lost(
    slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "UNKNOWN", frozenset({"table", "alert"}))
    asked, posted = await _plan(slack, slack.people[0])
    assert "table" not in [*_kinds(asked), *_kinds(posted)]
    assert slack.says(asked, "Start it")
    assert slack.says(posted, "· @Tom Becker")
    refused = [call for call in slack.server.requests if "'table'" in str(call.args)]
    assert len(refused) == 1  # then it knows


async def test_a_table_and_its_lines_say_the_same(slack: SlackWorkspace) -> None:
    facts = Facts((("Ramen", ("many",)), ("Pizza", ("few ", "of us"))), ("Answer", "Votes"))
    table = render_table(facts, "slack:T1")
    workspace = slack.home
    message = Message("C1", "1.0", "U1", "", blocks=table)
    before = words(workspace, message)
    message.blocks = older_blocks(table)
    assert words(workspace, message) == before == "Ramen: many\nPizza: few of us"


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([{"type": "alert", "text": {"type": "plain_text", "text": "Mind"}}], "unsupported type"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2, "only_one_table"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}], "100 rows"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}], "20 cells"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": " "}]]}], "1 character"),
        ([{"type": "card", "subtitle": {"type": "mrkdwn", "text": "a"}}], "a card has"),
    ],
)
def test_slack_refuses_a_newer_block_that_breaks_its_rules(
    blocks: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(Refused) as refusal:
        checks.message_blocks(blocks)
    assert why in str(refusal.value)


def test_an_alert_stands_in_a_modal_and_in_no_home_tab() -> None:
    alert = {"type": "alert", "level": "warning", "text": {"type": "plain_text", "text": "Mind"}}
    title = {"type": "plain_text", "text": "Lunch"}
    checks.view({"type": "modal", "title": title, "blocks": [alert]}, "modal")
    with pytest.raises(Refused):
        checks.view({"type": "home", "blocks": [alert]}, "home")


async def _plan(slack: SlackWorkspace, who: User) -> tuple[Message, Message]:
    """Start a plan, and return what asks whether to, and what the channel reads."""
    await slack.say(who, "/mingle start")
    menu = slack.whispers(who)[-1]
    [kit] = [action for action in selects(menu) if "kit.choose" in action]
    await slack.server.choose(who, menu, kit, "meetup")
    await slack.listener.drain_tasks()
    dates = slack.whispers(who)[-1]
    await slack.click(who, slack.labels(dates)[0])
    asked = copy(slack.whispers(who)[-1])
    await slack.click(who, "Start it")
    await slack.settle()
    return asked, slack.lunch.messages[-1]


def _kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]
