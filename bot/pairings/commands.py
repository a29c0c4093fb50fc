"""Join everything that people type, click and submit about lunch pairings."""

from bot.core.router import Router
from bot.pairings.insights import commands as insight_commands
from bot.pairings.insights import picture
from bot.pairings.programs.commands import membership, setup
from bot.pairings.rounds import commands, live_cards
from bot.pairings.views.words import WHY

router = Router().include(
    setup.router, membership.router, commands.router, insight_commands.router, live_cards.router, picture.router
)

for _name, _why in WHY.items():
    router.rule(_name, _why)
