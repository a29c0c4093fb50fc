"""Keep swaps of lunches with other companies."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("own_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("own_keys", sa.Text(), nullable=False),
        sa.Column("their_keys", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed", sa.Text(), server_default="", nullable=False),
        sa.Column("next_at", types.Moment(), nullable=True),
        sa.Column("contact_at", types.Moment(), nullable=True),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
        sa.UniqueConstraint("workspace", "code", name=op.f("uq_swap_workspace_code")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_swap_code", "swap", ["code"], unique=False)
    op.create_table(
        "swap_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("swap", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["swap"], ["swap.id"], name=op.f("fk_swap_member_swap_swap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_member")),
        sa.UniqueConstraint(
            "workspace", "swap", "person", name=op.f("uq_swap_member_workspace_swap_person")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_swap_member_swap"), "swap_member", ["swap"], unique=False)
    op.create_table(
        "swap_lunch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("swap", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("own_ref", sa.Text(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("other_field", sa.Text(), nullable=False),
        sa.Column("other_topic", sa.Text(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("confirmed", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("told_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["swap"], ["swap.id"], name=op.f("fk_swap_lunch_swap_swap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_lunch")),
        sa.UniqueConstraint("swap", "code", name=op.f("uq_swap_lunch_swap_code")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_swap_lunch_person", "swap_lunch", ["workspace", "person"], unique=False)
    op.create_index(op.f("ix_swap_lunch_swap"), "swap_lunch", ["swap"], unique=False)
    op.create_table(
        "swap_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("swap", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["swap"], ["swap.id"], name=op.f("fk_swap_log_swap_swap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_log")),
        sa.UniqueConstraint("swap", "number", "kind", name=op.f("uq_swap_log_swap_number_kind")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_swap_log_swap"), "swap_log", ["swap"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("swap_log")
    op.drop_table("swap_lunch")
    op.drop_table("swap_member")
    op.drop_table("swap")
