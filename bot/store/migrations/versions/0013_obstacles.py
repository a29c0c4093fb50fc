"""Store with each lunch group what stood in the way of its introduction."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    column = sa.Column("obstacles", sa.Text, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("pairing_group", column)


def downgrade() -> None:
    """Take back."""
    op.drop_column("pairing_group", "obstacles")
