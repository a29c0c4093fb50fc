"""The neighbouring towns of a workspace, kept as a setting."""

from bot.core.settings import load_setting, save_setting
from bot.people.neighbours import rules
from bot.people.neighbours.rules import Towns
from bot.store.engine import ReadTransaction, Transaction

_WORKSPACE, _NAME = "", "neighbouring towns"


async def load_groups(tx: ReadTransaction, workspace: str) -> tuple[Towns, ...]:
    """Return the groups of towns that are neighbours in a workspace."""
    return rules.read_groups(await load_setting(tx, workspace, _WORKSPACE, _NAME))


async def save_groups(tx: Transaction, workspace: str, groups: tuple[Towns, ...]) -> None:
    """Upsert the groups of towns that are neighbours in a workspace."""
    await save_setting(tx, workspace, _WORKSPACE, _NAME, rules.write_groups(groups))
