"""Put the playground's page on a web server.

One NiceGUI page, with a style sheet and a script of its own.
"""

from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse

from adapters.calendar_feeds import FEED_PATH, ReadFeed, feed_endpoint
from adapters.playground import strings
from adapters.playground.app import PlaygroundApp
from adapters.playground.render import Viewer
from adapters.playground.tab import Tab, first_conversation
from adapters.playground.workspace import NEWCOMER

HERE = Path(__file__).parent
HOSTS = ["127.0.0.1", "localhost"]
RECONNECT_TIMEOUT = (
    20.0  # seconds a page may be gone, such as a laptop that nods off, before it starts anew
)
MARK = (HERE / "mark.svg").read_text(encoding="utf-8")


def build_playground_app(playground_app: PlaygroundApp, calendar: ReadFeed) -> FastAPI:
    """Give the web application: the page, and the calendars that people subscribe to."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # A page elsewhere that points a name of its own at this machine gets nothing.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)

    @app.get("/healthz", response_class=PlainTextResponse)
    async def healthy() -> str:
        return "ok"

    app.add_route(FEED_PATH, feed_endpoint(calendar))

    @ui.page("/", title=strings.TITLE, favicon=MARK)
    async def page(client: Client, you: str = "", at: str = "") -> None:
        ui.add_head_html(_head())
        view = await _open_tab(playground_app, client, you, at)
        await view.build_page()

    ui.run_with(
        app,
        language="en-US",
        tailwind=False,
        reconnect_timeout=RECONNECT_TIMEOUT,
        show_welcome_message=False,
        binding_refresh_interval=None,
    )
    return app


async def _open_tab(app: PlaygroundApp, client: Client, you: str, at: str) -> Tab:
    faces = await app.playground.colleagues_by_id()
    workspace = app.playground.workspace
    person = f"{workspace}/{you.removeprefix(f'{workspace}/')}"
    me = faces.get(person) or faces.get(NEWCOMER.id) or next(iter(faces.values()))
    room = (await app.playground.conversations_by_id()).get(f"{workspace}/{at}")
    if room is None or me.id not in room.people:
        room = await first_conversation(app, me.id)
    return Tab(app, client, Viewer(me.id, me.zone, faces, app.router.commands.keys()), room)


def _head() -> str:
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return f"<style>{style}</style><script>{script}</script>"
