"""Keep since when somebody is gone."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("person", sa.Column("left_at", types.Moment(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("person", "left_at")
