"""The playground's page talks to itself alone: no other page reaches it, embeds it or is reached.

There is no login, so a page of another site must not be able to click in its visitor's name.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFUSED = 403
POLICY_VIOLATION = 1008  # the code of a websocket that is refused

# The page's own framework writes scripts into the page and compiles its templates there.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' data:",
        "manifest-src 'self'",
        "worker-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SameOrigin:
    """An application that other sites can link to, and nothing more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request of the own page, or one that somebody opens; refuse all others."""
        if scope["type"] == "websocket" and not _is_own_socket(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _is_foreign(scope["method"], Headers(scope=scope)):
            response = PlainTextResponse("from another site", REFUSED)
            await response(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, _with_headers(send))


def _is_own_socket(headers: Headers) -> bool:
    """Return whether the own page opens a websocket; browsers always say who does."""
    return headers.get("origin", "") == _own_origin(headers)


def _is_foreign(method: str, headers: Headers) -> bool:
    """Return whether a page of another site asks, other than by a link that somebody follows."""
    site = headers.get("sec-fetch-site", "none")
    follows_link = method == "GET" and headers.get("sec-fetch-mode", "") == "navigate"
    if site not in ("none", "same-origin") and not follows_link:
        return True
    if follows_link:
        return headers.get("sec-fetch-dest", "document") != "document"
    return headers.get("origin", _own_origin(headers)) != _own_origin(headers)


def _own_origin(headers: Headers) -> str:
    return f"http://{headers.get('host', '')}"


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
