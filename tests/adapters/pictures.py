"""The contract about pictures of cards: shown whole, described in words, kept through changes."""

from typing import TYPE_CHECKING

from bot.ui.cards import Card, GraphNode, Paragraph, Picture, Tie
from bot.ui.pictures import render_png

if TYPE_CHECKING:
    from tests.adapters.harness import Harness

PICTURE = Picture(
    "met",
    "Data & <Design> met often",
    (GraphNode("Data", 9), GraphNode("<b>*$x*", 5)),
    (Tie(0, 1, 3),),
)


class Pictures:
    """The part of the contract that is about pictures."""

    async def test_a_picture_is_seen_and_told_in_words(self, harness: "Harness") -> None:
        await harness.platform.post(
            harness.channel, Card("round", "Lunch", (Paragraph(("Look",)), PICTURE)), "key"
        )
        (said,) = await harness.said(harness.channel)
        assert "Look" in said.words
        assert said.pictures == {PICTURE.alt: render_png(PICTURE)}

    async def test_a_picture_stays_when_the_words_around_it_change(
        self, harness: "Harness"
    ) -> None:
        sent = await harness.platform.post(
            harness.channel, Card("round", "Before", (PICTURE,)), "key"
        )
        await harness.platform.edit_message(sent, Card("round", "After", (PICTURE,)))
        (said,) = await harness.said(harness.channel)
        assert "After" in said.words
        assert said.pictures == {PICTURE.alt: render_png(PICTURE)}
