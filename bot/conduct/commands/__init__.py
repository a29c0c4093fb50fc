"""All that starts from a person: something is wrong, whom to tell, what to hide."""

from bot.conduct import live_cards, notifications
from bot.conduct.commands import hidden, trusted, wrong
from bot.core.router import Router

router = Router().include_routers(
    wrong.router, trusted.router, hidden.router, live_cards.router, notifications.router
)
