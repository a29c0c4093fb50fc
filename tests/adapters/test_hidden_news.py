"""News that was sent to one person is edited on Slack and on Discord once its words are hidden."""

from datetime import datetime

from bot.core import outbox
from bot.core.reasons import MessageReason, Purpose
from bot.core.sent_words import take_words_back
from bot.core.subjects import Subject
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph
from tests.adapters.discord import workspace as discord_workspace
from tests.adapters.slack import workspace as slack_workspace

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


async def _hide(database: Database, workspace: str) -> None:
    async with database.transaction() as tx:
        await take_words_back(tx, workspace, [EVENT], ["Roast of Cleo"])


async def test_news_in_slack_is_edited(database: Database) -> None:
    async with slack_workspace.open_workspace(database) as slack:
        tom, workspace = slack.people[0], f"slack:{slack.home.id}"
        await slack.say(tom, "/mingle")
        await _send(database, workspace, f"{workspace}/{tom.id}", slack.clock.utc())
        await slack.settle()
        assert "Roast of Cleo has moved" in slack.transcript()
        await _hide(database, workspace)
        await slack.settle()
        assert "Cleo" not in slack.transcript()
        assert "(hidden) has moved" in slack.transcript()


async def test_news_in_discord_is_edited_and_its_file_goes(database: Database) -> None:
    async with discord_workspace.open_workspace(database) as discord:
        tom, workspace = discord.people[0], f"discord:{discord.guild.id}"
        await discord.say(tom, "mingle me")
        await _send(database, workspace, f"{workspace}/{tom.id}", discord.clock.utc())
        await discord.settle()
        assert "Roast of Cleo has moved" in discord.transcript()
        await _hide(database, workspace)
        await discord.settle()
        assert "Cleo" not in discord.transcript()
        assert not [each for message in discord.inbox(tom) for each in message.attachments]
