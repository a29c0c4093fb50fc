"""Commands, buttons and forms of polls that anybody asks."""

from bot.core.router import Router
from bot.polls import live_cards, notifications
from bot.polls.commands import ask, manage, votes

router = Router().include_routers(
    ask.router, manage.router, votes.router, live_cards.router, notifications.router
)
