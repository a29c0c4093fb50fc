"""Follow-ups in a message's thread: the pages that do not fit into it, and files.

A failure never affects the message itself. Nothing is sent twice: after a lost answer the thread is
searched first, and where Mingle may not read history, the file is left out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial

import structlog

from adapters.background import BackgroundTasks
from adapters.json_types import Payload
from adapters.recent import BoundedDict
from adapters.slack import ids, render
from adapters.slack.api import SlackApi
from adapters.slack.running_text import Block
from bot.core.leases import outside_claims
from bot.core.platform import MessageRef, PlatformError, TemporaryError, UnknownOutcome
from bot.ui.cards import Card, File

MAX_REMEMBERED = 10_000  # messages of this process
MAX_TRIES = 20  # while Slack asks to wait
PAGE_SIZE = 100

log = structlog.get_logger()

FollowUp = Callable[[], Awaitable[object]]


class ThreadFollowUps:
    """The follow-ups of one workspace.

    `settle_time` is how long after a lost answer a file may still appear.
    """

    def __init__(
        self, api: SlackApi, workspace: str, settle_time: timedelta, *, history: bool
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.settle_time = settle_time
        self.history = history
        self._files: BoundedDict[MessageRef, set[File]] = BoundedDict(MAX_REMEMBERED)
        self._unsure: set[tuple[MessageRef, File]] = set()
        self._background = BackgroundTasks()
        # An upload has steps with limits of their own, so only one runs at a time.
        self._upload_lock = asyncio.Lock()

    async def send_follow_ups(self, sent: MessageRef, card: Card) -> None:
        """Send the further pages and the files of a new message."""
        self._files[sent] = set()
        _, *further = render.render_messages(card, self.workspace)
        pages = [partial(self._post_page, sent, card, blocks) for blocks in further]
        await self._run(sent, [*pages, *self._missing_uploads(sent, card)])

    async def add_missing_files(self, sent: MessageRef, card: Card) -> None:
        """Upload the files that an edited message of this process did not have."""
        if sent in self._files:
            await self._run(sent, self._missing_uploads(sent, card))

    async def add_newer_files(self, sent: MessageRef, card: Card) -> None:
        """Upload the files of a newer version, also to a message of an earlier process."""
        self._files.setdefault(sent, set())
        await self.add_missing_files(sent, card)

    async def _run(
        self, sent: MessageRef, follow_ups: Sequence[FollowUp], tries: int = MAX_TRIES
    ) -> None:
        """Send follow-ups in order; after a temporary error the rest goes on in the background."""
        for number, follow_up in enumerate(follow_ups):
            try:
                await follow_up()
            except PlatformError as error:
                if isinstance(error, TemporaryError) and tries:
                    remaining = follow_ups[number:]
                    self._background.start_task(
                        self._resume(sent, remaining, error.retry_after, tries - 1)
                    )
                    return
                log.warning(
                    "left out", action="slack.along", message=sent.message, error=str(error)
                )

    async def _resume(
        self, sent: MessageRef, follow_ups: Sequence[FollowUp], seconds: float, tries: int
    ) -> None:
        with outside_claims():
            await self.api.rate_limiter.sleep(seconds)
            await self._run(sent, follow_ups, tries)

    async def _post_page(self, sent: MessageRef, card: Card, blocks: list[Block]) -> None:
        channel = ids.native_id(self.workspace, sent.channel)
        await self.api.post_blocks(
            channel, blocks, render.fallback_text(card), thread_ts=sent.message
        )

    def _missing_uploads(self, sent: MessageRef, card: Card) -> list[FollowUp]:
        uploaded = self._files[sent]
        missing = [part for part in card.parts if isinstance(part, File) and part not in uploaded]
        uploaded.update(missing)
        return [partial(self._upload, sent, file) for file in missing]

    async def _upload(self, sent: MessageRef, file: File) -> None:
        """Upload a file once; after a lost answer, search the thread before trying again."""
        channel = ids.native_id(self.workspace, sent.channel)
        upload = (sent, file)
        if upload in self._unsure and await self._is_in_thread(channel, sent.message, file):
            self._unsure.discard(upload)
            return

        try:
            async with self._upload_lock:
                await self.api.call_method(
                    "files.upload_v2",
                    channel=channel,
                    thread_ts=sent.message,
                    filename=file.name,
                    content=file.content,
                )
        except UnknownOutcome as error:
            if not self.history:
                raise
            self._unsure.add(upload)
            raise TemporaryError(str(error), self.settle_time.total_seconds()) from error
        self._unsure.discard(upload)

    async def _is_in_thread(self, channel: str, thread: str, file: File) -> bool:
        answer = await self.api.call_idempotent(
            "conversations.replies", channel=channel, ts=thread, limit=PAGE_SIZE
        )
        expected = (file.name, len(file.content.encode()))
        return expected in _shared_files(answer["messages"])


def _shared_files(messages: Iterable[Payload]) -> set[tuple[str, int]]:
    """Return name and size in bytes of the files in these messages."""
    shared = set()
    for message in messages:
        shared |= {(file.get("name"), file.get("size")) for file in message.get("files", ())}
    return shared
