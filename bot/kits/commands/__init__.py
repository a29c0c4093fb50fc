"""Commands of kits: start something and carry it on; organisers change what there is to start."""

from bot.core.router import Router
from bot.kits import live_cards, notifications, recheck
from bot.kits.commands import kits, plans, steps

router = Router().include_routers(
    plans.router,
    steps.router,
    kits.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
