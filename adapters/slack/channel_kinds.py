"""Whether a channel is open to everybody: noticed where Slack is asked about it anyhow, told once.

Slack has no event for it, and the message that tells of it in the channel is not Mingle's to read.
So it shows within a day, when the members of each channel are read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from adapters.background import BackgroundTasks
from adapters.slack import ids, strings
from adapters.slack.people import SlackPeople
from bot.core.alerts import alert_organisers
from bot.core.platform import PlatformError
from bot.core.settings import load_setting, save_setting
from bot.people import platform_updates
from bot.store.engine import Database
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import ChannelMention

log = structlog.get_logger()

_SETTING, _OPEN, _PRIVATE = "channel.kind", "open", "private"


@dataclass(frozen=True)
class ChannelKinds:
    """Which channels of a workspace are private, as Slack said last."""

    people: SlackPeople
    database: Database
    now: Callable[[], datetime]
    background: BackgroundTasks

    def note(self, native: str, is_private: bool) -> None:
        """Begin to keep whether a channel is private; whoever asked waits for nothing."""
        self.background.start_task(self._try_to_keep(native, is_private=is_private))

    async def _try_to_keep(self, native: str, *, is_private: bool) -> None:
        try:
            await self._keep(native, is_private=is_private)
        except PlatformError as error:  # the next night asks again
            log.info("channel's kind not kept", action="slack.kinds", error=str(error))

    async def _keep(self, native: str, *, is_private: bool) -> None:
        """Keep whether a channel is private; tell organisers if that changed where Mingle works."""
        workspace, kind = self.people.workspace, _PRIVATE if is_private else _OPEN
        ours = ids.qualify_id(workspace, native)
        async with self.database.read_transaction() as tx:
            known = await load_setting(tx, workspace, ours, _SETTING)
        if known == kind:
            return

        mention = ChannelMention(ours, await self.people.channel_name(native))
        words = strings.channel_private(mention) if is_private else strings.channel_open(mention)
        title = say(strings.CHANNEL_PRIVATE) if is_private else say(strings.CHANNEL_OPEN)
        now = self.now()
        async with self.database.transaction() as tx:
            await tx.share_workspace(workspace)
            before = await load_setting(tx, workspace, ours, _SETTING)
            await save_setting(tx, workspace, ours, _SETTING, kind)
            is_used = await platform_updates.is_channel_used(tx, workspace, ours)
            if before not in ("", kind) and is_used:
                key = f"kind:{ours}:{now:%Y%m%dT%H%M}"
                await alert_organisers(tx, workspace, key, note_card(title, words), now)
