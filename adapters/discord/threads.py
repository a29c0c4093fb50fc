"""Open threads in which people meet: private ones where Mingle may, else one that hangs below a
message of its own.

Discord opens a private thread without a message, so nothing tells a second try from a first one:
what is being opened is noted before, and a thread of ours that nobody is in yet is taken up again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.http import handle_message_parameters

from adapters.discord import ids, render, state, strings
from adapters.discord.api import THREAD_EXISTS, UNKNOWN_MEMBER, DiscordApi, DiscordRefused
from adapters.discord.people import DiscordPeople
from adapters.discord.replies import RenderedView
from bot.core.channels import meeting_channels
from bot.core.platform import PermanentError, Unreachable
from bot.core.settings import delete_old_settings, load_setting, save_setting, setting_values
from bot.store.engine import Database
from bot.ui.notices import note_card

PRIVATE_THREAD = 12
ARCHIVE_MINUTES = 10_080  # minutes without a word after which Discord puts a thread away
MAX_CHANNELS = 5  # channels that are tried
PENDING = "opening"
RETENTION = timedelta(days=7)


class PrivateThreads:
    """The threads of one server."""

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
        self.now = now

    async def open_thread(self, key: str, natives: Sequence[str], *, anew: bool = False) -> str:
        """Give the thread for a key, with these people in it; the same key gives the same
        thread."""
        found = {native: await self.people.fetch_member(native) for native in natives}
        if gone := [
            ids.qualify_id(self.workspace, native)
            for native, member in found.items()
            if member is None
        ]:
            raise Unreachable(strings.REFUSALS[UNKNOWN_MEMBER], gone)
        members = [member for member in found.values() if member]
        async with self.database.transaction() as tx:
            before = "" if anew else await load_setting(tx, self.workspace, key, state.THREAD)
            if not before.isdecimal():
                await save_setting(tx, self.workspace, key, state.THREAD, PENDING, self.now())
                await delete_old_settings(tx, self.workspace, state.THREAD, self.now() - RETENTION)
        thread = (
            before
            if before.isdecimal()
            else await self._begin(key, members, again=before == PENDING)
        )
        for member in members:
            await self.api.call_idempotent(
                self.api.http_client.add_user_to_thread, int(thread), member.id
            )
        return thread

    async def _begin(self, key: str, members: Sequence[discord.Member], *, again: bool) -> str:
        people = [ids.qualify_id(self.workspace, member.id) for member in members]
        name = strings.thread_name([member.display_name for member in members])
        rooms = await self._rooms(people, members)
        if not rooms:
            raise PermanentError(strings.NO_CHANNEL)
        thread = (await self._abandoned(name) if again else "") or await self._first(
            rooms, name, key
        )
        async with self.database.transaction() as tx:
            await save_setting(tx, self.workspace, key, state.THREAD, thread, self.now())
        return thread

    async def _first(self, rooms: Sequence[str], name: str, key: str) -> str:
        for room in rooms:
            try:
                return await self._private(room, name)
            except DiscordRefused:
                continue
        for room in rooms:
            try:
                return await self._public(room, name, key)
            except DiscordRefused:
                continue
        raise PermanentError(strings.NO_THREADS)

    async def _private(self, room: str, name: str) -> str:
        start: Any = self.api.http_client.start_thread_without_message
        told = await self.api.call_method(
            start,
            int(room),
            name=name,
            auto_archive_duration=ARCHIVE_MINUTES,
            type=PRIVATE_THREAD,
            invitable=False,
        )
        return str(told["id"])

    async def _public(self, room: str, name: str, key: str) -> str:
        """Begin a thread below a message.

        Its nonce keeps it single, and so does Discord the thread.
        """
        (page,) = render.render_messages(
            note_card(strings.STARTER, strings.thread_opening(name)),
            self.workspace,
            f"{key} starter",
        )
        params = handle_message_parameters(
            view=RenderedView(page),
            nonce=render.message_nonce(f"{key} starter"),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        told = await self.api.call_method(
            self.api.http_client.send_message, int(room), params=params
        )
        number = int(told["id"])
        try:
            start: Any = self.api.http_client.start_thread_with_message
            await self.api.call_method(
                start, int(room), number, name=name, auto_archive_duration=ARCHIVE_MINUTES
            )
        except DiscordRefused as error:
            if error.code != THREAD_EXISTS:
                await self.api.call_idempotent(
                    self.api.http_client.delete_message, int(room), number
                )
                raise
        return str(number)

    async def _abandoned(self, name: str) -> str:
        """Find a thread that we opened and never used, after its answer was lost."""
        told = await self.api.call_idempotent(
            self.api.http_client.get_active_threads, int(ids.guild_of(self.workspace))
        )
        empty = [str(one["id"]) for one in told["threads"] if self._unused(one, name)]
        async with self.database.read_transaction() as tx:
            taken = await setting_values(tx, self.workspace, state.THREAD)
        return next((one for one in empty if one not in taken), "")

    def _unused(self, told: Any, name: str) -> bool:
        mine = int(told.get("owner_id") or 0) == self.api.own_id
        return (
            mine
            and told["type"] == PRIVATE_THREAD
            and told["name"] == name
            and not told.get("message_count")
        )

    async def _rooms(self, people: Sequence[str], members: Sequence[discord.Member]) -> list[str]:
        async with self.database.read_transaction() as tx:
            known = await meeting_channels(tx, self.workspace, people)
        natives = [
            native for room in known if (native := ids.native_id_or_empty(self.workspace, room))
        ]
        return [native for native in natives if self._open_to(native, members)][:MAX_CHANNELS]

    def _open_to(self, native: str, members: Sequence[discord.Member]) -> bool:
        place = self.people.known_guild.get_channel(int(native))
        is_text = isinstance(place, discord.TextChannel)
        return bool(
            place
            and is_text
            and all(place.permissions_for(member).view_channel for member in members)
        )
