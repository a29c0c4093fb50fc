"""Small settings about one person, channel or thing: a text under a name, each once."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction


async def load_setting(tx: ReadTransaction, workspace: str, about: str, name: str) -> str:
    """Return the text of a setting, or an empty string."""
    row = await tx.first(_TEXT, workspace=workspace, about=about, name=name)
    return str(row.text or "") if row else ""


_TEXT = select(setting.c.text).where(
    setting.c.workspace == bindparam("workspace"),
    setting.c.about == bindparam("about"),
    setting.c.name == bindparam("name"),
)


async def save_setting(
    tx: Transaction, workspace: str, about: str, name: str, text: str, now: datetime | None = None
) -> None:
    """Upsert the text of a setting; `now` makes it one that grows old."""
    keys = {"workspace": workspace, "about": about, "name": name}
    await tx.upsert(setting, keys, text=text, number=now.timestamp() if now else None)


async def delete_old_settings(tx: Transaction, workspace: str, name: str, before: datetime) -> None:
    """Delete the settings of a name that grew old before a moment."""
    old = delete(setting).where(
        setting.c.workspace == workspace,
        setting.c.name == name,
        setting.c.number < before.timestamp(),
    )
    await tx.execute(old)


async def settings_of(
    tx: ReadTransaction, workspace: str, name: str, since: datetime
) -> dict[str, str]:
    """Return the settings of a name that are not older than a moment, by what they are about."""
    query = select(setting.c.about, setting.c.text).where(
        setting.c.workspace == workspace,
        setting.c.name == name,
        setting.c.number >= since.timestamp(),
    )
    return {row.about: row.text for row in await tx.all(query.order_by(setting.c.about))}


async def setting_values(tx: ReadTransaction, workspace: str, name: str) -> set[str]:
    """Return every setting of one name."""
    return set(
        await tx.scalars(
            select(setting.c.text).where(setting.c.workspace == workspace, setting.c.name == name)
        )
    )
