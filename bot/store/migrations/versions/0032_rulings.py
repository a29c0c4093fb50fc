"""Remember what a ruling was about, so that it can be learned from, and what waits for one."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_WORDS = ("one_title", "one_place", "other_title", "other_place")
_INDEX = "ix_duplicate_ruling_state"


def upgrade() -> None:
    """Apply."""
    for name in _WORDS:
        column = sa.Column(name, sa.Text(), server_default="", nullable=False)
        op.add_column("duplicate_ruling", column)
    op.add_column("duplicate_ruling", sa.Column("until", types.Moment(), nullable=True))
    op.add_column("duplicate_ruling", sa.Column("asked", sa.Text(), nullable=True))
    op.create_index(_INDEX, "duplicate_ruling", ["workspace", "state", "until"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(_INDEX, table_name="duplicate_ruling")
    for name in (*_WORDS, "until", "asked"):
        op.drop_column("duplicate_ruling", name)
