"""Lay out what digests tell, and who was brought together for an evening."""

from sqlalchemy import Index, UniqueConstraint, false

from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# A channel that is told every Monday what is on. Empty topics, towns or reaches: whatever there is.
digest = table(
    "digest",
    required("channel"),
    required("channel_name", server_default=""),
    required("topics", Json(tuple[str, ...])),
    required("towns", Json(tuple[str, ...])),
    required("reaches", Json(tuple[str, ...])),
    required("zone"),
    required("paused", Flag, server_default=false()),
    UniqueConstraint("workspace", "channel"),
)

# One Monday's digest; it stands in the channel from the first event on that it has to tell of.
digest_issue = table(
    "digest_issue",
    reference("digest", "digest"),
    required("local_date", Day),
    required("since", Moment),
    required("until", Moment),
    required("zone"),
    UniqueConstraint("digest", "local_date"),
)

# An event in one Monday's digest, as it was when it came in: what is different since then is told.
digest_line = table(
    "digest_line",
    reference("issue", "digest_issue"),
    reference("event", "event"),
    required("title"),
    required("place", server_default=""),
    required("starts_at", Moment),
    required("fresh", Flag, server_default=false()),  # came in after Monday
    UniqueConstraint("issue", "event"),
)

# Who was introduced to the others that go to an event.
company = table(
    "company",
    reference("event", "event"),
    required("person"),
    required("at", Moment),
    UniqueConstraint("event", "person"),
    Index("ix_company_person", "workspace", "person"),
)
