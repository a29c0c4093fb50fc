"""Completions of what somebody is typing into an option of a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from adapters.discord import payloads
from adapters.discord.authors import author_of
from adapters.discord.gateway import Interaction
from adapters.discord.misunderstood import NotUnderstood
from adapters.discord.people import DiscordPeople
from adapters.discord.replies import interaction_workspace
from adapters.discord.servers import Servers
from adapters.json_types import Payload
from bot.core.permissions import is_allowed
from bot.core.platform import PlatformError
from bot.core.router import Router
from bot.store.engine import Database

log = structlog.get_logger()


@dataclass(frozen=True)
class Suggestions:
    """The completions of the commands of one app, in servers and in direct messages."""

    router: Router
    database: Database
    servers: Servers
    people_of: Callable[[str], DiscordPeople]

    async def find(self, interaction: Interaction) -> Sequence[str]:
        """Return completions; none where the caller may not use the command."""
        try:
            return await self._find(interaction)
        except (NotUnderstood, PlatformError) as error:
            log.info("nothing suggested", action="discord.suggest", error=type(error).__name__)
            return ()

    async def _find(self, interaction: Interaction) -> Sequence[str]:
        data: Payload = interaction.data or {}
        workspace = interaction_workspace(interaction)
        if not workspace:
            workspace = (await self.servers.find_server(interaction)).workspace
        name, _ = payloads.parse_slash_command(self.router, data, workspace)
        command = self.router.commands.get(name)
        option, typed = payloads.parse_focused_option(self.router, data)
        if command is None or option is None or option.suggest is None:
            return ()

        author = await author_of(interaction, self.people_of(workspace), anew=False)
        if not is_allowed(command.role, organiser=author.organiser):
            return ()
        async with self.database.read_transaction() as tx:
            return await option.suggest(tx, workspace, typed)
