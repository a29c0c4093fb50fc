"""Keep digests, and who was brought together for an evening."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("topics", types.Json(), nullable=False),
        sa.Column("towns", types.Json(), nullable=False),
        sa.Column("reaches", types.Json(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("paused", types.Flag(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_digest_workspace_channel")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_company_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("event", "person", name=op.f("uq_company_event_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_company_event"), "company", ["event"], unique=False)
    op.create_index("ix_company_person", "company", ["workspace", "person"], unique=False)
    op.create_table(
        "digest_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["digest.id"],
            name=op.f("fk_digest_issue_digest_digest"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issue")),
        sa.UniqueConstraint("digest", "local_date", name=op.f("uq_digest_issue_digest_local_date")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_digest_issue_digest"), "digest_issue", ["digest"], unique=False)
    op.create_table(
        "digest_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("fresh", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_digest_line_event_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["issue"],
            ["digest_issue.id"],
            name=op.f("fk_digest_line_issue_digest_issue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_line")),
        sa.UniqueConstraint("issue", "event", name=op.f("uq_digest_line_issue_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_digest_line_event"), "digest_line", ["event"], unique=False)
    op.create_index(op.f("ix_digest_line_issue"), "digest_line", ["issue"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_digest_line_issue"), table_name="digest_line")
    op.drop_index(op.f("ix_digest_line_event"), table_name="digest_line")
    op.drop_table("digest_line")
    op.drop_index(op.f("ix_digest_issue_digest"), table_name="digest_issue")
    op.drop_table("digest_issue")
    op.drop_index("ix_company_person", table_name="company")
    op.drop_index(op.f("ix_company_event"), table_name="company")
    op.drop_table("company")
    op.drop_table("digest")
