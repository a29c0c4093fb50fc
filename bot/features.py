"""Join the routers of everything Mingle does: the one list of commands, buttons, forms, living cards and rules."""

from bot.associations import commands as associations
from bot.attention import commands as attention
from bot.digest import commands as digest
from bot.events import commands as events
from bot.happy_hour import commands as happy_hour
from bot.held import commands as held
from bot.help import commands as help_
from bot.learnings import commands as learnings
from bot.lunch import commands as lunch
from bot.people import commands as people
from bot.prompts import commands as prompts
from bot.router import Router
from bot.sources import commands as sources
from bot.tables import commands as tables
from bot.uploads import commands as uploads
from bot.venues import commands as venues

ROUTER = Router()
ROUTER.include(
    lunch.router,
    tables.router,
    prompts.router,
    people.router,
    events.router,
    sources.router,
    uploads.router,
    digest.router,
    associations.router,
    happy_hour.router,
    venues.router,
    learnings.router,
    held.router,
    attention.make_router(ROUTER.rules),
    help_.make_router(lambda: ROUTER.commands),
)
