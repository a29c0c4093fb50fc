"""Keep who hosts the lunches of a channel, with people who are drawn by lot."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "lunch_host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("program", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program"],
            ["pairing_program.id"],
            name=op.f("fk_lunch_host_program_pairing_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lunch_host")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_lunch_host_program", "lunch_host", ["program"])
    op.create_index("ix_lunch_host_aged", "lunch_host", ["workspace", "until"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_lunch_host_aged", table_name="lunch_host")
    op.drop_index("ix_lunch_host_program", table_name="lunch_host")
    op.drop_table("lunch_host")
