"""Router of all commands, buttons, forms and live cards about lunch pairings."""

from bot.core.router import Router
from bot.pairings import notifications
from bot.pairings.insights import commands as insight_commands
from bot.pairings.programs.commands import membership, setup
from bot.pairings.rounds import commands, live_cards

router = Router().include_routers(
    setup.router,
    membership.router,
    commands.router,
    insight_commands.router,
    live_cards.router,
    notifications.router,
)
