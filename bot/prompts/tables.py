"""The tables of prompts: channels, the workspace's own prompts, postings and answers."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, false

from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Moment

# A channel that gets prompts, and when.
prompt_channel = table(
    "prompt_channel",
    required("channel"),
    required("channel_name", server_default=""),
    required("recurrence"),  # RFC 5545
    required("start", Day),
    required("time"),  # "10:00", in the zone
    required("zone"),  # IANA
    required("paused", Flag, server_default=false()),
    Column("skipped_until", Day),  # nothing is posted up to and including this local date
    required("chosen", server_default=""),  # the prompt that an organiser wants next
    UniqueConstraint("workspace", "channel"),
)

# A workspace's own prompt. States: suggested, approved, declined, hidden.
prompt = table(
    "prompt",
    required("theme"),
    required("season"),
    required("text"),
    required("hint", server_default=""),
    required("state"),
    required("person"),  # its author
    Column("settled_by", Text),
    required("at", Moment),
    Index("ix_prompt_state", "workspace", "state"),
)

# Prompts, of the deck or the workspace's own, that are never posted.
hidden_prompt = table(
    "hidden_prompt",
    required("slug"),
    UniqueConstraint("workspace", "slug"),
)

# One prompt as it was posted, with its text at that time. A cycle is one pass through the deck.
posting = table(
    "posting",
    reference("prompt_channel", "prompt_channel"),
    required("local_date", Day),
    required("slug"),
    required("theme"),
    required("text"),
    required("hint"),
    required("cycle", Integer),
    required("chosen", Flag),  # an organiser chose it, so it may repeat within a cycle
    UniqueConstraint("prompt_channel", "local_date"),
    Index("ix_posting_aged", "workspace", "local_date"),
)

# A person's answer to a posting. States: will_do, did.
prompt_answer = table(
    "prompt_answer",
    reference("posting", "posting"),
    required("person"),
    required("state"),
    required("at", Moment),
    UniqueConstraint("posting", "person"),
    Index("ix_prompt_answer_aged", "workspace", "at"),
)
