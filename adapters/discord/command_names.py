"""How Discord spells the commands that texts mention: as names that people can click.

Discord knows a command by an id, which it tells when the commands are registered. Until then, and
where it shows no mentions, the name stands there as people type it.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from adapters.discord import state
from adapters.discord.commands import SLASH, spoken_names
from adapters.json_types import Payload
from bot.core.router import Router
from bot.core.settings import load_setting, save_setting
from bot.store.engine import Database
from bot.ui.text import CommandMention

Spell = Callable[[CommandMention], str]


@dataclass
class CommandNames:
    """The names of one app's commands, and their ids by the first word once they are known."""

    router: Router
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._spoken = spoken_names(self.router)

    def mention(self, command: CommandMention) -> str:
        """Return a command as Markdown, with the options of an example behind it."""
        name, options = self._parse(command)
        native = self.ids.get(name.partition(" ")[0])
        shown = f"</{name}:{native}>" if native else f"`/{name}`"
        return " ".join([shown, *(f"`{option}`" for option in options)])

    def plain(self, command: CommandMention) -> str:
        """Return a command as plain words."""
        name, options = self._parse(command)
        return " ".join([f"/{name}", *options])

    async def load(self, database: Database, app: str) -> Spell:
        """Read the ids from the database, unless they are known; return the speller."""
        if not self.ids:
            async with database.read_transaction() as tx:
                saved = await load_setting(tx, state.APP_WORKSPACE, app, state.COMMAND_IDS)
            self.ids = dict(json.loads(saved or "{}"))
        return self.mention

    async def save(self, database: Database, app: str, registered: Iterable[Payload]) -> None:
        """Keep the ids of the commands that Discord has."""
        slash = [one for one in registered if one.get("type", SLASH) == SLASH]
        self.ids = {str(one["name"]): str(one["id"]) for one in slash}
        async with database.transaction() as tx:
            text = json.dumps(self.ids)
            await save_setting(tx, state.APP_WORKSPACE, app, state.COMMAND_IDS, text)

    def _parse(self, command: CommandMention) -> tuple[str, list[str]]:
        """Return a command's name on Discord and the options of an example.

        A message from before an update may mention a command that there is no more.
        """
        try:
            known, given = self.router.parse_command(command.line)
        except LookupError:
            return command.line, []
        options = [
            f"{option.name}:{given[option.name]}"
            for option in known.options
            if option.name in given
        ]
        return self._spoken[known.name], options
