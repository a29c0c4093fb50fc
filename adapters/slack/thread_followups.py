"""Send what comes along with a message, below it: what does not fit into it, and files.

The message itself stands whatever becomes of them. Nothing is sent twice: where an answer was lost,
the thread is looked at first, and where Mingle may not look, what is unsure is left out.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from adapters.background import BackgroundTasks
from adapters.slack import ids, render
from adapters.slack.api import SlackApi
from bot.core.platform import MessageRef, PlatformError, TemporaryError, UnknownOutcome
from bot.ui.cards import Card, File

MAX_REMEMBERED = 10_000  # messages of this process
MAX_TRIES = 20  # for what finds Slack busy
PAGE_SIZE = 100

log = structlog.get_logger()

FollowUp = Callable[[], Coroutine[Any, Any, Any]]


class ThreadFollowUps:
    """What follows the messages of one workspace.

    `settles` is how long after a lost answer a file may still appear.
    """

    def __init__(
        self, api: SlackApi, workspace: str, settle_time: timedelta, *, history: bool
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.settle_time = settle_time
        self.history = history
        self._files: OrderedDict[MessageRef, set[File]] = OrderedDict()
        self._unsure: set[tuple[MessageRef, File]] = set()
        self._background = BackgroundTasks()
        self._uploading = asyncio.Lock()

    async def send_follow_ups(self, sent: MessageRef, card: Card) -> None:
        """Send everything that a new message could not hold."""
        self._files[sent] = set()
        if len(self._files) > MAX_REMEMBERED:
            self._files.popitem(last=False)
        pages = [
            partial(self._page, sent, card, blocks)
            for blocks in render.render_messages(card, self.workspace)[1:]
        ]
        await self._run(sent, [*pages, *self._uploads(sent, card)])

    async def add_missing_files(self, sent: MessageRef, card: Card) -> None:
        """Add the files that an edited message did not have yet."""
        if sent in self._files:
            await self._run(sent, self._uploads(sent, card))

    async def add_newer_files(self, sent: MessageRef, card: Card) -> None:
        """Add the files of a newer version, also where an earlier process sent the message."""
        self._files.setdefault(sent, set())
        await self.add_missing_files(sent, card)

    async def _run(
        self, sent: MessageRef, follow_ups: Sequence[FollowUp], tries: int = MAX_TRIES
    ) -> None:
        for number, errand in enumerate(follow_ups):
            try:
                await errand()
            except TemporaryError as error:
                if tries:
                    self._background.start_task(
                        self._resume(sent, follow_ups[number:], error.retry_after, tries - 1)
                    )
                    return
                log.warning(
                    "left out", action="slack.along", message=sent.message, error=str(error)
                )
            except PlatformError as error:
                log.warning(
                    "left out", action="slack.along", message=sent.message, error=str(error)
                )

    async def _resume(
        self, sent: MessageRef, follow_ups: Sequence[FollowUp], seconds: float, tries: int
    ) -> None:
        await self.api.rate_limiter.sleep(seconds)
        await self._run(sent, follow_ups, tries)

    async def _page(self, sent: MessageRef, card: Card, blocks: list[render.Block]) -> None:
        channel = ids.native_id(self.workspace, sent.channel)
        await self.api.post_blocks(
            channel, blocks, render.fallback_text(card), thread_ts=sent.message
        )

    def _uploads(self, sent: MessageRef, card: Card) -> list[FollowUp]:
        known = self._files[sent]
        fresh = [file for file in _files(card) if file not in known]
        known.update(fresh)
        return [partial(self._upload, sent, file) for file in fresh]

    async def _upload(self, sent: MessageRef, file: File) -> None:
        channel, unsure = ids.native_id(self.workspace, sent.channel), (sent, file)
        if unsure in self._unsure and await self._there(channel, sent.message, file):
            self._unsure.discard(unsure)
            return
        try:
            async with (
                self._uploading
            ):  # each step has its own limit: told to wait at one, no other may be under way
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
            self._unsure.add(unsure)
            raise TemporaryError(str(error), self.settle_time.total_seconds()) from error
        self._unsure.discard(unsure)

    async def _there(self, channel: str, thread: str, file: File) -> bool:
        answer = await self.api.call_idempotent(
            "conversations.replies", channel=channel, ts=thread, limit=PAGE_SIZE
        )
        shared = [one for message in answer["messages"] for one in message.get("files", ())]
        size = len(file.content.encode())
        return any((one.get("name"), one.get("size")) == (file.name, size) for one in shared)


def _files(card: Card) -> Iterator[File]:
    return (part for part in card.parts if isinstance(part, File))
