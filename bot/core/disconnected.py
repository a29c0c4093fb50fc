"""The platform of a workspace that is no longer configured: every call fails as temporary.

Its messages stay in the outbox, so nothing is lost if the platform is configured again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.platform import ChannelMember, LookupUnsupported, MessageRef, TemporaryError
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card

RETRY_AFTER = 3600.0  # seconds until the outbox asks again, unless it may be there sooner


class DisconnectedPlatform:
    """A null object for the port: every write raises TemporaryError with a long pause."""

    settle_time = timedelta(0)
    deduplicates_for = timedelta(0)
    lists_all_members = True

    def __init__(self, retry_after: float = RETRY_AFTER) -> None:
        self.retry_after = retry_after

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:  # noqa: ARG002
        """Raise TemporaryError."""
        raise self._error()

    async def edit_message(self, sent: MessageRef, card: Card) -> None:  # noqa: ARG002
        """Raise TemporaryError."""
        raise self._error()

    async def introduce(
        self,
        people: Sequence[str],  # noqa: ARG002
        card: Card,  # noqa: ARG002
        key: str,  # noqa: ARG002
    ) -> MessageRef:
        """Raise TemporaryError."""
        raise self._error()

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:  # noqa: ARG002
        """Raise TemporaryError."""
        raise self._error()

    async def find_sent(
        self,
        to: Sequence[str],  # noqa: ARG002
        key: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> MessageRef | None:
        """Raise LookupUnsupported."""
        raise LookupUnsupported("this workspace is not connected")

    async def list_members(self, channel: str) -> list[ChannelMember]:  # noqa: ARG002
        """Raise TemporaryError."""
        raise self._error()

    async def announce_event(
        self,
        channel: str,  # noqa: ARG002
        event: CalendarEvent,  # noqa: ARG002
        card: Card,  # noqa: ARG002
        key: str,  # noqa: ARG002
    ) -> MessageRef:
        """Raise TemporaryError."""
        raise self._error()

    async def change_event(
        self,
        sent: MessageRef,  # noqa: ARG002
        event: CalendarEvent,  # noqa: ARG002
        card: Card,  # noqa: ARG002
        *,
        news: bool,  # noqa: ARG002
    ) -> None:
        """Raise TemporaryError."""
        raise self._error()

    def _error(self) -> TemporaryError:
        return TemporaryError("this workspace is not connected", self.retry_after)
