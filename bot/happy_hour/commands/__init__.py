"""Commands about happy hours and polls."""

from bot.core.router import Router
from bot.happy_hour import live_cards, notifications, recheck
from bot.happy_hour.commands import create_poll, manage, votes

router = Router().include_routers(
    create_poll.router,
    manage.router,
    votes.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
