"""Join what organisers and members do with happy hours."""

from bot.core.router import Router
from bot.happy_hour import live_cards, recap
from bot.happy_hour.commands import create_poll, manage, votes

router = Router().include_routers(
    live_cards.router, create_poll.router, manage.router, votes.router, recap.router
)
