"""What open tables know of the channels in which they were announced."""

from sqlalchemy import select

from bot.core.channels import ChannelUse
from bot.open_tables.tables import open_table
from bot.store.engine import ReadTransaction


async def channels_with_tables(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels in which a table was ever announced."""
    query = select(open_table.c.channel).where(open_table.c.workspace == workspace)
    return await tx.scalars(query)


USE = ChannelUse(channels=channels_with_tables)
