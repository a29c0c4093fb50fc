"""Let groups agree on a time: moments, whom they suit, and what was agreed on.

What open groups were proposed becomes their first moment.
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "group_moment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("instead_of", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group"],
            ["pairing_group.id"],
            name=op.f("fk_group_moment_group_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_moment")),
        sa.UniqueConstraint("group", "starts_at", name=op.f("uq_group_moment_group_starts_at")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_group_moment_group"), "group_moment", ["group"])
    op.create_table(
        "moment_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("moment", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moment"],
            ["group_moment.id"],
            name=op.f("fk_moment_answer_moment_group_moment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moment_answer")),
        sa.UniqueConstraint("moment", "person", name=op.f("uq_moment_answer_moment_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_moment_answer_moment"), "moment_answer", ["moment"])
    op.create_table(
        "group_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("cancelled", types.Flag(), nullable=False, server_default=sa.false()),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"],
            ["pairing_group.id"],
            name=op.f("fk_group_agreement_group_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_agreement")),
        sa.UniqueConstraint("group", "number", name=op.f("uq_group_agreement_group_number")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_group_agreement_group"), "group_agreement", ["group"])
    op.execute(
        'INSERT INTO group_moment (workspace, "group", starts_at) '
        "SELECT workspace, id, meet_at FROM pairing_group WHERE state = 'open' AND NOT unscheduled"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("group_agreement")
    op.drop_table("moment_answer")
    op.drop_table("group_moment")
