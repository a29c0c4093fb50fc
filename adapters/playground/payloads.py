"""The payloads that the page in the browser sends, validated when they are parsed."""

import msgspec
from msgspec import Struct


class LineTyped(Struct, frozen=True, tag="typed", tag_field="kind"):
    """A line sent from the message box.

    `person` and `channel` are those that the page showed when it was sent.
    """

    interaction: str
    words: str
    person: str = ""
    channel: str = ""


class ButtonClicked(Struct, frozen=True, tag="clicked", tag_field="kind"):
    """A click on a button, or the choice in a menu."""

    interaction: str
    message: str
    action: str
    value: str
    choice: str | None = None


class SubmittedFile(Struct, frozen=True):
    """A file in the open form; the page sends the content only of a file that is small enough."""

    name: str
    size: int
    content: bytes = b""


class FormSubmitted(Struct, frozen=True, tag="submitted", tag_field="kind"):
    """The open form, filled in."""

    interaction: str
    fields: dict[str, str | tuple[str, ...]]
    files: dict[str, SubmittedFile] = {}


class ConversationOpened(Struct, frozen=True, tag="opened", tag_field="kind"):
    """A conversation chosen in the sidebar."""

    channel: str


class DirectOpened(Struct, frozen=True, tag="with", tag_field="kind"):
    """A colleague chosen in the sidebar, whose conversation opens."""

    person: str


class PersonSwitched(Struct, frozen=True, tag="became", tag_field="kind"):
    """A colleague that the person at the screen now plays."""

    person: str


class ClockStepped(Struct, frozen=True, tag="stepped", tag_field="kind"):
    """A click on one of the clock's buttons."""

    step: str


class EarlierRequested(Struct, frozen=True, tag="earlier", tag_field="kind"):
    """A request for earlier messages."""


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


def parse_event(payload: object) -> ClientEvent | None:
    """Return the event, or None for something that our page never sends."""
    try:
        return msgspec.convert(payload, ClientEvent)  # type: ignore[no-any-return]
    except msgspec.ValidationError:
        return None
