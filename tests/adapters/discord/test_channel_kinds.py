"""Channels of every kind: forms preset and take those in which Mingle can do what it says."""

from typing import Any

import pytest

from adapters.discord import forms
from bot.store.engine import Database
from tests.adapters.discord.permission_matrix import ZONE
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.doubles.discord import Channel, Modal, payloads
from tests.doubles.discord.scheduled_events import GUILDS

SETUPS = ("mingle setup", "prompt setup", "events new", "events digest", "happyhour plan")
ODD = ("voice", "stage", "forum", "announcement", "thread", "dm")
WORDS = {
    "voice": "a voice channel",
    "stage": "a stage",
    "forum": "a forum",
    "announcement": "an announcement channel",
    "category": "a category",
}


async def place(workspace: DiscordWorkspace, kind: Any) -> Channel:
    """Return a channel of a kind, of which Mingle knows."""
    server, guild = workspace.server, workspace.guild
    if kind == "dm":
        return server.dm(workspace.manager)
    made = server.channel(f"a-{kind}", guild, kind)
    if kind == "thread":
        made.parent, made.owner = workspace.lunch.id, workspace.manager.id
    told = payloads.channel(server, made) | {"bitrate": 64_000, "user_limit": 0}
    await server.gateway.tell(
        guild.id, "THREAD_CREATE" if kind == "thread" else "CHANNEL_CREATE", told, GUILDS
    )
    return made


def pickers(modal: Modal) -> list[dict[str, Any]]:
    parts = [row.get("component", {}) for row in modal.content["components"]]
    return [part for part in parts if part.get("type") == forms.CHANNELS]


@pytest.mark.parametrize("kind", ODD)
async def test_a_form_presets_what_its_menu_offers_and_nothing_else(
    database: Database, kind: str
) -> None:
    async with open_workspace(database) as workspace:
        here = await place(workspace, kind)
        await workspace.say(workspace.manager, "mingle pause", workspace.lunch, until="tomorrow")
        known = {id_: one.kind for id_, one in workspace.guild.channels.items()}
        offered = {"text": 0, "announcement": 5}
        opened = 0
        for name in SETUPS:
            shown = await workspace.say(workspace.manager, name, here)
            assert "Traceback" not in shown
            modal = workspace.server.modals.pop(workspace.manager.id, None)
            for picker in pickers(modal) if modal else ():
                opened += 1
                for preset in picker.get("default_values", []):
                    assert offered.get(known[preset["id"]]) in picker["channel_types"], name
        assert opened >= 2


@pytest.mark.parametrize("kind", WORDS)
async def test_another_kind_of_channel_is_refused_in_one_sentence(
    database: Database, kind: str
) -> None:
    async with open_workspace(database) as workspace:
        other = await place(workspace, kind)
        await workspace.say(workspace.manager, "mingle setup")
        [picker] = pickers(workspace.form(workspace.manager))
        picker["channel_types"] = []  # as of a client that offers all
        answer = await workspace.submit(workspace.manager, {"channel": other})
        assert f"That's {WORDS[kind]}" in answer
        assert answer.count("Please choose a text channel.") == 1
        assert "set up" not in answer


async def test_prompts_may_be_posted_in_an_announcement_channel(database: Database) -> None:
    async with open_workspace(database) as workspace:
        news = await place(workspace, "announcement")
        await workspace.say(workspace.manager, "prompt setup", news)
        [picker] = pickers(workspace.form(workspace.manager))
        assert [preset["id"] for preset in picker["default_values"]] == [news.id]
        assert "a-announcement" in await workspace.submit(workspace.manager, ZONE)
