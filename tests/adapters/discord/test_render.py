"""Draw cards for Discord.

As they were accepted once, whole, and with nothing in them that people wrote as markup.
"""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from adapters.discord import chosen_channels, forms, render
from adapters.discord.markdown import escape_markdown
from bot.ui import cards as c
from bot.ui.cards import Card, Form
from bot.ui.text import Bold, ChannelMention, Instant, Link, Mention, Node
from tests.adapters.discord.names import NAMES
from tests.adapters.form_fields import HOSTILE
from tests.adapters.golden import accepted
from tests.adapters.slack.gallery import FORMS, GALLERY
from tests.doubles.discord import checks, layout, schemas
from tests.doubles.discord.state import V2, Json

HERE = "discord:1000001"
GOLDEN = Path(__file__).parent / "golden"
TOM = Mention(f"{HERE}/2000001", "Tom")
PIECES = (
    *HOSTILE,
    *(
        "<@2000001>",
        "<@!2000001>",
        "<@&7>",
        "<#3000001>",
        "</lunch:1>",
        "<t:0:R>",
        "<:smile:1>",
        "<id:guide>",
    ),
    *(
        "[safe](https://evil.example)",
        "https://evil.example/?a=1",
        "<https://evil.example>",
        "http://[::1]/",
    ),
    *(
        "](https://evil.example)",
        "[",
        "\\",
        "\\\\",
        "\\[a](https://evil.example)",
        "[a]\\(https://evil.example)",
    ),
    *(
        "\n> quoted",
        "\n>>> all",
        "\n# big",
        "\n-# small",
        "\n- item",
        "\n1. one",
        "```code```",
        "||hidden||",
        "__x__",
    ),
    *("@everyone", "@here", "\u200b@everyone", "~~gone~~", "*", "**", "_", "`"),
)
T = TypeVar("T", Card, Form)


def _moved(what: T) -> T:
    """Take a sample from the server for which it was made to ours."""
    written = msgspec.json.encode(what).decode()
    for sign, first in (("U", "2"), ("C", "3")):
        written = re.sub(rf"slack:T0000001/{sign}0", f"{HERE}/{first}", written)
    return msgspec.json.decode(written.replace("slack:T0000001", HERE), type=type(what))


@pytest.mark.parametrize("name", GALLERY)
def test_each_card_is_drawn_as_it_was_accepted(name: str) -> None:
    drawn = render.render_messages(_moved(GALLERY[name]), HERE, NAMES.mention, "key")
    assert drawn == accepted(GOLDEN / f"{name}.json", drawn)
    _check_accepted(drawn)


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_drawn_as_it_was_accepted(name: str) -> None:
    known = dict.fromkeys(("3000001", "3000002"), chosen_channels.TEXT)
    form = chosen_channels.preset_channels(_moved(FORMS[name]), HERE, known, f"{HERE}/3000001")
    drawn = [
        forms.render_modal(form, HERE, NAMES.plain, page)
        for page in range(len(forms.split_pages(form)))
    ]
    assert drawn == accepted(GOLDEN / f"form-{name}.json", drawn)
    for modal in drawn:
        assert not list(layout.modal(modal))
        assert not list(schemas.of_call("create_interaction_response", {"type": 9, "data": modal}))
    asked = [
        part["component"]["custom_id"]
        for modal in drawn
        for part in modal["components"]
        if "component" in part
    ]
    assert asked == [field.id for field in form.fields]


def test_two_thousand_hostile_strings_stay_words() -> None:
    dice = random.Random(1)
    for _ in range(2000):
        words = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 4)))
        assert _read_as_markup(words) == []


@pytest.mark.parametrize("length", [10, 3_000, 30_000, 300_000])
def test_long_texts_are_split_and_nothing_is_cut(length: int) -> None:
    said = " ".join(f"word{number}" for number in range(length // 8))
    pages = render.render_messages(
        Card("note", "Long", (c.Paragraph((said,)), c.Quote(said, TOM))),
        HERE,
        NAMES.mention,
    )
    _check_accepted(pages)
    drawn = " ".join(text.replace("> ", "") for page in pages for text in _texts(page))
    assert " ".join(drawn.split()).count(said) == 2


def test_what_needs_escaping_everywhere_still_fits() -> None:
    card = Card("note", "*" * 500, (c.Paragraph(("*" * 20_000,)), c.Quote("\n" * 5_000 + "x")))
    pages = render.render_messages(card, HERE, NAMES.mention)
    _check_accepted(pages)
    drawn = "".join(text for page in pages for text in _texts(page))
    assert drawn.count("\\*") == drawn.count("*") == 20_500
    assert drawn.endswith("> x")


def test_many_parts_are_split_at_forty_components() -> None:
    row = c.Actions(tuple(c.Button("do.it", "Do it", str(number)) for number in range(5)))
    pages = render.render_messages(Card("note", "Many", (row,) * 20), HERE, NAMES.mention)
    _check_accepted(pages)
    assert len(pages) == 4
    ids = [
        one["custom_id"]
        for page in pages
        for one in layout.inside(page)
        if one["type"] == layout.BUTTON
    ]
    assert len(ids) == len(set(ids)) == 100


def test_a_message_is_known_by_its_key_and_by_no_other() -> None:
    card = Card("note", "Good morning", (c.Paragraph(("Hello",)),))
    (drawn,) = render.render_messages(card, HERE, NAMES.mention, "key")
    assert render.read_marks(drawn) == render.message_marks("key") != render.message_marks("other")
    assert all(
        0 < number < 2**31 for key in map(str, range(2000)) for number in render.message_marks(key)
    )


def test_a_quiet_line_keeps_its_mention_its_link_and_its_time() -> None:
    noon = Instant(datetime(2026, 3, 12, 11, 30, tzinfo=UTC), "Europe/Berlin")
    page, lunch = (
        Link("https://a.example/(b)?b=1&c=2 3", "he]re"),
        ChannelMention(f"{HERE}/3000001", "lunch"),
    )
    nodes: tuple[Node, ...] = (TOM, " at ", noon, " in ", lunch, ", ", page, Bold(" *now* "))
    (block,) = render.render_components(Card("note", " ", (), nodes), HERE, NAMES.mention)
    assert block["content"] == (
        "-# <@2000001> at Thu 12 Mar, 12:30 (Berlin time) in <#3000001>, "
        "[he\\]re](https://a.example/%28b%29?b=1&c=2%203) **\\*now\\*** "
    )


def test_what_its_reader_waits_for_says_how_long_that_takes() -> None:
    closes = Instant(datetime(2026, 3, 12, 11, 30, tzinfo=UTC), "Europe/Berlin", awaited=True)
    was = Instant(closes.at, closes.zone, struck=True, awaited=True)
    text = ("It closes ", closes, ". It was to close ", was, ".")
    (block,) = render.render_components(
        Card("note", " ", (c.Paragraph(text),)), HERE, NAMES.mention
    )
    assert block["content"] == (
        "It closes Thu 12 Mar, 12:30 (Berlin time), <t:1773315000:R>. "
        "It was to close ~~Thu 12 Mar, 12:30~~."
    )


def test_people_of_other_servers_are_named_and_not_pinged() -> None:
    (block,) = render.render_components(
        Card("note", " ", (c.Paragraph((Mention("discord:2/9", "@Zoe"),)),)), HERE, NAMES.mention
    )
    assert block["content"] == "\\@Zoe"


def test_a_link_that_leads_nowhere_safe_is_words() -> None:
    (block,) = render.render_components(
        Card("note", " ", (c.Paragraph((Link("javascript:alert(1)", "click"),)),)),
        HERE,
        NAMES.mention,
    )
    assert block["content"] == "click"


def test_a_long_form_comes_in_pages_as_even_as_can_be() -> None:
    fields = tuple(c.TextField(f"f{number}", "?") for number in range(11))
    assert [len(page) for page in forms.split_pages(Form("try.save", "Long", fields))] == [4, 4, 3]
    assert [
        len(page)
        for page in forms.split_pages(Form("try.save", "Long", fields[:5], intro=("Hello",)))
    ] == [3, 2]


def _read_as_markup(words: str) -> list[str]:
    """Return the texts that Discord would read as markup in a card full of what somebody wrote."""
    parts = (
        c.Paragraph(
            (
                words,
                Bold(words),
                Mention("elsewhere/1", words),
                ChannelMention("elsewhere/1", words),
            )
        ),
        c.Paragraph((words,), soft=True),
        c.Heading(words),
        c.Facts(((words, (words,)),)),
        c.Quote(words, Mention("elsewhere/1", words)),
        c.People((Mention("elsewhere/1", words),), 2),
    )
    pages = render.render_messages(Card("note", words, parts, (words,)), HERE, NAMES.mention)
    return [text for page in pages for text in _texts(page) if _is_markup(text)]


def _is_markup(text: str) -> bool:
    # Without what is escaped, nothing is left that Discord reads: no mention, no link, no code.
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", text)
    if re.search(r"<[@#:/ti]|@|\]\(|://|`|\|\||~~|^>>>", bare.replace("<t:", "")):
        return True
    alerts = any(not hit["all"] for hit in checks.MENTION.finditer(text))
    return alerts or bool(re.search(r"[\[\]<]", bare))  # "\\@here" alerts nobody: see the contract


def _check_accepted(pages: list[list[Json]]) -> None:
    for page in pages:
        body = {"components": page, "flags": V2}
        assert not list(checks.message(body, []))
        assert not list(schemas.of_call("create_message", body))


def _texts(components: list[Json]) -> Iterator[str]:
    return (str(one["content"]) for one in layout.inside(components) if one["type"] == layout.TEXT)


def test_escaping_changes_nothing_that_is_no_markup() -> None:
    plain = "Grüße, 3.5 rather-not (well) + a/b; it's “fine”: 100 % 👩🏽‍🍳"
    assert escape_markdown(plain) == plain


@pytest.mark.parametrize(("count", "sizes"), [(3, [3]), (4, [4]), (5, [3, 2]), (9, [4, 5]),
                                              (10, [4, 3, 3])])  # fmt: skip
def test_an_introduction_takes_room_on_the_first_page_alone(count: int, sizes: list[int]) -> None:
    fields = tuple(c.TextField(f"f{number}", "What?") for number in range(count))
    pages = forms.split_pages(Form("try.it", "Try", fields, intro=("Hello.",)))
    assert [len(page) for page in pages] == sizes
    assert sum(pages, ()) == fields
