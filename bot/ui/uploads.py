"""Uploads: limits on files that people hand in, on every platform alike."""

import re
from dataclasses import dataclass, replace

from bot.ui import notices
from bot.ui.cards import FileField
from bot.ui.speech import say
from bot.ui.text import clean_text

FILE_NAME_LIMIT = 80  # characters of a file's name

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
# what browsers add to the name of what they download again
_COPY = re.compile(r"\s*\(\d{1,3}\)(?=\.\w+$)")


@dataclass(frozen=True)
class Upload:
    """A file that somebody handed in: untrusted bytes and an untrusted name."""

    name: str
    content: bytes


def upload_objection(field: FileField, name: str, size: int) -> str:
    """Return what keeps a file from being taken, judged by name and size; empty if nothing does."""
    if not name.lower().endswith(tuple(f".{each}" for each in field.types)):
        return notices.wrong_file_type(field.types)
    if size > field.limit:
        return notices.file_too_big(field.limit)
    return "" if size else say(notices.EMPTY_FILE)


def tidy_upload(upload: Upload) -> Upload:
    """Return the upload with a name that can be shown and stored: no folder, no deceptive
    characters."""
    name = _COPY.sub("", clean_text(_FOLDERS.sub("", upload.name), 500))
    stem, dot, ending = name.rpartition(".")
    stem = stem[: FILE_NAME_LIMIT - len(ending) - 1].strip() or "calendar"
    return replace(upload, name=f"{stem}{dot}{ending}"[-FILE_NAME_LIMIT:])
