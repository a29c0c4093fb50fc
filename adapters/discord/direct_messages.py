"""Direct messages of one server: opened once, named where there are several servers, and tried
again a week after somebody took none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from adapters.discord import ids, state, strings
from adapters.discord.api import DiscordApi
from adapters.discord.people import DiscordPeople
from bot.core.settings import load_setting, save_setting, setting_values
from bot.people.platform_updates import active_workspaces
from bot.store.engine import Database
from bot.ui.cards import Card, Paragraph
from bot.ui.text import clean_text

CLOSED_FOR = timedelta(days=7)  # after a refused DM; people change their mind
MAX_SERVER_NAME = 100  # characters


class DirectMessages:
    """The direct messages to the people of one server."""

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
        self._channels: dict[str, str] = {}

    async def open(self, native: str) -> str:
        """Return the channel of the DM with somebody."""
        if native not in self._channels:
            channel = await self.api.call_idempotent(
                self.api.http_client.start_private_message, int(native)
            )
            self._channels[native] = str(channel["id"])
        return self._channels[native]

    async def is_one(self, channel: str) -> bool:
        """Return whether a channel is a DM: neither one of the server nor a thread of ours."""
        if self.people.known_guild.get_channel_or_thread(int(channel)):
            return False
        async with self.database.read_transaction() as tx:
            threads = await setting_values(tx, self.workspace, state.THREAD)
        return channel not in threads

    async def is_closed(self, person: str) -> bool:
        """Return whether somebody refused a DM within the last week."""
        async with self.database.read_transaction() as tx:
            since = await load_setting(tx, self.workspace, person, state.CLOSED_SINCE)
        return bool(since) and self.now() - datetime.fromisoformat(since) < CLOSED_FOR

    async def record_refusal(self, person: str) -> None:
        """Remember that somebody took no DM just now."""
        async with self.database.transaction() as tx:
            moment = self.now().isoformat()
            await save_setting(tx, self.workspace, person, state.CLOSED_SINCE, moment)

    async def named(self, card: Card) -> Card:
        """Return a card for a DM, with the server's name where Mingle is in several servers."""
        async with self.database.read_transaction() as tx:
            others = await active_workspaces(tx, ids.PREFIX)
        if not set(others) - {self.workspace}:
            return card
        name = clean_text(self.people.known_guild.name, MAX_SERVER_NAME)
        about = Paragraph((strings.about_server(name),), soft=True)
        return msgspec.structs.replace(card, parts=(about, *card.parts))
