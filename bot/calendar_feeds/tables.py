"""Tables of calendar feeds: who may read which calendar over the web."""

from sqlalchemy import Column, UniqueConstraint

from bot.store.columns import required, table
from bot.store.types import Moment

# An address under which a calendar can be read: of a person, or of a channel. Only the digest of
# its token is kept. One that was not read for half a year rests.
calendar_feed = table(
    "calendar_feed",
    required("owner"),
    required("channel_name", server_default=""),
    required("digest"),
    required("made_by"),
    required("made_at", Moment),
    Column("read_at", Moment),
    UniqueConstraint("workspace", "owner"),
    UniqueConstraint("digest"),
)
