"""State what Mingle asks of the web: a page, or that it is what it was."""

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from bot.sources.parsers.model import Fault


class Answer(Struct, frozen=True):
    """What an address gave; `fault` and `reason` say why there is nothing, the reason for the operator alone.

    `wait` is how long the site asks to be left alone.
    """

    address: str
    body: bytes = b""
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    fault: Fault = ""
    reason: str = ""
    wait: timedelta | None = None


class Web(Protocol):
    """Where pages come from; whatever goes wrong is told, never raised."""

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> Answer:
        """Get a page, unless it is what these tell already."""
