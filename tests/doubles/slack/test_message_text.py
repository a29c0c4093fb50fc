"""Check that messages are read as people see them: whom they alert, where they lead."""

import pytest

from tests.doubles.slack import Message, message_text
from tests.doubles.slack.conftest import SlackSetup
from tests.doubles.slack.kit import actions, button, section, select
from tests.doubles.slack.state import Json


def _said(*blocks: Json, text: str = "") -> Message:
    return Message("C1", "1.000001", "U1", text, list(blocks))


@pytest.mark.parametrize(
    ("text", "pinged"),
    [
        ("<!channel> look", ["!channel"]),
        ("<!here|here> look", ["!here"]),
        ("<!subteam^S1> look", ["!subteam^S1"]),
        ("<@U1> look", ["@U1"]),
        ("@here look", ["@here"]),
        ("&lt;!channel&gt; look", []),
        ("tom@here.example", []),
        ("<!date^1^{date}|monday>", []),
        ("<#C1> look", []),
    ],
)
def test_alerts_are_seen(text: str, pinged: list[str]) -> None:
    assert message_text.pings(_said(section(text))) == pinged
    assert message_text.pings(_said(text=text)) == pinged


def test_words_taken_as_they_stand_alert_nobody_by_name() -> None:
    assert not message_text.pings(_said(section("@channel", verbatim=True)))
    assert not message_text.pings(
        _said({"type": "header", "text": {"type": "plain_text", "text": "<!channel> @here"}})
    )
    assert not message_text.pings(_said(section("hello"), text="<!channel>"))


def test_every_link_is_seen_also_those_that_slack_makes() -> None:
    assert message_text.links(_said(section("<https://a.example|a> and https://b.example"))) == [
        "https://a.example",
        "https://b.example",
    ]
    assert message_text.links(_said(section("https://b.example", verbatim=True))) == []
    knob = button("Go", "go") | {"url": "https://c.example"}
    assert message_text.links(_said(actions(knob))) == ["https://c.example"]


def test_words_read_as_on_the_screen(slack: SlackSetup) -> None:
    text = (
        f"<@{slack.tom.id}> &amp; <#{slack.lunch.id}> at <!date^1^{{time}}|12:30> "
        "<https://a.example|here> &lt;b&gt;"
    )
    message = _said(
        section(text), actions(button("Join", "join"), select("day", "monday", "tuesday"))
    )
    assert message_text.words(slack.workspace, message).splitlines() == [
        "@Tom & #lunch at 12:30 here <b>",
        "[Join] <Monday | Tuesday>",
    ]
    assert message_text.buttons(message) == [("Join", "join", "1")]
    assert message_text.selects(message) == {"day": ["Monday", "Tuesday"]}


async def test_a_transcript_tells_a_conversation_in_order(slack: SlackSetup) -> None:
    await slack.server.write(slack.tom, slack.lunch, "Anyone hungry?")
    sent = await slack.api.chat_postMessage(channel=slack.lunch.id, text="Yes")
    await slack.api.chat_update(channel=slack.lunch.id, ts=sent["ts"], text="Always")
    lines = slack.server.transcript(slack.lunch, slack.tom).splitlines()
    assert [line.partition(" ")[2] for line in lines] == [
        "lunch",
        "Tom: Anyone hungry?",
        "Mingle: Always (edited)",
    ]
