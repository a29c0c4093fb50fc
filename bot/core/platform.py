"""The port: what the core asks of a chat platform, as intentions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card


class MessageRef(Struct, frozen=True):
    """A posted message: the platform's own ids of its conversation and of itself."""

    channel: str
    message: str


class ChannelMember(Struct, frozen=True):
    """A human being in a channel, as the platform describes them; `zone` is IANA or empty.

    `locale` is that of their app, such as “de-DE”, or empty where the platform does not tell.

    `left` means that they were in the channel and take part no more: mostly because they have left
    the workspace since. Until `silent_until` the platform lets them write nothing.
    """

    person: str
    name: str
    zone: str = ""
    organiser: bool = False
    left: bool = False
    locale: str = ""
    silent_until: datetime | None = None


class PlatformError(Exception):
    """A call to the platform did not succeed."""


class PermanentError(PlatformError):
    """The platform refused and will refuse again.

    The message is a sentence for organisers that names the remedy. The subclasses tell what stands
    in the way; a refusal that an adapter does not know is a plain PermanentError.
    """


class PeopleGone(PermanentError):
    """Some of the people have left the workspace; nothing was sent to the others either."""

    def __init__(self, message: str, people: Sequence[str]) -> None:
        super().__init__(message)
        self.people = tuple(people)


class PeopleUnreachable(PermanentError):
    """Some of the people cannot be written to; nothing was sent to the others either.

    Nobody is named where the platform refuses them only as a group.
    """

    def __init__(self, message: str, people: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.people = tuple(people)


class PlaceGone(PermanentError):
    """A channel is deleted, archived, or closed to Mingle."""

    def __init__(self, message: str, channel: str) -> None:
        super().__init__(message)
        self.channel = channel


class PermissionMissing(PermanentError):
    """Mingle lacks permissions, named as the platform names them; `channel` is empty if everywhere.

    `hidden_from` names people who lack the permission themselves.
    """

    def __init__(
        self,
        message: str,
        permissions: Sequence[str],
        channel: str = "",
        hidden_from: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.permissions = tuple(permissions)
        self.channel = channel
        self.hidden_from = tuple(hidden_from)


class TemporaryError(PlatformError):
    """The platform certainly did nothing; a retry after `retry_after` seconds makes sense."""

    def __init__(self, message: str, retry_after: float = 30.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Disconnected(TemporaryError):
    """The platform takes nothing from Mingle here until its operator mends that, such as a token.

    The message is a sentence for the operator that names the remedy. What is to be said waits.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, retry_after=300.0)


class UnknownOutcome(PlatformError):
    """The answer was lost: the platform may or may not have done it, so look before repeating."""


class CardUnrenderable(PlatformError):
    """A card cannot be put into the platform's form; nothing was sent."""


class LookupUnsupported(PlatformError):
    """The platform offers no way to see whether a message was posted."""


class Platform(Protocol):
    """The port that every adapter implements, no method optional.

    Channels and people are our ids, which carry the workspace; `key` is opaque and unique. A
    message whose answer was lost may still appear for `settle_time`: looking earlier proves
    nothing. Within `deduplicates_for` after the first try the platform itself answers a message
    that is posted again under its key with the one that is there.
    `lists_all_members` is False where `list_members` knows only people who have used Mingle.
    """

    settle_time: timedelta
    deduplicates_for: timedelta

    @property
    def lists_all_members(self) -> bool:
        """Whether `list_members` returns everybody."""

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Post a card to a channel or an existing conversation."""

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Replace the card of a posted message."""

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Open a conversation of these people (group DM, private thread) with a card."""

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Send a card to one person."""

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Return the message with this key that was sent to the recipients since a moment, or None.

        Raise LookupUnsupported where the platform offers no way to see.
        """

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel, no bots; those who left the workspace are marked."""

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Post the card of an event, with whatever calendar the platform has.

        A platform with events of its own (Discord) creates one, and stores the uid where it can
        find it.
        """

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Edit an announcement; with `news` the event itself changed, and its calendar entry
        follows.

        A platform with events of its own (Discord) finds its event by the uid when there is `news`,
        and changes it, or cancels it where the event is `cancelled`; one that is gone or has begun
        is left alone. Without `news` only the card changes, as when somebody answers. Idempotent.
        """
