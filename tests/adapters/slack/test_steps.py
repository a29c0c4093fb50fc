"""Have workflows open tables and post prompts, with the rights of whoever started them."""

import json
from collections.abc import AsyncIterator

import jsonschema_rs
import pytest

from adapters.slack import strings
from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import User, schemas

WITH_STEPS = build_manifest(ROUTER, history=True, steps=True)


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        opened.server.install(WITH_STEPS)
        yield opened


def test_steps_are_in_the_manifest_where_they_are_asked_for() -> None:
    text = (schemas.SPECS / "slack-manifest.v1.schema.json").read_text(encoding="utf-8")
    complaints = jsonschema_rs.validator_for(json.loads(text)).iter_errors(WITH_STEPS)
    assert [complaint.message for complaint in complaints] == []
    assert "function_executed" in WITH_STEPS["settings"]["event_subscriptions"]["bot_events"]
    without = build_manifest(ROUTER)
    assert "functions" not in without
    assert "function_executed" not in without["settings"]["event_subscriptions"]["bot_events"]


async def test_a_workflow_opens_a_table_for_whoever_started_it(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    inputs = {"channel": slack.lunch.id, "when": "tomorrow 12:30", "at": "Canteen"}
    assert await _step(slack, tom, "open_table", **inputs) == "done"
    await slack.settle()
    [table] = [m for m in slack.lunch.messages if slack.says(m, "Tom has a table")]
    assert slack.says(table, "Canteen")
    assert slack.says(slack.whispers(tom)[-1], "I've told #lunch")


async def test_what_cannot_be_done_says_why_and_posts_nothing(slack: SlackWorkspace) -> None:
    tom, here = slack.people[0], slack.lunch.id
    side = slack.server.channel("side", [slack.manager])
    outsider = slack.server.person("Gil Guest", restricted=True)
    slack.lunch.members.append(outsider.id)
    told = {
        "unreadable": await _step(slack, tom, "open_table", channel=here, when="soonish"),
        "no time": await _step(slack, tom, "open_table", channel=here),
        "nobody": await _step(slack, None, "open_table", channel=here, when="tomorrow"),
        "not inside": await _step(slack, tom, "open_table", channel=side.id, when="tomorrow"),
        "a guest": await _step(slack, outsider, "open_table", channel=here, when="tomorrow"),
        "unknown": await _step(slack, tom, "close_office", channel=here),
    }
    assert told["unreadable"] == strings.STEP_BY_HAND
    assert told["no time"] == told["nobody"] == told["unknown"] == strings.STEP_UNCLEAR
    assert told["not inside"] == strings.STEP_OUTSIDE
    assert told["a guest"] not in ("", "done")
    await slack.settle()
    assert not [m for m in (*slack.lunch.messages, *side.messages) if slack.says(m, "table")]


async def test_only_organisers_workflows_post_prompts(slack: SlackWorkspace) -> None:
    await slack.say(slack.manager, "/prompt setup")
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    await slack.settle()
    here = slack.lunch.id
    refused = await _step(slack, slack.people[0], "post_prompt", channel=here)
    assert "for organisers" in refused
    before = len(slack.lunch.messages)
    assert await _step(slack, slack.manager, "post_prompt", channel=here) == "done"
    await slack.settle()
    assert len(slack.lunch.messages) == before + 1


async def test_words_that_may_be_secret_are_not_posted_by_a_workflow(
    slack: SlackWorkspace,
) -> None:
    inputs = {"channel": slack.lunch.id, "when": "tomorrow", "topic": "pwd=Sommer2024!"}
    assert await _step(slack, slack.people[0], "open_table", **inputs) == strings.STEP_BY_HAND


async def _step(slack: SlackWorkspace, user: User | None, name: str, **inputs: str) -> str:
    """Run a step and return what Slack was told of it."""
    execution, delivery = await slack.server.run_step(user, name, **inputs)
    assert delivery.acked
    await slack.listener.drain_tasks()
    return slack.home.steps[execution]
