"""In Discord, two people agree on a time and a place by clicks."""

from bot.store.engine import Database
from tests.adapters.agreed_time import agree
from tests.adapters.discord.workspace import open_workspace
from tests.doubles.discord import Message, User


def _entries(message: Message) -> list[bytes]:
    return [file.content for file in message.attachments]


async def test_a_pair_chooses_changes_and_finds_its_place(database: Database) -> None:
    async with open_workspace(database) as workspace:

        async def set_up(user: User, _what: str) -> None:
            await workspace.say(user, "mingle setup")

        entry = await agree(workspace, set_up, _entries)
        assert entry.decoded("dtstart").isoformat() == "2026-03-05T17:00:00+00:00"
        assert "Birke" in str(entry["location"])
