"""Commands fit into what Discord takes, and come back as what they are."""

from adapters.discord.commands import (
    BESIDE,
    MAX_SUBCOMMANDS,
    SUBCOMMAND,
    command_definitions,
    resolve_command,
)
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Router
from bot.features import ROUTER
from bot.store.engine import Transaction


def _crowded(members: int, organisers: int) -> Router:
    """Return a router with as many commands that follow one word."""
    router = Router()

    async def nothing(call: Invocation, tx: Transaction) -> Answer:
        return None

    router.command("mingle", "Try", Role.ANYONE)(nothing)
    for number in range(members):
        router.command(f"mingle m{number}", "Try", Role.ANYONE)(nothing)
    for number in range(organisers):
        router.command(f"mingle o{number}", "Try", Role.ORGANISER)(nothing)
    return router


def test_every_command_is_there_once_and_no_group_is_too_large() -> None:
    for router in (ROUTER, _crowded(20, 4), _crowded(20, 9)):
        meant = []
        for group in command_definitions(router):
            options = group.get("options", [])
            subcommands = [one for one in options if one["type"] == SUBCOMMAND]
            assert len(subcommands) <= MAX_SUBCOMMANDS, group["name"]
            chosen = [[{**one, "options": []}] for one in subcommands] or [[]]
            for given in chosen:
                data = {"name": group["name"], "type": group["type"], "options": given}
                meant.append(resolve_command(router, data)[0])
        assert set(meant) >= router.commands.keys()


def test_what_mingle_says_to_type_has_the_same_name_on_discord() -> None:
    names = {group["name"] for group in command_definitions(ROUTER)}
    assert not [name for name in names if name.endswith(BESIDE)]


def test_what_does_not_fit_is_for_organisers_alone_and_in_a_group_beside() -> None:
    definitions = command_definitions(_crowded(20, 7))
    [mingle, beside] = definitions
    assert len(mingle["options"]) == MAX_SUBCOMMANDS
    assert beside["name"] == "mingle-organisers"
    assert [one["name"] for one in beside["options"]] == ["o0", "o1", "o2"]
    assert "default_member_permissions" in beside
    assert "default_member_permissions" not in mingle
