"""Make what goes along with a card: files, and pictures drawn for it."""

import asyncio
import io

import discord

from adapters.discord.render import FILES
from bot.cards import Card, File
from bot.pictures import pictures, png


async def files(card: Card) -> list[discord.File]:
    """Give files and pictures, ready to be sent."""
    kept = [discord.File(io.BytesIO(one.content.encode()), one.name) for one in card.parts if isinstance(one, File)]
    for picture in pictures(card):
        drawn = await asyncio.to_thread(png, picture)
        kept.append(discord.File(io.BytesIO(drawn), f"{picture.name}.png", description=picture.alt[:1024]))
    return kept[:FILES]
