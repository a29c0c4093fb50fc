"""Tables of happy hours: monthly series, polls, secret votes, and the changes of organisers."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.happy_hour.settings import PollSettings
from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# A monthly series of a channel.
happy_hour = table(
    "happy_hour",
    required("channel"),
    required("channel_name", server_default=""),
    required("title"),
    required("organiser"),
    required("zone"),  # IANA
    required("start", Day),
    required("settings", Json(PollSettings)),
    required("active", Flag),
    UniqueConstraint("workspace", "channel"),
)

# States: draft (a preview that nobody else has seen), open, closed, cancelled.
poll = table(
    "poll",
    reference("happy_hour", "happy_hour", nullable=True),
    required("channel"),
    required("channel_name", server_default=""),
    required("title"),
    required("zone"),
    required("organiser"),
    required("state"),
    required("settings", Json(PollSettings)),
    required("closes_at", Moment),
    required("lunch_at", Moment),
    reference("lunch_venue", "venue", nullable=True),
    required("turn", Integer, server_default=text("0")),  # how often its close was moved
    required("made_at", Moment),
    Column("closed_at", Moment),
    Index("ix_poll_state", "workspace", "state"),
)

# An option of a poll: a date or a venue. States: offered, proposed, declined.
poll_option = table(
    "poll_option",
    reference("poll", "poll"),
    required("position", Integer),  # its position on the card
    Column("starts_at", Moment),
    reference("venue", "venue", nullable=True),
    required("reasons", Json(tuple[str, ...]), server_default="[]"),
    required("state"),
    required("proposed_by", server_default=""),
    Column("works", Integer),  # the tally, once the poll has closed
    Column("needs", Integer),
    required("won", Flag, server_default=false()),
    UniqueConstraint("poll", "starts_at"),
    UniqueConstraint("poll", "venue"),
)

# A secret answer of one person to one option. Answers: works, need (if need be).
vote = table(
    "vote",
    reference("poll", "poll"),
    reference("option", "poll_option"),
    required("person"),
    required("answer"),
    required("at", Moment),
    UniqueConstraint("option", "person"),
    Index("ix_vote_person", "workspace", "person"),
    Index("ix_vote_aged", "workspace", "at"),
)

# A change of a poll by an organiser: posted, extended, closed, cancelled, reopened, shown,
# approved, declined.
poll_change = table(
    "poll_change",
    reference("poll", "poll"),
    required("person"),
    required("what"),
    required("words", server_default=""),
    required("at", Moment),
    Index("ix_poll_change_aged", "workspace", "at"),
)
