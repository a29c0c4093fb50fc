"""The platform port for a Discord server, on the REST API.

Each message carries a nonce made from its key, so that Discord itself returns the earlier message
when it is posted again within minutes; and component ids made from its key, by which it is found
among our own messages later.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import discord
import msgspec
import structlog
from discord.http import MultipartParameters, handle_message_parameters

from adapters.discord import ids, render, state, strings
from adapters.discord.api import (
    DMS_CLOSED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_COMMON_SERVER,
    THREAD_ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    DiscordApi,
    DiscordRefused,
)
from adapters.discord.attachments import build_attachments
from adapters.discord.command_names import CommandNames
from adapters.discord.direct_messages import DirectMessages
from adapters.discord.mentions import allow_mentions
from adapters.discord.own_history import OwnHistory
from adapters.discord.people import DiscordPeople
from adapters.discord.refusals import IN_THREADS, POSTING, lacking_permissions, name_obstacle
from adapters.discord.render import Component
from adapters.discord.replies import RenderedView
from adapters.discord.rights import ChannelRights
from adapters.discord.scheduled_events import ScheduledEvents
from adapters.discord.threads import PrivateThreads
from adapters.recent import BoundedDict
from adapters.render_guard import rendering
from bot.core.platform import (
    ChannelMember,
    LookupUnsupported,
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PlatformError,
)
from bot.core.settings import load_setting, save_setting
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, File

MAX_REMEMBERED = 10_000  # messages of this process
SNOWFLAKE = re.compile(r"[1-9][0-9]{4,19}", re.ASCII)
DELETED_MESSAGE = "0"  # stands for a message that was posted and deleted since

log = structlog.get_logger()


class DiscordPlatform:
    """The port for one server."""

    # A call gives up after 10 seconds, and Discord gets a minute more.
    settle_time = timedelta(seconds=70)
    deduplicates_for = timedelta(minutes=2)  # by nonce; "the past few minutes", says Discord

    def __init__(
        self,
        api: DiscordApi,
        people: DiscordPeople,
        database: Database,
        now: Callable[[], datetime],
        names: CommandNames,
    ) -> None:
        self.api = api
        self.names = names
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.dms = DirectMessages(api, people, database, now)
        self.history = OwnHistory(api, people)
        self.rights = ChannelRights(people, database, now)
        self.threads = PrivateThreads(api, people, database, now, names)
        self.scheduled_events = ScheduledEvents(api, self.workspace, database, now)
        self._sent_by_key: BoundedDict[str, MessageRef] = BoundedDict(MAX_REMEMBERED)
        self._key_of_sent: BoundedDict[MessageRef, str] = BoundedDict(MAX_REMEMBERED)

    @property
    def lists_all_members(self) -> bool:
        """Whether `list_members` knows everybody in a channel."""
        return self.people.lists_everybody

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Post a card in a channel or an existing thread or DM."""
        await self.people.load_guild()
        native = ids.native_id(self.workspace, channel)
        try:
            return await self._post(native, card, key)
        except DiscordRefused as error:
            raise await self._about_place(error, native) from error

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Replace the card of an earlier message; an archived thread is opened for that moment."""
        await self.people.load_guild()
        if not SNOWFLAKE.fullmatch(sent.message):
            raise PermanentError(f"no message {sent.message} here")
        channel = ids.native_id(self.workspace, sent.channel)
        try:
            await self._edit(channel, sent, card)
        except DiscordRefused as error:
            if error.code != THREAD_ARCHIVED:
                raise
            await self.api.call_idempotent(
                self.api.http_client.edit_channel, int(channel), archived=False
            )
            await self._edit(channel, sent, card)
            await self.threads.upkeep.archive(channel)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Post a card in a private thread with these people, who are mentioned in it."""
        await self.people.load_guild()
        if len(set(people)) < 2:
            raise PermanentError("an introduction needs at least two people")
        if key in self._sent_by_key:
            return self._sent_by_key[key]

        natives = [ids.native_id(self.workspace, person) for person in people]
        thread = await self.threads.open_thread(key, natives)
        try:
            return await self._post(thread, card, key, mentioned=natives)
        except DiscordRefused as error:
            await self.threads.abandon(key, thread, natives)
            raise await self._about_place(error, thread) from error

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Post a card in a DM, or in a private thread for somebody who takes no DMs."""
        await self.people.load_guild()
        if key in self._sent_by_key:
            return self._sent_by_key[key]

        native = ids.native_id(self.workspace, person)
        refused = strings.REFUSALS[DMS_CLOSED]
        if not await self.dms.is_closed(person):
            try:
                channel, named = await self.dms.open(native), await self.dms.named(card)
                return await self._post(channel, named, key)
            except DiscordRefused as error:
                if error.code not in (DMS_CLOSED, NO_COMMON_SERVER):
                    raise name_obstacle(error, person=person) from error
                self.people.forget_member(native)  # they may have left
                log.info(
                    "takes no direct messages", action="discord.whisper", workspace=self.workspace
                )
                await self.dms.record_refusal(person)
        try:
            return await self._dm_in_thread(person, native, card, key)
        except PeopleGone:
            raise
        except PermanentError as error:
            raise PeopleUnreachable(f"{refused} {error}", [person]) from error

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Return the message with this key from our own messages since then, or None.

        Only component ids are compared. Raise LookupUnsupported where history cannot be read.
        """
        await self.people.load_guild()
        if key in self._sent_by_key:
            return self._sent_by_key[key]

        for channel in await self._channels_to_search(to, key):
            self.history.check_access(channel)
            try:
                sent = await self.history.find_message(channel, key, since)
            except DiscordRefused as error:
                if error.code != UNKNOWN_CHANNEL:
                    raise LookupUnsupported(str(error)) from error
                continue
            if sent:
                return sent
        return None

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel, or those of them who have used Mingle in it.

        What Mingle may do there is looked at too, as Discord has it now.
        """
        await self.people.load_guild(anew=True)
        native = ids.native_id(self.workspace, channel)
        await self.rights.look()
        await self.threads.upkeep.archive_some()
        return await self.people.channel_members(native)

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Post an event's card, and make a scheduled event of the server that it links to."""
        await self.people.load_guild()
        ids.native_id(self.workspace, channel)  # refused before there is an event
        if key in self._sent_by_key:
            return self._sent_by_key[key]
        shown = await self.scheduled_events.with_scheduled_event(card, event)
        return await self.post(channel, shown, key)

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Replace an announcement's card; with `news` the scheduled event is changed too."""
        await self.people.load_guild()
        shown = await self.scheduled_events.with_changed_event(card, event, news=news)
        await self.edit_message(sent, shown)

    async def _post(
        self, channel: str, card: Card, key: str, mentioned: Iterable[str] = ()
    ) -> MessageRef:
        if key in self._sent_by_key:
            return self._sent_by_key[key]

        spell = await self.names.load(self.database, str(self.api.own_id))
        faces = await self.people.find_faces(card)
        with rendering():
            first, *further = render.render_messages(card, self.workspace, spell, key, faces)
        sent = await self._send_first(channel, first, card, key, mentioned)
        self._sent_by_key[key] = sent
        self._key_of_sent[sent] = key
        for number, page in enumerate(further, 2):
            await self._send_further(channel, page, f"{key}/{number}")
        return sent

    async def _send_first(
        self,
        channel: str,
        page: list[Component],
        card: Card,
        key: str,
        mentioned: Iterable[str],
    ) -> MessageRef:
        with rendering():
            files = await build_attachments(card)
        with handle_message_parameters(
            view=RenderedView(page),
            allowed_mentions=allow_mentions(mentioned),
            nonce=render.message_nonce(key),
            files=files or discord.utils.MISSING,
        ) as params:
            return await self._send(channel, params)

    async def _send_further(self, channel: str, page: list[Component], key: str) -> None:
        """Send a further page of a message; a failure is logged, since the message is there."""
        try:
            with handle_message_parameters(
                view=RenderedView(page),
                allowed_mentions=allow_mentions(),
                nonce=render.message_nonce(key),
            ) as params:
                await self._send(channel, params)
        except PlatformError as error:
            log.warning("left out", action="discord.along", error=str(error))

    async def _send(self, channel: str, params: MultipartParameters) -> MessageRef:
        try:
            message = await self.api.call_method(
                self.api.http_client.send_message, int(channel), params=params
            )
        except DiscordRefused as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            message_id = DELETED_MESSAGE  # the nonce belongs to a message that is deleted
        else:
            message_id = str(message["id"])
        return MessageRef(ids.qualify_id(self.workspace, channel), message_id)

    async def _edit(self, channel: str, sent: MessageRef, card: Card) -> None:
        key = self._key_of_sent.get(sent, "")
        if await self.dms.is_one(channel):
            card = await self.dms.named(card)
        spell = await self.names.load(self.database, str(self.api.own_id))
        faces = await self.people.find_faces(card)
        first, *_ = render.render_messages(card, self.workspace, spell, key, faces)
        with handle_message_parameters(
            view=RenderedView(first),
            allowed_mentions=allow_mentions(),
            attachments=await build_attachments(card),
        ) as params:
            await self.api.call_method(
                self.api.http_client.edit_message, int(channel), int(sent.message), params=params
            )

    async def _about_place(self, error: DiscordRefused, native: str) -> PermanentError:
        """Return a refused post as the error that names the channel and what is missing there.

        A thread counts as the channel it is in.
        """
        if error.code in (MISSING_ACCESS, MISSING_PERMISSIONS):
            await self.people.load_guild(anew=True)
        place = self.people.known_guild.get_channel_or_thread(int(native))
        if place is None:
            return name_obstacle(error, ids.qualify_id(self.workspace, native))
        is_thread = isinstance(place, discord.Thread)
        channel = place.parent_id if isinstance(place, discord.Thread) else place.id
        lacking = lacking_permissions(place, IN_THREADS if is_thread else POSTING)
        return name_obstacle(error, ids.qualify_id(self.workspace, channel), lacking)

    def _may_attach(self, native: str) -> bool:
        guild = self.people.known_guild
        place = guild.get_channel_or_thread(int(native))
        return place is None or place.permissions_for(guild.me).attach_files

    async def _dm_in_thread(self, person: str, native: str, card: Card, key: str) -> MessageRef:
        """Post in a private thread with one person.

        The thread is kept in the database, so that a DM is not tried again.
        """
        thread = await self._load_setting(person, state.CLOSED_DM)
        if thread:
            try:
                return await self._post_alone(thread, card, key, native)
            except DiscordRefused as error:
                if error.code not in (UNKNOWN_CHANNEL, MISSING_ACCESS):
                    raise

        thread = await self.threads.open_thread(f"{person} alone", [native], anew=bool(thread))
        async with self.database.transaction() as tx:
            await save_setting(tx, self.workspace, person, state.CLOSED_DM, thread)
        return await self._post_alone(thread, card, key, native)

    async def _post_alone(self, thread: str, card: Card, key: str, native: str) -> MessageRef:
        """Post in the thread of one person, without files where none may be attached."""
        if not self._may_attach(thread):
            parts = tuple(part for part in card.parts if not isinstance(part, File))
            card = msgspec.structs.replace(card, parts=parts)
        return await self._post(thread, card, key, [native])

    async def _channels_to_search(self, to: Sequence[str], key: str) -> list[str]:
        """Return the channels, threads and DMs in which a message to these may be."""
        thread = await self._load_setting(key, state.THREAD)
        if thread.isdecimal():
            return [thread]
        if len(to) > 1:
            return []  # no thread was opened, so nothing was posted

        native = ids.native_id(self.workspace, to[0])
        if self.people.known_guild.get_channel_or_thread(int(native)):
            return [native]
        if await self.people.fetch_member(native) is None:
            return [native]

        channels = [await self.dms.open(native)]
        if thread := await self._load_setting(to[0], state.CLOSED_DM):
            channels.append(thread)
        return channels

    async def _load_setting(self, about: str, name: str) -> str:
        async with self.database.read_transaction() as tx:
            return await load_setting(tx, self.workspace, about, name)
