"""The router of prompts: postings, answers, suggestions, and what organisers manage."""

from bot.core.router import Router
from bot.prompts import live_cards, notifications, recheck
from bot.prompts.commands import answers, manage, suggestions

router = Router().include_routers(
    answers.router,
    suggestions.router,
    manage.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
