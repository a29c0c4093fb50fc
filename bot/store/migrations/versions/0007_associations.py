"""Keep associations, their chapters and members, and openings."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "association",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
        sa.UniqueConstraint("workspace", "folded", name=op.f("uq_association_workspace_folded")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "chapter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"],
            ["association.id"],
            name=op.f("fk_chapter_association_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_chapter_source_source"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter")),
        sa.UniqueConstraint("association", "folded", name=op.f("uq_chapter_association_folded")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_chapter_association"), "chapter", ["association"], unique=False)
    op.create_index(op.f("ix_chapter_source"), "chapter", ["source"], unique=False)
    op.create_table(
        "association_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("tell", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"],
            ["association.id"],
            name=op.f("fk_association_member_association_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chapter"],
            ["chapter.id"],
            name=op.f("fk_association_member_chapter_chapter"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_member")),
        sa.UniqueConstraint(
            "association", "person", name=op.f("uq_association_member_association_person")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_association_member_association"),
        "association_member",
        ["association"],
        unique=False,
    )
    op.create_index(
        op.f("ix_association_member_chapter"), "association_member", ["chapter"], unique=False
    )
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("due", types.Day(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"],
            ["association.id"],
            name=op.f("fk_opening_association_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chapter"], ["chapter.id"], name=op.f("fk_opening_chapter_chapter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_association"), "opening", ["association"], unique=False)
    op.create_index(op.f("ix_opening_chapter"), "opening", ["chapter"], unique=False)
    op.create_index("ix_opening_due", "opening", ["workspace", "due"], unique=False)
    op.create_table(
        "opening_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("wants", types.Flag(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening"],
            ["opening.id"],
            name=op.f("fk_opening_interest_opening_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_interest")),
        sa.UniqueConstraint("opening", "person", name=op.f("uq_opening_interest_opening_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_opening_interest_opening"), "opening_interest", ["opening"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_opening_interest_opening"), table_name="opening_interest")
    op.drop_table("opening_interest")
    op.drop_index("ix_opening_due", table_name="opening")
    op.drop_index(op.f("ix_opening_chapter"), table_name="opening")
    op.drop_index(op.f("ix_opening_association"), table_name="opening")
    op.drop_table("opening")
    op.drop_index(op.f("ix_association_member_chapter"), table_name="association_member")
    op.drop_index(op.f("ix_association_member_association"), table_name="association_member")
    op.drop_table("association_member")
    op.drop_index(op.f("ix_chapter_source"), table_name="chapter")
    op.drop_index(op.f("ix_chapter_association"), table_name="chapter")
    op.drop_table("chapter")
    op.drop_table("association")
