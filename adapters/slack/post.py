"""Say in Slack what the core wants said: the platform port, on the Web API."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.slack import calendar_links, ids, render
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.images import ImageUploads
from adapters.slack.people import SlackPeople
from adapters.slack.thread_followups import ThreadFollowUps
from bot.core.platform import (
    ChannelMember,
    LookupUnsupported,
    MessageRef,
    PermanentError,
    UnknownOutcome,
    Unreachable,
)
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card

EVENT_TYPE = "mingle_message"  # Slack's name for the kind of our metadata
MAX_REMEMBERED = 10_000  # messages of this process
MAX_SEARCHED = 5  # pages of a conversation in which a message is looked for
PAGE_SIZE = 100
LEFT_ERRORS = {"user_disabled", "user_not_found", "users_not_found", "channel_not_found"}
TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")


class SlackPlatform:
    """The port for one workspace. `bot` is our id among bots.

    `history` tells whether messages may be looked for.
    """

    settle_time = timedelta(
        seconds=70
    )  # a call gives up after 10 seconds, and Slack is given a minute more
    lists_all_members = True

    def __init__(
        self, api: SlackApi, people: SlackPeople, *, bot: str = "", history: bool = False
    ) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.bot = bot
        self.history = history
        self._said: OrderedDict[str, MessageRef] = OrderedDict()
        self._unsure: OrderedDict[str, Card] = OrderedDict()
        self._opened: dict[frozenset[str], str] = {}
        self._pictures = ImageUploads(api)
        self._along = ThreadFollowUps(api, people.workspace, self.settle_time, history=history)

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Say something in a channel or an earlier conversation."""
        return await self._say(ids.native_id(self.workspace, channel), card, key)

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Change what an earlier message says; a file that it did not have yet is added."""
        if not TIMESTAMP.fullmatch(sent.message):
            raise PermanentError(f"no message {sent.message} here")
        channel = ids.native_id(self.workspace, sent.channel)
        text = render.fallback_text(card)

        async def change(shown: render.PictureIds) -> None:
            first, *_ = render.render_messages(card, self.workspace, shown)
            await self.api.call_method(
                "chat.update", channel=channel, ts=sent.message, text=text, blocks=first
            )

        await self._pictures.send_with_images(card, change)
        await self._along.add_missing_files(sent, card)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Bring these people together in a group conversation; the same people resume the same
        one."""
        everyone = frozenset(ids.native_id(self.workspace, who) for who in people)
        if len(everyone) < 2:
            raise PermanentError("an introduction needs at least two people")
        return self._said.get(key) or await self._say(await self._open(everyone), card, key)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Say something to one person alone.

        A message to their id opens the conversation by itself.
        """
        native = ids.native_id(self.workspace, person)
        alone = frozenset([native])
        try:
            sent = await self._say(self._opened.get(alone, native), card, key)
        except SlackRefused as error:
            await self._look_for(alone, error)
            raise
        self._opened[alone] = ids.native_id(self.workspace, sent.channel)
        return sent

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Tell whether a message with this key was said.

        Only its key is looked at, and nothing is kept.
        """
        if key in self._said:
            return self._said[key]
        if not self.history:
            raise LookupUnsupported("slack.history is off, so I may not look for messages")
        native = [ids.native_id(self.workspace, one) for one in to]
        try:
            channel = await self._open(frozenset(native)) if ids.is_person(native[0]) else native[0]
            found = await self._look(channel, key, since)
        except SlackRefused as error:
            raise LookupUnsupported(str(error)) from error
        if found and (card := self._unsure.pop(key, None)):
            await self._along.send_follow_ups(found, card)
        return found

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Name the people in a channel."""
        return await self.people.channel_members(ids.native_id(self.workspace, channel))

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Tell a channel about an event, with a calendar entry to keep and a link."""
        return await self.post(channel, calendar_links.with_calendar_entry(card, event), key)

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Change what an announcement says; a newer calendar entry stands in its thread."""
        if not news:
            await self.edit_message(sent, calendar_links.with_calendar_link(card, event))
            return
        shown = calendar_links.with_calendar_entry(card, event)
        await self.edit_message(sent, shown)
        await self._along.add_newer_files(sent, shown)

    async def _say(self, channel: str, card: Card, key: str) -> MessageRef:
        if key in self._said:
            return self._said[key]

        async def begin(shown: render.PictureIds) -> dict[str, Any]:
            first, *_ = render.render_messages(card, self.workspace, shown)
            return await self.api.post_blocks(
                channel, first, render.fallback_text(card), metadata=_marked(key)
            )

        try:
            answer = await self._pictures.send_with_images(card, begin)
        except UnknownOutcome:
            _remember(self._unsure, key, card)
            raise
        sent = MessageRef(ids.qualify_id(self.workspace, answer["channel"]), answer["ts"])
        _remember(self._said, key, sent)
        await self._along.send_follow_ups(sent, card)
        return sent

    async def _open(self, people: frozenset[str]) -> str:
        if people not in self._opened:
            try:
                answer = await self.api.call_idempotent("conversations.open", users=sorted(people))
            except SlackRefused as error:
                await self._look_for(people, error)
                raise
            self._opened[people] = answer["channel"]["id"]
        return self._opened[people]

    async def _look_for(self, people: frozenset[str], error: SlackRefused) -> None:
        """Raise Unreachable with those who are here no more, if that is what Slack's refusal
        means."""
        if error.error in LEFT_ERRORS and (
            gone := [who for who in sorted(people) if await self.people.has_left(who)]
        ):
            raise Unreachable(
                str(error), [ids.qualify_id(self.workspace, who) for who in gone]
            ) from error

    async def _look(self, channel: str, key: str, since: datetime) -> MessageRef | None:
        cursor: dict[str, str] = {}
        for _ in range(MAX_SEARCHED):
            answer = await self.api.call_idempotent(
                "conversations.history",
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                include_all_metadata=True,
                limit=PAGE_SIZE,
                **cursor,
            )
            for message in answer["messages"]:
                if message.get("bot_id") == self.bot and _key(message) == key:
                    return MessageRef(ids.qualify_id(self.workspace, channel), message["ts"])
            following = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not following:
                return None
            cursor = {"cursor": following}
        raise LookupUnsupported("too much was said there since then")


def _marked(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return metadata.get("event_payload", {}).get("key") if ours else None


def _remember(memory: "OrderedDict[Any, Any]", name: Any, value: Any) -> None:
    memory[name] = value
    if len(memory) > MAX_REMEMBERED:
        memory.popitem(last=False)
