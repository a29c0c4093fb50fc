"""Join the routers of everything Mingle does.

The one list of commands, buttons, forms, living cards and rules.
"""

from bot.associations import commands as associations
from bot.attention import commands as attention
from bot.calendar_feeds import commands as calendar_feeds
from bot.core.router import Router
from bot.digest import commands as digest
from bot.events import commands as events
from bot.happy_hour import commands as happy_hour
from bot.held_messages import commands as held_messages
from bot.home import commands as home
from bot.learnings import commands as learnings
from bot.open_tables import commands as open_tables
from bot.pairings import commands as pairings
from bot.people import commands as people
from bot.prompts import commands as prompts
from bot.sources import commands as sources
from bot.sources.files import commands as uploads
from bot.venues import commands as venues

ROUTER = Router()
ROUTER.include_routers(
    pairings.router,
    open_tables.router,
    prompts.router,
    people.router,
    events.router,
    calendar_feeds.router,
    sources.router,
    uploads.router,
    digest.router,
    associations.router,
    happy_hour.router,
    venues.router,
    learnings.router,
    held_messages.router,
    attention.make_why_router(ROUTER.reasons),
    home.make_home_router(lambda: ROUTER.commands),
)
