"""Draw home tabs again when something has changed: few at a time, after all that people wait for.

A tab that reads as before is not published.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.core import home_tabs
from bot.core.home_tabs import HomeTab, digest_card, tab_ref
from bot.core.platform import PermanentError, Platform, PlatformError, TemporaryError
from bot.core.reader_languages import language_for
from bot.home.page import render_tab, true_until
from bot.store.engine import Database, ReadTransaction
from bot.ui.speech import speaking

PAUSE = dt.timedelta(seconds=3)  # between two turns
MAX_TABS = 12  # drawn in one turn
MAX_OF_WORKSPACE = 3
RETRY = dt.timedelta(minutes=1)  # after one that could not be shown, unless the platform says later

log = structlog.get_logger()


@dataclass
class HomeTabs:
    """Keeps open home tabs true; `platform_of` finds the platform of a workspace."""

    database: Database
    platform_of: Callable[[str], Platform]
    _rests_until: dt.datetime | None = None

    async def next_due_at(self, tx: ReadTransaction) -> dt.datetime | None:
        """Return when the next tab is drawn."""
        due = await home_tabs.next_due(tx)
        if due is None or self._rests_until is None:
            return due
        return max(due, self._rests_until)

    async def run_due(self, now: dt.datetime) -> int:
        """Draw some of the tabs that are due; return their number."""
        async with self.database.transaction() as tx:
            tabs = await home_tabs.claim_tabs(tx, now, MAX_TABS, MAX_OF_WORKSPACE)
        await asyncio.gather(*(self._draw_safely(tab, now) for tab in tabs))
        self._rests_until = now + PAUSE
        return len(tabs)

    async def _draw_safely(self, tab: HomeTab, now: dt.datetime) -> None:
        """Draw one tab; whatever is wrong with it stops no other."""
        try:
            await self._draw(tab, now)
        except PermanentError as error:
            log.warning("home not shown", action="home.draw", error=str(error))
            async with self.database.transaction() as tx:
                await home_tabs.delete_tab(tx, tab)
        except PlatformError as error:
            seconds = error.retry_after if isinstance(error, TemporaryError) else 0
            wait = max(RETRY, dt.timedelta(seconds=seconds))
            log.info("home shown later", action="home.draw", error=str(error))
            async with self.database.transaction() as tx:
                await home_tabs.postpone_tab(tx, tab, now + wait)
        except Exception:
            log.exception("home not drawn", action="home.draw", workspace=tab.workspace)

    async def _draw(self, tab: HomeTab, now: dt.datetime) -> None:
        async with self.database.read_transaction() as tx:
            with speaking(await language_for(tx, tab.workspace, [tab.person])):
                drawn = await render_tab(tx, tab.workspace, tab.person, now)
        if drawn is None:
            async with self.database.transaction() as tx:
                await home_tabs.delete_tab(tx, tab)
            return

        person, card = drawn
        shown = digest_card(card)
        if shown != tab.shown:
            platform = self.platform_of(tab.workspace)
            await platform.edit_message(tab_ref(tab.person), card)
        async with self.database.transaction() as tx:
            await home_tabs.finish_tab(tx, tab, shown, true_until(card, person.zone, now))
