"""The port to the web: fetch a page, or learn that it has not changed."""

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from bot.sources.parsers.model import Fault


class WebResponse(Struct, frozen=True):
    """The response of an address.

    `fault`: why there is no body; `detail`: the same for the operator's log.
    `retry_after`: how long the site asks to be left alone.
    """

    address: str
    body: bytes = b""
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    fault: Fault = ""
    detail: str = ""
    retry_after: timedelta | None = None


class WebClient(Protocol):
    """Fetches pages; a failure is a `fault` in the response, never an exception."""

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        """Fetch a page, unless it still has this etag or modification date."""
