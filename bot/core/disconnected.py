"""Stand in for a platform that is configured no more: nothing is said, and nothing is lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from bot.core.platform import CannotLook, Event, Member, Sent, TemporaryError
from bot.ui.cards import Card

AGAIN = 3600.0  # seconds until the outbox asks again


class Unplugged:
    """The port of a workspace that nobody connected."""

    settles = timedelta(0)
    names_all = True

    async def post(self, channel: str, card: Card, key: str) -> Sent:  # noqa: ARG002
        """Put it off."""
        _later()

    async def edit(self, sent: Sent, card: Card) -> None:  # noqa: ARG002
        """Put it off."""
        _later()

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> Sent:  # noqa: ARG002
        """Put it off."""
        _later()

    async def whisper(self, person: str, card: Card, key: str) -> Sent:  # noqa: ARG002
        """Put it off."""
        _later()

    async def find(self, to: Sequence[str], key: str, since: datetime) -> Sent | None:  # noqa: ARG002
        """Say that nobody can look."""
        raise CannotLook("this workspace is not connected")

    async def members(self, channel: str) -> list[Member]:  # noqa: ARG002
        """Put it off."""
        _later()

    async def announce_event(self, channel: str, event: Event, card: Card, key: str) -> Sent:  # noqa: ARG002
        """Put it off."""
        _later()

    async def change_event(self, sent: Sent, event: Event, card: Card, *, news: bool) -> None:  # noqa: ARG002
        """Put it off."""
        _later()


def _later() -> NoReturn:
    raise TemporaryError("this workspace is not connected", AGAIN)
