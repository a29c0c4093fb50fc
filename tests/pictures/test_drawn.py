"""Everything that Mingle shows in Slack and in Discord can be drawn, word for word."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.pictures.discord import draw_message
from tests.pictures.names import SAMPLE_TIME, Names
from tests.pictures.sheets import GOLDEN, NAMES, PLATFORMS, Platform, draw_golden
from tests.pictures.slack import draw_view

UNSEEN = {"options", "close", "placeholder"}  # until somebody opens a menu, or where filled in
STARTS = re.compile(r"^(?:#+|-#|>|-) ")  # what makes a line of Discord's a title or a quote
MARKS = re.compile(r"[\\<>*`~\[]")


class Words(HTMLParser):
    """The words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found += data


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_picture_shows_every_plain_word_of_a_card(platform: Platform) -> None:
    missing, count = [], 0
    for file in (GOLDEN / platform / "golden").glob("*.json"):
        shown = Words(draw_golden(platform, file)).found
        told = list(_plain(json.loads(file.read_text(encoding="utf-8"))))
        missing += [(file.stem, words) for words in told if words not in shown]
        count += len(told)
    assert not missing
    assert count > 1_000


def test_people_and_channels_stand_under_their_names() -> None:
    blocks = [
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "<@U0000001> in <#C0000001> &amp; *so* on"}],
        }
    ]
    shown = Words(draw_view({"type": "home", "blocks": blocks}, NAMES["slack"])).found
    assert shown == "@Tom Becker in #lunch & so on"


def test_what_people_wrote_stays_words_in_a_picture() -> None:
    text = {"type": "plain_text", "text": "<img src=x onerror=alert(1)>"}
    page = draw_view({"type": "home", "blocks": [{"type": "header", "text": text}]}, Names())
    assert "<img" not in page


def _plain(node: Any) -> Iterator[str]:
    """Yield the words that a platform shows as they stand: labels, titles, lines without marks."""
    if isinstance(node, list):
        for inner in node:
            yield from _plain(inner)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            yield node["text"]
        yield from (node[key] for key in ("label", "title") if isinstance(node.get(key), str))
        lines = (STARTS.sub("", line) for line in str(node.get("content", "")).split("\n"))
        yield from (line for line in lines if not MARKS.search(line))
        yield from _plain([one for key, one in node.items() if key not in UNSEEN])


def test_what_is_over_is_struck_out_and_a_countdown_counts() -> None:
    at = int(SAMPLE_TIME.timestamp()) + 3 * 86_400
    words = {"type": 10, "content": f"~~Thu 12 Mar~~ closes <t:{at}:R>"}
    page = draw_message([words], NAMES["discord"], SAMPLE_TIME)
    assert "<s>Thu 12 Mar</s>" in page
    assert "closes in 3 days" in Words(page).found
