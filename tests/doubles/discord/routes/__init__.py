"""Every operation that an app like ours calls."""

from tests.doubles.discord.routes import (
    app,
    channels,
    events,
    guilds,
    interactions,
    messages,
    threads,
)
from tests.doubles.discord.routes.registry import ROUTES, Call, Route

__all__ = [
    "ROUTES",
    "Call",
    "Route",
    "app",
    "channels",
    "events",
    "guilds",
    "interactions",
    "messages",
    "threads",
]
