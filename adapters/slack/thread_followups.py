"""Send what comes along with a message, below it: what does not fit into it, and files.

The message itself stands whatever becomes of them. Nothing is sent twice: where an answer was lost, the thread is
looked at first, and where Mingle may not look, what is unsure is left out.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from adapters.background import Underway
from adapters.slack import ids, render
from adapters.slack.api import Api
from bot.core.platform import LostAnswer, PlatformError, Sent, TemporaryError
from bot.ui.cards import Card, File

REMEMBERED = 10_000  # messages of this process
TRIES = 20  # for what finds Slack busy
PAGE = 100

log = structlog.get_logger()

Errand = Callable[[], Coroutine[Any, Any, Any]]


class Along:
    """What follows the messages of one workspace; `settles` is how long after a lost answer a file may still appear."""

    def __init__(self, api: Api, workspace: str, settles: timedelta, *, history: bool) -> None:
        self.api = api
        self.workspace = workspace
        self.settles = settles
        self.history = history
        self._files: OrderedDict[Sent, set[File]] = OrderedDict()
        self._unsure: set[tuple[Sent, File]] = set()
        self._underway = Underway()
        self._uploading = asyncio.Lock()

    async def follow(self, sent: Sent, card: Card) -> None:
        """Send everything that a new message could not hold."""
        self._files[sent] = set()
        if len(self._files) > REMEMBERED:
            self._files.popitem(last=False)
        pages = [partial(self._page, sent, card, blocks) for blocks in render.messages(card, self.workspace)[1:]]
        await self._run(sent, [*pages, *self._uploads(sent, card)])

    async def catch_up(self, sent: Sent, card: Card) -> None:
        """Add the files that an edited message did not have yet."""
        if sent in self._files:
            await self._run(sent, self._uploads(sent, card))

    async def renew(self, sent: Sent, card: Card) -> None:
        """Add the files of a newer version, also where an earlier process sent the message."""
        self._files.setdefault(sent, set())
        await self.catch_up(sent, card)

    async def _run(self, sent: Sent, errands: Sequence[Errand], tries: int = TRIES) -> None:
        for number, errand in enumerate(errands):
            try:
                await errand()
            except TemporaryError as error:
                if tries:
                    self._underway.begin(self._resume(sent, errands[number:], error.retry_after, tries - 1))
                    return
                log.warning("left out", action="slack.along", message=sent.message, error=str(error))
            except PlatformError as error:
                log.warning("left out", action="slack.along", message=sent.message, error=str(error))

    async def _resume(self, sent: Sent, errands: Sequence[Errand], seconds: float, tries: int) -> None:
        await self.api.pacer.sleep(seconds)
        await self._run(sent, errands, tries)

    async def _page(self, sent: Sent, card: Card, blocks: list[render.Block]) -> None:
        channel = ids.native(self.workspace, sent.channel)
        await self.api.post(channel, blocks, render.fallback(card), thread_ts=sent.message)

    def _uploads(self, sent: Sent, card: Card) -> list[Errand]:
        known = self._files[sent]
        fresh = [file for file in _files(card) if file not in known]
        known.update(fresh)
        return [partial(self._upload, sent, file) for file in fresh]

    async def _upload(self, sent: Sent, file: File) -> None:
        channel, unsure = ids.native(self.workspace, sent.channel), (sent, file)
        if unsure in self._unsure and await self._there(channel, sent.message, file):
            self._unsure.discard(unsure)
            return
        try:
            async with self._uploading:  # each step has its own limit: told to wait at one, no other may be under way
                await self.api.call(
                    "files.upload_v2", channel=channel, thread_ts=sent.message, filename=file.name, content=file.content
                )
        except LostAnswer as error:
            if not self.history:
                raise
            self._unsure.add(unsure)
            raise TemporaryError(str(error), self.settles.total_seconds()) from error
        self._unsure.discard(unsure)

    async def _there(self, channel: str, thread: str, file: File) -> bool:
        answer = await self.api.ask("conversations.replies", channel=channel, ts=thread, limit=PAGE)
        shared = [one for message in answer["messages"] for one in message.get("files", ())]
        size = len(file.content.encode())
        return any((one.get("name"), one.get("size")) == (file.name, size) for one in shared)


def _files(card: Card) -> Iterator[File]:
    return (part for part in card.parts if isinstance(part, File))
