"""Keep who of several recipients asked for a message, so that it fills the others' week alone."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "outbox_message",
        sa.Column("asked_by", types.Json(), server_default="[]", nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("outbox_message", "asked_by")
