"""Which server somebody means in a direct message, where Discord names none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import discord

from adapters.discord import ids, render, state, strings
from adapters.discord.gateway import Interaction
from adapters.discord.markdown import escape_markdown
from adapters.discord.misunderstood import NotUnderstood
from adapters.discord.render import Component
from adapters.json_types import Payload
from adapters.recent import BoundedDict
from bot.core.settings import load_setting, save_setting
from bot.people.channels import workspaces_used_by
from bot.store.engine import Database
from bot.ui.cards import LABEL_LIMIT, Card
from bot.ui.notices import note_card
from bot.ui.speech import say

CHOOSE, ASK = "discord.server", "discord.another"  # actions of buttons that the core never sees
MAX_PENDING = 1_000  # commands of this process that wait for the choice of a server
MAX_OFFERED = 20  # servers to choose from: four rows of five buttons


class ServerUnclear(NotUnderstood):
    """Somebody uses Mingle in several servers and has not chosen one."""

    def __init__(self, workspaces: list[str]) -> None:
        self.workspaces = workspaces
        super().__init__(say(strings.WHICH_SERVER))


class Chosen(NamedTuple):
    """The server that a direct message is about, and whether there are others."""

    workspace: str
    is_one_of_several: bool = False


@dataclass
class Servers:
    """The servers of people who write in direct messages; their latest choice is kept."""

    database: Database
    server_names: Callable[[], dict[str, str]]
    now: Callable[[], datetime]
    _pending: BoundedDict[int, Payload] = field(default_factory=lambda: BoundedDict(MAX_PENDING))

    async def find_server(self, interaction: Interaction) -> Chosen:
        """Return the server that a DM is about.

        Raise ServerUnclear where it may be one of several, NotUnderstood for somebody who is known
        in none.
        """
        people = self._people(interaction)
        async with self.database.read_transaction() as tx:
            used = await workspaces_used_by(tx, list(people.items()))
            chosen = {
                one: await load_setting(tx, one, people[one], state.CHOSEN_SERVER) for one in used
            }
        if not used:
            raise NotUnderstood(say(strings.NO_SERVER))
        if len(used) == 1:
            return Chosen(used[0])
        latest = max(used, key=chosen.__getitem__)
        if not chosen[latest]:
            raise ServerUnclear(used)
        return Chosen(latest, is_one_of_several=True)

    async def all_used(self, interaction: Interaction) -> list[str]:
        """Return the workspaces of all servers in which somebody uses Mingle."""
        async with self.database.read_transaction() as tx:
            return await workspaces_used_by(tx, list(self._people(interaction).items()))

    async def choose(self, interaction: Interaction, workspace: str) -> Payload | None:
        """Remember a choice; return the command that waited for it, if this process has it."""
        person = ids.qualify_id(workspace, interaction.user.id)
        async with self.database.transaction() as tx:
            moment = self.now().isoformat()
            await save_setting(tx, workspace, person, state.CHOSEN_SERVER, moment)
        return self._pending.pop(interaction.user.id, None)

    def ask(self, interaction: Interaction, workspaces: list[str]) -> tuple[Card, list[Component]]:
        """Return the question for the server, with a button for each, and keep the command."""
        if interaction.type is discord.InteractionType.application_command:
            self._pending[interaction.user.id] = dict(interaction.data or {})
        offered = workspaces[:MAX_OFFERED]
        buttons = [_button(CHOOSE, one, self.name_of(one)) for one in offered]
        rows = [
            {"type": render.ACTION_ROW, "components": buttons[start : start + render.MAX_ROW]}
            for start in range(0, len(buttons), render.MAX_ROW)
        ]
        return note_card(say(strings.SEVERAL_SERVERS), say(strings.WHICH_SERVER)), rows

    def _people(self, interaction: Interaction) -> dict[str, str]:
        """Return who somebody would be in each server, by workspace."""
        return {one: ids.qualify_id(one, interaction.user.id) for one in self.server_names()}

    def name_of(self, workspace: str) -> str:
        """Return the name of a server."""
        return self.server_names().get(workspace, say(strings.A_SERVER))

    def chosen_row(self, chosen: Chosen) -> list[Component]:
        """Return what stands below an answer in a DM that could be about another server."""
        if not chosen.is_one_of_several:
            return []
        button = _button(ASK, chosen.workspace, say(strings.ANOTHER_SERVER))
        about = escape_markdown(strings.about_server(self.name_of(chosen.workspace)))
        told = render.render_text(f"{render.QUIET}{about}")
        return [told, {"type": render.ACTION_ROW, "components": [button]}]


def _button(action: str, workspace: str, label: str) -> Component:
    return {
        "type": render.BUTTON,
        "style": render.STYLES["quiet"],
        "label": label[:LABEL_LIMIT],
        "custom_id": ids.build_route(workspace, action, ""),
    }
