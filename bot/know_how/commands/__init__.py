"""Commands of who knows: ask who knows about something, and be introduced to them."""

from bot.core.router import Router
from bot.know_how import live_cards, notifications, recheck
from bot.know_how.commands import introductions, questions

router = Router().include_routers(
    questions.router,
    introductions.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
