"""The channels that get prompts, as other features look them up."""

from collections.abc import Sequence

from sqlalchemy import select, update

from bot.core.channels import ChannelUse
from bot.core.signals import WorkspaceLeft
from bot.prompts.tables import prompt_channel
from bot.store.engine import ReadTransaction, Transaction


async def channels_with_prompts(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels that are set up for prompts, paused ones included."""
    query = select(prompt_channel.c.channel).where(prompt_channel.c.workspace == workspace)
    return await tx.scalars(query)


async def channels_awaiting_prompts(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels in which prompts are posted, without paused ones."""
    query = select(prompt_channel.c.channel).where(
        prompt_channel.c.workspace == workspace, prompt_channel.c.paused.is_(False)
    )
    return await tx.scalars(query)


async def zones_of_channels(
    tx: ReadTransaction, workspace: str, channels: Sequence[str]
) -> dict[str, str]:
    """Return the zones in which these channels get their prompts."""
    query = select(prompt_channel.c.channel, prompt_channel.c.zone).where(
        prompt_channel.c.workspace == workspace, prompt_channel.c.channel.in_(channels)
    )
    return {row.channel: row.zone for row in await tx.all(query)}


async def pause_all_channels(tx: Transaction, signal: WorkspaceLeft) -> None:
    """Pause every channel of a workspace that removed Mingle."""
    statement = update(prompt_channel).where(prompt_channel.c.workspace == signal.workspace)
    await tx.execute(statement.values(paused=True))


USE = ChannelUse(
    channels=channels_with_prompts,
    counted=True,
    posts=channels_awaiting_prompts,
    zones=zones_of_channels,
)
