"""What starts from a person about open tables.

`/lunch`, seats, invitations, mergers, usual lunches.
"""

from bot.core.router import Router
from bot.open_tables import mergers, notifications
from bot.open_tables.commands import invitations, seats, tables, usual

router = Router().include_routers(
    tables.router,
    notifications.router,
    seats.router,
    invitations.router,
    mergers.router,
    usual.router,
)
