"""HTTP client for other people's pages: public addresses only, no cookies, within strict limits."""

import asyncio
import re
import ssl
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.sources.parsers.model import Document, Fault
from bot.sources.parsers.obstacles import is_shielded
from bot.sources.parsers.robots import USER_AGENT
from bot.sources.web_port import WebResponse
from bot.ui.text import host_of
from jobs.web.decompress import MAX_RAW, BodyTooBig, Decompressor
from jobs.web.sandbox import DocumentParser, SandboxedParser
from jobs.web.ssrf_guard import AddressBlocked, GuardedResolver, SsrfGuard

FETCH_TIMEOUT = 15.0  # seconds for an address, redirects included
MAX_REDIRECTS = 3
MIN_SITE_GAP = 1.0  # seconds between two requests to one site
ROBOTS_TTL = 24 * 3600.0  # seconds
MAX_ROBOTS = 500 * 1024  # bytes of a robots.txt that are read, as RFC 9309 asks for
MAX_SITES = 100  # whose robots.txt is remembered
MAX_WAIT = timedelta(days=7)

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # rules are the same at every time
_REDIRECTS = (301, 302, 303, 307, 308)
_LOGIN = re.compile(
    r"^/(?:[a-z]{2}/)?(?:log-?in|sign-?in|sso|auth|account/login|users/sign_in|wp-login\.php"
    r"|anmelden|connexion)(?:/|\.\w+$|$)",
    re.IGNORECASE,
)
_LOGIN_HOSTS = ("accounts.", "login.", "signin.", "sso.", "auth.")
# What services that keep programs out write beside their answer.
_SHIELDS = ("cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action", "x-datadome")
_SHIELD_STATUSES = (403, 405, 429, 503)
_MAX_SHIELD = 60_000  # bytes of a refusal in which a check for people is recognised
_ACCEPT = (
    "text/calendar, application/json;q=0.9, application/rss+xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)


class Fetcher:
    """Fetches politely: named, where robots.txt allows it, not too often, and only what has
    changed."""

    def __init__(
        self,
        guard: SsrfGuard | None = None,
        resolver: AbstractResolver | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        heed_robots: bool = True,
        parser: DocumentParser | None = None,
    ) -> None:
        # robots.txt is about what is public; a private address was given to be read.
        self._heed_robots = heed_robots
        self._guard = guard or SsrfGuard()
        self._resolver = resolver
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None
        self._robots: dict[str, tuple[float, bytes]] = {}
        self._own_parser = SandboxedParser()  # starts with its first document
        self._parser: DocumentParser = parser or self._own_parser
        self._free: dict[str, float] = {}

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        """Return a page, or a response that says why not; never raises.

        `etag` and `modified` make it a conditional request.
        """
        try:
            if self._heed_robots and not await self._may_fetch(address):
                return WebResponse(address, fault="robots", detail="robots.txt")
            async with asyncio.timeout(FETCH_TIMEOUT):
                return await self._follow(address, _conditions(etag, modified))
        except (AddressBlocked, aiohttp.InvalidURL) as error:
            return WebResponse(address, fault="refused", detail=str(error))
        except BodyTooBig as error:
            return WebResponse(address, fault="too_big", detail=str(error))
        except TimeoutError:
            return WebResponse(address, fault="slow", detail=f"more than {FETCH_TIMEOUT:.0f} s")
        except (aiohttp.ClientSSLError, ssl.SSLError) as error:
            return WebResponse(address, fault="certificate", detail=type(error).__name__)
        except (zlib.error, UnicodeError, ValueError) as error:
            return WebResponse(address, fault="unreadable", detail=type(error).__name__)
        except (aiohttp.ClientError, OSError) as error:
            return WebResponse(address, fault="unreachable", detail=type(error).__name__)

    async def close(self) -> None:
        """Close every connection."""
        await self._own_parser.close()
        if self._session:
            await self._session.close()

    async def _follow(
        self, address: str, headers: dict[str, str], cut: int | None = None
    ) -> WebResponse:
        asked = address
        for _ in range(MAX_REDIRECTS + 1):
            answer, location = await self._get(address, headers, cut)
            if location is None:
                return answer
            target = _target(address, location)
            if urlsplit(address).scheme == "https" and urlsplit(target).scheme == "http":
                raise AddressBlocked("a redirect from https to http")
            if _asks_to_sign_in(target):
                return WebResponse(asked, fault="login", detail=f"redirects to {host_of(target)}")
            address = target
        return WebResponse(asked, fault="redirects", detail=f"more than {MAX_REDIRECTS} redirects")

    async def _get(
        self, address: str, headers: dict[str, str], cut: int | None
    ) -> tuple[WebResponse, str | None]:
        self._guard.check_address(address)
        await self._take_turn(urlsplit(address).netloc)
        async with self._open().get(address, headers=headers, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                return WebResponse(address), response.headers.get("Location", "")
            if fault := _fault(response.status):
                wait = _wait(response.headers.get("Retry-After", ""))
                if response.status in _SHIELD_STATUSES and await _keeps_programs_out(response):
                    fault = "shielded"
                return WebResponse(
                    address, fault=fault, detail=f"status {response.status}", retry_after=wait
                ), None
            if response.status == HTTPStatus.NOT_MODIFIED:
                return WebResponse(address, unchanged=True), None
            return await _read(address, response, cut), None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(self._guard, self._resolver),
                socket_factory=self._guard.make_socket,
                use_dns_cache=False,
                force_close=True,
                limit_per_host=1,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                headers={
                    "User-Agent": f"{USER_AGENT}/{version('mingle')}",
                    "Accept": _ACCEPT,
                    "Accept-Encoding": "gzip",
                },
                timeout=aiohttp.ClientTimeout(total=FETCH_TIMEOUT),
                max_line_size=8_190,
                max_field_size=16_380,
            )
        return self._session

    async def _may_fetch(self, address: str) -> bool:
        """Return whether a site lets us; where nobody can tell from its robots.txt, it does not."""
        self._guard.check_address(address)
        rules = await self._read_robots(address)
        if not rules.strip():
            return True
        document = Document(address, rules, "", _ANY_TIME, "UTC", robots=True)
        return not (await self._parser.parse_document(document)).fault

    async def _read_robots(self, address: str) -> bytes:
        """Return the beginning of a site's robots.txt, fetched once a day."""
        parts = urlsplit(address)
        site, now = f"{parts.scheme}://{parts.netloc}", asyncio.get_running_loop().time()
        known = self._robots.get(site)
        if known is None or known[0] < now:
            async with asyncio.timeout(FETCH_TIMEOUT):
                answer = await self._follow(f"{site}/robots.txt", {}, MAX_ROBOTS)
            if len(self._robots) >= MAX_SITES:
                self._robots.pop(next(iter(self._robots)))
            rules = b"" if answer.fault else answer.body
            known = self._robots[site] = (now + ROBOTS_TTL, rules)
        return known[1]

    async def _take_turn(self, site: str) -> None:
        now = asyncio.get_running_loop().time()
        turn = max(now, self._free.get(site, now))
        self._free[site] = turn + MIN_SITE_GAP
        if turn > now:
            await self._pause(turn - now)


def _target(address: str, location: str) -> str:
    try:
        target = urljoin(address, location)
        urlsplit(target)
    except ValueError as error:
        raise AddressBlocked("a redirect to no address") from error
    return target


async def _read(
    address: str, response: aiohttp.ClientResponse, cut: int | None = None
) -> WebResponse:
    """Return a response with its body; of a longer one the first `cut` bytes, where that is set."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise ValueError("an unknown encoding")
    if cut is None and (response.content_length or 0) > MAX_RAW:
        raise BodyTooBig(f"says it has {response.content_length} bytes")
    inflater = Decompressor(encoding)
    async for piece in response.content.iter_any():
        inflater.add_chunk(piece, cut)
        if cut is not None and inflater.size >= cut:
            break
        await asyncio.sleep(0)  # unpacking takes a moment; others get theirs
    return WebResponse(
        address,
        inflater.read_body()[:cut],
        response.content_type.lower(),
        etag=response.headers.get("ETag", "")[:500],
        modified=response.headers.get("Last-Modified", "")[:100],
        charset=(response.charset or "")[:40],
    )


def _asks_to_sign_in(target: str) -> bool:
    parts = urlsplit(target)
    if _LOGIN.match(parts.path):
        return True
    return (parts.hostname or "").startswith(_LOGIN_HOSTS)


async def _keeps_programs_out(response: aiohttp.ClientResponse) -> bool:
    """Return whether a refusal is a check that a person is looking, by its headers or its page."""
    if any(name in response.headers for name in _SHIELDS):
        return True
    if response.content_type != "text/html":
        return False
    body = await response.content.read(_MAX_SHIELD)
    if response.headers.get("Content-Encoding"):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, _MAX_SHIELD)
        except zlib.error:
            return False
    return is_shielded(body.decode(errors="replace"))


def _conditions(etag: str, modified: str) -> dict[str, str]:
    told = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in told.items() if value and value.isprintable()}


def _fault(status: int) -> Fault:
    if status in (401, 407):
        return "login"
    if status in (403, 451):
        return "forbidden"
    if status in (408, 425, 429) or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "busy"
    if status >= HTTPStatus.BAD_REQUEST:
        return "not_found"
    return "" if status in (200, 304) else "unreadable"


def _wait(told: str) -> timedelta | None:
    """Return the pause that a Retry-After header asks for."""
    if told.isdecimal() and len(told) < 9:
        return min(timedelta(seconds=int(told)), MAX_WAIT)
    return None
