"""Previews of events that Mingle knows, below links to them that people post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from adapters.json_types import Payload
from adapters.slack import ids, render
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.people import SlackPeople
from bot.core.platform import PlatformError
from bot.events.previews import find_previews
from bot.store.engine import Database

log = structlog.get_logger()


@dataclass(frozen=True)
class LinkPreviews:
    """The previews in one workspace: only in channels that Mingle is in, and once posted."""

    api: SlackApi
    people: SlackPeople
    database: Database
    now: Callable[[], datetime]

    async def show(self, event: Payload) -> None:
        """Show what the links of a message lead to; one that is not shown is no loss."""
        channel, message = str(event["channel"]), str(event["message_ts"])
        if not event.get("is_bot_user_member") or not ids.is_channel(channel):
            return
        workspace = self.people.workspace
        links = [str(link["url"]) for link in event.get("links") or ()]
        async with self.database.read_transaction() as tx:
            ours = ids.qualify_id(workspace, channel)
            cards = await find_previews(tx, workspace, ours, links, self.database.vault, self.now())
        if not cards:
            return
        readers = self.people.readers_here()
        unfurls = {
            link: {"blocks": render.render_blocks(card, workspace, readers=readers)}
            for link, card in cards.items()
        }
        try:
            await self.api.call_method("chat.unfurl", channel=channel, ts=message, unfurls=unfurls)
        except (PlatformError, SlackRefused) as error:
            log.info("preview not shown", action="slack.links", error=str(error))
