"""Keep the purpose of a message where its priority was.

What waits, and what was sent in the last days, gets the purpose of its reason.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ADDED, _COLLEAGUE, _JOINED, _NEWS, _ORGANISING = range(5)
_DROPPABLE, _NORMAL, _ESSENTIAL = range(3)

_PURPOSES = {
    _COLLEAGUE: ("table.asked",),
    _JOINED: (
        "lunch.introduction", "lunch.notice", "lunch.checkin", "lunch.silent", "lunch.report",
        "poll.posted", "event.announced", "table.opened",
    ),
    _NEWS: (
        "lunch.changed", "lunch.alone", "lunch.trial", "lunch.picture", "event.standing",
        "event.changed", "event.reminder", "event.host", "table.called", "table.alone",
        "table.host", "table.merger", "table.usual", "poll.reminder", "prompt.settled",
        "upload.read", "source.looked", "source.rests", "opening.asked", "opening.told", "census",
    ),
    _ORGANISING: ("held.ask", "poll.proposed", "prompt.suggested", "lunch.missed"),
}  # fmt: skip
_PRIORITIES = {
    _DROPPABLE: ("lunch.nudge", "event.learned", "table.learned", "venue.thumb", "source.twin"),
    _ESSENTIAL: (
        "lunch.introduction", "lunch.alone", "lunch.silent", "lunch.changed", "event.together",
        "digest.weekly", "poll.posted", "prompt.weekly", "held.ask",
    ),
}  # fmt: skip

_message = sa.table(
    "outbox_message",
    sa.column("after", sa.Text),
    sa.column("reason", sa.Text),
    sa.column("purpose", sa.Integer),
    sa.column("priority", sa.Integer),
)


def upgrade() -> None:
    """Apply."""
    op.alter_column("outbox_message", "priority", new_column_name="purpose")
    _set(_message.c.purpose, _PURPOSES, _ADDED)


def downgrade() -> None:
    """Take back."""
    op.alter_column("outbox_message", "purpose", new_column_name="priority")
    _set(_message.c.priority, _PRIORITIES, _NORMAL)

    # Below an introduction, the news that somebody can't make it could wait.
    follows = sa.update(_message).where(_message.c.after.is_not(None))
    below = follows.where(_message.c.reason == "lunch.changed")
    op.execute(below.values(priority=_NORMAL))


def _set(column: sa.ColumnClause[int], reasons: dict[int, tuple[str, ...]], otherwise: int) -> None:
    op.execute(sa.update(_message).values({column: otherwise}))
    for value, names in reasons.items():
        chosen = sa.update(_message).where(_message.c.reason.in_(names))
        op.execute(chosen.values({column: value}))
