"""Tables of polls that anybody asks: the question, its choices, and the secret votes."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.polls.rules import QuestionSettings
from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# States: planned (opens later), open, closed, cancelled.
question = table(
    "question",
    required("channel"),
    required("channel_name", server_default=""),
    required("author"),
    required("words"),
    required("zone"),  # IANA
    required("state"),
    required("settings", Json(QuestionSettings)),
    required("opens_at", Moment),
    required("closes_at", Moment),
    required("turn", Integer, server_default=text("0")),  # how often its times were changed
    required("follows", Integer, server_default=text("0")),  # the poll before, if it repeats
    required("made_at", Moment),
    Column("closed_at", Moment),
    Index("ix_question_state", "workspace", "state"),
)

question_choice = table(
    "question_choice",
    reference("question", "question"),
    required("position", Integer),
    required("words"),
    Column("votes", Integer),  # once the poll has closed
    required("won", Flag, server_default=false()),
    UniqueConstraint("question", "position"),
)

# A secret answer, or an open one where the poll says so.
question_vote = table(
    "question_vote",
    reference("poll", "question"),
    reference("option", "question_choice"),
    required("person"),
    required("answer"),
    required("at", Moment),
    UniqueConstraint("option", "person"),
    Index("ix_question_vote_person", "workspace", "person"),
)
