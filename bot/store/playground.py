"""Tables of the playground as a chat platform: its people, conversations, messages and clock."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, text

from bot.store.columns import required, table
from bot.store.types import Flag, Json, Moment
from bot.ui.cards import Card

playground_colleague = table(
    "playground_colleague",
    required("person"),  # our id, with the workspace in front
    required("name"),
    required("zone"),  # IANA
    required("organiser", Flag),
    required("colour"),  # "#2a6f9e", behind the initials
    required("simulated", Flag),  # clicks by itself while nobody plays this colleague
    # what this colleague writes into the profile form
    required("profile", Json(dict[str, tuple[str, ...]])),
    required("habits", Json(dict[str, float])),  # how likely this colleague is to do what
    UniqueConstraint("workspace", "person"),
)

playground_channel = table(
    "playground_channel",
    required("channel"),  # our id
    required("kind"),  # channel, group, direct
    required("name"),
    required("topic", server_default=""),
    UniqueConstraint("workspace", "channel"),
)

playground_member = table(
    "playground_member",
    required("channel"),
    required("person"),
    required("read", Integer, server_default=text("0")),  # the last message seen
    UniqueConstraint("workspace", "channel", "person"),
    Index("ix_playground_member_person", "workspace", "person"),
)

playground_message = table(
    "playground_message",
    required("channel"),
    required("author", server_default=""),  # empty: Mingle
    Column("only_for", Text),  # a private answer, seen by this person alone
    Column("key", Text),  # Mingle's opaque key: the same key is never said twice
    Column("card", Json(Card)),
    required("text", server_default=""),  # what a person typed
    required("at", Moment),
    Column("edited", Moment),
    UniqueConstraint("workspace", "key"),
    Index("ix_playground_message_channel", "workspace", "channel", "id"),
    Index(
        "ix_playground_message_edited",
        "workspace",
        "edited",
        sqlite_where=text("edited IS NOT NULL"),
        postgresql_where=text("edited IS NOT NULL"),
    ),
)

playground_clock = table("playground_clock", required("at", Moment), UniqueConstraint("workspace"))
