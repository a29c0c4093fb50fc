"""Each permission that Mingle needs is denied: in setup, before a draw, and during one."""

import pytest

from bot.store.engine import Database
from tests.adapters.discord.permission_matrix import (
    PERMISSIONS,
    ZONE,
    before_a_draw,
    during_a_draw,
    read_note,
    set_up,
)
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.adapters.refused_round import DRAW, MINUTE, words_for
from tests.doubles.discord import payloads, permissions

SET_UP = "Lunch pairings are set up"


@pytest.mark.parametrize("name", PERMISSIONS)
async def test_setup_says_what_is_missing_and_goes_on_once_that_is_allowed(
    database: Database, name: str
) -> None:
    async with open_workspace(database) as workspace:
        refused, again = await set_up(workspace, name)
        assert SET_UP not in refused
        assert name in refused
        assert SET_UP in again


@pytest.mark.parametrize("name", PERMISSIONS)
async def test_an_organiser_hears_what_is_missing_before_the_draw_and_that_it_is_mended(
    database: Database, name: str
) -> None:
    async with open_workspace(database) as workspace:
        told, mended = await before_a_draw(workspace, name)
        assert f"“{name}”" in told
        assert "#lunch" in told
        assert mended


@pytest.mark.parametrize("name", PERMISSIONS)
async def test_everybody_has_a_word_and_the_organiser_a_name_where_it_goes_missing_in_a_draw(
    database: Database, name: str
) -> None:
    async with open_workspace(database) as workspace:
        words, told = await during_a_draw(workspace, name)
        for word in words:
            assert "meet" in word
        assert name in told


@pytest.mark.parametrize("name", PERMISSIONS)
async def test_what_discord_never_told_is_named_half_an_hour_before_the_draw(
    database: Database, name: str
) -> None:
    async with open_workspace(database) as workspace:
        server, lunch = workspace.server, workspace.lunch
        await workspace.say(workspace.manager, "mingle setup")
        await workspace.submit(workspace.manager, ZONE)
        await workspace.until(DRAW - 45 * MINUTE)
        server.forbid(lunch, server.bot, PERMISSIONS[name])
        await workspace.settle()
        assert not [text for text in texts(workspace) if f"“{name}”" in text]
        await workspace.until(DRAW - 15 * MINUTE)
        assert f"“{name}”" in await read_note(workspace, "Something is missing", "is on hold")


async def test_introductions_are_public_only_where_an_organiser_agreed(database: Database) -> None:
    async with open_workspace(database) as workspace:
        server, lunch = workspace.server, workspace.lunch
        await server.deny(lunch, server.bot, "create_private_threads")
        await workspace.say(workspace.manager, "mingle setup")
        asked = await workspace.submit(workspace.manager, ZONE)
        assert "everybody who sees the channel can read" in asked
        assert SET_UP in await workspace.click(workspace.manager, "Go on like this")
        await workspace.settle()
        for person in workspace.people[:2]:
            await workspace.click(person, "I'm in")
        await workspace.until(DRAW + MINUTE)
        assert [thread.kind for thread in workspace.guild.threads] == ["thread"]
        assert not await missing_note(workspace)


async def test_what_became_public_without_a_word_is_in_direct_messages_now(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:
        words, _ = await during_a_draw(workspace, "Create Private Threads")
        assert all(words)
        assert not workspace.guild.threads


async def test_organisers_hear_of_one_thing_once(database: Database) -> None:
    async with open_workspace(database) as workspace:
        server, lunch = workspace.server, workspace.lunch
        await before_a_draw(workspace, "Attach Files")
        heard = len(texts(workspace))
        for name in ("attach_files", "read_message_history", "send_messages"):
            await server.deny(lunch, server.bot, name)
        assert "Send Messages" in await read_note(workspace, "Send Messages")
        assert len(texts(workspace)) <= heard + 1


def texts(workspace: DiscordWorkspace) -> list[str]:
    return [workspace.text(message) for message in workspace.inbox(workspace.manager)]


async def missing_note(workspace: DiscordWorkspace) -> str:
    await workspace.settle()
    return next((text for text in texts(workspace) if "Something is missing" in text), "")


async def test_a_role_that_is_taken_from_mingle_is_noticed(database: Database) -> None:
    async with open_workspace(database) as workspace:
        server, guild = workspace.server, workspace.guild
        await workspace.say(workspace.manager, "mingle setup")
        await workspace.submit(workspace.manager, ZONE)
        await workspace.settle()
        everybody = guild.roles[guild.id]
        everybody.permissions &= ~permissions.of("attach_files")
        told = {"guild_id": guild.id, "role": payloads.role(everybody)}
        await server.gateway.tell(guild.id, "GUILD_ROLE_UPDATE", told)
        assert not await missing_note(workspace)
        managed = next(role for role in guild.roles.values() if role.managed)
        await server.take(server.bot, managed, guild)
        assert "Attach Files" in await read_note(workspace, "Something is missing")
        assert words_for(workspace, workspace.people[0]) == []


@pytest.mark.parametrize("name", ["View Channel", "Send Messages", "Read Message History"])
@pytest.mark.parametrize("form", ["prompt setup", "events digest"])
async def test_other_setups_say_what_is_missing_too(
    database: Database, form: str, name: str
) -> None:
    async with open_workspace(database) as workspace:
        server, lunch = workspace.server, workspace.lunch
        await server.deny(lunch, server.bot, PERMISSIONS[name])
        await workspace.say(workspace.manager, form)
        if workspace.manager.id not in server.modals:
            await workspace.open_form(workspace.manager, "New digest")
        refused = await workspace.submit(workspace.manager, ZONE)
        assert f"“{name}”" in refused
        await server.grant(lunch, server.bot, PERMISSIONS[name])
        again = await workspace.click(workspace.manager, "Try again", containing=name)
        assert "#lunch" in again
        assert "didn't work" not in again


async def test_an_event_without_the_servers_list_is_agreed_to_first(database: Database) -> None:
    async with open_workspace(database) as workspace:
        managed = next(role for role in workspace.guild.roles.values() if role.managed)
        managed.permissions &= ~permissions.of("create_events")
        await workspace.say(workspace.manager, "events new")
        typed = {"title": "Board games", "when": "2026-03-12 18:00"}
        asked = await workspace.submit(workspace.manager, typed)
        assert "“Create Events”" in asked
        assert "calendar file" in asked
        done = await workspace.click(workspace.manager, "Go on like this")
        assert "Board games" in done
