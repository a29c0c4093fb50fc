import json

from adapters.discord import render as discord
from adapters.slack import render as slack
from bot.ui.cards import Actions, Button, Card, Facts, as_text
from bot.ui.text import Mention
from tests.adapters.discord.names import NAMES

HOSTILE = "<!channel> @everyone *free* lunch"


def _card(workspace: str) -> Card:
    """Return the card of a table with a topic that somebody typed."""
    rows = (("Host", (Mention(f"{workspace}/U1", "Ada"),)), ("Topic", (HOSTILE,)))
    join = Button("table.join", "Join", "7", style="main")
    return Card("table", "Lunch at 12:30", (Facts(rows), Actions((join,))))


def test_a_card_has_words_without_any_platform() -> None:
    assert as_text(_card("acme")) == f"Lunch at 12:30\nHost: Ada\nTopic: {HOSTILE}"


def test_slack_gets_blocks_in_which_typed_words_ring_for_nobody() -> None:
    [blocks] = slack.render_messages(_card("slack:T1"), "slack:T1")
    assert [block["type"] for block in blocks] == ["header", "rich_text", "actions"]
    assert {"type": "text", "text": HOSTILE} in blocks[1]["elements"][0]["elements"]


def test_discord_gets_components_whose_button_carries_the_row() -> None:
    [components] = discord.render_messages(_card("discord:1"), "discord:1", NAMES.mention)
    payload = json.dumps(components)
    assert "table.join" in payload
    assert "<!channel>" not in payload
