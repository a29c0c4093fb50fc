"""Make what goes along with a card, files and pictures drawn for it, and get what people hand in
with a form."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.render import MAX_FILES
from adapters.download import download_file, origin_of
from adapters.uploads import OfferedFile
from bot.ui.cards import Card, File
from bot.ui.pictures import card_pictures, render_png

FILE_HOSTS = ("https://cdn.discordapp.com", "https://media.discordapp.net")

FilePayload = Mapping[str, Any]


async def build_attachments(card: Card) -> list[discord.File]:
    """Give files and pictures, ready to be sent."""
    kept = [
        discord.File(io.BytesIO(one.content.encode()), one.name)
        for one in card.parts
        if isinstance(one, File)
    ]
    for picture in card_pictures(card):
        drawn = await asyncio.to_thread(render_png, picture)
        kept.append(
            discord.File(io.BytesIO(drawn), f"{picture.name}.png", description=picture.alt[:1024])
        )
    return kept[:MAX_FILES]


def offered_files(
    file_payloads: Mapping[str, Sequence[FilePayload]], allowed_origins: Sequence[str]
) -> dict[str, list[OfferedFile]]:
    """Give what a form says about its files, and the way to each."""
    return {
        field: [_offer(file, allowed_origins) for file in given]
        for field, given in file_payloads.items()
    }


def file_origins(api_url: str) -> tuple[str, ...]:
    """Name the hosts from which files may be fetched: Discord's own, and wherever the API is."""
    return (*FILE_HOSTS, origin_of(api_url))


def _offer(file: FilePayload, allowed_origins: Sequence[str]) -> OfferedFile:
    async def get(most: int) -> bytes:
        return await download_file(str(file["url"]), allowed_origins, most)

    return OfferedFile(str(file["filename"]), int(file["size"]), get)
