"""The core's own tables: occurrences, the outbox, live cards, receipts and processed
interactions."""

from sqlalchemy import (
    REAL,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
    text,
)

from bot.core.platform import MessageRef
from bot.core.subjects import Subject
from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment, Parsed
from bot.ui.cards import Card

# A partial index serves a question only where the state stands in it literally: a parameter could
# be anything.
READY: ColumnElement[str] = literal_column("'ready'")
WAITING: ColumnElement[str] = literal_column("'waiting'")
ASIDE: ColumnElement[str] = literal_column("'aside'")

SUBJECT = Parsed(Subject.parse)  # the type of columns that name a subject
# The same where one row that a version cannot read must not keep the others from being read.
ROW_SUBJECT = Parsed(Subject.parse, lenient=True)

# Something due at a moment: one local date of a cadence, or a single reminder.
# jobs/engine/occurrences.py does it once.
occurrence = table(
    "occurrence",
    required("kind"),
    required("subject", ROW_SUBJECT),  # what it is about, e.g. "program:12"
    Column("local_date", Day),  # set for cadences: the date that makes it one of a kind
    required("due", Moment),
    required("state"),  # waiting, done, skipped, aside
    # How often it was begun, and how often the process died meanwhile; jobs/engine/attempts.py.
    required("tries", Integer, server_default=text("0")),
    required("crashes", Integer, server_default=text("0")),
    Column("lease_until", Moment),  # set while a process is at it
    required("passed_over", Flag, server_default=false()),  # an organiser let it go
    Column("done_at", Moment),
    Column("error", Text),
    UniqueConstraint("workspace", "kind", "subject", "local_date"),
    Index(
        "ix_occurrence_due",
        "due",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_occurrence_aside",
        "workspace",
        sqlite_where=text("state = 'aside'"),
        postgresql_where=text("state = 'aside'"),
    ),
)
_DONE_OR_DUE = func.coalesce(occurrence.c.done_at, occurrence.c.due)
Index("ix_occurrence_aged", occurrence.c.workspace, _DONE_OR_DUE)

# What may have arrived though nobody knows where: its answer was lost, whatever was decided since.
OUT_OF_SIGHT = (
    "message_ref IS NULL AND first_try IS NOT NULL AND state IN ('unknown', 'held', 'cancelled')"
)
WENT_OUT_OF_SIGHT = text(OUT_OF_SIGHT)

PAST = "past:"  # in front of the key of a message that names nobody any more

# What a night may have to forget of a message once it is old, whatever its age.
UNFORGOTTEN = (
    'subject IS NULL OR card IS NOT NULL OR "after" IS NOT NULL'
    f" OR (kind IN ('whisper', 'introduce') AND substr(key, 1, {len(PAST)}) <> '{PAST}')"
)

# A message to send. States: ready, sending, unknown, sent, held, aside, cancelled, expired, failed.
outbox_message = table(
    "outbox_message",
    required("key"),  # unique in the workspace, in our words: "round:12:intro:3"
    required("token"),  # the opaque key that platforms see
    required("kind"),  # post, whisper, introduce, announce
    # A channel, a person, or the people to introduce.
    required("recipients", Json(tuple[str, ...], lenient=True)),
    Column("card", Json(Card, lenient=True)),  # what to say, unless a subject draws it
    Column("subject", ROW_SUBJECT),  # the live card it shows, e.g. "table:12"
    required("reason"),  # why it is said; `/mingle why` explains it
    required("solicited", Flag),  # all of them asked for it: no budget, no quiet hours
    # Recipients who asked for it where others did not: it takes no place of their week.
    required("asked_by", Json(tuple[str, ...], lenient=True), server_default="[]"),
    required("purpose", Integer),  # bot.core.reasons.Purpose, of its reason
    Column("hours_of", Text),  # the channel whose hours hold for people who set none
    Column("after", Text),  # the key of the message in whose conversation this one is said
    required("due", Moment),
    Column("expires", Moment),
    required("state"),
    required("tries", Integer, server_default=text("0")),  # counted when it is claimed
    required("crashes", Integer, server_default=text("0")),  # attempts since one last ended
    required("fence", Integer, server_default=text("0")),
    Column("owner", Text),
    Column("lease_until", Moment),
    Column("first_try", Moment),
    Column("last_try", Moment),
    Column("sent_at", Moment),
    Column("message_ref", Json(MessageRef, lenient=True)),
    # The sequence of the calendar entry that an announcement carries.
    Column("announced_sequence", Integer),
    # The row whose key and recipients carry this one; its own number where it is sent alone.
    reference("merged_into", "outbox_message", nullable=True),
    Column("error", Text),
    UniqueConstraint("workspace", "key"),
    Index(
        "ix_outbox_message_due",
        "due",
        sqlite_where=text("state = 'ready'"),
        postgresql_where=text("state = 'ready'"),
    ),
    Index(
        "ix_outbox_message_ready",
        "workspace",
        "due",
        sqlite_where=text("state = 'ready'"),
        postgresql_where=text("state = 'ready'"),
    ),
    Index(
        "ix_outbox_message_open",
        "lease_until",
        sqlite_where=text("state in ('sending', 'unknown')"),
        postgresql_where=text("state in ('sending', 'unknown')"),
    ),
    Index(
        "ix_outbox_message_held",
        "workspace",
        sqlite_where=text("state in ('held', 'aside')"),
        postgresql_where=text("state in ('held', 'aside')"),
    ),
    Index("ix_outbox_message_subject", "workspace", "subject"),
    Index(
        "ix_outbox_message_out_of_sight",
        "workspace",
        sqlite_where=text(OUT_OF_SIGHT),
        postgresql_where=text(OUT_OF_SIGHT),
    ),
)
SENT_OR_DUE = func.coalesce(outbox_message.c.sent_at, outbox_message.c.due)
Index("ix_outbox_message_aged", outbox_message.c.workspace, SENT_OR_DUE)
Index(
    "ix_outbox_message_unforgotten",
    outbox_message.c.workspace,
    SENT_OR_DUE,
    sqlite_where=text(UNFORGOTTEN),
    postgresql_where=text(UNFORGOTTEN),
)

# What makes a live card worth an edit; the same words stand in its index and in every question.
STALE = "rendered_version < version OR settles_at IS NOT NULL"

# A live card: how often it changed, the version that its messages show, and who edits it.
live_card = table(
    "live_card",
    required("subject", ROW_SUBJECT),
    required("version", Integer),
    required("rendered_version", Integer),
    Column("next_edit", Moment),
    required("tries", Integer, server_default=text("0")),  # edits begun since the last that worked
    required("crashes", Integer, server_default=text("0")),
    Column("lease_until", Moment),
    Column("owner", Text),  # the process that edits it now
    required("fence", Integer, server_default=text("0")),
    Column("claimed_at", Moment),
    # An edit whose answer was lost may land until then, over a newer one: so one more follows.
    Column("settles_at", Moment),
    Column("error", Text),
    Column("aside_version", Integer),  # the version that could not be shown; a newer one is tried
    UniqueConstraint("workspace", "subject"),
    Index(
        "ix_live_card_stale",
        "workspace",
        "next_edit",
        sqlite_where=text(STALE),
        postgresql_where=text(STALE),
    ),
)

# What reached whom: the attention budget counts it, `/mingle why` reads it.
message_receipt = table(
    "message_receipt",
    required("person"),  # a person's id, or a channel's
    reference("outbox_message", "outbox_message"),
    required("reason"),
    required("solicited", Flag),
    required("at", Moment),
    Index("ix_message_receipt_person_at", "workspace", "person", "at"),
    Index("ix_message_receipt_aged", "workspace", "at"),
)

# What only one process may have, such as the connection to Discord's gateway.
ownership = table(
    "ownership",
    required("name"),
    required("owner"),  # the process
    required("lease_until", Moment),
    UniqueConstraint("workspace", "name"),
)

# An app that somebody added to a workspace by a click, with its encrypted tokens.
# bot/core/installations.py
installation = table(
    "installation",
    required("app"),  # its id for logins
    required("enterprise"),  # the organisation, where there is one
    required("org_wide", Flag),  # in all of its workspaces
    required("name"),  # of the workspace, or the organisation
    required("bot"),
    required("bot_user"),
    required("token"),
    Column("refresh_token", Text),
    Column("expires_at", Moment),  # set where tokens rotate
    Column("renewing_until", Moment),  # set while a process renews them
    required("installed_at", Moment),
    UniqueConstraint("workspace"),
)

# Somebody is on the way to add an app: a secret that comes back with them, once.
install_visit = table(
    "install_visit",
    required("digest"),
    required("until", Moment),
    UniqueConstraint("workspace", "digest"),
)

# Interactions already handled: one delivered again is dropped.
processed_interaction = table(
    "processed_interaction",
    required("interaction"),
    required("at", Moment),
    UniqueConstraint("workspace", "interaction"),
    Index("ix_processed_interaction_aged", "workspace", "at"),
)

# A page that a platform keeps open for somebody; bot/core/home_tabs.py has it drawn again.
home_tab = table(
    "home_tab",
    required("person"),
    required("open_until", Moment),  # after it nobody has opened it for long
    required("rests_until", Moment),  # until then it is not drawn again
    Column("due", Moment),  # when it is drawn again; empty where nothing is known to change
    required("shown"),  # a digest of what it shows
    UniqueConstraint("workspace", "person"),
    Index("ix_home_tab_due", "due"),
)

# Small settings of one person or channel, saved forms, and running totals.
setting = table(
    "setting",
    required("about"),
    required("name"),
    Column("text", Text),
    Column("number", Float().with_variant(REAL(), "sqlite")),
    UniqueConstraint("workspace", "about", "name"),
)

# What organisers did: written with each of their interactions that changed something.
audit_entry = table(
    "audit_entry",
    required("person"),
    required("at", Moment),
    required("interaction"),  # command, button or form
    required("action"),
    required("about"),  # the value of a button or form, such as the number of a row
    required("reason", server_default=""),  # the word of the list that they chose from, if any
    Column("channel", Text),
    required("channel_name"),
    Index("ix_audit_entry_workspace_at", "workspace", "at"),
)
