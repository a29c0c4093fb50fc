"""Whether a site's robots.txt lets Mingle fetch an address of it."""

from protego import Protego

from bot.sources.parsers.model import Document, ParseResult

USER_AGENT = "MingleEvents"


def read_robots(document: Document) -> ParseResult:
    """Return a fault where the rules in a document's body forbid its address."""
    rules = Protego.parse(document.body.decode(errors="replace"))
    if rules.can_fetch(document.address, USER_AGENT):
        return ParseResult(kind="robots")
    return ParseResult(kind="robots", fault="robots", detail="robots.txt")
