"""Keep until when a platform lets somebody write nothing."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("person", sa.Column("silent_until", types.Moment(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("person", "silent_until")
