"""Take the files that people hand in with a form.

Judged by name and size before a byte is fetched, and again after.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.ui import notices
from bot.ui.cards import FileField
from bot.ui.uploads import Upload, upload_objection

FETCH_TIMEOUT = (
    1.2  # for everything that is fetched; whoever sent the form waits, and a platform waits three
)

log = structlog.get_logger()


class FileRejected(Exception):
    """A file is not what was asked for; the message is the calm sentence that people read."""


class FileUnavailable(Exception):
    """A file cannot be had: `sentence` is what people read, the message what stands in the log."""

    def __init__(self, reason: str, sentence: str = notices.FILE_LOST) -> None:
        super().__init__(reason)
        self.sentence = sentence


@dataclass(frozen=True)
class OfferedFile:
    """A file as a platform announces it.

    `get` gives its bytes, or raises Unfetched where there are more than that.
    """

    name: str
    size: int
    read_bytes: Callable[[int], Awaitable[bytes]]


async def collect_uploads(
    file_fields: Sequence[FileField], offered: Mapping[str, Sequence[OfferedFile]]
) -> tuple[dict[str, Upload], dict[str, str]]:
    """Give what was handed in, by field, and a sentence for each field that needs another look."""
    files: dict[str, Upload] = {}
    wrong: dict[str, str] = {}
    for field in file_fields:
        try:
            if file := await _take_one(field, offered.get(field.id, ())):
                files[field.id] = file
        except FileRejected as error:
            log.info("file turned down", action="file.take", field=field.id)
            wrong[field.id] = str(error)
        except FileUnavailable as error:
            log.warning("file not taken", action="file.take", field=field.id, reason=str(error))
            wrong[field.id] = error.sentence
    return files, wrong


async def _take_one(field: FileField, offers: Sequence[OfferedFile]) -> Upload | None:
    if not offers and field.required:
        raise FileRejected(notices.NO_FILE)
    if not offers:
        return None
    if len(offers) > 1:
        raise FileRejected(notices.ONE_FILE)
    (offer,) = offers
    _judge(field, offer.name, offer.size)
    try:
        async with asyncio.timeout(FETCH_TIMEOUT):
            content = await offer.read_bytes(field.limit)
    except TimeoutError as error:
        raise FileUnavailable(f"not there after {FETCH_TIMEOUT} s") from error
    _judge(field, offer.name, len(content))
    return Upload(offer.name, content)


def _judge(field: FileField, name: str, size: int) -> None:
    if sentence := upload_objection(field, name, size):
        raise FileRejected(sentence)
