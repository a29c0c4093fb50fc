"""Commands fit into what Discord takes, and come back as what they are."""

from adapters.discord.commands import (
    BESIDE,
    MAX_SUBCOMMANDS,
    SLASH,
    SUBCOMMAND,
    command_definitions,
    resolve_command,
    spoken_names,
)
from bot.core.interactions import Answer, Invocation
from bot.core.permissions import Role
from bot.core.router import Router
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
        _organisers_command(router, f"mingle o{number}")
    return router


def _organisers_command(router: Router, name: str) -> None:
    async def nothing(call: Invocation, tx: Transaction) -> Answer:
        return None

    router.command(name, "Try", Role.ORGANISER)(nothing)


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


def test_what_mingle_says_to_type_is_registered_by_that_name() -> None:
    registered = {
        f"{group['name']} {option['name']}"
        for group in command_definitions(ROUTER)
        for option in group.get("options", [])
        if option["type"] == SUBCOMMAND
    }
    for name, spoken in spoken_names(ROUTER).items():
        assert spoken in registered or spoken == name, name
    assert "mingle setup" in registered


def test_what_only_organisers_use_is_together_in_a_group_beside_a_full_one() -> None:
    definitions = command_definitions(_crowded(20, 7))
    [mingle, beside] = definitions
    assert len(mingle["options"]) == 21
    assert beside["name"] == "mingle-organisers"
    assert [one["name"] for one in beside["options"]] == [f"o{number}" for number in range(7)]
    assert "default_member_permissions" in beside
    assert "default_member_permissions" not in mingle


def test_the_setup_stays_where_every_guide_names_it_while_there_is_room() -> None:
    for members, stays in ((20, True), (23, True), (24, False)):
        router = _crowded(members, 5)
        _organisers_command(router, "mingle setup")
        [mingle, _] = command_definitions(router)
        assert ("setup" in [one["name"] for one in mingle["options"]]) is stays
        assert len(mingle["options"]) <= MAX_SUBCOMMANDS


def test_a_command_is_understood_by_the_name_that_it_had_before_its_group_was_full() -> None:
    router = _crowded(20, 7)
    for group in ("mingle", f"mingle{BESIDE}"):
        data = {"name": group, "type": SLASH, "options": [{"type": SUBCOMMAND, "name": "o3"}]}
        assert resolve_command(router, data) == ("mingle o3", [])
