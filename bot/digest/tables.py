"""Tables of digests, their issues and entries, and of introductions at events."""

from sqlalchemy import Index, Integer, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# A channel with a weekly digest. Empty topics, towns or reaches: any.
digest = table(
    "digest",
    required("channel"),
    required("channel_name", server_default=""),
    required("topics", Json(tuple[str, ...])),
    required("towns", Json(tuple[str, ...])),
    required("reaches", Json(tuple[str, ...])),
    required("weekday", Integer, server_default=text("0")),  # Monday
    required("time", server_default="09:00"),  # in the zone
    required("zone"),
    required("paused", Flag, server_default=false()),
    UniqueConstraint("workspace", "channel"),
)

# The digest of one week, posted as soon as it has an entry.
digest_issue = table(
    "digest_issue",
    reference("digest", "digest"),
    required("local_date", Day),
    required("since", Moment),
    required("until", Moment),
    required("zone"),
    UniqueConstraint("digest", "local_date"),
    Index("ix_digest_issue_aged", "workspace", "until"),
)

# An entry of an issue: a snapshot of the event, to show what changed since.
digest_entry = table(
    "digest_entry",
    reference("issue", "digest_issue"),
    reference("event", "event"),
    required("title"),
    required("place", server_default=""),
    required("starts_at", Moment),
    required("fresh", Flag, server_default=false()),  # came in later
    UniqueConstraint("issue", "event"),
)

# What a channel was told, once a month, is worth travelling for.
travel_issue = table(
    "travel_issue",
    reference("digest", "digest"),
    required("local_date", Day),
    required("at", Moment),
    required("zone"),
    UniqueConstraint("digest", "local_date"),
    Index("ix_travel_issue_aged", "workspace", "local_date"),
)

# An event of such an issue: a snapshot, to show what changed since.
travel_entry = table(
    "travel_entry",
    reference("issue", "travel_issue"),
    reference("event", "event"),
    required("title"),
    required("place", server_default=""),
    required("starts_at", Moment),
    required("fresh", Flag, server_default=false()),  # the channel was not told of it before
    UniqueConstraint("issue", "event"),
)

# A person who was introduced to other attendees of an event.
event_introduction = table(
    "event_introduction",
    reference("event", "event"),
    required("person"),
    required("at", Moment),
    required("card", server_default=""),  # which of the event's introductions named them
    UniqueConstraint("event", "person"),
    Index("ix_event_introduction_person", "workspace", "person"),
)
