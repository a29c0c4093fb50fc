"""The card "may talk / may not talk": three lines of a workspace's organisers."""

from dataclasses import asdict, dataclass, fields

from bot.core.settings import load_setting, save_setting
from bot.store.engine import ReadTransaction, Transaction

_PREFIX = "talk card: "  # in front of a line's name, in `setting`


@dataclass(frozen=True)
class TalkLines:
    """What people may talk about with outsiders, what not, and whom to ask; empty where unsaid."""

    may: str = ""
    may_not: str = ""
    ask: str = ""


async def load_talk_lines(tx: ReadTransaction, workspace: str) -> TalkLines:
    """Return the three lines of a workspace."""
    names = [field.name for field in fields(TalkLines)]
    return TalkLines(*[await load_setting(tx, workspace, "", _PREFIX + name) for name in names])


async def save_talk_lines(tx: Transaction, workspace: str, lines: TalkLines) -> None:
    """Upsert the three lines of a workspace."""
    for name, line in asdict(lines).items():
        await save_setting(tx, workspace, "", _PREFIX + name, line)
