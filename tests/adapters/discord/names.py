"""Discord's names of Mingle's commands, as they are once the commands are registered."""

from adapters.discord.command_names import CommandNames
from bot.features import ROUTER

COMMAND_ID = "4000001"
NAMES = CommandNames(ROUTER, {name.partition(" ")[0]: COMMAND_ID for name in ROUTER.commands})
