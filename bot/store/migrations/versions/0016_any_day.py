"""Let digests come on any weekday and at any time, and messages keep to the hours of a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "digest", sa.Column("weekday", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("digest", sa.Column("time", sa.Text(), server_default="09:00", nullable=False))
    op.add_column("outbox_message", sa.Column("hours_of", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("outbox_message", "hours_of")
    op.drop_column("digest", "time")
    op.drop_column("digest", "weekday")
