"""Give the library the one item that stands for every button and menu of ours, after any
restart."""

import re
from typing import Any

import discord
from discord import ui

from adapters.discord.ids import ROUTE
from adapters.discord.listen import DiscordListener
from adapters.discord.replies import Interaction


def build_dynamic_item(listener: DiscordListener) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """Give an item that passes every click on to a listener."""

    class Press(ui.DynamicItem[ui.Item[Any]], template=ROUTE):
        """A button or menu, known by its route alone."""

        @classmethod
        async def from_custom_id(
            cls,
            interaction: Interaction,  # noqa: ARG003
            item: ui.Item[Any],
            match: re.Match[str],  # noqa: ARG003
            /,
        ) -> "Press":
            """Take the item as it stands in the message."""
            return cls(item)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            """Pass the click on."""
            await listener.handle_click(interaction)

    return Press
