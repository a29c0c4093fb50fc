"""The channels of a Slack workspace: whether Mingle can post in them, and joining public ones."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from adapters.slack import ids, strings
from adapters.slack.api import SlackApi, SlackRefused
from bot.core.platform import PlatformError

JOINING = "channels:join"  # the scope
PATIENCE = 1.0  # seconds for which a gesture waits to hear whether a channel is open

# keeps whether a channel, by Slack's id, is private; nobody waits for it
NoteKind = Callable[[str, bool], object]

log = structlog.get_logger()


@dataclass
class Places:
    """What Slack has said of channels; those that are open are believed until an event comes."""

    api: SlackApi
    workspace: str
    note_kind: NoteKind
    _open: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)
    _looks: dict[str, asyncio.Task[str]] = field(default_factory=dict)

    async def find_closed(self, natives: Iterable[str], *, join: bool) -> dict[str, str]:
        """Return those of the channels in which Mingle cannot post, with what opens them.

        With `join` it joins public ones where the app may. Where Slack does not tell soon, a
        channel counts as open.
        """
        closed = {}
        for native in sorted(set(natives)):
            why = await self._why_closed(native)
            can_join = join and JOINING in self.api.scopes
            if why == strings.REFUSALS["not_in_channel"] and can_join and await self._join(native):
                why = ""
            if why:
                closed[ids.qualify_id(self.workspace, native)] = why
        return closed

    def names_of(self, natives: Iterable[str]) -> dict[str, str]:
        """Return the names of those of the channels that Slack has told, by our ids."""
        known = sorted(set(natives) & self._names.keys())
        return {ids.qualify_id(self.workspace, native): self._names[native] for native in known}

    def forget(self, native: str) -> None:
        """Ask Slack again about a channel that changed."""
        self._open.discard(native)

    def forget_all(self) -> None:
        """Ask Slack again about every channel."""
        self._open.clear()

    async def _why_closed(self, native: str) -> str:
        if native in self._open or native.startswith("D"):
            return ""
        look = self._looks.get(native)
        if look is None:
            look = self._looks[native] = asyncio.create_task(self._look(native))
            look.add_done_callback(lambda _: self._looks.pop(native, None))
        try:
            return await asyncio.wait_for(asyncio.shield(look), PATIENCE)
        except (PlatformError, TimeoutError) as error:
            log.info("channel not looked at", action="slack.places", error=str(error))
            return ""

    async def _look(self, native: str) -> str:
        try:
            answer = await self.api.call_idempotent(
                "conversations.info", channel=native, urgent=True
            )
        except SlackRefused as error:
            return "" if error.error == "missing_scope" else strings.refusal_text(error.error)

        channel = answer["channel"]
        self._names[native] = str(channel.get("name") or "")
        if channel.get("is_archived"):
            return strings.refusal_text("is_archived")
        if channel.get("is_member") is False:
            return strings.refusal_text("not_in_channel")
        self._open.add(native)
        if "is_private" in channel:
            self.note_kind(native, bool(channel["is_private"]))
        return ""

    async def _join(self, native: str) -> bool:
        try:
            await self.api.call_idempotent("conversations.join", channel=native, urgent=True)
        except (PlatformError, SlackRefused) as error:
            log.info("channel not joined", action="slack.places", error=str(error))
            return False
        return True
