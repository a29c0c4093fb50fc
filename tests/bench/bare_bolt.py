"""The least that a bot does: a Bolt app that commits one row for each command.

Run it as `python -m tests.bench.bare_bolt PORT FILE SECRET noting`: it answers in its
acknowledgement. With `answering` it does that afterwards, by the response URL, as Mingle does.
"""

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.engine import SQLITE_PRAGMAS

PATH = "/slack/events"


def main(port: int, file: Path, secret: str, kind: str) -> None:
    disk = sqlite3.connect(file, isolation_level=None)
    disk.execute("PRAGMA journal_mode=WAL")
    for pragma in SQLITE_PRAGMAS:
        disk.execute(pragma)
    disk.execute("CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, person TEXT, said TEXT)")

    app = AsyncApp(signing_secret=secret, authorize=_authorize)

    @app.command("/lunch")
    async def lunch(
        ack: Callable[..., Awaitable[None]],
        respond: Callable[..., Awaitable[None]],
        body: dict[str, Any],
    ) -> None:
        disk.execute("BEGIN IMMEDIATE")
        disk.execute(
            "INSERT INTO word (person, said) VALUES (?, ?)", (body["user_id"], body["text"])
        )
        disk.execute("COMMIT")
        if kind == "noting":
            await ack("Noted.")
            return
        await ack()
        await respond("Noted.")

    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    door = Starlette(routes=[Route(PATH, receive, methods=["POST"])])
    config = uvicorn.Config(door, port=port, http="h11", log_config=None, access_log=False)
    uvloop.run(uvicorn.Server(config).serve())


async def _authorize(**_: object) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_id="B1", bot_user_id="U0", bot_token="xoxb-bare"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
