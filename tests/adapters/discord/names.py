"""Discord's names of Mingle's commands, as they are once the commands are registered."""

from adapters.discord.command_names import CommandNames
from adapters.discord.commands import spoken_names
from bot.features import ROUTER

COMMAND_ID = "4000001"
_IDS = {name.partition(" ")[0]: COMMAND_ID for name in spoken_names(ROUTER).values()}
NAMES = CommandNames(ROUTER, _IDS)
