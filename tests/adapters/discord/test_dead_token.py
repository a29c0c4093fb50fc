"""Discord accepts the token no more; that is the operator's, so everything waits for another."""

from datetime import timedelta

from sqlalchemy import select

from bot.core.tables import outbox_message
from bot.pairings.tables import pairing_group
from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.adapters.refused_round import MINUTE, await_draw, check_introduced
from tests.doubles.discord import User

HOUR = timedelta(hours=1)


async def test_a_round_drawn_meanwhile_waits_and_is_introduced_after_a_start_with_a_new_token(
    database: Database,
) -> None:
    async with open_workspace(database, forgiven=401) as workspace:
        takers = workspace.people[:2]

        async def set_up(user: User, _what: str) -> None:
            await workspace.say(user, "mingle setup")

        await await_draw(workspace, set_up, takers)
        token, workspace.server.app.token = workspace.server.app.token, "another"
        for span in (2 * MINUTE, HOUR):
            workspace.clock.move(span)
            await workspace.engine.run_until_idle()
        assert workspace.app.api.token_refused
        assert not workspace.introductions()
        async with database.read_transaction() as tx:
            assert set(await tx.scalars(select(pairing_group.c.state))) == {"open"}
            assert "failed" not in await tx.scalars(select(outbox_message.c.state))

        workspace.server.app.token = token
        await workspace.stop()
        await workspace.start()
        workspace.clock.move(HOUR)
        await workspace.settle()
        check_introduced(workspace, takers)
