"""The pages on which Mingle is added to Slack: plain HTML, one stylesheet, no script."""

import re
from collections.abc import Awaitable, Callable, Sequence
from html import escape

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack import page_words
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.page_words import HOME, LINKS, PRIVACY, SUPPORT, Page

HTML = "text/html; charset=utf-8"
STYLE_PATH = "/style.css"
NOTHING = "'none'"
POLICY = "; ".join(
    [
        f"default-src {NOTHING}",
        "style-src 'self'",
        f"base-uri {NOTHING}",
        f"form-action {NOTHING}",
        f"frame-ancestors {NOTHING}",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address that Slack sends people back to has a code
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STYLE = """\
:root { color-scheme: light dark; --back: #fbf8f3; --card: #fff; --ink: #22252b; --soft: #63676e;
  --line: #e4dccf; --accent: #b83c23; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #17181c; --card: #24262c; --ink: #edebe6;
  --soft: #a3a6ad; --line: #34373f; --accent: #f0735a; --on: #17181c; } }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 17px/1.6 Inter, system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
nav, main { max-width: 42rem; margin: 0 auto; padding: 1.25rem; }
.wide nav, .wide main { max-width: 64rem; }
nav a { margin-right: 1.25rem; color: var(--soft); }
nav a:first-child { color: var(--accent); font-weight: 700; text-decoration: none; }
a { color: var(--accent); }
h1 { font-size: 2rem; line-height: 1.2; }
.button { display: inline-block; padding: .75rem 1.5rem; border-radius: .5rem; font-weight: 700;
  background: var(--accent); color: var(--on); text-decoration: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
code { padding: .1rem .3rem; border-radius: .25rem; background: var(--card);
  border: 1px solid var(--line); font-size: .9em; white-space: nowrap; }
.table { overflow-x: auto; }
table { border-collapse: collapse; background: var(--card); font-size: .85rem; }
th, td { padding: .5rem .75rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
"""
LAYOUT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body{kind}>
<nav aria-label="Pages">{links}</nav>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""

COMMAND = re.compile(r"/(invite @|mingle )\w+( me)?")

Endpoint = Callable[[Request], Awaitable[Response]]


class TooManyVisits(Exception):
    """So many people are on the way to add Mingle that they can hardly be people."""


def build_pages_app(flow: AsyncOAuthFlow, contact: str) -> Starlette:
    """Return a web application with the pages and nothing else."""
    return Starlette(routes=build_routes(flow, contact))


def build_routes(flow: AsyncOAuthFlow, contact: str) -> list[Route]:
    """Return the routes of the pages, of the way to Slack, and of the way back."""
    told = {
        HOME: page_words.landing_page(),
        PRIVACY: page_words.privacy_page(),
        SUPPORT: page_words.support_page(contact),
    }
    endpoints: dict[str, Endpoint] = {path: _show(render_page(page)) for path, page in told.items()}
    endpoints[STYLE_PATH] = _show(STYLE, "text/css; charset=utf-8")

    async def begin(request: Request) -> Response:
        blank = AsyncBoltRequest(body="", headers=dict(request.headers))  # nothing of it goes on
        try:
            answer = await flow.handle_installation(blank)
        except TooManyVisits:
            busy = render_page(page_words.failed_page(page_words.BUSY))
            return _guarded(Response(busy, status_code=503, media_type=HTML))
        return _guarded(to_starlette_response(answer))

    async def end(request: Request) -> Response:
        answer = await flow.handle_callback(to_async_bolt_request(request, b""))
        return _guarded(to_starlette_response(answer))

    endpoints |= {INSTALL_PATH: begin, REDIRECT_PATH: end}
    return [Route(path, endpoint, methods=["GET"]) for path, endpoint in endpoints.items()]


def _show(content: str, kind: str = HTML) -> Endpoint:
    async def show(_: Request) -> Response:
        return _guarded(Response(content, media_type=kind))

    return show


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def render_page(page: Page) -> str:
    """Return a page as HTML."""
    links = "".join(f'<a href="{path}">{escape(words)}</a>' for path, words in LINKS)
    parts = [f"<p>{_mark_commands(words)}</p>" for words in page.paragraphs]
    if page.contact:
        parts.append(f"<p>{_contact(page.contact)}</p>")
    if page.button:
        parts.append(f'<p><a class="button" href="{INSTALL_PATH}">{escape(page.button)}</a></p>')
    if page.steps:
        steps = "".join(f"<li>{_mark_commands(step)}</li>" for step in page.steps)
        parts.append(f"<ol>{steps}</ol>")
    if page.table:
        parts.append(_table(page.table))
    return LAYOUT.format(
        title=escape(page.title),
        style=STYLE_PATH,
        links=links,
        kind=' class="wide"' if page.table else "",
        body="\n".join(parts),
    )


def _mark_commands(words: str) -> str:
    """Return a text as HTML, with what is to be typed set apart."""
    return COMMAND.sub(r"<code>\g<0></code>", escape(words))


def _contact(contact: str) -> str:
    address = contact if "://" in contact else f"mailto:{contact}"
    return f'<a href="{escape(address)}">{escape(contact)}</a>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    filled = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<div class="table" tabindex="0"><table><thead><tr>{columns}</tr></thead>'
        f"<tbody>{filled}</tbody></table></div>"
    )
