"""Know every operation that an app like ours calls."""

from tests.platforms.discord.routes import app, channels, events, guilds, interactions, messages, threads
from tests.platforms.discord.routes.registry import ROUTES, Call, Route

__all__ = ["ROUTES", "Call", "Route", "app", "channels", "events", "guilds", "interactions", "messages", "threads"]
