"""Keep digests, associations and their openings."""

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
        "association",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("chapter", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_association_source_source"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
        sa.UniqueConstraint("workspace", "name", "chapter", name=op.f("uq_association_workspace_name_chapter")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_association_source"), "association", ["source"], unique=False)
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_company_event_event"), ondelete="CASCADE"),
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
            ["digest"], ["digest.id"], name=op.f("fk_digest_issue_digest_digest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issue")),
        sa.UniqueConstraint("digest", "local_date", name=op.f("uq_digest_issue_digest_local_date")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_digest_issue_digest"), "digest_issue", ["digest"], unique=False)
    op.create_table(
        "association_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"],
            ["association.id"],
            name=op.f("fk_association_member_association_association"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_member")),
        sa.UniqueConstraint("association", "person", name=op.f("uq_association_member_association_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_association_member_association"), "association_member", ["association"], unique=False)
    op.create_index("ix_association_member_person", "association_member", ["workspace", "person"], unique=False)
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
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_digest_line_event_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["issue"], ["digest_issue.id"], name=op.f("fk_digest_line_issue_digest_issue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_line")),
        sa.UniqueConstraint("issue", "event", name=op.f("uq_digest_line_issue_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_digest_line_event"), "digest_line", ["event"], unique=False)
    op.create_index(op.f("ix_digest_line_issue"), "digest_line", ["issue"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("closes_on", types.Day(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"], ["association.id"], name=op.f("fk_opening_association_association"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_association"), "opening", ["association"], unique=False)
    op.create_index("ix_opening_closes", "opening", ["workspace", "closes_on"], unique=False)
    op.create_table(
        "opening_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening"], ["opening.id"], name=op.f("fk_opening_interest_opening_opening"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_interest")),
        sa.UniqueConstraint("opening", "person", name=op.f("uq_opening_interest_opening_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_interest_opening"), "opening_interest", ["opening"], unique=False)
    op.create_index("ix_opening_interest_person", "opening_interest", ["workspace", "person"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_opening_interest_person", table_name="opening_interest")
    op.drop_index(op.f("ix_opening_interest_opening"), table_name="opening_interest")
    op.drop_table("opening_interest")
    op.drop_index("ix_opening_closes", table_name="opening")
    op.drop_index(op.f("ix_opening_association"), table_name="opening")
    op.drop_table("opening")
    op.drop_index(op.f("ix_digest_line_issue"), table_name="digest_line")
    op.drop_index(op.f("ix_digest_line_event"), table_name="digest_line")
    op.drop_table("digest_line")
    op.drop_index("ix_association_member_person", table_name="association_member")
    op.drop_index(op.f("ix_association_member_association"), table_name="association_member")
    op.drop_table("association_member")
    op.drop_index(op.f("ix_digest_issue_digest"), table_name="digest_issue")
    op.drop_table("digest_issue")
    op.drop_index("ix_company_person", table_name="company")
    op.drop_index(op.f("ix_company_event"), table_name="company")
    op.drop_table("company")
    op.drop_index(op.f("ix_association_source"), table_name="association")
    op.drop_table("association")
    op.drop_table("digest")
