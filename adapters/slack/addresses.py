"""Who has which e-mail address, for a table that names people by theirs.

Slack tells it only to an app with the scope `users:read.email`, which Mingle needs for nothing
else and so does not ask for.
"""

import asyncio
from collections.abc import Iterable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import ids
from adapters.slack.api import build_client, parse_retry_after
from bot.config import SlackSection
from bot.core import installations
from bot.store.engine import Database

ADDRESS_SCOPE = "users:read.email"
_NOBODY = {"users_not_found", "user_not_found", "invalid_email"}


async def find_people(
    sections: Iterable[SlackSection], database: Database, workspace: str, addresses: Iterable[str]
) -> dict[str, str] | None:
    """Return people's ids by address; None where Slack does not tell the addresses."""
    client = await _find_client(sections, database, workspace)
    if client is None:
        return None

    found = {}
    for address in addresses:
        try:
            if native := await _look_up(client, address):
                found[address] = f"{workspace}/{native}"
        except SlackApiError as error:
            if error.response.get("error") == "missing_scope":
                return None
            raise
    return found


async def _look_up(client: AsyncWebClient, address: str) -> str:
    while True:
        try:
            return str((await client.users_lookupByEmail(email=address))["user"]["id"])
        except SlackApiError as error:
            code = error.response.get("error")
            if code in _NOBODY:
                return ""
            if code != "ratelimited":
                raise
            await asyncio.sleep(parse_retry_after(error.response.headers.get("Retry-After")))


async def _find_client(
    sections: Iterable[SlackSection], database: Database, workspace: str
) -> AsyncWebClient | None:
    for section in sections:
        if token := section.bot_token.get_secret_value():
            client = build_client(token, section.api_url)
            if ids.workspace_of(str((await client.auth_test())["team_id"])) == workspace:
                return client
        async with database.read_transaction() as tx:
            added = await installations.list_installations(tx, section.client_id)
        for installed in added if section.has_installs else ():
            if installed.workspace == workspace:
                return build_client(database.vault.unseal(installed.token), section.api_url)
    return None
