"""The tables of events: events, RSVPs, hosts, and a log of changes."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# Kinds: happy_hour, lunch, gathering (made by hand), listed (found by a source). States: open,
# cancelled (not on then), over. `listed_as` is what a source says besides: postponed (which is
# cancelled until it has a new date), unlisted (nowhere any more), rescheduled, online, sold_out.
event = table(
    "event",
    required("uid"),  # iCalendar UID, the same through every change
    required("sequence", Integer, server_default=text("0")),  # iCalendar SEQUENCE
    required("kind"),
    required("channel", server_default=""),  # empty for listed events, which digests show
    required("channel_name", server_default=""),
    required("title"),
    required("description", server_default=""),
    required("place", server_default=""),
    required("address", server_default=""),
    required("meeting_point", server_default=""),
    required("link", server_default=""),
    required("starts_at", Moment),
    required("ends_at", Moment),
    required("all_day", Flag, server_default=false()),
    required("zone"),  # IANA, where it takes place
    Column("host", Text),
    Column("organiser", Text),
    Column("capacity", Integer),  # null: no limit
    required("state"),
    required("listed_as", server_default=""),
    required("town", server_default=""),
    required("reach", server_default=""),  # local, regional, international
    required("topics", Json(tuple[str, ...])),
    required("series", server_default=""),  # "happy_hour:3", "gathering:5"
    required("signup_lead", Integer, server_default=text("0")),  # minutes before it begins; 0: none
    required("guests_each", Integer, server_default=text("0")),  # whom each may bring along
    required("reminders", Json(tuple[int, ...]), server_default="[1440,60]"),  # minutes before
    required("interest", server_default="maybe"),  # what it counts as in the platform's own list
    Column("series_date", Day),  # the date of the series' rule that this evening is for
    required("created_at", Moment),
    required("changed_at", Moment),
    UniqueConstraint("workspace", "uid"),
    Index("ix_event_state", "workspace", "state", "starts_at"),
    Index("ix_event_series", "workspace", "series"),
    Index("ix_event_host", "workspace", "host"),
    Index("uq_event_series_date", "workspace", "series", "series_date", unique=True),
    Index("ix_event_aged", "workspace", "ends_at"),
)

# What repeats: each evening is an event of its own, made a few evenings ahead. States: open, ended.
event_series = table(
    "event_series",
    required("channel"),
    required("channel_name", server_default=""),
    required("title"),
    required("description", server_default=""),
    required("place", server_default=""),
    required("address", server_default=""),
    required("rule"),  # RFC 5545
    required("start", Day),  # the first date of the rule
    required("time"),  # "19:00", in the zone
    required("minutes", Integer),  # how long an evening lasts
    required("all_day", Flag, server_default=false()),
    required("zone"),  # IANA, where it takes place
    Column("capacity", Integer),
    required("signup_lead", Integer, server_default=text("0")),  # minutes before it begins; 0: none
    required("guests_each", Integer, server_default=text("0")),  # whom each may bring along
    required("reminders", Json(tuple[int, ...]), server_default="[1440,60]"),  # minutes before
    required("interest", server_default="maybe"),  # what it counts as in the platform's own list
    required("organiser"),
    required("state"),
    required("created_at", Moment),
    Column("ended_at", Moment),
    Index("ix_event_series_aged", "workspace", "ended_at"),
)

# Answers: going, if_one (if at least one more goes), maybe, cant, interested; taken_off by a host.
# Statuses: in, waiting (for a seat), pending (for one more), out.
rsvp = table(
    "rsvp",
    reference("event", "event"),
    required("person"),
    required("answer"),
    required("openly", Flag, server_default=false()),  # others may see the name
    required("status"),
    required("answered_at", Moment),
    Column("joined_at", Moment),  # since when they are in
    required("guests", Integer, server_default=text("0")),  # whom they bring along
    Column("placed_by", Text),  # who put them on or took them off, until they answer themselves
    required("interest", server_default=""),  # in the platform's own list: counts, beside, or none
    UniqueConstraint("event", "person"),
    Index("ix_rsvp_person", "workspace", "person"),
)

# People who host an event or were asked to. States: hosts, asked, declined, handed_on.
host_request = table(
    "host_request",
    reference("event", "event"),
    required("person"),
    required("state"),
    required("at", Moment),
    UniqueConstraint("event", "person"),
    Index("ix_host_request_person", "workspace", "person"),
)

# A log of what people did to an event: changed, cancelled, host.
event_change = table(
    "event_change",
    reference("event", "event"),
    required("person"),
    required("what"),
    required("words", server_default=""),
    required("at", Moment),
    Index("ix_event_change_aged", "workspace", "at"),
)
