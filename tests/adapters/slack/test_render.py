"""Draw cards for Slack.

As they were accepted once, whole, and with nothing in them that people wrote as markup.
"""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack import forms, render
from adapters.slack.forms import ModalOrigin
from adapters.slack.running_text import Block
from bot.ui import cards as c
from bot.ui.cards import Card
from bot.ui.text import Bold, ChannelMention, Instant, Link, Mention, Node
from tests.adapters.form_fields import HOSTILE
from tests.adapters.golden import accepted
from tests.adapters.slack.gallery import FORMS, GALLERY
from tests.doubles.slack import checks

HERE = "slack:T0000001"
GOLDEN = Path(__file__).parent / "golden"
TOM = Mention(f"{HERE}/U0000001", "Tom")
PIECES = (
    *HOSTILE,
    *(
        "<!date^0^{time}|now>",
        "<@U0000001>",
        "<!subteam^S1>",
        "@channel",
        "mailto:a@b.c",
        "www.evil.example",
    ),
    *(
        "https://evil.example/?a=1",
        "\n> quoted",
        "```code```",
        "~~",
        "*",
        ":tada:",
        "&amp;lt;!here&amp;gt;",
        "|>",
        "</",
    ),
)


@pytest.mark.parametrize("name", GALLERY)
def test_each_card_is_drawn_as_it_was_accepted(name: str) -> None:
    drawn = {
        "text": render.fallback_text(GALLERY[name]),
        "messages": render.render_messages(GALLERY[name], HERE),
    }
    assert drawn == accepted(GOLDEN / f"{name}.json", drawn)
    for blocks in render.render_messages(GALLERY[name], HERE):
        checks.message_blocks(checks.named(blocks))


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_drawn_as_it_was_accepted(name: str) -> None:
    drawn = forms.render_modal(FORMS[name], ModalOrigin(channel="C0000001", name="lunch"), HERE)
    assert drawn == accepted(GOLDEN / f"form-{name}.json", drawn)
    checks.view(drawn, "modal")


@pytest.mark.parametrize("name", [name for name in GALLERY if name.startswith("home.home.")])
def test_each_home_tab_is_drawn_as_it_was_accepted(name: str) -> None:
    drawn = forms.render_home(GALLERY[name], HERE)
    assert drawn == accepted(GOLDEN / f"tab-{name}.json", drawn)
    checks.view(drawn, "home")


def test_two_thousand_hostile_strings_stay_words() -> None:
    dice = random.Random(1)
    for _ in range(2000):
        words = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 4)))
        assert _read_as_markup(words) == []


@pytest.mark.parametrize("length", [10, 3_000, 30_000, 300_000])
def test_long_texts_are_split_and_nothing_is_cut(length: int) -> None:
    words = " ".join(f"word{number}" for number in range(length // 8))
    pages = render.render_messages(
        Card("note", "Long", (c.Paragraph((words,)), c.Quote(words, TOM))), HERE
    )
    for blocks in pages:
        checks.message_blocks(checks.named(blocks))
    drawn = "".join(text for blocks in pages for text in _texts(blocks))
    assert drawn.count(words) == 2


def test_many_parts_are_split_at_fifty_blocks() -> None:
    parts = tuple(c.Paragraph((f"Line {number}",)) for number in range(120))
    pages = render.render_messages(Card("note", "Many", parts), HERE)
    assert [len(page) for page in pages] == [50, 50, 21]


def test_a_title_longer_than_a_header_is_shown_whole() -> None:
    (page,) = render.render_messages(Card("note", "T" * 400), HERE)
    assert "T" * 400 in "".join(_texts(page))


def test_a_quiet_line_keeps_its_mention_its_link_and_its_time() -> None:
    noon = Instant(datetime(2026, 3, 12, 11, 30, tzinfo=UTC), "Europe/Berlin")
    page, lunch = (
        Link("https://a.example/?b=1&c=2", "here"),
        ChannelMention(f"{HERE}/C1AB", "lunch"),
    )
    nodes: tuple[Node, ...] = (TOM, " at ", noon, " in ", lunch, ", ", page)
    (block,) = render.render_blocks(Card("note", " ", (), nodes), HERE)
    assert block["elements"][0]["text"] == (
        "<@U0000001> at Thu 12 Mar, 12:30 (Berlin time) in <#C1AB>, "
        "<https://a.example/?b=1&amp;c=2|here>"
    )


def test_people_of_other_workspaces_are_named_and_not_pinged() -> None:
    (block,) = render.render_blocks(
        Card("note", " ", (c.Paragraph((Mention("slack:T2/U9", "Zoe"),)),)), HERE
    )
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "Zoe"}]


def _read_as_markup(words: str) -> list[object]:
    """Return what Slack would read as markup in a card full of what somebody wrote."""
    parts = (
        c.Paragraph(
            (
                words,
                Bold(words),
                Mention("elsewhere/U1", words),
                ChannelMention("elsewhere/C1", words),
            )
        ),
        c.Paragraph((words,), soft=True),
        c.Heading(words),
        c.Facts(((words, (words,)),)),
        c.Quote(words, Mention("elsewhere/U1", words)),
        c.People((Mention("elsewhere/U1", words),), 2),
    )
    card = Card("note", words, parts, (words,))
    blocks = [block for page in render.render_messages(card, HERE) for block in page]
    elements = [element for block in blocks for element in _elements(block)]
    found: list[object] = [element for element in elements if _is_markup(element)]
    fallback = render.fallback_text(card)
    return [*found, fallback] if set("<>") & set(fallback) else found


def _is_markup(element: Block) -> bool:
    if element["type"] in {"text", "plain_text"}:
        return False
    is_plain = element["type"] == "mrkdwn" and element["verbatim"]
    return not is_plain or bool(set("<>*_~`") & set(element["text"]))


def _elements(block: Block) -> list[Block]:
    if block["type"] == "header":
        return [block["text"]]
    if block["type"] == "rich_text":
        return [one for section in block["elements"] for one in section["elements"]]
    return list(block["elements"])


def _texts(blocks: list[Block]) -> list[str]:
    return [str(one["text"]) for block in blocks for one in _elements(block) if "text" in one]
