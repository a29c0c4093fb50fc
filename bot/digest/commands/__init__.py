"""Commands about digests and the list of events."""

from bot.core.router import Router
from bot.digest import live_cards, notifications, recheck
from bot.digest.commands import browse, digests, travel

router = Router().include_routers(
    digests.router,
    browse.router,
    travel.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
