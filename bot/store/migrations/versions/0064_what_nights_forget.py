"""Find by indexes what a night has to forget of messages, and who met whom before."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_UNFORGOTTEN = sa.text(
    'subject IS NULL OR card IS NOT NULL OR "after" IS NOT NULL'
    " OR (kind IN ('whisper', 'introduce') AND substr(key, 1, 5) <> 'past:')"
)


_WITH_WHOM = "ix_group_member_workspace_person"


def upgrade() -> None:
    """Apply."""
    op.drop_index(_WITH_WHOM, table_name="group_member")
    op.create_index(_WITH_WHOM, "group_member", ["workspace", "person", "group"])
    op.create_index(
        "ix_outbox_message_unforgotten",
        "outbox_message",
        ["workspace", sa.text("coalesce(sent_at, due)")],
        sqlite_where=_UNFORGOTTEN,
        postgresql_where=_UNFORGOTTEN,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_message_unforgotten", table_name="outbox_message")
    op.drop_index(_WITH_WHOM, table_name="group_member")
    op.create_index(_WITH_WHOM, "group_member", ["workspace", "person"])
