"""One dynamic item for all of Mingle's buttons and menus.

discord.py matches it by custom id, so clicks work after any restart.
"""

import re
from typing import Any

from discord import ui

from adapters.discord.gateway import Interaction
from adapters.discord.ids import ROUTE
from adapters.discord.listen import DiscordListener


def build_dynamic_item(listener: DiscordListener) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """Return an item class that passes every click to a listener."""

    class RoutedItem(ui.DynamicItem[ui.Item[Any]], template=ROUTE):
        """A button or menu, recognised by its route alone."""

        @classmethod
        async def from_custom_id(
            cls,
            interaction: Interaction,  # noqa: ARG003
            item: ui.Item[Any],
            match: re.Match[str],  # noqa: ARG003
            /,
        ) -> "RoutedItem":
            """Return an item for the clicked component."""
            return cls(item)

        async def callback(self, interaction: Interaction) -> None:
            """Handle the click."""
            await listener.handle_click(interaction)

    return RoutedItem
