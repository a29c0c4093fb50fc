"""What a card says, as its reader finds it."""

from collections.abc import Iterator

from bot.ui.cards import Card, Facts, Paragraph, People, Quote
from bot.ui.text import Instant, Node


def read_nodes(card: Card) -> Iterator[Node]:
    """Yield all running text of a card."""
    for part in card.parts:
        match part:
            case Paragraph(text):
                yield from text
            case Facts(rows):
                for _, value in rows:
                    yield from value
            case People(people):
                yield from people
            case Quote(by=by) if by:
                yield by
    yield from card.footer


def find_instants(card: Card) -> list[Instant]:
    """Return the moments that a card names."""
    return [node for node in read_nodes(card) if isinstance(node, Instant)]
