"""The playground's web application: one NiceGUI page with its own style sheet and scripts."""

from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse

from adapters.calendar_feeds import FEED_PATH, ReadFeed, feed_endpoint
from adapters.playground import strings
from adapters.playground.app import PlaygroundApp
from adapters.playground.render import Viewer
from adapters.playground.same_origin import SameOrigin
from adapters.playground.sidebar import first_conversation
from adapters.playground.tab import Tab
from adapters.playground.workspace import NEWCOMER

HERE = Path(__file__).parent
SCRIPTS = ("message_box.js", "page.js")
HOSTS = ["127.0.0.1", "localhost"]
RECONNECT_TIMEOUT = (
    20.0  # seconds that a page may be offline, as a sleeping laptop, before it reloads
)
MARK = (HERE / "mark.svg").read_text(encoding="utf-8")


def build_playground_app(playground_app: PlaygroundApp, calendar: ReadFeed) -> FastAPI:
    """Return the web application: the page, and the calendar feeds."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Against DNS rebinding: another site's name that resolves to this machine gets nothing.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    app.add_middleware(SameOrigin)

    @app.get("/healthz", response_class=PlainTextResponse)
    async def healthy() -> str:
        return "ok"

    app.add_route(FEED_PATH, feed_endpoint(calendar))

    @ui.page("/", title=strings.TITLE, favicon=MARK)
    async def page(client: Client, you: str = "", at: str = "") -> None:
        ui.add_head_html(_head())
        tab = await _open_tab(playground_app, client, you, at)
        await tab.build_page()

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
    """Return a tab for the person and conversation in the address, or for the newcomer."""
    playground, workspace = app.playground, app.playground.workspace
    colleagues = await playground.colleagues_by_id()
    person = f"{workspace}/{you.removeprefix(f'{workspace}/')}"
    played = (
        colleagues.get(person) or colleagues.get(NEWCOMER.id) or next(iter(colleagues.values()))
    )

    conversation = (await playground.conversations_by_id()).get(f"{workspace}/{at}")
    if conversation is None or played.id not in conversation.people:
        conversation = await first_conversation(app, played.id)
    viewer = Viewer(played.id, played.zone, colleagues, app.router.commands.keys())
    return Tab(app, client, viewer, conversation)


def _head() -> str:
    style = (HERE / "page.css").read_text(encoding="utf-8")
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f"<style>{style}</style><script>{script}</script>"
