"""State what the core asks of a chat platform, in intentions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from bot.ui.cards import Card


class MessageRef(Struct, frozen=True):
    """Where a message stands: the platform's own ids of conversation and message."""

    channel: str
    message: str


class ChannelMember(Struct, frozen=True):
    """A human being in a channel, as the platform tells it; `zone` is IANA or empty."""

    person: str
    name: str
    zone: str = ""
    organiser: bool = False


class CalendarEvent(Struct, frozen=True):
    """Something with a time and a place that a platform may show natively.

    `uid` stays the same for good; a higher `sequence` is a newer version, written down when it
    `changed`.
    """

    uid: str
    title: str
    description: str
    place: str
    starts: datetime
    ends: datetime
    zone: str = "UTC"
    all_day: bool = False
    link: str = ""
    sequence: int = 0
    cancelled: bool = False
    changed: datetime | None = None


class PlatformError(Exception):
    """The platform did not do as asked."""


class PermanentError(PlatformError):
    """The platform said no and will say no again."""


class Unreachable(PermanentError):
    """Some of the people are here no more; nothing was said to the others either."""

    def __init__(self, message: str, people: Sequence[str]) -> None:
        super().__init__(message)
        self.people = tuple(people)


class TemporaryError(PlatformError):
    """The platform surely did nothing; asking again later makes sense."""

    def __init__(self, message: str, retry_after: float = 30.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnknownOutcome(PlatformError):
    """Nobody knows whether the platform did as asked: look before repeating."""


class LookupUnsupported(PlatformError):
    """The platform gives no way to see whether a message was posted."""


class Platform(Protocol):
    """The port. Channels and people are our ids (they carry the workspace); `key` is opaque and
    unique.

    `settles` is how long after a lost answer a message may still appear: looking earlier proves
    nothing. `names_all` tells whether `members` can name everybody in a channel; where it cannot,
    it names those who have used Mingle there.
    """

    settle_time: timedelta
    lists_all_members: bool

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Say something in a channel or an earlier conversation."""

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Change what an earlier message says."""

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Bring these people together in a conversation of their own."""

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Say something to one person alone."""

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Tell whether a message with this key was said to this channel or these people since then.

        Raise CannotLook where the platform gives no way to see.
        """

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Name the people in a channel: no bots, nobody deactivated."""

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Tell a channel about an event, with whatever calendar the platform has.

        A platform with events of its own (Discord) makes one there, and keeps the uid where it
        finds it again.
        """

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Change what an announcement says; with `news` the event itself is a newer version, and
        its entry follows.

        A platform with events of its own (Discord) finds that one by its uid where there is `news`,
        and changes it, or cancels it where the event is `cancelled`; one that is gone, or has
        begun, is left alone. Without `news` only the card changes, as when somebody answers. Doing
        it twice does no harm.
        """
