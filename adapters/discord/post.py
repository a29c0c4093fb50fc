"""Say in a Discord server what the core wants said: the platform port, on the REST API.

Each message carries a nonce made from its key, so that Discord itself gives the earlier one when it
is said again within minutes; and numbers made from its key, by which it is found among our own
messages later.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog
from discord.http import MultipartParameters, handle_message_parameters

from adapters.discord import ids, render, state
from adapters.discord.api import (
    DMS_CLOSED,
    MISSING_ACCESS,
    NO_COMMON_SERVER,
    THREAD_ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    DiscordApi,
    DiscordRefused,
)
from adapters.discord.attachments import build_attachments
from adapters.discord.people import DiscordPeople
from adapters.discord.render import Component
from adapters.discord.replies import RenderedView
from adapters.discord.scheduled_events import ScheduledEvents
from adapters.discord.threads import PrivateThreads
from bot.core.platform import (
    CalendarEvent,
    ChannelMember,
    LookupUnsupported,
    MessageRef,
    PermanentError,
    PlatformError,
)
from bot.store.engine import Database
from bot.ui.cards import Card

MAX_REMEMBERED = 10_000  # messages of this process
MAX_SEARCHED = 5  # pages of a conversation in which a message is looked for
PAGE_SIZE = 100
SNOWFLAKE = re.compile(r"[1-9][0-9]{4,19}", re.ASCII)
LEFT_ALREADY = "0"  # stands for a message that was said, and that somebody has deleted since

log = structlog.get_logger()


class DiscordPlatform:
    """The port for one server."""

    settle_time = timedelta(
        seconds=70
    )  # a call gives up after 10 seconds, and Discord is given a minute more
    lists_all_members = False

    def __init__(
        self,
        api: DiscordApi,
        people: DiscordPeople,
        database: Database,
        now: Callable[[], datetime],
    ) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.threads = PrivateThreads(api, people, database, now)
        self.happenings = ScheduledEvents(api, self.workspace, database, now)
        self._said: OrderedDict[str, MessageRef] = OrderedDict()
        self._keys: OrderedDict[MessageRef, str] = OrderedDict()
        self._opened: dict[str, str] = {}

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Say something in a channel or an earlier conversation."""
        return await self._say(ids.native_id(self.workspace, channel), card, key)

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Change what an earlier message says."""
        if not SNOWFLAKE.fullmatch(sent.message):
            raise PermanentError(f"no message {sent.message} here")
        channel = ids.native_id(self.workspace, sent.channel)
        try:
            await self._change(channel, sent, card)
        except DiscordRefused as error:
            if error.code != THREAD_ARCHIVED:
                raise
            await self.api.call_idempotent(
                self.api.http_client.edit_channel, int(channel), archived=False
            )
            await self._change(channel, sent, card)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Bring these people together in a private thread of their own."""
        if len(set(people)) < 2:
            raise PermanentError("an introduction needs at least two people")
        if key in self._said:
            return self._said[key]
        native = [ids.native_id(self.workspace, who) for who in people]
        thread = await self.threads.open_thread(key, native)
        return await self._say(thread, card, key, native)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Say something to one person alone.

        In a direct message, or for who takes none in a thread of their own.
        """
        if key in self._said:
            return self._said[key]
        native = ids.native_id(self.workspace, person)
        if not await self._recall(person, state.CLOSED_DM):
            try:
                return await self._say(await self._direct(native), card, key)
            except DiscordRefused as error:
                if error.code not in (DMS_CLOSED, NO_COMMON_SERVER):
                    raise
                log.info(
                    "takes no direct messages", action="discord.whisper", workspace=self.workspace
                )
        return await self._dm_in_thread(person, native, card, key)

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Tell whether a message with this key was said.

        Only its numbers are looked at, and nothing is kept.
        """
        if key in self._said:
            return self._said[key]
        for channel in await self._where(to, key):
            self._may_look(channel)
            try:
                if found := await self._look(channel, key, since):
                    return found
            except DiscordRefused as error:
                if error.code != UNKNOWN_CHANNEL:
                    raise LookupUnsupported(str(error)) from error
        return None

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Name those who have used Mingle in a channel.

        Discord tells of nobody else without a privileged intent.
        """
        return await self.people.channel_members(ids.native_id(self.workspace, channel))

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Tell a channel about an event that stands in the server's own list of events."""
        native = ids.native_id(self.workspace, channel)
        return self._said.get(key) or await self._say(
            native, await self.happenings.with_scheduled_event(card, event), key
        )

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Change what an announcement says; with `news` the event in the server's list follows."""
        await self.edit_message(
            sent, await self.happenings.with_changed_event(card, event, news=news)
        )

    async def _say(
        self, channel: str, card: Card, key: str, pings: Iterable[str] = ()
    ) -> MessageRef:
        if key in self._said:
            return self._said[key]
        first, *others = render.render_messages(card, self.workspace, key)
        sent = await self._send(channel, first, card, key, pings)
        _remember(self._said, key, sent)
        _remember(self._keys, sent, key)
        for number, page in enumerate(others, 2):
            await self._send_rest(self._send(channel, page, None, f"{key}/{number}"))
        return sent

    async def _send(
        self,
        channel: str,
        page: list[Component],
        card: Card | None,
        key: str,
        pings: Iterable[str] = (),
    ) -> MessageRef:
        attached = await build_attachments(card) if card else []
        wanted: dict[str, Any] = {"files": attached} if attached else {}
        with _message(page, pings, nonce=render.message_nonce(key), **wanted) as params:
            try:
                told = await self.api.call_method(
                    self.api.http_client.send_message, int(channel), params=params
                )
            except DiscordRefused as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                return MessageRef(
                    ids.qualify_id(self.workspace, channel), LEFT_ALREADY
                )  # the nonce of a message that is deleted
        return MessageRef(ids.qualify_id(self.workspace, channel), str(told["id"]))

    async def _change(self, channel: str, sent: MessageRef, card: Card) -> None:
        first, *_ = render.render_messages(card, self.workspace, self._keys.get(sent, ""))
        with _message(first, (), attachments=await build_attachments(card)) as params:
            await self.api.call_method(
                self.api.http_client.edit_message, int(channel), int(sent.message), params=params
            )

    async def _send_rest(self, work: Any) -> None:
        """Send what goes on after a message; the message stands whatever becomes of it."""
        try:
            await work
        except PlatformError as error:
            log.warning("left out", action="discord.along", error=str(error))

    async def _direct(self, native: str) -> str:
        if native not in self._opened:
            told = await self.api.call_idempotent(
                self.api.http_client.start_private_message, int(native)
            )
            self._opened[native] = str(told["id"])
        return self._opened[native]

    async def _dm_in_thread(self, person: str, native: str, card: Card, key: str) -> MessageRef:
        """Write to somebody in a thread of their own.

        It is remembered, so that Discord is not asked in vain again.
        """
        thread = await self._recall(person, state.CLOSED_DM)
        if thread:
            try:
                return await self._say(thread, card, key, [native])
            except DiscordRefused as error:
                if error.code not in (UNKNOWN_CHANNEL, MISSING_ACCESS):
                    raise
        thread = await self.threads.open_thread(f"{person} alone", [native], anew=bool(thread))
        async with self.database.transaction() as tx:
            await state.save_setting(tx, self.workspace, person, state.CLOSED_DM, thread)
        return await self._say(thread, card, key, [native])

    async def _where(self, to: Sequence[str], key: str) -> list[str]:
        """Name the conversations in which a message to this channel or these people may stand."""
        thread = await self._recall(key, state.THREAD)
        if thread.isdecimal():
            return [thread]
        if len(to) > 1:
            return []  # no thread was opened, so nothing was said
        native = ids.native_id(self.workspace, to[0])
        if (
            self.people.known_guild.get_channel_or_thread(int(native))
            or await self.people.fetch_member(native) is None
        ):
            return [native]
        apart = await self._recall(to[0], state.CLOSED_DM)
        return [await self._direct(native), *([apart] if apart else [])]

    def _may_look(self, channel: str) -> None:
        place = self.people.known_guild.get_channel_or_thread(int(channel))
        if place and not place.permissions_for(self.people.known_guild.me).read_message_history:
            raise LookupUnsupported(
                "I may not read the history of that channel, so I cannot look for my own messages"
            )

    async def _look(self, channel: str, key: str, since: datetime) -> MessageRef | None:
        after = discord.utils.time_snowflake(since)
        for _ in range(MAX_SEARCHED):
            look: Any = self.api.http_client.logs_from
            told = await self.api.call_idempotent(look, int(channel), PAGE_SIZE, after=after)
            for message in told:
                own = int(message["author"]["id"]) == self.api.own_id
                if own and render.read_marks(
                    message.get("components") or []
                ) == render.message_marks(key):
                    return MessageRef(ids.qualify_id(self.workspace, channel), str(message["id"]))
            if len(told) < PAGE_SIZE:
                return None
            after = max(int(message["id"]) for message in told)
        raise LookupUnsupported("too much was said there since then")

    async def _recall(self, about: str, name: str) -> str:
        async with self.database.read_transaction() as tx:
            return await state.load_setting(tx, self.workspace, about, name)


def _message(page: list[Component], pings: Iterable[str], **more: Any) -> MultipartParameters:
    meant = [discord.Object(int(who)) for who in pings]
    allowed = discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=meant or False
    )
    return handle_message_parameters(view=RenderedView(page), allowed_mentions=allowed, **more)


def _remember(known: "OrderedDict[Any, Any]", name: Any, value: Any) -> None:
    known[name] = value
    if len(known) > MAX_REMEMBERED:
        known.popitem(last=False)
