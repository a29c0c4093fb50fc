"""Let openings belong to events, and keep what each channel was told is worth travelling for."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_COLUMNS = (
    "id, workspace, association, chapter, kind, title, details, link, due, zone, state, added_by, "
    "added_at"
)


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        _remake_openings(of_events=True)
    else:
        op.alter_column("opening", "association", existing_type=sa.Integer(), nullable=True)
        op.add_column("opening", sa.Column("event", sa.Integer(), nullable=True))
        op.create_foreign_key(
            op.f("fk_opening_event_event"), "opening", "event", ["event"], ["id"],
            ondelete="CASCADE",
        )  # fmt: skip
        op.create_index(op.f("ix_opening_event"), "opening", ["event"])
    _create_travel_tables()
    # They were told that nobody sees their name; a list of those who think of going would show it.
    interested = sa.table("rsvp", sa.column("openly", types.Flag()), sa.column("answer", sa.Text()))
    op.execute(interested.update().where(interested.c.answer == "interested").values(openly=False))


def downgrade() -> None:
    """Take back; openings of events go."""
    op.drop_table("travel_entry")
    op.drop_table("travel_issue")
    op.execute(sa.text("DELETE FROM opening WHERE association IS NULL"))
    if op.get_bind().dialect.name == "sqlite":
        _remake_openings(of_events=False)
    else:
        op.drop_column("opening", "event")
        op.alter_column("opening", "association", existing_type=sa.Integer(), nullable=False)


def _remake_openings(*, of_events: bool) -> None:
    """Make the table anew, as SQLite needs it for a column that may be empty; keep every row.

    What points at its rows is put aside meanwhile, or it would go with the old table.
    """
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'opening'"))
    lasting = connection.scalar(
        sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'opening_interest'")
    )
    for name in ("opening_interest", "opening"):
        op.execute(sa.text(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}"))
        op.drop_table(name)

    _create_openings(of_events=of_events)
    _create_interest()
    for name, columns in (
        ("opening", _COLUMNS),
        ("opening_interest", "id, workspace, opening, person, wants"),
    ):
        op.execute(sa.text(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM kept_{name}"))
        op.drop_table(f"kept_{name}")
    for name, number in (("opening", last), ("opening_interest", lasting)):
        if number is not None:
            _keep_counting(connection, name, number)


def _keep_counting(connection: sa.Connection, name: str, number: int) -> None:
    """Let no number of a deleted row be used again."""
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
    connection.execute(
        sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"),
        {"name": name, "number": number},
    )


def _create_openings(*, of_events: bool) -> None:
    event = [sa.Column("event", sa.Integer(), nullable=True)]
    of_event = [
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_opening_event_event"), ondelete="CASCADE"
        )
    ]
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("association", sa.Integer(), nullable=of_events),
        sa.Column("chapter", sa.Integer(), nullable=True),
        *(event if of_events else []),
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
        *(of_event if of_events else []),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_association"), "opening", ["association"])
    op.create_index(op.f("ix_opening_chapter"), "opening", ["chapter"])
    op.create_index("ix_opening_due", "opening", ["workspace", "due"])
    if of_events:
        op.create_index(op.f("ix_opening_event"), "opening", ["event"])


def _create_interest() -> None:
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
    op.create_index(op.f("ix_opening_interest_opening"), "opening_interest", ["opening"])


def _create_travel_tables() -> None:
    op.create_table(
        "travel_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["digest.id"], name=op.f("fk_travel_issue_digest_digest"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_issue")),
        sa.UniqueConstraint(
            "digest", "local_date", name=op.f("uq_travel_issue_digest_local_date")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )  # fmt: skip
    op.create_index(op.f("ix_travel_issue_digest"), "travel_issue", ["digest"])
    op.create_table(
        "travel_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("fresh", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue"], ["travel_issue.id"], name=op.f("fk_travel_entry_issue_travel_issue"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_travel_entry_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_entry")),
        sa.UniqueConstraint("issue", "event", name=op.f("uq_travel_entry_issue_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )  # fmt: skip
    op.create_index(op.f("ix_travel_entry_issue"), "travel_entry", ["issue"])
    op.create_index(op.f("ix_travel_entry_event"), "travel_entry", ["event"])
