"""A button beside the line that it is about, on every platform; below it where that cannot be."""

import pytest

from adapters.discord import render as discord
from adapters.playground.render import Viewer, render_card
from adapters.slack import render as slack
from bot.ui.cards import Actions, Button, Card, Paragraph
from bot.ui.text import Text
from tests.adapters.discord.names import NAMES

SLACK, GUILD = "slack:T0000001", "discord:100000000000000001"
SEAT, OWN = Button("table.join", "Take a seat", "7"), Button("table.open", "Open my own")


def _card(text: Text, *buttons: Button, beside: bool = True) -> Card:
    return Card("table", "Today", (Paragraph(text), Actions(buttons, beside=beside)))


def test_slack_shows_a_button_beside_its_line() -> None:
    _, line = slack.render_blocks(_card(("Lunch at <Anker>",), SEAT), SLACK)
    assert (line["type"], line["text"]["text"]) == ("section", "Lunch at &lt;Anker&gt;")
    assert slack.parse_route(line["accessory"]["action_id"]) == ("table.join", "7")


@pytest.mark.parametrize(
    "card",
    [
        _card(("Lunch at *Anker*",), SEAT),
        _card(("long " * 700,), SEAT),
        _card(("Lunch",), SEAT, OWN),
        _card(("Lunch",), SEAT, beside=False),
    ],
)
def test_what_slack_would_format_or_cannot_hold_has_its_buttons_below(card: Card) -> None:
    _, *lines, row = slack.render_blocks(card, SLACK)
    assert {line["type"] for line in lines} == {"rich_text"}
    assert row["type"] == "actions"


def test_a_mark_is_in_the_ids_of_buttons_beside_a_line_too() -> None:
    pages = slack.render_messages(_card(("Lunch",), SEAT), SLACK)
    slack.mark_answer(pages, "one.0")
    action_id = pages[0][1]["accessory"]["action_id"]
    assert slack.parse_mark(action_id) == "one.0"
    assert slack.parse_route(action_id) == ("table.join", "7")


def test_discord_shows_a_button_beside_its_line() -> None:
    [[message]] = discord.render_messages(
        _card(("Lunch",), SEAT, beside=True), GUILD, NAMES.mention
    )
    _, line = message["components"]
    assert (line["type"], line["components"][0]["content"]) == (discord.SECTION, "Lunch")
    assert line["accessory"]["label"] == "Take a seat"
    assert isinstance(line["accessory"]["custom_id"], str)


def test_two_lines_with_the_same_button_have_ids_of_their_own_in_discord() -> None:
    parts = _card(("Lunch",), SEAT).parts
    [[message]] = discord.render_messages(
        Card("table", "Today", parts + parts), GUILD, NAMES.mention
    )
    _, first, second = message["components"]
    assert first["accessory"]["custom_id"] != second["accessory"]["custom_id"]


def test_the_page_shows_a_button_beside_its_line() -> None:
    shown = render_card(_card(("Lunch",), SEAT), Viewer("p/tom"))
    assert 'class="beside"' in shown
    assert shown.count("Take a seat") == 1
