"""The link that lets Mingle into a server; it asks for no permission that nothing needs."""

from urllib.parse import urlencode

import aiohttp
import discord
from discord.http import Route

from adapters.discord import strings
from adapters.discord.gateway import GatewayClient, LoginBudget
from adapters.discord.http_trace import WebPage
from adapters.discord.rest_answers import UNREADABLE
from bot.config import DiscordSection
from bot.core.platform import PermanentError

AUTHORIZE_URL = "https://discord.com/oauth2/authorize"
SCOPES = {
    "bot": "be in the server",
    "applications.commands": "slash commands, and the entry in people's menus",
}
# What each permission is for.
PERMISSIONS = {
    "view_channel": "see the channels in which it is set up",
    "send_messages": "say things there",
    "create_private_threads": "introduce people to each other where nobody else reads along",
    "send_messages_in_threads": "say things in those threads",
    "create_public_threads": "do the same below a message, where organisers agree to that",
    "attach_files": "give calendar entries and pictures along",
    "read_message_history": "look whether a message of its own arrived, after Discord's answer was "
    "lost",
    "create_events": "put happy hours and other events into the server's list",
}


def required_permissions() -> discord.Permissions:
    """Return all permissions that Mingle needs."""
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def invite_link(app: int | str) -> str:
    """Return the address where a server's manager lets an app in."""
    query = {
        "client_id": app,
        "scope": " ".join(SCOPES),
        "permissions": required_permissions().value,
    }
    return f"{AUTHORIZE_URL}?{urlencode(query)}"


async def build_invitation(settings: DiscordSection) -> str:
    """Return a text with the token's invite link and what it asks for.

    Raise PermanentError if Discord refuses the token or cannot be reached.
    """
    Route.BASE = settings.api_url.rstrip("/")
    client = GatewayClient(LoginBudget())
    try:
        await client.login(settings.token.get_secret_value())
        assert client.application_id
        return strings.invitation_text(invite_link(client.application_id), SCOPES, PERMISSIONS)
    except discord.LoginFailure as error:
        raise PermanentError(strings.TOKEN_REFUSED) from error
    except (WebPage, *UNREADABLE) as error:
        raise PermanentError(strings.not_discord(settings.api_url)) from error
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise PermanentError(strings.api_unreachable(settings.api_url)) from error
    finally:
        await client.close()
