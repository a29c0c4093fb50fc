"""Give Slack the pictures of a card before the card is said, so that nothing is said twice and
nothing without them."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.render import PictureIds
from bot.ui.cards import Card, Picture
from bot.ui.pictures import card_pictures, render_png

READY_DELAYS = (
    1.0,
    2.0,
    4.0,
)  # seconds that Slack gets to look at a new picture before it takes it in a message
NOT_READY = "invalid_blocks"  # what Slack says of a message whose picture it has not looked at yet
MAX_REMEMBERED = 500  # pictures of this process

T = TypeVar("T")
log = structlog.get_logger()


class ImageUploads:
    """The pictures of one workspace.

    Nobody sees them until a message shows them, so uploading twice does no harm.
    """

    def __init__(self, api: SlackApi) -> None:
        self.api = api
        self._known: OrderedDict[Picture, str] = OrderedDict()

    async def send_with_images(self, card: Card, send: Callable[[PictureIds], Awaitable[T]]) -> T:
        """Say a card with its pictures; with their words instead where Slack does not take them."""
        new = any(picture not in self._known for picture in card_pictures(card))
        shown = await self._upload_all(card)
        for seconds in READY_DELAYS if shown else ():
            if new:
                await self.api.rate_limiter.sleep(seconds)
            try:
                return await send(shown)
            except SlackRefused as error:
                if error.error != NOT_READY:
                    raise
                new = True
        if shown:
            log.warning("pictures left out", action="slack.pictures", error=NOT_READY)
        return await send({})

    async def _upload_all(self, card: Card) -> PictureIds:
        try:
            return {picture: await self._upload(picture) for picture in card_pictures(card)}
        except SlackRefused as error:
            log.warning("pictures left out", action="slack.pictures", error=str(error))
            return {}

    async def _upload(self, picture: Picture) -> str:
        """Give Slack's id of a picture; where it cannot be had now, raise TemporaryError.

        Nothing was said yet.
        """
        if picture not in self._known:
            content = await asyncio.to_thread(render_png, picture)
            name = f"{picture.name}.png"
            told = {"filename": name, "title": name, "alt_txt": picture.alt}
            answer = await self.api.call_idempotent("files.upload_v2", content=content, **told)
            self._known[picture] = answer["files"][0]["id"]
            if len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return self._known[picture]
