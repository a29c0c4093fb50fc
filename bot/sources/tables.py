"""Tables of sources: addresses, uploads, listings, changes of events, rulings on duplicates."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint, false, text

from bot.sources.parsers.model import ParsedEvent
from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# A page or feed that somebody named. States: looking (not fetched yet), found (its owner decides),
# dates (its owner may note one event by hand), active, paused.
source = table(
    "source",
    required("address"),  # as it was named
    required("feed", server_default=""),  # what is read: the address itself, or what it pointed to
    required("kind", server_default=""),
    required("name", server_default=""),
    required("town", server_default=""),
    required("zone"),  # IANA, for times that name none
    required("topics", Json(tuple[str, ...], lenient=True)),
    required("reach", server_default=""),  # local, regional, international
    required("owner"),
    required("state"),
    required("asked_at", Moment),
    Column("next_look", Moment),
    Column("read_at", Moment),  # when its content was last read in full
    required("etag", server_default=""),
    required("modified", server_default=""),
    Column("last_good", Moment),
    required("events", Integer, server_default=text("0")),
    required("most_entries", Integer, server_default=text("0")),  # that one look ever showed
    required("failures", Integer, server_default=text("0")),  # in a row
    required("trouble", server_default=""),
    required("odd_zones", Flag, server_default=false()),
    Column("preview", Json(tuple[ParsedEvent, ...], lenient=True)),
    required("tries", Integer, server_default=text("0")),  # looks begun since the last that ended
    UniqueConstraint("workspace", "address"),
    Index("ix_source_due", "next_look"),
)

# An uploaded file of a source. `newer`: a later version, not parsed yet; `version` counts uploads.
upload = table(
    "upload",
    reference("source", "source"),
    required("content", LargeBinary),
    Column("newer", LargeBinary),
    required("version", Integer),
    UniqueConstraint("workspace", "source"),
)

# One event as one source lists it. States: listed, missing (absent from the last look), gone (no
# longer listed), cancelled (not on then, as the source says). `listed_as` is what it says besides:
# postponed, rescheduled, online, sold_out.
listing = table(
    "listing",
    reference("source", "source"),
    reference("event", "event"),
    required("uid"),
    required("recurrence", server_default=""),
    required("title"),
    required("description", server_default=""),
    required("place", server_default=""),
    required("link", server_default=""),
    required("starts_at", Moment),
    required("ends_at", Moment),
    required("all_day", Flag, server_default=false()),
    required("zone"),
    required("topics", Json(tuple[str, ...])),
    required("state"),
    required("misses", Integer, server_default=text("0")),
    required("listed_as", server_default=""),
    UniqueConstraint("source", "uid", "recurrence"),
    Index("ix_listing_starts", "workspace", "starts_at"),
)

# A change of a listed event. What: new, title, time, place, link, cancelled, postponed, unlisted,
# back.
listing_change = table(
    "listing_change",
    reference("event", "event"),
    required("what"),
    required("before", server_default=""),
    required("after", server_default=""),
    required("at", Moment),
    Index("ix_listing_change_at", "workspace", "at"),
)

# Whether two listings are the same event, by their keys. States: waiting (nobody was asked yet),
# asked, over (nobody answered in time), same, different. `person`: who ruled, or NULL where it was
# learned from other rulings.
duplicate_ruling = table(
    "duplicate_ruling",
    required("one"),
    required("other"),
    required("state"),
    Column("person", Text),
    required("at", Moment),
    # what the two were called, and where they were to be
    required("one_title", server_default=""),
    required("one_place", server_default=""),
    required("other_title", server_default=""),
    required("other_place", server_default=""),
    Column("until", Moment),  # when the last evening begins that it is about
    Column("asked", Text),  # who was asked last
    UniqueConstraint("workspace", "one", "other"),
    Index("ix_duplicate_ruling_state", "workspace", "state", "until"),
)
