"""Discord refuses introductions, each time for another reason: nobody is left without a word."""

from collections.abc import Awaitable, Callable

import pytest

from bot.store.engine import Database
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.adapters.refused_round import (
    assert_nobody_is_asked,
    draw_round,
    note,
    report,
    words_for,
)
from tests.doubles.discord import User, payloads, permissions
from tests.doubles.discord.scheduled_events import GUILDS

Refuse = Callable[[DiscordWorkspace], Awaitable[object]]


def denied(*names: str, amara: bool = False) -> Refuse:
    """Deny Mingle permissions in #lunch, or hide it from Amara."""

    async def refuse(workspace: DiscordWorkspace) -> None:
        about = workspace.guild.user("Amara Obi") if amara else workspace.server.bot
        workspace.lunch.overwrites[about.id] = (0, permissions.of(*names))
        await workspace.server.change_channel(workspace.lunch)

    return refuse


async def channel_deleted(workspace: DiscordWorkspace) -> None:
    await workspace.server.delete_channel(workspace.lunch)


async def voice_channel(workspace: DiscordWorkspace) -> None:
    server, lunch = workspace.server, workspace.lunch
    await server.delete_channel(lunch)
    lunch.kind = "voice"
    workspace.guild.channels[lunch.id] = lunch
    told = payloads.channel(server, lunch) | {"bitrate": 64_000, "user_limit": 0}
    await server.gateway.tell(lunch.guild, "CHANNEL_CREATE", told, GUILDS)


async def thread_limit(workspace: DiscordWorkspace) -> None:
    workspace.guild.thread_limit = 0


async def amara_left(workspace: DiscordWorkspace) -> None:
    await workspace.server.leave(workspace.guild.user("Amara Obi"), workspace.guild)


async def refused(workspace: DiscordWorkspace, refuse: Refuse, people: int = 2) -> list[User]:
    takers = workspace.people[:people]

    async def set_up(user: User, _what: str) -> None:
        await workspace.say(user, "mingle setup")

    await draw_round(workspace, set_up, takers, lambda: refuse(workspace))
    return takers


# how introductions are refused, and what mends it in the note
WAYS: dict[str, tuple[Refuse, str]] = {
    "View Channel": (denied("view_channel"), "View Channel"),
    "Attach Files": (denied("attach_files"), "Attach Files"),
    "Send in Threads": (denied("send_messages_in_threads"), "Send Messages in Threads"),
    "Threads": (
        denied("create_private_threads", "create_public_threads"),
        "Create Private Threads",
    ),
    "hidden by a role": (denied("view_channel", amara=True), "hides the channel"),
    "deleted": (channel_deleted, "gone"),
    "voice": (voice_channel, "not a text channel"),
    "thread limit": (thread_limit, "as many open threads"),
}


@pytest.mark.parametrize("way", WAYS)
async def test_everybody_has_had_a_word_a_minute_after_discord_refused(
    database: Database, way: str
) -> None:
    refuse, remedy = WAYS[way]
    async with open_workspace(database) as workspace:
        for person in await refused(workspace, refuse):
            [word] = words_for(workspace, person)
            assert "meet" in word
            assert "write to each other" in word
        assert "No introductions" not in report(workspace)
        assert "lunch" in note(workspace)
        assert remedy in note(workspace)
        assert "wrote to each of them alone instead" in note(workspace)


@pytest.mark.parametrize("way", ["Attach Files", "deleted", "thread limit"])
async def test_where_direct_messages_are_closed_as_well_it_falls_through(
    database: Database, way: str
) -> None:
    refuse, _ = WAYS[way]

    async def close(workspace: DiscordWorkspace) -> None:
        workspace.guild.user("Amara Obi").dms_closed = True
        await refuse(workspace)

    async with open_workspace(database) as workspace:
        tom, amara = await refused(workspace, close)
        if way == "Attach Files":  # a thread of her own without a file is open to her
            assert [word for word in words_for(workspace, amara) if "meet" in word]
            return
        assert [word for word in words_for(workspace, tom) if "Your match fell through" in word]
        assert "Amara Obi" in note(workspace)
        await assert_nobody_is_asked(workspace, [tom])


async def test_somebody_who_left_within_six_hours_is_told_to_the_partner(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:
        tom, _ = await refused(workspace, amara_left)
        [word] = words_for(workspace, tom)
        assert "Your match fell through" in word
        assert "No introductions this time" in report(workspace)
        assert not note(workspace)
        assert not workspace.introductions()
        await assert_nobody_is_asked(workspace, [tom])


async def test_two_go_ahead_when_the_third_has_left(database: Database) -> None:
    async with open_workspace(database) as workspace:
        tom, _, jun = await refused(workspace, amara_left, 3)
        for person in (tom, jun):
            [word] = words_for(workspace, person)
            assert "Amara" not in word
        assert "Introductions go out in private" in report(workspace)
