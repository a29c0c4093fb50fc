"""Keep when a group was made after its draw, and who takes part in one round only."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("pairing_group", sa.Column("made_at", types.Moment()))
    once: sa.Column[bool] = sa.Column(
        "once", types.Flag(), nullable=False, server_default=sa.false()
    )
    op.add_column("membership", once)


def downgrade() -> None:
    """Take back."""
    op.drop_column("membership", "once")
    op.drop_column("pairing_group", "made_at")


def _once() -> sa.Column[bool]:
    return sa.Column("once", types.Flag(), nullable=False, server_default=sa.false())
