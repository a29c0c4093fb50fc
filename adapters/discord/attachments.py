"""Make what goes along with a card, files and pictures drawn for it, and get what people hand in with a form."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.render import FILES
from adapters.download import download, origin
from adapters.uploads import Offer
from bot.ui.cards import Card, File
from bot.ui.pictures import pictures, png

FILE_HOSTS = ("https://cdn.discordapp.com", "https://media.discordapp.net")

Handed = Mapping[str, Any]


async def files(card: Card) -> list[discord.File]:
    """Give files and pictures, ready to be sent."""
    kept = [discord.File(io.BytesIO(one.content.encode()), one.name) for one in card.parts if isinstance(one, File)]
    for picture in pictures(card):
        drawn = await asyncio.to_thread(png, picture)
        kept.append(discord.File(io.BytesIO(drawn), f"{picture.name}.png", description=picture.alt[:1024]))
    return kept[:FILES]


def offers(handed: Mapping[str, Sequence[Handed]], homes: Sequence[str]) -> dict[str, list[Offer]]:
    """Give what a form says about its files, and the way to each."""
    return {field: [_offer(file, homes) for file in given] for field, given in handed.items()}


def file_homes(api_url: str) -> tuple[str, ...]:
    """Name the hosts from which files may be fetched: Discord's own, and wherever the API is."""
    return (*FILE_HOSTS, origin(api_url))


def _offer(file: Handed, homes: Sequence[str]) -> Offer:
    async def get(most: int) -> bytes:
        return await download(str(file["url"]), homes, most)

    return Offer(str(file["filename"]), int(file["size"]), get)
