"""Keep the doors to Slack open: two sockets that we dial, or an address that Slack calls."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import serve_http
from adapters.slack import strings
from adapters.slack.api import build_client
from adapters.slack.listen import SlackListener
from bot.config import SlackSection
from bot.core.platform import PermanentError

SOCKET_COUNT = 2  # while one is renewed the other hears
PING_INTERVAL = 10.0  # seconds between two signs of life
RETRY_DELAY = 5.0  # seconds between two tries to open the first socket
EVENTS_PATH = "/slack/events"
TIMESTAMP = re.compile("[0-9]{1,12}")  # seconds since 1970
MAX_BODY = 1_000_000  # bytes; Slack's largest payloads are far smaller

log = structlog.get_logger()


async def serve_bolt_app(
    app: AsyncApp, listener: SlackListener, settings: SlackSection, ready: Callable[[], None]
) -> None:
    """Listen until cancelled; `ready` is called once gestures can arrive."""
    try:
        if settings.mode == "socket":
            await _sockets(app, settings, ready)
        else:
            pages = build_http_app(app, settings.signing_secret.get_secret_value(), listener.now)
            await serve_http(pages, settings.host, settings.port, ready)
    finally:
        await listener.drain_tasks()


async def _sockets(app: AsyncApp, settings: SlackSection, ready: Callable[[], None]) -> None:
    token = settings.app_token.get_secret_value()
    doors = [
        AsyncSocketModeHandler(
            app,
            token,
            logging.getLogger("slack"),
            build_client(token, settings.api_url),
            ping_interval=PING_INTERVAL,
        )
        for _ in range(SOCKET_COUNT)
    ]
    try:
        for door in doors:
            await _dial(door)
        ready()
        await _watch(doors)
    finally:
        for door in doors:
            await door.close_async()  # type: ignore[no-untyped-call]


async def _dial(door: AsyncSocketModeHandler) -> None:
    while True:
        try:
            door.client.wss_uri = (
                await door.client.issue_new_wss_url()
            )  # by itself it would ask again for ever
            await door.connect_async()  # type: ignore[no-untyped-call]
            return
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            if code in strings.APP_TOKEN_REFUSALS:
                raise PermanentError(strings.APP_TOKEN_REFUSALS[code]) from error
            log.warning("socket not opened", action="slack.socket", error=code)
        except Exception as error:
            log.warning("socket not opened", action="slack.socket", error=type(error).__name__)
        await asyncio.sleep(RETRY_DELAY)


async def _watch(doors: Sequence[AsyncSocketModeHandler]) -> None:
    """Let a socket that does not stand ask for a new address.

    The library would dial one that has expired for ever.
    """
    while True:
        await asyncio.sleep(PING_INTERVAL)
        for door in doors:
            if not await door.client.is_connected():
                door.client.wss_uri = None


def build_http_app(app: AsyncApp, secret: str, now: Callable[[], datetime]) -> Starlette:
    """Give the web application: what Slack did not sign, or signed long ago, is turned away
    unread."""
    verifier = SignatureVerifier(secret, _SlackClock(now))
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response("too long", status_code=413)
        if not _signed(verifier, request, body):
            return Response("not signed by Slack", status_code=401)
        try:
            return await handler.handle(request)
        except ValueError:
            return Response("not readable", status_code=400)

    return Starlette(routes=[Route(EVENTS_PATH, receive, methods=["POST"])])


async def _body(request: Request) -> bytes | None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        return None
    body = await request.body()
    return body if len(body) <= MAX_BODY else None


def _signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    try:
        return bool(TIMESTAMP.fullmatch(stamp)) and verifier.is_valid(body, stamp, signature)
    except (ValueError, UnicodeError, TypeError):
        return False


class _SlackClock(Clock):
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
