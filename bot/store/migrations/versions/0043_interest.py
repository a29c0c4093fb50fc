"""Count who is interested in an event in a platform's own list of events."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table, usual in (("event", "maybe"), ("event_series", "maybe"), ("rsvp", "")):
        column = sa.Column("interest", sa.Text(), server_default=usual, nullable=False)
        op.add_column(table, column)


def downgrade() -> None:
    """Take back."""
    for table in ("rsvp", "event_series", "event"):
        op.drop_column(table, "interest")
