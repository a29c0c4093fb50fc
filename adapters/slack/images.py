"""Images of a card, uploaded before its message is posted.

So the message is posted once, and shows its pictures or their descriptions.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from adapters.recent import BoundedDict
from adapters.render_guard import rendering
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.render import PictureIds
from bot.ui.cards import Card, Picture
from bot.ui.pictures import card_pictures, render_png

READY_DELAYS = (1.0, 2.0, 4.0)  # seconds that Slack gets to process a new file, try by try
NOT_READY = "invalid_blocks"  # Slack's error for a message with a file that it still processes
MAX_REMEMBERED = 500  # pictures of this process

T = TypeVar("T")
log = structlog.get_logger()


class ImageUploads:
    """The pictures uploaded to one workspace.

    People see a file only in a message that shows it, so an upload may be repeated.
    """

    def __init__(self, api: SlackApi) -> None:
        self.api = api
        self._file_ids: BoundedDict[Picture, str] = BoundedDict(MAX_REMEMBERED)

    async def send_with_images(self, card: Card, send: Callable[[PictureIds], Awaitable[T]]) -> T:
        """Upload a card's pictures, then call `send` with their file ids.

        It waits until Slack has processed them; if that fails, `send` gets none.
        """
        must_wait = any(picture not in self._file_ids for picture in card_pictures(card))
        file_ids = await self._upload_all(card)
        if not file_ids:
            return await send({})

        for seconds in READY_DELAYS:
            if must_wait:
                await self.api.rate_limiter.sleep(seconds)
            try:
                return await send(file_ids)
            except SlackRefused as error:
                if error.error != NOT_READY:
                    raise
                must_wait = True
        log.warning("pictures left out", action="slack.pictures", error=NOT_READY)
        return await send({})

    async def _upload_all(self, card: Card) -> PictureIds:
        try:
            return {picture: await self._upload(picture) for picture in card_pictures(card)}
        except SlackRefused as error:
            log.warning("pictures left out", action="slack.pictures", error=str(error))
            return {}

    async def _upload(self, picture: Picture) -> str:
        """Return Slack's file id of a picture; render it in a thread and upload it once."""
        if picture not in self._file_ids:
            with rendering():
                png = await asyncio.to_thread(render_png, picture)
            name = f"{picture.name}.png"
            answer = await self.api.call_idempotent(
                "files.upload_v2", content=png, filename=name, title=name, alt_txt=picture.alt
            )
            self._file_ids[picture] = answer["files"][0]["id"]
        return self._file_ids[picture]
