"""Keep who would rather be three."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("person", _wish())


def downgrade() -> None:
    """Take back."""
    op.drop_column("person", "rather_three")


def _wish() -> sa.Column[bool]:
    return sa.Column("rather_three", types.Flag(), nullable=False, server_default=sa.false())
