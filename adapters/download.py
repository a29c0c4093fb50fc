"""Get a file from a platform's own file host, and from nowhere else: no redirect is followed, no limit passed."""

from collections.abc import Collection, Mapping

import aiohttp
from yarl import URL

from adapters.uploads import Unfetched
from bot.ui import notices

PIECE = 1 << 16  # bytes taken at once
FINE = 200


class TurnedAway(Unfetched):
    """The host does not give the file."""


async def download(address: str, homes: Collection[str], most: int, headers: Mapping[str, str] | None = None) -> bytes:
    """Get at most `most` bytes; `homes` are the origins that may be asked, and `headers` reach no other."""
    url = _checked(address, homes)
    told = {"Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.get(url, headers=told, allow_redirects=False) as response,
        ):
            return await _read(response, most)
    except (aiohttp.ClientError, OSError) as error:
        raise Unfetched(type(error).__name__) from error


def origin(address: str) -> str:
    """Give scheme, host and port of an address; empty where it has none."""
    try:
        url = URL(address)
        return str(url.origin()) if url.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _checked(address: str, homes: Collection[str]) -> URL:
    if origin(address) not in {*homes} - {""}:
        raise Unfetched("another host than the platform's own")
    url = URL(address)
    if url.user or url.password:
        raise Unfetched("an address with a password")
    return url


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    if response.status != FINE or response.content_type == "text/html":  # a page is where one signs in, not a file
        raise TurnedAway(f"{response.status} {response.content_type}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unfetched("packed, though it was not asked for")
    body = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        body += piece
        if len(body) > most:
            raise Unfetched(f"more than {most} bytes", notices.too_big(most))
    return bytes(body)
