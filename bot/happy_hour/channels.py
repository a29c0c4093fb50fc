"""What happy hours know of the channels that they are planned in."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.core.channels import ChannelUse
from bot.happy_hour.tables import happy_hour
from bot.store.engine import ReadTransaction


async def zones_of_channels(
    tx: ReadTransaction, workspace: str, channels: Sequence[str]
) -> dict[str, str]:
    """Return the zones in which these channels plan their happy hours."""
    query = select(happy_hour.c.channel, happy_hour.c.zone).where(
        happy_hour.c.workspace == workspace, happy_hour.c.channel.in_(channels)
    )
    return {row.channel: row.zone for row in await tx.all(query)}


async def channels_with_series(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels whose happy hours go on."""
    query = select(happy_hour.c.channel).where(
        happy_hour.c.workspace == workspace, happy_hour.c.active.is_(True)
    )
    return await tx.scalars(query)


USE = ChannelUse(posts=channels_with_series, zones=zones_of_channels)
