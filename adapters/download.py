"""Downloads from a platform's own file hosts, and from nowhere else.

Redirects are not followed, and a size limit is enforced while reading.
"""

from collections.abc import Collection, Mapping

import aiohttp
from yarl import URL

from adapters.uploads import FileUnavailable
from bot.ui import notices

CHUNK_SIZE = 1 << 16  # bytes read at once
HTTP_OK = 200


class DownloadRefused(FileUnavailable):
    """The host refused to send the file."""


async def download_file(
    address: str,
    allowed_origins: Collection[str],
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return the content of a file of at most `max_bytes`.

    Only `allowed_origins` are asked, so `headers`, with their tokens, reach no other host.
    Raise FileUnavailable if the file cannot be had.
    """
    url = _checked_url(address, allowed_origins)
    all_headers = {"Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.get(url, headers=all_headers, allow_redirects=False) as response,
        ):
            _check_response(response)
            return await _read_body(response, max_bytes)
    except (aiohttp.ClientError, OSError) as error:
        raise FileUnavailable(type(error).__name__) from error


def origin_of(address: str) -> str:
    """Return scheme, host and port of an http(s) address; empty if it has none."""
    try:
        url = URL(address)
        return str(url.origin()) if url.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _checked_url(address: str, allowed_origins: Collection[str]) -> URL:
    origin = origin_of(address)
    if not origin or origin not in allowed_origins:
        raise FileUnavailable("another host than the platform's own")

    url = URL(address)
    if url.user or url.password:
        raise FileUnavailable("an address with a password")
    return url


def _check_response(response: aiohttp.ClientResponse) -> None:
    is_page = response.content_type == "text/html"  # a login page, not a file
    if response.status != HTTP_OK or is_page:
        raise DownloadRefused(f"{response.status} {response.content_type}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FileUnavailable("packed, though it was not asked for")


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK_SIZE):
        body += chunk
        if len(body) > max_bytes:
            raise FileUnavailable(f"more than {max_bytes} bytes", notices.file_too_big(max_bytes))
    return bytes(body)
