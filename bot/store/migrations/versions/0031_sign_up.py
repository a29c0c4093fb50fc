"""Lists with guests, sign-up until a while before, and reminders at times of a host's choice."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_ZERO = sa.text("0")


def upgrade() -> None:
    """Apply."""
    op.add_column("rsvp", sa.Column("guests", sa.Integer(), server_default=_ZERO, nullable=False))
    op.add_column("rsvp", sa.Column("placed_by", sa.Text(), nullable=True))
    for table in ("event", "event_series"):
        for name in ("signup_lead", "guests_each"):
            number = sa.Column(name, sa.Integer(), server_default=_ZERO, nullable=False)
            op.add_column(table, number)
        minutes = types.Json(tuple[int, ...])
        op.add_column(
            table,
            sa.Column("reminders", minutes, server_default="[1440,60]", nullable=False),
        )


def downgrade() -> None:
    """Take back."""
    for table in ("event_series", "event"):
        for name in ("reminders", "guests_each", "signup_lead"):
            op.drop_column(table, name)
    op.drop_column("rsvp", "placed_by")
    op.drop_column("rsvp", "guests")
