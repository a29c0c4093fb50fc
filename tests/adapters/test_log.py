"""Secrets are typed at every door of a real Slack app and a real Discord bot: the log has none.

Their libraries log as well, at their finest.
"""

import io
import itertools
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from bot.config import LogSection
from bot.features import ROUTER
from bot.logs import configure_logging
from bot.store.engine import Database
from tests.adapters.discord import workspace as discord_workspace
from tests.adapters.slack import workspace as slack_workspace
from tests.doubles.discord import form_filler
from tests.test_log_of_fronts import LOGIN, NAME, SECRETS, found_in

LIBRARIES = ("slack_bolt", "slack_sdk", "discord", "aiohttp", "asyncio")
TEXT, STRING, NUMBER, USER, CHANNEL = 4, 3, 4, 6, 7  # Discord's types of fields and options


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to standard error, by Mingle and by the libraries alike."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(LogSection(level="debug"))
    levels = {name: logging.getLogger(name).level for name in LIBRARIES}
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def test_nothing_that_is_typed_in_slack_reaches_the_log(
    database: Database, log: io.StringIO
) -> None:
    kinds = itertools.cycle(SECRETS)
    async with slack_workspace.open_workspace(database) as slack:
        grace, tom = slack.manager, slack.people[0]
        tom.name = NAME
        for name, command in ROUTER.commands.items():
            typed = " ".join(f'{option.name}:"{next(kinds)}"' for option in command.options)
            for user in (grace, tom):
                await slack.server.type_command(user, slack.lunch, f"/{name} {typed} {next(kinds)}")
                await slack.listener.drain_tasks()
                await _fill_in_slack(slack, user, kinds)
        await slack.settle()
        assert len(slack.whispers(tom)) > len(ROUTER.commands) / 2
    logging.getLogger("slack_bolt").warning("heard %s", NAME)
    assert "heard" in log.getvalue()
    assert not found_in(log)


async def _fill_in_slack(
    slack: slack_workspace.SlackWorkspace, user: Any, kinds: Iterator[str]
) -> None:
    """Type secrets into the form that somebody has open, if it is one, and close it."""
    view = slack.server.views.pop(user.id, None)
    if view is None:
        return
    fields = {
        block["block_id"]: next(kinds)
        for block in view.blocks
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }
    slack.server.views[user.id] = view
    with suppress(AssertionError):  # a form that Slack itself would not send
        await slack.server.submit(user, view, fields)
    await slack.listener.drain_tasks()
    slack.server.views.pop(user.id, None)
    slack.home.stacks.pop(user.id, None)


async def test_nothing_that_is_typed_in_discord_reaches_the_log(
    database: Database, log: io.StringIO
) -> None:
    kinds = itertools.cycle(SECRETS)
    async with discord_workspace.open_workspace(database) as discord:
        grace, tom = discord.manager, discord.people[0]
        tom.name = NAME
        for name, options in _commands(discord):
            for user in (grace, tom):
                given = {each["name"]: _value(discord, each, kinds) for each in options}
                with suppress(AssertionError):  # what Discord does not show to everybody
                    await discord.server.command(user, discord.lunch, name, **given)
                    await _fill_in_discord(discord, user, kinds)
        await discord.settle()
        answered = [each for each in discord.server.ephemerals if each.only_for == tom.id]
        assert len(answered) > len(ROUTER.commands) / 3
    assert log.getvalue()
    assert not found_in(log)


def _commands(
    discord: discord_workspace.DiscordWorkspace,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every command that is registered, with its options."""
    for command in discord.server.commands.values():
        inner = [each for each in command.content.get("options") or [] if each["type"] == 1]
        for each in inner:
            yield f"{command.name} {each['name']}", each.get("options") or []
        if not inner:
            yield command.name, command.content.get("options") or []


def _value(
    discord: discord_workspace.DiscordWorkspace, option: dict[str, Any], kinds: Iterator[str]
) -> Any:
    if option.get("choices"):
        return option["choices"][0]["value"]
    others = {NUMBER: 3, USER: discord.people[1].id, CHANNEL: discord.lunch.id}
    return others.get(option["type"]) or next(kinds)


async def _fill_in_discord(
    discord: discord_workspace.DiscordWorkspace, user: Any, kinds: Iterator[str]
) -> None:
    modal = discord.server.modals.get(user.id)
    if modal is None:
        return
    fields = {
        one["custom_id"]: next(kinds)[: one.get("max_length", 4000)]
        for _, one in form_filler.asked(modal)
        if one["type"] == TEXT
    }
    await discord.server.submit(user, fields)


@pytest.mark.parametrize("words", [f"{NAME} {LOGIN}", json.dumps({"text": LOGIN})])
async def test_what_slack_says_that_mingle_does_not_know_is_not_in_the_log_either(
    database: Database, log: io.StringIO, words: str
) -> None:
    async with slack_workspace.open_workspace(database) as slack:
        tom = slack.people[0]
        await slack.server.type_command(tom, slack.lunch, f"/mingle {words}")
        await slack.listener.drain_tasks()
        await slack.server.write(tom, slack.lunch, words)
        await slack.settle()
    assert not found_in(log)
