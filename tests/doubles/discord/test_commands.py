"""Check that commands are registered, replaced and refused as Discord does it."""

from typing import Any

import pytest

from tests.doubles.discord.conftest import DiscordSetup, described
from tests.doubles.discord.state import Json


def option(number: int, **more: Any) -> Json:
    return {"type": 3, "name": f"o{number}", "description": "d", **more}


def command(**more: Any) -> Json:
    return {"name": "lunch", "description": "d", **more}


@pytest.mark.parametrize(
    "commands",
    [
        [command(name="Lunch")],
        [command(name="two words")],
        [command(name="a" * 33)],
        [command(description="")],
        [command(description="d" * 101)],
        [command(), command()],
        [command(options=[option(n) for n in range(26)])],
        [command(options=[option(1), option(1)])],
        [command(options=[option(1), option(2, required=True)])],
        [command(options=[option(1, name="Bad Name")])],
        [command(options=[option(1, choices=[{"name": str(n),
        "value": str(n)} for n in range(26)])])],
        [command(options=[option(1, choices=[{"name": "n" * 101, "value": "v"}])])],
        [command(options=[option(1, choices=[{"name": "n", "value": "v"}], autocomplete=True)])],
        [command(options=[option(1), {"type": 1, "name": "sub", "description": "d"}])],
        [command(options=[option(n, description="d" * 100, choices=[{"name": "n" * 100,
        "value": "v" * 100}] * 4)
                          for n in range(10)])],
        [command(type=2)],
        pytest.param([command(colour="red")], marks=described),
    ],
)  # fmt: skip
async def test_a_command_that_cannot_be_is_refused(
    discord: DiscordSetup, commands: list[Json]
) -> None:
    answer = await discord.register(*commands)
    assert (answer.status, answer.code) == (400, 50035)
    assert not discord.server.commands


async def test_there_are_a_hundred_commands_at_most(discord: DiscordSetup) -> None:
    assert (await discord.register(*[command(name=f"c{n}") for n in range(100)])).status == 200
    assert (await discord.register(*[command(name=f"c{n}") for n in range(101)])).code == 30032


async def test_registering_replaces_the_list_and_keeps_ids_of_what_stays(
    discord: DiscordSetup,
) -> None:
    first = (await discord.register(command(), command(name="other"))).body
    again = (await discord.register(command(), command(name="new"))).body
    assert (again[0]["id"], again[0]["version"]) == (first[0]["id"], first[0]["version"])
    assert [one.name for one in discord.server.commands.values()] == ["lunch", "new"]
    await discord.clock.advance(4)
    changed = (await discord.register(command(description="Else"))).body
    assert (changed[0]["id"], changed[0]["version"] == first[0]["version"]) == (
        first[0]["id"],
        False,
    )


async def test_two_hundred_commands_are_created_a_day_at_most(discord: DiscordSetup) -> None:
    discord.server.limits.enforced = False
    for round_ in range(2):
        await discord.register(*[command(name=f"r{round_}n{n}") for n in range(100)])
    assert (await discord.register(command())).code == 30034
    await discord.clock.advance(86_401)
    assert (await discord.register(command())).status == 200


async def test_a_servers_own_commands_stand_beside_those_for_all(discord: DiscordSetup) -> None:
    await discord.register(command(name="everywhere"))
    at = f"/applications/{discord.server.app.id}/guilds/{discord.guild.id}/commands"
    assert (await discord.call("PUT", at, [command()])).status == 200
    assert [one["name"] for one in (await discord.call("GET", at)).body] == ["lunch"]
    assert (
        await discord.call(
            "PUT", f"/applications/1/guilds/{discord.guild.id}/commands", [command()]
        )
    ).code == 50001
