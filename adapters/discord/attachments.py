"""Attachments of a message: a card's files, and its pictures rendered as PNG."""

import asyncio
import io

import discord

from adapters.discord.render import MAX_ALT, MAX_FILES
from bot.ui.cards import Card, File
from bot.ui.pictures import card_pictures, render_png


async def build_attachments(card: Card) -> list[discord.File]:
    """Return a card's files and pictures, at most ten; pictures are rendered in a thread."""
    attachments = [
        discord.File(io.BytesIO(part.content.encode()), part.name)
        for part in card.parts
        if isinstance(part, File)
    ]
    for picture in card_pictures(card):
        png = io.BytesIO(await asyncio.to_thread(render_png, picture))
        name = f"{picture.name}.png"
        attachments.append(discord.File(png, name, description=picture.alt[:MAX_ALT]))
    return attachments[:MAX_FILES]
