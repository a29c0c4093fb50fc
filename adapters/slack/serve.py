"""Slack's payloads by Socket Mode, over two sockets that we open, or by HTTP requests."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.base import Connection
from adapters.http import serve_http
from adapters.slack import strings
from adapters.slack.api import build_client
from adapters.slack.bodies import read_request
from adapters.slack.reachability import Reachability, quieted_log
from adapters.slack.unreadable import UNREADABLE, ForgivingSocket, log_unreadable
from bot.config import SlackSection
from bot.core.platform import PermanentError

SOCKET_COUNT = 2  # while one is renewed the other receives
PING_INTERVAL = 10.0  # seconds between two pings
RETRY_DELAY = 5.0  # seconds between two tries to open the first socket
EVENTS_PATH = "/slack/events"
TIMESTAMP = re.compile("[0-9]{1,12}")  # seconds since 1970
SIGNATURE = re.compile("v0=[0-9a-f]{64}")
MAX_AGE = 300  # seconds since a request was signed
NOT_SIGNED = "not signed by Slack"
STOP_GRACE = 5.0  # seconds that interactions under way get when the program ends
CLOSE_GRACE = 3.0  # seconds that connections get to close
MAX_BODY = 1_000_000  # bytes; Slack's largest payloads are far smaller

log = structlog.get_logger()


class Answering(Protocol):
    """What answers the payloads that come in: the listener of one workspace, or of many."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""

    def begin_stop(self) -> None:
        """Let nothing wait for its turn any longer, as the program ends."""

    async def drain_tasks(self, grace: float) -> None:
        """Wait for the interactions that are being handled, for at most `grace` seconds."""


async def serve_bolt_app(
    app: AsyncApp,
    listener: Answering,
    settings: SlackSection,
    ready: Callable[[], None],
    link: Connection | None = None,
    pages: Sequence[Route] = (),
) -> None:
    """Receive payloads until cancelled; call `ready` once interactions can arrive.

    `link` shows from then on whether they can. The HTTP door has `pages` besides. In the end
    interactions under way are answered, each within `STOP_GRACE`.
    """
    link = link or Connection()
    receiving = asyncio.create_task(_receive(app, listener, settings, ready, link, pages))
    try:
        await asyncio.shield(receiving)
    finally:
        listener.begin_stop()
        receiving.cancel()
        await asyncio.wait({receiving}, timeout=CLOSE_GRACE)
        await listener.drain_tasks(STOP_GRACE)


async def _receive(
    app: AsyncApp,
    listener: Answering,
    settings: SlackSection,
    ready: Callable[[], None],
    link: Connection,
    pages: Sequence[Route],
) -> None:
    def receives() -> None:
        link.up = True
        ready()

    if settings.mode == "socket":
        await _serve_sockets(app, settings, receives, link)
    else:
        secret = settings.signing_secret.get_secret_value()
        http_app = build_http_app(app, secret, listener.now, pages)
        host, port = settings.host, settings.port
        await serve_http(http_app, host, port, receives, max_body=MAX_BODY)


async def _serve_sockets(
    app: AsyncApp, settings: SlackSection, ready: Callable[[], None], link: Connection
) -> None:
    reachability = Reachability()
    sockets = [_build_socket(app, settings, reachability) for _ in range(SOCKET_COUNT)]
    watching = asyncio.create_task(_watch_sockets(sockets, link, reachability))
    try:
        for socket in sockets:
            await _open_socket(socket)
        ready()
        await watching
    finally:
        watching.cancel()
        for socket in sockets:
            await socket.close_async()  # type: ignore[no-untyped-call]


def _build_socket(
    app: AsyncApp, settings: SlackSection, reachability: Reachability
) -> AsyncSocketModeHandler:
    token = settings.app_token.get_secret_value()
    socket = ForgivingSocket(
        app,
        token,
        quieted_log(),
        build_client(token, settings.api_url),
        ping_interval=PING_INTERVAL,
    )
    ask = reachability.noting(socket.client.issue_new_wss_url)
    setattr(socket.client, "issue_new_wss_url", ask)  # noqa: B010
    return socket


async def _open_socket(socket: AsyncSocketModeHandler) -> None:
    """Open a socket, retried until Slack allows it. Raise PermanentError for a refused token."""
    while True:
        try:
            # Left to itself, the library asks for an address again and again, also when refused.
            socket.client.wss_uri = await socket.client.issue_new_wss_url()
            await socket.connect_async()  # type: ignore[no-untyped-call]
            return
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            if code in strings.APP_TOKEN_REFUSALS:
                raise PermanentError(strings.APP_TOKEN_REFUSALS[code]) from error
            log.warning("socket not opened", action="slack.socket", error=code)
        except Exception as error:
            log.warning("socket not opened", action="slack.socket", error=type(error).__name__)
        await asyncio.sleep(RETRY_DELAY)


async def _watch_sockets(
    sockets: Sequence[AsyncSocketModeHandler], link: Connection, reachability: Reachability
) -> None:
    """Drop the address of a socket that is not open, so that the library asks for a new one.

    By itself it would try an expired address for ever, also the first one.
    """
    while True:
        await asyncio.sleep(PING_INTERVAL)
        connected = [await socket.client.is_connected() for socket in sockets]
        link.up = any(connected)
        reachability.note(is_up=link.up)
        for socket, is_connected in zip(sockets, connected, strict=True):
            if not is_connected:
                socket.client.wss_uri = None


def build_http_app(
    app: AsyncApp, secret: str, now: Callable[[], datetime], pages: Sequence[Route] = ()
) -> ASGIApp:
    """Return the web application; it parses only what Slack signed in the last five minutes.

    `pages` are served besides, to anybody. Slack's payloads go past Starlette's middleware.
    """
    verifier = SignatureVerifier(secret, _SlackClock(now))

    async def receive(request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _claims_to_be_signed(verifier, timestamp, signature):
            return Response(NOT_SIGNED, status_code=401)
        body = await request.body()
        if not _is_signed(verifier, body, timestamp, signature):
            return Response(NOT_SIGNED, status_code=401)
        is_json = "json" in request.headers.get("content-type", "")
        try:
            answer = await app.async_dispatch(read_request(body, is_json=is_json))
            return to_starlette_response(answer)
        except ValueError:
            return Response("not readable", status_code=400)
        except UNREADABLE as error:
            log_unreadable(error, None)
            return Response(status_code=200 if is_json else 500)

    rest = Starlette(routes=[Route(EVENTS_PATH, receive, methods=["POST"]), *pages])

    async def answer(scope: Scope, read: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == EVENTS_PATH and scope["method"] == "POST":
            response = await receive(Request(scope, read))
            await response(scope, read, send)
        else:
            await rest(scope, read, send)

    return answer


def _claims_to_be_signed(verifier: SignatureVerifier, timestamp: str, signature: str) -> bool:
    """Return whether headers look like Slack's of these minutes; else no body is read."""
    if not (TIMESTAMP.fullmatch(timestamp) and SIGNATURE.fullmatch(signature)):
        return False
    return abs(verifier.clock.now() - int(timestamp)) <= MAX_AGE


def _is_signed(verifier: SignatureVerifier, body: bytes, timestamp: str, signature: str) -> bool:
    try:
        return verifier.is_valid(body, timestamp, signature)
    except (ValueError, UnicodeError, TypeError):
        return False


class _SlackClock(Clock):
    """Our clock in the form that the signature verifier takes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
