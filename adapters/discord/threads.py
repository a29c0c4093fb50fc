"""Open threads in which people meet: private ones where Mingle may, else one that hangs below a message of its own.

Discord opens a private thread without a message, so nothing tells a second try from a first one: what is being opened
is noted before, and a thread of ours that nobody is in yet is taken up again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.http import handle_message_parameters

from adapters.discord import ids, render, state, strings
from adapters.discord.api import THREAD_EXISTS, UNKNOWN_MEMBER, Api, Refused
from adapters.discord.people import People
from adapters.discord.replies import Drawn
from bot.core.platform import PermanentError, Unreachable
from bot.store.engine import Database
from bot.ui.notices import note

PRIVATE = 12
A_WEEK = 10_080  # minutes without a word after which Discord puts a thread away
MOST_ROOMS = 5  # channels that are tried
OPENING = "opening"
KEPT = timedelta(days=7)


class Threads:
    """The threads of one server."""

    def __init__(self, api: Api, people: People, database: Database, now: Callable[[], datetime]) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.now = now

    async def open(self, key: str, natives: Sequence[str], *, anew: bool = False) -> str:
        """Give the thread for a key, with these people in it; the same key gives the same thread."""
        found = {native: await self.people.fetch(native) for native in natives}
        if gone := [ids.ours(self.workspace, native) for native, member in found.items() if member is None]:
            raise Unreachable(strings.REFUSALS[UNKNOWN_MEMBER], gone)
        members = [member for member in found.values() if member]
        async with self.database.transaction() as tx:
            before = "" if anew else await state.recall(tx, self.workspace, key, state.THREAD)
            if not before.isdecimal():
                await state.keep(tx, self.workspace, key, state.THREAD, OPENING, self.now())
                await state.tidy(tx, self.workspace, state.THREAD, self.now() - KEPT)
        thread = before if before.isdecimal() else await self._begin(key, members, again=before == OPENING)
        for member in members:
            await self.api.ask(self.api.http.add_user_to_thread, int(thread), member.id)
        return thread

    async def _begin(self, key: str, members: Sequence[discord.Member], *, again: bool) -> str:
        people = [ids.ours(self.workspace, member.id) for member in members]
        name = strings.thread_name([member.display_name for member in members])
        rooms = await self._rooms(people, members)
        if not rooms:
            raise PermanentError(strings.NO_CHANNEL)
        thread = (await self._abandoned(name) if again else "") or await self._first(rooms, name, key)
        async with self.database.transaction() as tx:
            await state.keep(tx, self.workspace, key, state.THREAD, thread, self.now())
        return thread

    async def _first(self, rooms: Sequence[str], name: str, key: str) -> str:
        for room in rooms:
            try:
                return await self._private(room, name)
            except Refused:
                continue
        for room in rooms:
            try:
                return await self._public(room, name, key)
            except Refused:
                continue
        raise PermanentError(strings.NO_THREADS)

    async def _private(self, room: str, name: str) -> str:
        start: Any = self.api.http.start_thread_without_message
        told = await self.api.call(
            start, int(room), name=name, auto_archive_duration=A_WEEK, type=PRIVATE, invitable=False
        )
        return str(told["id"])

    async def _public(self, room: str, name: str, key: str) -> str:
        """Begin a thread below a message: its nonce keeps it single, and so does Discord the thread."""
        (page,) = render.messages(note(strings.STARTER, strings.starter(name)), self.workspace, f"{key} starter")
        params = handle_message_parameters(
            view=Drawn(page), nonce=render.digest(f"{key} starter"), allowed_mentions=discord.AllowedMentions.none()
        )
        told = await self.api.call(self.api.http.send_message, int(room), params=params)
        number = int(told["id"])
        try:
            start: Any = self.api.http.start_thread_with_message
            await self.api.call(start, int(room), number, name=name, auto_archive_duration=A_WEEK)
        except Refused as error:
            if error.code != THREAD_EXISTS:
                await self.api.ask(self.api.http.delete_message, int(room), number)
                raise
        return str(number)

    async def _abandoned(self, name: str) -> str:
        """Find a thread that we opened and never used, after its answer was lost."""
        told = await self.api.ask(self.api.http.get_active_threads, int(ids.guild_of(self.workspace)))
        empty = [str(one["id"]) for one in told["threads"] if self._unused(one, name)]
        async with self.database.reading() as tx:
            taken = await state.values(tx, self.workspace, state.THREAD)
        return next((one for one in empty if one not in taken), "")

    def _unused(self, told: Any, name: str) -> bool:
        mine = int(told.get("owner_id") or 0) == self.api.own_id
        return mine and told["type"] == PRIVATE and told["name"] == name and not told.get("message_count")

    async def _rooms(self, people: Sequence[str], members: Sequence[discord.Member]) -> list[str]:
        async with self.database.reading() as tx:
            known = await state.rooms_for(tx, self.workspace, people)
        natives = [native for room in known if (native := ids.local(self.workspace, room))]
        return [native for native in natives if self._open_to(native, members)][:MOST_ROOMS]

    def _open_to(self, native: str, members: Sequence[discord.Member]) -> bool:
        place = self.people.server.get_channel(int(native))
        is_text = isinstance(place, discord.TextChannel)
        return bool(place and is_text and all(place.permissions_for(member).view_channel for member in members))
