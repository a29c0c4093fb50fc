"""Threads that nobody needs any more: archived when over, and left when nothing was posted.

A server may have 1,000 threads open at once, those of its people included.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

import structlog

from adapters.discord import ids
from adapters.discord.api import DiscordApi
from adapters.json_types import Payload
from bot.core.message_records import ended_conversations
from bot.core.platform import PlatformError
from bot.store.engine import Database

AFTER = timedelta(days=1)  # from the end of a round until its threads are archived
WITHIN = timedelta(days=14)  # Discord itself archives a thread after a week of silence
PAUSE = 6 * 3600.0  # seconds at least between two looks in one server
MAX_ARCHIVED = 100  # threads in one look

log = structlog.get_logger()


class ThreadUpkeep:
    """The upkeep of one server's threads."""

    def __init__(
        self, api: DiscordApi, workspace: str, database: Database, now: Callable[[], datetime]
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.database = database
        self.now = now
        self._looked_at = float("-inf")

    async def archive_some(self) -> None:
        """Archive threads whose rounds are over, a few times a day at most."""
        if self._looked_at + PAUSE > monotonic():
            return
        try:
            await self.archive_finished()
        except PlatformError as error:
            log.info("not archived", action="discord.threads", error=str(error))

    async def archive_finished(self) -> int:
        """Archive threads whose rounds are over; return how many."""
        self._looked_at = monotonic()
        before = self.now() - AFTER
        async with self.database.read_transaction() as tx:
            ended = await ended_conversations(tx, self.workspace, before - WITHIN, before)
        finished = set(ids.native_ids(self.workspace, ended))
        if not finished:
            return 0

        guild = int(ids.guild_of(self.workspace))
        active = await self.api.call_idempotent(self.api.http_client.get_active_threads, guild)
        own = [str(thread["id"]) for thread in active["threads"] if self._is_own(thread)]
        archived = [thread for thread in own if thread in finished][:MAX_ARCHIVED]
        for thread in archived:
            await self.archive(thread)
        return len(archived)

    async def archive(self, thread: str) -> None:
        """Archive a thread; whoever writes in it opens it again."""
        await self.api.call_idempotent(
            self.api.http_client.edit_channel, int(thread), archived=True
        )

    async def abandon(self, thread: str, natives: Sequence[str]) -> None:
        """Take people out of a thread in which nothing was posted, and archive it.

        What Discord refuses is left: they hear in another way that they were not introduced.
        """
        http = self.api.http_client
        for native in natives:
            with suppress(PlatformError):
                await self.api.call_idempotent(
                    http.remove_user_from_thread, int(thread), int(native)
                )
        with suppress(PlatformError):
            await self.archive(thread)

    def _is_own(self, thread: Payload) -> bool:
        return str(thread.get("owner_id")) == str(self.api.own_id)
