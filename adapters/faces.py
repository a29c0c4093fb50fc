"""Profile pictures of the people that a card is about.

A picture is an ornament: where a platform cannot tell of one, the card is sent without it.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.ui.cards import Card, People

Faces = Mapping[str, str]  # addresses of pictures by our ids of people
NO_FACES: Faces = {}
PATIENCE = 2.0  # seconds that a card waits for the pictures that are not cached
MAX_ADDRESS = 2_000  # characters; Slack takes 3,000 and Discord 2,048


def pictured_people(card: Card) -> list[str]:
    """Return the people whose pictures a card shows, each once."""
    shown: dict[str, None] = {}
    for part in card.parts:
        if isinstance(part, People) and part.pictured:
            shown |= dict.fromkeys(mention.person for mention in part.people)
    return list(shown)


def is_picture_address(address: str) -> bool:
    """Return whether an address from a platform's payload may stand in a message."""
    if len(address) > MAX_ADDRESS or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
