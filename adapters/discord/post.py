"""Say in a Discord server what the core wants said: the platform port, on the REST API.

Each message carries a nonce made from its key, so that Discord itself gives the earlier one when it is said again
within minutes; and numbers made from its key, by which it is found among our own messages later.
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
    Api,
    Refused,
)
from adapters.discord.attachments import files
from adapters.discord.people import People
from adapters.discord.render import Component
from adapters.discord.replies import Drawn
from adapters.discord.scheduled_events import Happenings
from adapters.discord.threads import Threads
from bot.core.platform import CannotLook, Event, Member, PermanentError, PlatformError, Sent
from bot.store.engine import Database
from bot.ui.cards import Card

REMEMBERED = 10_000  # messages of this process
LOOKED_AT = 5  # pages of a conversation in which a message is looked for
PAGE = 100
NUMBER = re.compile(r"[1-9][0-9]{4,19}", re.ASCII)
GONE_ALREADY = "0"  # stands for a message that was said, and that somebody has deleted since

log = structlog.get_logger()


class Discord:
    """The port for one server."""

    settles = timedelta(seconds=70)  # a call gives up after 10 seconds, and Discord is given a minute more
    names_all = False

    def __init__(self, api: Api, people: People, database: Database, now: Callable[[], datetime]) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.threads = Threads(api, people, database, now)
        self.happenings = Happenings(api, self.workspace, database, now)
        self._said: OrderedDict[str, Sent] = OrderedDict()
        self._keys: OrderedDict[Sent, str] = OrderedDict()
        self._opened: dict[str, str] = {}

    async def post(self, channel: str, card: Card, key: str) -> Sent:
        """Say something in a channel or an earlier conversation."""
        return await self._say(ids.native(self.workspace, channel), card, key)

    async def edit(self, sent: Sent, card: Card) -> None:
        """Change what an earlier message says."""
        if not NUMBER.fullmatch(sent.message):
            raise PermanentError(f"no message {sent.message} here")
        channel = ids.native(self.workspace, sent.channel)
        try:
            await self._change(channel, sent, card)
        except Refused as error:
            if error.code != THREAD_ARCHIVED:
                raise
            await self.api.ask(self.api.http.edit_channel, int(channel), archived=False)
            await self._change(channel, sent, card)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> Sent:
        """Bring these people together in a private thread of their own."""
        if len(set(people)) < 2:
            raise PermanentError("an introduction needs at least two people")
        if key in self._said:
            return self._said[key]
        native = [ids.native(self.workspace, who) for who in people]
        thread = await self.threads.open(key, native)
        return await self._say(thread, card, key, native)

    async def whisper(self, person: str, card: Card, key: str) -> Sent:
        """Say something to one person alone: in a direct message, or for who takes none in a thread of their own."""
        if key in self._said:
            return self._said[key]
        native = ids.native(self.workspace, person)
        if not await self._recall(person, state.CLOSED):
            try:
                return await self._say(await self._direct(native), card, key)
            except Refused as error:
                if error.code not in (DMS_CLOSED, NO_COMMON_SERVER):
                    raise
                log.info("takes no direct messages", action="discord.whisper", workspace=self.workspace)
        return await self._whisper_in_thread(person, native, card, key)

    async def find(self, to: Sequence[str], key: str, since: datetime) -> Sent | None:
        """Tell whether a message with this key was said; only its numbers are looked at, and nothing is kept."""
        if key in self._said:
            return self._said[key]
        for channel in await self._where(to, key):
            self._may_look(channel)
            try:
                if found := await self._look(channel, key, since):
                    return found
            except Refused as error:
                if error.code != UNKNOWN_CHANNEL:
                    raise CannotLook(str(error)) from error
        return None

    async def members(self, channel: str) -> list[Member]:
        """Name those who have used Mingle in a channel: Discord tells of nobody else without a privileged intent."""
        return await self.people.inside(ids.native(self.workspace, channel))

    async def announce_event(self, channel: str, event: Event, card: Card, key: str) -> Sent:
        """Tell a channel about an event that stands in the server's own list of events."""
        native = ids.native(self.workspace, channel)
        return self._said.get(key) or await self._say(native, await self.happenings.announced(card, event), key)

    async def change_event(self, sent: Sent, event: Event, card: Card, *, news: bool) -> None:
        """Change what an announcement says; with `news` the event in the server's list follows."""
        await self.edit(sent, await self.happenings.changed(card, event, news=news))

    async def _say(self, channel: str, card: Card, key: str, pings: Iterable[str] = ()) -> Sent:
        if key in self._said:
            return self._said[key]
        first, *others = render.messages(card, self.workspace, key)
        sent = await self._send(channel, first, card, key, pings)
        _remember(self._said, key, sent)
        _remember(self._keys, sent, key)
        for number, page in enumerate(others, 2):
            await self._along(self._send(channel, page, None, f"{key}/{number}"))
        return sent

    async def _send(
        self, channel: str, page: list[Component], card: Card | None, key: str, pings: Iterable[str] = ()
    ) -> Sent:
        attached = await files(card) if card else []
        wanted: dict[str, Any] = {"files": attached} if attached else {}
        with _message(page, pings, nonce=render.digest(key), **wanted) as params:
            try:
                told = await self.api.call(self.api.http.send_message, int(channel), params=params)
            except Refused as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                return Sent(ids.ours(self.workspace, channel), GONE_ALREADY)  # the nonce of a message that is deleted
        return Sent(ids.ours(self.workspace, channel), str(told["id"]))

    async def _change(self, channel: str, sent: Sent, card: Card) -> None:
        first, *_ = render.messages(card, self.workspace, self._keys.get(sent, ""))
        with _message(first, (), attachments=await files(card)) as params:
            await self.api.call(self.api.http.edit_message, int(channel), int(sent.message), params=params)

    async def _along(self, work: Any) -> None:
        """Send what goes on after a message; the message stands whatever becomes of it."""
        try:
            await work
        except PlatformError as error:
            log.warning("left out", action="discord.along", error=str(error))

    async def _direct(self, native: str) -> str:
        if native not in self._opened:
            told = await self.api.ask(self.api.http.start_private_message, int(native))
            self._opened[native] = str(told["id"])
        return self._opened[native]

    async def _whisper_in_thread(self, person: str, native: str, card: Card, key: str) -> Sent:
        """Write to somebody in a thread of their own; it is remembered, so that Discord is not asked in vain again."""
        thread = await self._recall(person, state.CLOSED)
        if thread:
            try:
                return await self._say(thread, card, key, [native])
            except Refused as error:
                if error.code not in (UNKNOWN_CHANNEL, MISSING_ACCESS):
                    raise
        thread = await self.threads.open(f"{person} alone", [native], anew=bool(thread))
        async with self.database.transaction() as tx:
            await state.keep(tx, self.workspace, person, state.CLOSED, thread)
        return await self._say(thread, card, key, [native])

    async def _where(self, to: Sequence[str], key: str) -> list[str]:
        """Name the conversations in which a message to this channel or these people may stand."""
        thread = await self._recall(key, state.THREAD)
        if thread.isdecimal():
            return [thread]
        if len(to) > 1:
            return []  # no thread was opened, so nothing was said
        native = ids.native(self.workspace, to[0])
        if self.people.server.get_channel_or_thread(int(native)) or await self.people.fetch(native) is None:
            return [native]
        apart = await self._recall(to[0], state.CLOSED)
        return [await self._direct(native), *([apart] if apart else [])]

    def _may_look(self, channel: str) -> None:
        place = self.people.server.get_channel_or_thread(int(channel))
        if place and not place.permissions_for(self.people.server.me).read_message_history:
            raise CannotLook("I may not read the history of that channel, so I cannot look for my own messages")

    async def _look(self, channel: str, key: str, since: datetime) -> Sent | None:
        after = discord.utils.time_snowflake(since)
        for _ in range(LOOKED_AT):
            look: Any = self.api.http.logs_from
            told = await self.api.ask(look, int(channel), PAGE, after=after)
            for message in told:
                own = int(message["author"]["id"]) == self.api.own_id
                if own and render.marks_of(message.get("components") or []) == render.marks(key):
                    return Sent(ids.ours(self.workspace, channel), str(message["id"]))
            if len(told) < PAGE:
                return None
            after = max(int(message["id"]) for message in told)
        raise CannotLook("too much was said there since then")

    async def _recall(self, about: str, name: str) -> str:
        async with self.database.reading() as tx:
            return await state.recall(tx, self.workspace, about, name)


def _message(page: list[Component], pings: Iterable[str], **more: Any) -> MultipartParameters:
    meant = [discord.Object(int(who)) for who in pings]
    allowed = discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=meant or False)
    return handle_message_parameters(view=Drawn(page), allowed_mentions=allowed, **more)


def _remember(known: "OrderedDict[Any, Any]", name: Any, value: Any) -> None:
    known[name] = value
    if len(known) > REMEMBERED:
        known.popitem(last=False)
