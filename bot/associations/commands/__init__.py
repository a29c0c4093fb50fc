"""Commands about associations, their chapters, members and openings."""

from bot.associations import live_cards, notifications, recheck
from bot.associations.commands import chapters, directory, members, openings
from bot.core.router import Router

router = Router().include_routers(
    directory.router,
    members.router,
    chapters.router,
    openings.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
