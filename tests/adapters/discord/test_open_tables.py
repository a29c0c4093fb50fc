"""Find company for lunch in Discord."""

from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace


async def test_lunch_alone_asks_and_with_a_time_posts(database: Database) -> None:
    async with open_workspace(database) as discord:
        jun, tom, *_ = discord.people
        assert "Open a table" in await discord.say(jun, "lunch find")
        await discord.settle()
        assert not discord.lunch.messages

        assert "Your table today" in await discord.submit(jun, {"when": "12:30", "at": "Canteen"})
        await discord.settle()
        assert [m for m in discord.lunch.messages if discord.says(m, "Canteen")]
        await discord.say(tom, "lunch find", when="tomorrow 12:30 ramen")
        await discord.settle()
        assert [m for m in discord.lunch.messages if discord.says(m, "ramen")]
