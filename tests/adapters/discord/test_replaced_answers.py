"""See one answer where one was clicked, rather than a pile of them."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Database
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.doubles.discord import Message, User


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[DiscordWorkspace]:
    async with open_workspace(database) as opened:
        yield opened


async def test_what_was_settled_by_a_click_is_said_where_it_was_clicked(
    discord: DiscordWorkspace,
) -> None:
    tom = discord.people[0]
    await discord.say(tom, "lunch find", when="tomorrow 12:30")
    await discord.settle()
    await discord.click(tom, "Call it off", containing="I've told")
    [answer] = _answers(discord, tom)
    assert discord.says(answer, "Your table is off")


async def test_a_list_stays_when_something_in_it_is_clicked(discord: DiscordWorkspace) -> None:
    tom, amara, jun, *_ = discord.people
    for host, time in ((tom, "12:30"), (amara, "13:30")):
        await discord.say(host, "lunch find", when=f"tomorrow {time}")
    await discord.say(jun, "lunch tables")
    await discord.click(jun, "Sit with Tom, 12:30")
    seats, answer = _answers(discord, jun)
    assert discord.says(seats, "Sit with Amara")
    assert discord.says(answer, "You have a seat")


def _answers(discord: DiscordWorkspace, user: User) -> list[Message]:
    return [m for m in discord.server.ephemerals if m.only_for == user.id]
