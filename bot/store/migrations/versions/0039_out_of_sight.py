"""Find messages that may have arrived out of sight by an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WHERE = sa.text(
    "message_ref IS NULL AND first_try IS NOT NULL AND state IN ('unknown', 'held', 'cancelled')"
)


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_outbox_message_out_of_sight",
        "outbox_message",
        ["workspace"],
        sqlite_where=WHERE,
        postgresql_where=WHERE,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_message_out_of_sight", "outbox_message")
