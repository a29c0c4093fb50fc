"""Type a secret into Discord: a note asks about it, and nothing is lost."""

from sqlalchemy import select

from adapters.discord import strings
from bot.core.tables import setting
from bot.store.engine import Database
from bot.text_guard.views import POST_ANYWAY
from tests.adapters.discord.workspace import open_workspace

SECRET = "Use AKIAIOSFODNN7EXAMPLE for lunch with whoever sits next to you."
PLAIN = "Have lunch with whoever sits next to you."


async def test_a_secret_in_a_form_is_asked_about_and_what_was_typed_stays(
    database: Database,
) -> None:
    async with open_workspace(database) as discord:
        tom = discord.people[0]
        await discord.say(tom, "prompt suggest")
        shown = await discord.submit(tom, {"text": SECRET, "hint": "Knock first."})
        assert "AKIA…” looks like an access key" in shown
        async with database.read_transaction() as tx:
            assert "AKIA" not in repr(await tx.all(select(setting)))

        form = await discord.click(tom, strings.LOOK_AGAIN)
        assert "Suggest a prompt" in form
        shown = await discord.submit(tom, {"text": PLAIN})
        assert "Thank you" in shown


async def test_whoever_means_it_posts_it_as_it_is(database: Database) -> None:
    async with open_workspace(database) as discord:
        tom = discord.people[0]
        await discord.say(tom, "prompt suggest")
        await discord.submit(tom, {"text": SECRET, "hint": "Knock first."})
        assert "Thank you" in await discord.click(tom, POST_ANYWAY)


async def test_a_look_again_without_a_change_asks_again(database: Database) -> None:
    async with open_workspace(database) as discord:
        tom = discord.people[0]
        await discord.say(tom, "prompt suggest")
        await discord.submit(tom, {"text": SECRET})
        await discord.click(tom, strings.LOOK_AGAIN)
        assert "looks like an access key" in await discord.submit(tom)


async def test_a_secret_in_a_command_opens_it_as_a_form(database: Database) -> None:
    async with open_workspace(database) as discord:
        tom = discord.people[0]
        shown = await discord.say(tom, "lunch find", when="tomorrow 12:30", topic="pwd=Sommer2024!")
        assert "looks like a password" in shown
        await discord.submit(tom, {"topic": "summer"})
        await discord.settle()
        assert "summer" in discord.transcript()
        assert "Sommer2024" not in discord.transcript()
