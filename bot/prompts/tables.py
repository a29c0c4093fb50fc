"""Lay out prompts.

Where they are posted, a workspace's own ones, what was posted, and who takes them up.
"""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, false

from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Moment

# A channel that gets a prompt now and then.
prompt_channel = table(
    "prompt_channel",
    required("channel"),
    required("channel_name", server_default=""),
    required("rule"),  # RFC 5545
    required("start", Day),
    required("time"),  # "10:00", in the zone
    required("zone"),  # IANA
    required("paused", Flag, server_default=false()),
    Column("skipped_until", Day),  # nothing is posted up to this local date, itself included
    required("chosen", server_default=""),  # the prompt that an organiser wants next
    UniqueConstraint("workspace", "channel"),
)

# A workspace's own prompt. States: suggested, approved, declined.
prompt = table(
    "prompt",
    required("theme"),
    required("season"),
    required("text"),
    required("hint", server_default=""),
    required("state"),
    required("person"),  # who wrote it
    Column("settled_by", Text),
    required("at", Moment),
    Index("ix_prompt_state", "workspace", "state"),
)

# Prompts, ours or the workspace's own, that are kept back.
hidden_prompt = table(
    "hidden_prompt",
    required("slug"),
    UniqueConstraint("workspace", "slug"),
)

# One prompt as it was posted, in the words it had; a cycle is one way through the deck.
posting = table(
    "posting",
    reference("prompt_channel", "prompt_channel"),
    required("local_date", Day),
    required("slug"),
    required("theme"),
    required("text"),
    required("hint"),
    required("cycle", Integer),
    required("chosen", Flag),  # an organiser picked it, whatever came before
    UniqueConstraint("prompt_channel", "local_date"),
)

# States: will_do, did.
prompt_answer = table(
    "prompt_answer",
    reference("posting", "posting"),
    required("person"),
    required("state"),
    required("at", Moment),
    UniqueConstraint("posting", "person"),
)
