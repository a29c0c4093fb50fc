"""Slack accepts the token no more; that is the operator's, so everything waits for another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cli import doctor
from bot.cli.serve import _connect_adapters
from bot.config import Settings
from bot.core.platform import PermanentError
from bot.core.tables import outbox_message
from bot.pairings.tables import pairing_group
from bot.store.engine import Database
from tests.adapters.refused_round import MINUTE, await_draw, check_introduced
from tests.adapters.slack.harness import settings_for
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import SlackServer, User

HOUR = timedelta(hours=1)


async def _draw_with(workspace: SlackWorkspace, code: str) -> list[User]:
    """Set up a round, and be a minute behind its draw with a token that is worth nothing."""
    takers = workspace.people[:2]

    async def set_up(user: User, _what: str) -> None:
        await workspace.say(user, "/mingle setup")

    await await_draw(workspace, set_up, takers)
    workspace.home.dead = code
    await _wait(workspace, 2 * MINUTE)
    return takers


async def _wait(workspace: SlackWorkspace, span: timedelta) -> None:
    workspace.clock.move(span)
    await workspace.engine.run_until_idle()


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_round_drawn_meanwhile_waits_and_is_introduced_once_the_token_is_back(
    database: Database, code: str
) -> None:
    async with open_workspace(database, forgiven=code) as workspace:
        takers = await _draw_with(workspace, code)
        assert not workspace.introductions()
        await _wait(workspace, HOUR)
        async with database.read_transaction() as tx:
            assert set(await tx.scalars(select(pairing_group.c.state))) == {"open"}
            assert "failed" not in await tx.scalars(select(outbox_message.c.state))
            findings = await doctor.collect_findings(tx, workspace.clock.utc())
        [waits] = [words for fine, words in findings if "wait to be sent" in words]
        assert "nstall the app again" in waits or "Copy it again" in waits

        workspace.home.dead = ""
        await _wait(workspace, HOUR)
        await workspace.settle()
        check_introduced(workspace, takers)


async def test_a_start_with_one_dead_token_of_several_serves_the_others_and_names_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with SlackServer() as slack:
        slack.workspace("Acme")
        there = slack.workspace("Berlin")
        there.dead = "token_revoked"
        berlin = settings_for(slack, bot_token=there.token)
        settings = Settings(slack=settings_for(slack), slacks={"berlin": berlin})
        [(_, adapter)] = await _connect_adapters(settings)
        assert list(adapter.platforms_by_workspace) == [f"slack:{slack.home.id}"]
        said = capsys.readouterr().err
        assert "slacks.berlin is left out" in said
        assert "The app's token was revoked" in said

        slack.home.dead = "token_revoked"
        with pytest.raises(PermanentError, match="revoked"):
            await _connect_adapters(settings)
