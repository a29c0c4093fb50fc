"""Suggest places to groups: the town of a venue, the place of a group, and private diets."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("venue", sa.Column("town", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "group_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("venue", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"],
            ["pairing_group.id"],
            name=op.f("fk_group_place_group_pairing_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["venue"],
            ["venue.id"],
            name=op.f("fk_group_place_venue_venue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_place")),
        sa.UniqueConstraint("group", name=op.f("uq_group_place_group")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_group_place_group"), "group_place", ["group"])
    op.create_index(op.f("ix_group_place_venue"), "group_place", ["venue"])
    op.create_table(
        "person_diet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("diets", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_diet")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_person_diet_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("person_diet")
    op.drop_table("group_place")
    op.drop_column("venue", "town")
