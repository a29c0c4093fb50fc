"""News that was sent to one person is edited on Slack and on Discord once its words are hidden."""

from datetime import datetime
from typing import Any

from bot.core import outbox
from bot.core.reasons import MessageReason, Purpose
from bot.core.sent_words import take_words_back
from bot.core.subjects import Subject
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph
from tests.adapters.discord import workspace as discord_workspace
from tests.adapters.slack import workspace as slack_workspace
from tests.adapters.workspace import AnyWorkspace

REASON = MessageReason("event.changed", Purpose.NEWS)
EVENT = Subject("event", 7)
NEWS = Card(
    "note",
    "Roast of Cleo has moved",
    (
        Paragraph(("It's in the cellar now.",)),
        File("event.ics", "text/calendar", "BEGIN:VCALENDAR"),
    ),
)


async def _send(database: Database, workspace: str, person: str, now: datetime) -> None:
    async with database.transaction() as tx:
        key = f"{EVENT}:changed:1:{person}"
        await outbox.send_dm(
            tx, workspace, key, person, NEWS, reason=REASON, due=now, solicited=True
        )


async def _tell_and_hide(
    database: Database, here: AnyWorkspace[Any, Any], workspace: str, person: str
) -> tuple[str, str]:
    """Return what stands in a workspace before an event's words are hidden, and after."""
    await _send(database, workspace, person, here.clock.utc())
    await here.settle()
    before = here.transcript()
    async with database.transaction() as tx:
        await take_words_back(tx, workspace, [EVENT], ["Roast of Cleo"])
    await here.settle()
    return before, here.transcript()


async def test_news_in_slack_is_edited(database: Database) -> None:
    async with slack_workspace.open_workspace(database) as slack:
        tom, workspace = slack.people[0], f"slack:{slack.home.id}"
        await slack.say(tom, "/mingle")
        before, after = await _tell_and_hide(database, slack, workspace, f"{workspace}/{tom.id}")
        assert "Roast of Cleo has moved" in before
        assert "Cleo" not in after
        assert "(hidden) has moved" in after


async def test_news_in_discord_is_edited_and_its_file_goes(database: Database) -> None:
    async with discord_workspace.open_workspace(database) as discord:
        tom, workspace = discord.people[0], f"discord:{discord.guild.id}"
        await discord.say(tom, "mingle me")
        before, after = await _tell_and_hide(database, discord, workspace, f"{workspace}/{tom.id}")
        assert "Roast of Cleo has moved" in before
        assert "Cleo" not in after
        assert not [each for message in discord.inbox(tom) for each in message.attachments]
