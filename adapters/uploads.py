"""Files that people hand in with a form: checked by name and size before and after the download."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.ui import notices
from bot.ui.cards import FileField
from bot.ui.speech import say
from bot.ui.uploads import Upload, upload_objection

# Seconds for one download: the sender waits for an answer, and a platform waits three seconds.
FETCH_TIMEOUT = 1.2

log = structlog.get_logger()


class FileRejected(Exception):
    """A file of the wrong kind or size; the message is the sentence that people read."""


class FileUnavailable(Exception):
    """A file that cannot be had: `sentence` is shown to people, the message goes to the log."""

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(reason)
        self.sentence = sentence or say(notices.FILE_LOST)


@dataclass(frozen=True)
class OfferedFile:
    """A file as a platform announces it, not downloaded yet.

    `read_bytes` takes a limit in bytes; it raises FileUnavailable for a file beyond it.
    """

    name: str
    size: int
    read_bytes: Callable[[int], Awaitable[bytes]]


async def collect_uploads(
    file_fields: Sequence[FileField], offered: Mapping[str, Sequence[OfferedFile]]
) -> tuple[dict[str, Upload], dict[str, str]]:
    """Return the downloaded files by field, and an error sentence for each field that fails."""
    uploads: dict[str, Upload] = {}
    errors: dict[str, str] = {}
    for field in file_fields:
        try:
            upload = await _collect_upload(field, offered.get(field.id, ()))
        except FileRejected as error:
            log.info("file turned down", action="file.take", field=field.id)
            errors[field.id] = str(error)
        except FileUnavailable as error:
            log.warning("file not taken", action="file.take", field=field.id, reason=str(error))
            errors[field.id] = error.sentence
        else:
            if upload:
                uploads[field.id] = upload
    return uploads, errors


async def _collect_upload(field: FileField, offers: Sequence[OfferedFile]) -> Upload | None:
    if not offers and field.required:
        raise FileRejected(say(notices.NO_FILE))
    if not offers:
        return None
    if len(offers) > 1:
        raise FileRejected(say(notices.ONE_FILE))

    (offer,) = offers
    _check_upload(field, offer.name, offer.size)
    try:
        async with asyncio.timeout(FETCH_TIMEOUT):
            content = await offer.read_bytes(field.limit)
    except TimeoutError as error:
        raise FileUnavailable(f"not there after {FETCH_TIMEOUT} s") from error

    _check_upload(field, offer.name, len(content))
    return Upload(offer.name, content)


def _check_upload(field: FileField, name: str, size: int) -> None:
    if objection := upload_objection(field, name, size):
        raise FileRejected(objection)
