"""The router of open tables: `/lunch`, seats, invitations, mergers and usual lunches."""

from bot.core.router import Router
from bot.open_tables import live_cards, notifications, recheck
from bot.open_tables.commands import invitations, mergers, seats, tables, usual

router = Router().include_routers(
    tables.router,
    seats.router,
    invitations.router,
    mergers.router,
    usual.router,
    live_cards.router,
    notifications.router,
    recheck.router,
)
