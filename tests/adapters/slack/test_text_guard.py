"""Type a secret into Slack: the form comes back with a question, and nothing is lost."""

from bot.store.engine import Database
from bot.text_guard.views import POST_ANYWAY
from tests.adapters.slack.workspace import open_workspace
from tests.doubles.slack import message_text

SECRET = "Use AKIAIOSFODNN7EXAMPLE for lunch with whoever sits next to you."
HINT = "Knock first."


async def test_a_secret_in_a_form_comes_back_with_a_question_and_a_box(database: Database) -> None:
    async with open_workspace(database) as slack:
        tom = slack.people[0]
        await slack.say(tom, "/prompt suggest")
        await slack.submit(tom, {"text": SECRET, "hint": HINT})
        asked = slack.form(tom)
        assert "AKIA… looks" in message_text.words(slack.home, asked).replace("“", "").replace(
            "”", ""
        )
        inputs = {
            block["block_id"]: block["element"].get("initial_value")
            for block in asked.blocks
            if block["type"] == "input"
        }
        assert inputs["text"] == SECRET
        assert inputs["hint"] == HINT
        assert not slack.home.ephemerals

        await slack.submit(tom, {"text": SECRET, "hint": HINT})
        assert len(slack.form(tom).blocks) == len(asked.blocks)
        await slack.submit(tom, {"text": SECRET, "hint": HINT, "anyway": [POST_ANYWAY]})
        assert "Thank you" in message_text.words(slack.home, slack.whispers(tom)[-1])
        assert not slack.server.problems


async def test_a_secret_in_a_command_opens_it_as_a_form(database: Database) -> None:
    async with open_workspace(database) as slack:
        tom = slack.people[0]
        shown = await slack.say(tom, '/lunch tomorrow 12:30 topic:"pwd=Sommer2024!"')
        assert "looks like a password" in shown
        await slack.submit(tom, {"when": "tomorrow 12:30", "topic": "summer"})
        await slack.settle()
        assert "summer" in slack.transcript()
        assert "Sommer2024" not in slack.transcript()
        assert not slack.server.problems
