"""Claim a live card for its edit, so that one process at a time edits it."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STALE = "rendered_version < version OR settles_at IS NOT NULL"
STALE_BEFORE = "rendered_version < version"


def upgrade() -> None:
    """Apply."""
    for column in _columns():
        op.add_column("live_card", column)
    _index_again(STALE)


def downgrade() -> None:
    """Take back."""
    _index_again(STALE_BEFORE)
    for column in reversed(_columns()):
        op.drop_column("live_card", column.name)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("owner", sa.Text()),
        sa.Column("fence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("claimed_at", types.Moment()),
        sa.Column("settles_at", types.Moment()),
    ]


def _index_again(stale: str) -> None:
    op.drop_index("ix_live_card_stale", table_name="live_card")
    op.create_index(
        "ix_live_card_stale",
        "live_card",
        ["workspace", "next_edit"],
        sqlite_where=sa.text(stale),
        postgresql_where=sa.text(stale),
    )
