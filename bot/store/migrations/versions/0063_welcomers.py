"""Keep who offered to welcome the next newcomer, and what newcomers were told of."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "welcomer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("greeted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["greeted"],
            ["pairing_group.id"],
            name=op.f("fk_welcomer_greeted_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomer")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_welcomer_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_welcomer_greeted", "welcomer", ["greeted"])
    op.add_column("newcomer", sa.Column("event", sa.Integer(), nullable=True))
    op.add_column("newcomer", sa.Column("expert", sa.Text(), server_default="", nullable=False))
    op.add_column("newcomer", sa.Column("thanked_at", types.Moment(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for name in ("thanked_at", "expert", "event"):
        op.drop_column("newcomer", name)
    op.drop_index("ix_welcomer_greeted", table_name="welcomer")
    op.drop_table("welcomer")
