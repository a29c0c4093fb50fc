"""The router of events: planning, answering, finding a host."""

from bot.core.router import Router
from bot.events import live_cards, notifications, recheck
from bot.events.commands import answers, events, guest_list, interest, series

router = Router().include_routers(
    events.router,
    series.router,
    guest_list.router,
    interest.router,
    notifications.router,
    live_cards.router,
    answers.router,
    recheck.router,
)
