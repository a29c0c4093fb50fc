"""Router of all commands, buttons, forms and live cards about lunch pairings."""

from bot.core.router import Router
from bot.pairings import notifications
from bot.pairings.agreements import commands as agreement_commands
from bot.pairings.agreements import live_cards as agreement_cards
from bot.pairings.health import commands as health_commands
from bot.pairings.health import live_cards as health_cards
from bot.pairings.insights import commands as insight_commands
from bot.pairings.programs import live_cards as program_cards
from bot.pairings.programs import recheck as program_recheck
from bot.pairings.programs.commands import hosts, membership, next_round, setup
from bot.pairings.rounds import commands, live_cards
from bot.pairings.rounds import recheck as round_recheck

router = Router().include_routers(
    setup.router,
    membership.router,
    hosts.router,
    program_cards.router,
    next_round.router,
    commands.router,
    health_commands.router,
    health_cards.router,
    insight_commands.router,
    live_cards.router,
    agreement_commands.router,
    agreement_cards.router,
    notifications.router,
    program_recheck.router,
    round_recheck.router,
)
