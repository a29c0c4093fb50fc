"""Stand-ins for what a world need not have: a crowd, a web, and a process that reads pages."""

from dataclasses import dataclass
from datetime import datetime

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParseResult
from bot.sources.web_port import WebResponse


class ReadsHere:
    """Reads pages in the test's own process, which is quicker.

    `tests/jobs/web/test_sandbox.py` tries the child.
    """

    async def parse_document(self, document: Document) -> ParseResult:
        return parse_document(document)


@dataclass
class Pages:
    """A web of a few pages: what stands at each address, with its media type."""

    found: dict[str, tuple[str, bytes]]

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        if address not in self.found:
            return WebResponse(address, fault="not_found")
        media_type, body = self.found[address]
        return WebResponse(address, body, media_type)


class Nobody:
    """A crowd in which nobody does anything by themselves."""

    def next_due(self) -> datetime | None:
        return None

    async def run_due_actions(self, now: datetime) -> None:
        """Do nothing."""
