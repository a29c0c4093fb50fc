"""Get a file from a platform's own file host, and from nowhere else.

No redirect is followed, no limit passed.
"""

from collections.abc import Collection, Mapping

import aiohttp
from yarl import URL

from adapters.uploads import FileUnavailable
from bot.ui import notices

CHUNK_SIZE = 1 << 16  # bytes taken at once
HTTP_OK = 200


class DownloadRefused(FileUnavailable):
    """The host does not give the file."""


async def download_file(
    address: str,
    allowed_origins: Collection[str],
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Get at most `most` bytes.

    `homes` are the origins that may be asked, and `headers` reach no other.
    """
    url = _checked(address, allowed_origins)
    told = {"Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.get(url, headers=told, allow_redirects=False) as response,
        ):
            return await _read(response, max_bytes)
    except (aiohttp.ClientError, OSError) as error:
        raise FileUnavailable(type(error).__name__) from error


def origin_of(address: str) -> str:
    """Give scheme, host and port of an address; empty where it has none."""
    try:
        url = URL(address)
        return str(url.origin()) if url.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _checked(address: str, allowed_origins: Collection[str]) -> URL:
    if origin_of(address) not in {*allowed_origins} - {""}:
        raise FileUnavailable("another host than the platform's own")
    url = URL(address)
    if url.user or url.password:
        raise FileUnavailable("an address with a password")
    return url


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if (
        response.status != HTTP_OK or response.content_type == "text/html"
    ):  # a page is where one signs in, not a file
        raise DownloadRefused(f"{response.status} {response.content_type}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FileUnavailable("packed, though it was not asked for")
    body = bytearray()
    async for piece in response.content.iter_chunked(CHUNK_SIZE):
        body += piece
        if len(body) > max_bytes:
            raise FileUnavailable(f"more than {max_bytes} bytes", notices.file_too_big(max_bytes))
    return bytes(body)
