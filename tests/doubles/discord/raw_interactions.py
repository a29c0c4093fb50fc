"""Commands and raw interactions, for the tests of the simulated Discord."""

from typing import Any

import discord as library

from tests.doubles.discord.conftest import DiscordSetup
from tests.doubles.discord.layout import LABELLED, TEXT_INPUT
from tests.doubles.discord.state import Interaction, Json

LibraryInteraction = library.Interaction[Any]


def command(**more: Any) -> Json:
    return {"name": "lunch", "description": "d", **more}


def raise_interaction(discord: DiscordSetup, kind: int, message: Any = None) -> Interaction:
    return discord.server._new(discord.tom, discord.lunch, kind, message)


def callback_path(one: Interaction) -> str:
    return f"/interactions/{one.id}/{one.token}/callback"


MODAL = {
    "type": 9,
    "data": {
        "custom_id": "f",
        "title": "t",
        "components": [
            {
                "type": LABELLED,
                "label": "l",
                "component": {"type": TEXT_INPUT, "style": 1, "custom_id": "x"},
            },
        ],
    },
}
