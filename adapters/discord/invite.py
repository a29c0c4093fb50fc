"""Make the link that lets Mingle into a server, with no permission that nothing needs."""

from urllib.parse import urlencode

import aiohttp
import discord
from discord.http import Route

from adapters.discord import strings
from adapters.discord.gateway import GatewayClient, LoginBudget
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
    "create_public_threads": "do the same below a message where private threads are not allowed",
    "attach_files": "give calendar entries and pictures along",
    "read_message_history": "look whether a message of its own arrived, after Discord's answer was "
    "lost",
    "create_events": "put happy hours and other events into the server's list",
}


def required_permissions() -> discord.Permissions:
    """Give all permissions together."""
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def invite_link(app: int | str) -> str:
    """Give the address where somebody who manages a server lets Mingle in."""
    asked = {
        "client_id": app,
        "scope": " ".join(SCOPES),
        "permissions": required_permissions().value,
    }
    return f"{AUTHORIZE_URL}?{urlencode(asked)}"


async def build_invitation(settings: DiscordSection) -> str:
    """Give the link for the app to which the token belongs, and what it asks for."""
    Route.BASE = settings.api_url.rstrip("/")
    gate = GatewayClient(LoginBudget())
    try:
        await gate.login(settings.token.get_secret_value())
        assert gate.application_id
        return strings.invitation_text(invite_link(gate.application_id), SCOPES, PERMISSIONS)
    except discord.LoginFailure as error:
        raise PermanentError(strings.TOKEN_REFUSED) from error
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise PermanentError(strings.api_unreachable(settings.api_url)) from error
    finally:
        await gate.close()
