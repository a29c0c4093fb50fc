"""The eyes and hands with which the contract meets one adapter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.platform import MessageRef, Platform
from bot.ui.cards import (
    Form,
)
from tests.adapters.uploads import Hands


@dataclass(frozen=True)
class Pressable:
    """A button as it stands in the chat."""

    label: str
    action: str
    value: str


@dataclass(frozen=True)
class Said:
    """A message as people see it.

    Words without the platform's markup, and whatever else it carries.
    """

    channel: str
    message: str
    words: str
    buttons: tuple[Pressable, ...] = ()
    selects: Mapping[str, tuple[str, ...]] | None = None
    links: tuple[str, ...] = ()
    pings: tuple[str, ...] = ()
    files: Mapping[str, str] | None = None
    pictures: Mapping[str, bytes] | None = None  # by what they say in words


@dataclass(frozen=True)
class Asked:
    """One field of an open form as people see it."""

    label: str
    words: str
    choices: tuple[str, ...] = ()
    initial: str | tuple[str, ...] = ""


class Harness(Hands, Protocol):
    """One adapter with a workspace: at least four people, all in one channel."""

    platform: Platform
    people: tuple[str, ...]
    channel: str
    nobody: str
    nowhere: str

    def now(self) -> datetime:
        """Give the time at which the adapter acts."""

    async def said(self, channel: str) -> list[Said]:
        """Give every message that stands in a conversation, oldest first."""

    async def open(self, form: Form) -> tuple[str, Mapping[str, Asked]]:
        """Show a form to the first person: all its words, and its fields by id."""

    async def submit(
        self, form: Form, fields: Mapping[str, str | tuple[str, ...]]
    ) -> Mapping[str, object]:
        """Fill a form in as the first person would; give the fields as a handler gets them."""

    async def click(self, sent: MessageRef, label: str, choice: str = "") -> tuple[str, str, str]:
        """Click as the first person; give action, value and choice as a handler gets them."""
