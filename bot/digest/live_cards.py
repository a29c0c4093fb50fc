"""The live card of a digest, and which digests an event's change makes stale."""

import datetime as dt
from collections.abc import Sequence

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.digest import issues, records, rules
from bot.digest.views import digests as views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


async def digests_listing(
    tx: ReadTransaction, workspace: str, events: Sequence[Subject]
) -> list[Subject]:
    """Return the subjects of the digests that list any of these events."""
    return await records.issues_listing(tx, workspace, [event.id for event in events])


@router.live_card("digest")
async def render_digest(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render an issue: what its card shows, and how many entries are behind its button."""
    issue = await records.find_issue(tx, workspace, subject.id)
    if issue is None:
        return None
    shown, rest = rules.split_visible(await records.list_entries(tx, issue))
    return views.digest_card(issue, await issues.load_rows(tx, workspace, shown), len(rest), now)
