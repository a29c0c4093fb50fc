"""A process with Slack's HTTP door: `python -m tests.bench.doors.slack_door PORT FILES FOLDER`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from slack_bolt.async_app import AsyncApp

from adapters.http import serve_http
from adapters.slack.serve import MAX_BODY, build_http_app
from bot.config import LogSection
from bot.logs import configure_logging
from tests.bench.doors.strangers import allow_files
from tests.bench.doors.watch import watch_loop


async def main(port: int, files: int, folder: Path) -> None:
    """Serve, and tell how long others waited, and whether a file could be opened, when asked."""
    configure_logging(LogSection())
    allow_files(files)
    app = AsyncApp(token="xoxb-1", signing_secret="secret", request_verification_enabled=False)
    door = build_http_app(app, "secret", lambda: datetime.now(UTC))
    ready = asyncio.Event()
    serving = asyncio.create_task(serve_http(door, "127.0.0.1", port, ready.set, 0, MAX_BODY))
    await ready.wait()
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    async with watch_loop() as waits:
        await loop.run_in_executor(None, sys.stdin.readline)
    try:
        (folder / "note").write_text("written")
        opened = "yes"
    except OSError:
        opened = "no"
    print(waits.longest, opened, flush=True)
    await serving


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
