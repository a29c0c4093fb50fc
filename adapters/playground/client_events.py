"""Read what the page in the browser reports.

A closed set of gestures, checked before anything happens.
"""

from typing import Any

import msgspec
from msgspec import Struct


class LineTyped(Struct, frozen=True, tag="typed", tag_field="kind"):
    """A line sent from the message box."""

    gesture: str
    words: str


class ButtonClicked(Struct, frozen=True, tag="clicked", tag_field="kind"):
    """A button, or a select with its choice."""

    gesture: str
    message: str
    action: str
    value: str
    choice: str | None = None


class SubmittedFile(Struct, frozen=True):
    """A file in the open form; the page sends no content that is too big anyway."""

    name: str
    size: int
    content: bytes = b""


class FormSubmitted(Struct, frozen=True, tag="submitted", tag_field="kind"):
    """The open form, filled in."""

    gesture: str
    fields: dict[str, str | tuple[str, ...]]
    files: dict[str, SubmittedFile] = {}


class ConversationOpened(Struct, frozen=True, tag="opened", tag_field="kind"):
    """Another conversation."""

    channel: str


class DirectOpened(Struct, frozen=True, tag="with", tag_field="kind"):
    """The conversation with one colleague."""

    person: str


class PersonSwitched(Struct, frozen=True, tag="became", tag_field="kind"):
    """Another colleague to be."""

    person: str


class ClockStepped(Struct, frozen=True, tag="stepped", tag_field="kind"):
    """A button of the clock."""

    step: str


class EarlierRequested(Struct, frozen=True, tag="earlier", tag_field="kind"):
    """A look further back."""


ClientEvent = (
    LineTyped
    | ButtonClicked
    | FormSubmitted
    | ConversationOpened
    | DirectOpened
    | PersonSwitched
    | ClockStepped
    | EarlierRequested
)


def parse_event(payload: Any) -> ClientEvent | None:
    """Give the gesture, or None for something that no page of ours sends."""
    try:
        return msgspec.convert(payload, ClientEvent)  # type: ignore[no-any-return]
    except msgspec.ValidationError:
        return None
