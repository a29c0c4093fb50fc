"""What starts from a person about digests: their settings, and what is on for somebody."""

from bot.core.router import Router
from bot.digest import introductions, issues
from bot.digest.commands import browse, digests

router = Router().include_routers(
    digests.router, issues.router, browse.router, introductions.router
)
