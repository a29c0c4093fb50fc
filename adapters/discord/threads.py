"""Threads in which people meet: private, or public below a message where organisers agreed to that.

Discord opens a private thread without a message, so a nonce cannot tell a second try from the
first. Therefore a pending mark is committed before, and after a lost answer an unused thread of
ours with the right name is taken.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import discord
from discord.http import handle_message_parameters

from adapters.discord import ids, render, state, strings
from adapters.discord.api import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    THREAD_EXISTS,
    TOO_MANY_THREADS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    DiscordApi,
    DiscordRefused,
)
from adapters.discord.command_names import CommandNames
from adapters.discord.people import DiscordPeople, is_silenced
from adapters.discord.refusals import (
    IN_THREADS,
    VIEW,
    lacking_permissions,
    name_obstacle,
    setting_name,
)
from adapters.discord.replies import RenderedView
from adapters.discord.thread_upkeep import ThreadUpkeep
from adapters.json_types import Payload
from bot.core.channel_rights import PUBLIC_THREADS, is_lesser_agreed
from bot.core.channels import meeting_channels
from bot.core.platform import (
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
    PlaceGone,
    PlatformError,
)
from bot.core.settings import delete_old_settings, load_setting, save_setting, setting_values
from bot.store.engine import Database
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import clean_name

PRIVATE_THREAD: Final = 12
OPENING = ("create_private_threads", *IN_THREADS)
ARCHIVE_MINUTES: Final = 10_080  # minutes without a message after which Discord archives a thread
MAX_CHANNELS = 5  # channels in which opening a thread is tried
PENDING = "opening"  # in place of the id, while Discord is asked to open the thread
RETENTION = timedelta(days=7)


class PrivateThreads:
    """The threads of one server."""

    def __init__(
        self,
        api: DiscordApi,
        people: DiscordPeople,
        database: Database,
        now: Callable[[], datetime],
        names: CommandNames,
    ) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.now = now
        self.upkeep = ThreadUpkeep(api, people.workspace, database, now)
        self.names = names

    async def open_thread(self, key: str, natives: Sequence[str], *, anew: bool = False) -> str:
        """Return the thread of a key with these people in it; `anew` replaces an earlier one.

        Raise PeopleGone with the people who have left the server. A thread for several people is
        opened only where files may be attached.
        """
        members = await self._fetch_members(natives)
        saved_thread = await self._reserve(key, anew=anew)
        if saved_thread.isdecimal():
            thread = saved_thread
            await self._rename(thread, members)
        else:
            thread = await self._open(key, members, retried=saved_thread == PENDING)

        try:
            for member in members:
                await self._add_member(thread, member)
        except PermanentError as error:
            absent = error.people if isinstance(error, PeopleGone) else natives
            if len(members) - len(absent) < 2:  # else the others meet in this thread
                await self.abandon(key, thread, natives)
            raise
        return thread

    async def abandon(self, key: str, thread: str, natives: Sequence[str]) -> None:
        """Take people out of a thread in which nothing can be posted, and forget it."""
        await self.upkeep.abandon(thread, natives)
        async with self.database.transaction() as tx:
            await save_setting(tx, self.workspace, key, state.THREAD, "", self.now())

    async def _rename(self, thread: str, members: Sequence[discord.Member]) -> None:
        """Name a thread after those who are to meet in it, where that has changed."""
        name = _name_of(members)
        known = self.people.known_guild.get_thread(int(thread))
        if known and known.name != name:
            with suppress(PlatformError):
                await self.api.call_idempotent(
                    self.api.http_client.edit_channel, int(thread), name=name
                )

    async def _add_member(self, thread: str, member: discord.Member) -> None:
        try:
            await self.api.call_idempotent(
                self.api.http_client.add_user_to_thread, int(thread), member.id
            )
        except DiscordRefused as error:
            person = ids.qualify_id(self.workspace, member.id)
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                self.people.forget_member(str(member.id))
            if error.code != MISSING_ACCESS:
                speaking = setting_name("send_messages_in_threads")
                raise name_obstacle(error, "", [speaking], person) from error
            raise PermissionMissing(
                strings.HIDDEN_CHANNEL, [setting_name(VIEW)], hidden_from=[person]
            ) from error

    async def _fetch_members(self, natives: Sequence[str]) -> list[discord.Member]:
        members, left = [], []
        for native in natives:
            member = await self.people.fetch_member(native, anew=True)
            if member:
                members.append(member)
            else:
                left.append(ids.qualify_id(self.workspace, native))
        if left:
            raise PeopleGone(strings.REFUSALS[UNKNOWN_MEMBER], left)
        silent = [member for member in members if is_silenced(member, self.now())]
        if len(natives) > 1 and silent:
            people = [ids.qualify_id(self.workspace, member.id) for member in silent]
            raise PeopleUnreachable(strings.SILENCED, people)
        return members

    async def _reserve(self, key: str, *, anew: bool) -> str:
        """Return what is saved for a key; unless it is a thread, commit a pending mark."""
        now = self.now()
        saved_thread = ""
        async with self.database.transaction() as tx:
            if not anew:
                saved_thread = await load_setting(tx, self.workspace, key, state.THREAD)
            if not saved_thread.isdecimal():
                await save_setting(tx, self.workspace, key, state.THREAD, PENDING, now)
                await delete_old_settings(tx, self.workspace, state.THREAD, now - RETENTION)
        return saved_thread

    async def _open(self, key: str, members: Sequence[discord.Member], *, retried: bool) -> str:
        name = _name_of(members)
        channels = await self._usable_channels(members)

        thread = await self._find_unused(name) if retried else ""
        if not thread:
            thread = await self._open_in_any(channels, name, key, alone=len(members) == 1)
        async with self.database.transaction() as tx:
            await save_setting(tx, self.workspace, key, state.THREAD, thread, self.now())
        return thread

    async def _open_in_any(
        self, channels: Sequence[str], name: str, key: str, *, alone: bool
    ) -> str:
        """Open a private thread in the first channel that allows it, else a public one."""
        refusals: list[DiscordRefused] = []
        for channel in channels:
            try:
                return await self._open_with_room(channel, name)
            except DiscordRefused as error:
                refusals.append(error)
        for channel in await self._public_channels(channels, alone=alone):
            try:
                return await self._open_public(channel, name, key)
            except DiscordRefused as error:
                refusals.append(error)

        first = refusals[0]
        if first.code not in (MISSING_ACCESS, MISSING_PERMISSIONS):
            raise first
        await self.people.load_guild(anew=True)
        likeliest = self.people.known_guild.get_channel(int(channels[0]))
        lacking = lacking_permissions(likeliest, OPENING) if likeliest else []
        lacking = lacking or [setting_name(OPENING[0])]
        place = ids.qualify_id(self.workspace, channels[0])
        raise PermissionMissing(strings.permissions_needed(lacking), lacking, place)

    async def _public_channels(self, channels: Sequence[str], *, alone: bool) -> list[str]:
        """Return the channels in which organisers agreed to public threads; none for one person."""
        if alone:
            return []
        async with self.database.read_transaction() as tx:
            return [
                native
                for native in channels
                if await is_lesser_agreed(
                    tx, self.workspace, ids.qualify_id(self.workspace, native), PUBLIC_THREADS
                )
            ]

    async def _open_with_room(self, channel: str, name: str) -> str:
        """Open a private thread; where the server has no room, archive those that are over."""
        try:
            return await self._open_private(channel, name)
        except DiscordRefused as error:
            full = error.code == TOO_MANY_THREADS
            if not full or not await self.upkeep.archive_finished():
                raise
        return await self._open_private(channel, name)

    async def _open_private(self, channel: str, name: str) -> str:
        thread = await self.api.call_method(
            self.api.http_client.start_thread_without_message,
            int(channel),
            name=name,
            auto_archive_duration=ARCHIVE_MINUTES,
            type=PRIVATE_THREAD,
            invitable=False,
        )
        return str(thread["id"])

    async def _open_public(self, channel: str, name: str, key: str) -> str:
        """Open a thread below a message of ours; both have the same id.

        The message's nonce and Discord, which allows one thread per message, make it idempotent.
        """
        message_id = await self._post_starter(channel, name, f"{key} starter")
        try:
            await self.api.call_method(
                self.api.http_client.start_thread_with_message,
                int(channel),
                message_id,
                name=name,
                auto_archive_duration=ARCHIVE_MINUTES,
            )
        except DiscordRefused as error:
            if error.code != THREAD_EXISTS:
                await self.api.call_idempotent(
                    self.api.http_client.delete_message, int(channel), message_id
                )
                raise
        return str(message_id)

    async def _post_starter(self, channel: str, name: str, key: str) -> int:
        card = note_card(say(strings.STARTER), strings.thread_opening(name))
        (page,) = render.render_messages(card, self.workspace, self.names.mention, key)
        params = handle_message_parameters(
            view=RenderedView(page),
            nonce=render.message_nonce(key),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        message = await self.api.call_method(
            self.api.http_client.send_message, int(channel), params=params
        )
        return int(message["id"])

    async def _find_unused(self, name: str) -> str:
        """Return a thread that we opened and never used; empty if there is none."""
        active = await self.api.call_idempotent(
            self.api.http_client.get_active_threads, int(ids.guild_of(self.workspace))
        )
        unused = [
            str(thread["id"]) for thread in active["threads"] if self._is_unused(thread, name)
        ]
        async with self.database.read_transaction() as tx:
            in_use = await setting_values(tx, self.workspace, state.THREAD)
        return next((thread for thread in unused if thread not in in_use), "")

    def _is_unused(self, thread: Payload, name: str) -> bool:
        is_own = str(thread.get("owner_id")) == str(self.api.own_id)
        is_private = thread.get("type") == PRIVATE_THREAD
        is_named_so = thread.get("name") == name
        return is_own and is_private and is_named_so and not thread.get("message_count")

    async def _usable_channels(self, members: Sequence[discord.Member]) -> list[str]:
        """Return text channels that all members can see, the likeliest first.

        Raise what stands in the way in the likeliest channel where there is none.
        """
        people = [ids.qualify_id(self.workspace, member.id) for member in members]
        async with self.database.read_transaction() as tx:
            channels = await meeting_channels(tx, self.workspace, people)

        natives = ids.native_ids(self.workspace, channels)
        obstacles = {native: self._find_obstacle(native, members) for native in natives}
        usable = [native for native in natives if obstacles[native] is None]
        if usable:
            return usable[:MAX_CHANNELS]
        raise next(filter(None, obstacles.values()), PermanentError(strings.NO_CHANNEL))

    def _find_obstacle(
        self, native: str, members: Sequence[discord.Member]
    ) -> PermanentError | None:
        """Return what keeps these people from a thread in a channel; None if nothing does."""
        channel = self.people.known_guild.get_channel(int(native))
        place = ids.qualify_id(self.workspace, native)
        if channel is None:
            return PlaceGone(strings.REFUSALS[UNKNOWN_CHANNEL], place)
        if not isinstance(channel, discord.TextChannel):
            return PlaceGone(strings.NO_TEXT_CHANNEL, place)

        needed = IN_THREADS if len(members) > 1 else IN_THREADS[:-1]
        lacking = lacking_permissions(channel, needed)
        if lacking:
            return PermissionMissing(strings.permissions_needed(lacking), lacking, place)
        outside = [
            ids.qualify_id(self.workspace, member.id)
            for member in members
            if not channel.permissions_for(member).view_channel
        ]
        if outside:
            return PermissionMissing(strings.HIDDEN_CHANNEL, [setting_name(VIEW)], place, outside)
        return None


def _name_of(members: Sequence[discord.Member]) -> str:
    return strings.thread_name([clean_name(member.display_name) for member in members])
