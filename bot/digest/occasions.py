"""The channels that were invited to an event because their digest lists it."""

from sqlalchemy import Select, select

from bot.digest.tables import digest, digest_entry, digest_issue
from bot.learnings.occasions import OccasionSource
from bot.store.engine import ReadTransaction


async def channels_listing_event(
    tx: ReadTransaction, workspace: str, number: int
) -> dict[str, str]:
    """Return the channels whose digests list an event, with their zones."""
    query = (
        select(digest.c.channel, digest.c.zone)
        .join(digest_issue, digest_issue.c.digest == digest.c.id)
        .join(digest_entry, digest_entry.c.issue == digest_issue.c.id)
        .where(digest_entry.c.workspace == workspace, digest_entry.c.event == number)
    )
    return {row.channel: row.zone for row in await tx.all(query)}


def events_listed_for(workspace: str, channel: str) -> Select[int]:
    """Return the query of the events that the digests of a channel list."""
    return (
        select(digest_entry.c.event)
        .join(digest_issue, digest_issue.c.id == digest_entry.c.issue)
        .join(digest, digest.c.id == digest_issue.c.digest)
        .where(digest.c.workspace == workspace, digest.c.channel == channel)
    )


LISTED_EVENTS = OccasionSource(
    kind="event", invited=channels_listing_event, invited_ids=events_listed_for
)
