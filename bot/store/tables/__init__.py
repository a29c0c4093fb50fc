"""Name every table, a module for each thing Mingle does."""

from bot.store.tables.associations import association, association_member, chapter, opening, opening_interest
from bot.store.tables.attention import muted
from bot.store.tables.base import metadata
from bot.store.tables.core import effect, inbound, living, note, occurrence, received
from bot.store.tables.digests import (
    company,
    digest,
    digest_issue,
    digest_line,
)
from bot.store.tables.events import calendar_feed, event, event_change, hosting, rsvp
from bot.store.tables.learning import learning, learning_post, learning_told
from bot.store.tables.lunch import circle, group_member, lunch_group, lunch_round, membership, skip
from bot.store.tables.people import avoidance, channel_member, person
from bot.store.tables.playground import (
    playground_channel,
    playground_clock,
    playground_colleague,
    playground_member,
    playground_message,
)
from bot.store.tables.polls import happy_hour, poll, poll_change, poll_option, vote
from bot.store.tables.prompts import hidden_prompt, posting, prompt, prompt_answer, prompt_channel
from bot.store.tables.sources import change, listing, ruling, source, upload
from bot.store.tables.tables import merger, open_table, seat, usual
from bot.store.tables.venues import outing, venue, venue_thumb

__all__ = [
    "association",
    "association_member",
    "avoidance",
    "calendar_feed",
    "change",
    "channel_member",
    "chapter",
    "circle",
    "company",
    "digest",
    "digest_issue",
    "digest_line",
    "effect",
    "event",
    "event_change",
    "group_member",
    "happy_hour",
    "hidden_prompt",
    "hosting",
    "inbound",
    "learning",
    "learning_post",
    "learning_told",
    "listing",
    "living",
    "lunch_group",
    "lunch_round",
    "membership",
    "merger",
    "metadata",
    "muted",
    "note",
    "occurrence",
    "open_table",
    "opening",
    "opening_interest",
    "outing",
    "person",
    "playground_channel",
    "playground_clock",
    "playground_colleague",
    "playground_member",
    "playground_message",
    "poll",
    "poll_change",
    "poll_option",
    "posting",
    "prompt",
    "prompt_answer",
    "prompt_channel",
    "received",
    "rsvp",
    "ruling",
    "seat",
    "skip",
    "source",
    "upload",
    "usual",
    "venue",
    "venue_thumb",
    "vote",
]
