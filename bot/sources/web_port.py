"""State what Mingle asks of the web: a page, or that it is what it was."""

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from bot.sources.parsers.model import Fault


class WebResponse(Struct, frozen=True):
    """What an address gave; `fault` and `reason` say why there is nothing, the reason for the
    operator alone.

    `wait` is how long the site asks to be left alone.
    """

    address: str
    body: bytes = b""
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    fault: Fault = ""
    detail: str = ""
    retry_after: timedelta | None = None


class WebClient(Protocol):
    """Where pages come from; whatever goes wrong is told, never raised."""

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        """Get a page, unless it is what these tell already."""
