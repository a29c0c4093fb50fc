"""The history of Mingle's own messages in a server, searched after an answer was lost."""

from datetime import datetime

import discord

from adapters.discord import ids, render
from adapters.discord.api import DiscordApi
from adapters.discord.people import DiscordPeople
from adapters.discord.rest_answers import reading
from adapters.json_types import Payload
from bot.core.platform import LookupUnsupported, MessageRef

MAX_SEARCHED = 5  # pages of history that are searched for a message
PAGE_SIZE = 100


class OwnHistory:
    """What Mingle said in the channels, threads and DMs of one server."""

    def __init__(self, api: DiscordApi, people: DiscordPeople) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace

    def check_access(self, channel: str) -> None:
        """Raise LookupUnsupported where the history of a channel may not be read."""
        guild = self.people.known_guild
        place = guild.get_channel_or_thread(int(channel))
        if place and not place.permissions_for(guild.me).read_message_history:
            raise LookupUnsupported(
                "I may not read the history of that channel, so I cannot look for my own messages"
            )

    async def find_message(self, channel: str, key: str, since: datetime) -> MessageRef | None:
        """Return the message with this key; search at most five pages, oldest first."""
        after = discord.utils.time_snowflake(since)
        for _ in range(MAX_SEARCHED):
            page = await self.api.call_idempotent(
                self.api.http_client.logs_from, int(channel), PAGE_SIZE, after=after
            )
            for message in page:
                if self._has_key(message, key):
                    return MessageRef(ids.qualify_id(self.workspace, channel), str(message["id"]))
            if len(page) < PAGE_SIZE:
                return None
            after = max(int(message["id"]) for message in page)
        raise LookupUnsupported("too much was said there since then")

    def _has_key(self, message: Payload, key: str) -> bool:
        if int(message["author"]["id"]) != self.api.own_id:
            return False
        with reading("logs_from"):
            marks = render.read_marks(message.get("components") or [])
        return marks == render.message_marks(key)
