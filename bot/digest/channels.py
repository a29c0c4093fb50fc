"""The channels that get a digest, as other features look them up."""

from sqlalchemy import select

from bot.core.channels import ChannelUse
from bot.digest.tables import digest
from bot.store.engine import ReadTransaction


async def channels_with_digests(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels in which a digest is posted, without paused ones."""
    query = select(digest.c.channel).where(
        digest.c.workspace == workspace, digest.c.paused.is_(False)
    )
    return await tx.scalars(query)


USE = ChannelUse(posts=channels_with_digests)
