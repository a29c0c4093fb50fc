"""The tables of conduct: whom to tell, what they were told, and texts that are hidden."""

from sqlalchemy import Column, Index, UniqueConstraint

from bot.core.tables import SUBJECT
from bot.store.columns import required, table
from bot.store.types import Json, Moment

# Whom colleagues can tell when something is wrong.
trusted_person = table(
    "trusted_person",
    required("person"),
    required("named_by"),  # an organiser
    required("at", Moment),
    UniqueConstraint("workspace", "person"),
)

# Secret: what somebody told a trusted person. Only these two may read it.
told_concern = table(
    "told_concern",
    required("person"),
    required("recipient"),
    required("about", SUBJECT),
    required("words"),
    required("people", Json(tuple[str, ...])),  # who else was on the card
    required("quoted", Json(tuple[str, ...])),  # the texts on the card, as they were then
    required("at", Moment),
    Column("read_at", Moment),
    Index("ix_told_concern_person", "workspace", "person", "at"),
    Index("ix_told_concern_aged", "workspace", "at"),
)

# A text that an organiser took off its cards, with what its columns held.
hidden_text = table(
    "hidden_text",
    required("about", SUBJECT),
    required("author"),
    required("words"),
    required("original", Json(dict[str, str])),  # what its columns held
    required("reason"),  # one of `bot/conduct/rules.py:REASONS`
    required("hidden_by"),
    required("at", Moment),
    Column("shown_at", Moment),  # since when it is shown again
    UniqueConstraint("workspace", "about"),
)

# Secret: who asked organisers to hide a text. States: asked, left (as it is).
hide_request = table(
    "hide_request",
    required("about", SUBJECT),
    required("person"),
    required("reason"),
    required("state"),
    required("at", Moment),
    UniqueConstraint("workspace", "about", "person"),
)
