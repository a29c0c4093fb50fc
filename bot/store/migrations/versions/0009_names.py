"""Name tables, columns, constraints and indexes by the words of the product.

Every row, number and counter stays. Names of constraints and indexes follow the convention of
`bot/store/columns.py`, so they are worked out from the tables instead of being listed.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = {
    "change": "listing_change",
    "circle": "pairing_program",
    "company": "event_introduction",
    "digest_line": "digest_entry",
    "effect": "outbox_message",
    "hosting": "host_request",
    "inbound": "processed_interaction",
    "learning_post": "monthly_recap",
    "learning_told": "learning_announcement",
    "living": "live_card",
    "lunch_group": "pairing_group",
    "lunch_round": "pairing_round",
    "merger": "table_merger",
    "muted": "muted_reason",
    "note": "setting",
    "outing": "venue_visit",
    "received": "message_receipt",
    "ruling": "duplicate_ruling",
    "skip": "round_skip",
    "usual": "usual_lunch",
}

# By the new name of the table.
COLUMNS = {
    "happy_hour": {"plan": "settings"},
    "live_card": {"shown": "rendered_version"},
    "membership": {"circle": "program"},
    "message_receipt": {"effect": "outbox_message", "rule": "reason", "asked": "solicited"},
    "muted_reason": {"rule": "reason"},
    "outbox_message": {
        "verb": "kind",
        "to": "recipients",
        "rule": "reason",
        "asked": "solicited",
        "weight": "priority",
        "sent": "message_ref",
        "told": "announced_sequence",
        "lead": "merged_into",
    },
    "pairing_group": {"by_rescue": "by_rematch", "opener": "icebreaker"},
    "pairing_program": {"rule": "recurrence"},
    "pairing_round": {"circle": "program"},
    "person": {"gone": "left"},
    "poll": {"plan": "settings"},
    "poll_option": {"place": "position"},
    "processed_interaction": {"event": "interaction"},
    "prompt_channel": {"rule": "recurrence"},
    "round_skip": {"circle": "program"},
    "rsvp": {"standing": "status"},
}


def upgrade() -> None:
    """Apply."""
    _rename(TABLES, COLUMNS)


def downgrade() -> None:
    """Take back."""
    former = {new: old for old, new in TABLES.items()}
    columns = {
        former.get(table, table): {new: old for old, new in names.items()}
        for table, names in COLUMNS.items()
    }
    _rename(former, columns)


def _rename(tables: dict[str, str], columns: dict[str, dict[str, str]]) -> None:
    for old, new in tables.items():
        op.rename_table(old, new)
    for table, names in columns.items():
        for old, new in names.items():
            op.alter_column(table, old, new_column_name=new)

    if op.get_bind().dialect.name == "sqlite":
        _rename_in_sqlite(tables, columns)
    else:
        _rename_in_postgresql(tables, columns)


def _rename_in_postgresql(tables: dict[str, str], columns: dict[str, dict[str, str]]) -> None:
    for table, (constraints, indexes) in _misnamed(tables, columns).items():
        for old, new in constraints.items():
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}")
        for old, new in indexes.items():
            op.execute(f"ALTER INDEX {old} RENAME TO {new}")
    for old, new in tables.items():
        op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")


def _rename_in_sqlite(tables: dict[str, str], columns: dict[str, dict[str, str]]) -> None:
    """Make the tables anew whose constraints change their names: SQLite has no statement for that.

    Foreign keys stay on: a table is copied after those that it refers to, and dropped before them.
    """
    misnamed = _misnamed(tables, columns)
    in_order = sa.inspect(op.get_bind()).get_sorted_table_and_fkc_names()
    statements = {
        table: _statements(table, misnamed[table][0] | misnamed[table][1])
        for table, _ in in_order
        if table in misnamed
    }
    for table in statements:
        op.rename_table(table, f"old_{table}")

    for create, *_ in statements.values():
        op.execute(create)
    for table in statements:
        op.execute(f"INSERT INTO {table} SELECT * FROM old_{table}")
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        op.execute(f"UPDATE sqlite_sequence SET name = '{table}' WHERE name = 'old_{table}'")

    for table in reversed(statements):
        op.drop_table(f"old_{table}")
    for _, *indexes in statements.values():
        for index in indexes:
            op.execute(index)


def _statements(table: str, names: dict[str, str]) -> list[str]:
    """Return what makes a table and then its indexes, with the names of both replaced."""
    query = sa.text(
        "SELECT sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
        " ORDER BY type = 'table' DESC, name"
    )
    found = op.get_bind().execute(query, {"name": table}).scalars()
    return [re.sub(r"\w+", lambda word: names.get(word[0], word[0]), sql) for sql in found]


def _misnamed(
    tables: dict[str, str], columns: dict[str, dict[str, str]]
) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Map each table to the constraints and the indexes that still have a former name."""
    schema = sa.inspect(op.get_bind())
    former = {new: old for old, new in tables.items()}
    found = {}
    for table in schema.get_table_names():
        if table == "alembic_version":
            continue
        constraints = _constraints(schema, table)
        indexes = _indexes(schema, table, former.get(table, table), columns.get(table, {}))
        if constraints or indexes:
            found[table] = (constraints, indexes)
    return found


def _constraints(schema: sa.Inspector, table: str) -> dict[str, str]:
    names: dict[str | None, str] = {schema.get_pk_constraint(table)["name"]: f"pk_{table}"}
    for unique in schema.get_unique_constraints(table):
        names[unique["name"]] = "_".join(("uq", table, *unique["column_names"]))
    for key in schema.get_foreign_keys(table):
        parts = ("fk", table, *key["constrained_columns"], key["referred_table"])
        names[key["name"]] = "_".join(parts)
    # SQLite keeps no name for the key of a table that counts by itself.
    return {old: new for old, new in names.items() if old and old != new}


def _indexes(
    schema: sa.Inspector, table: str, former: str, columns: dict[str, str]
) -> dict[str, str]:
    """Indexes named after all their columns follow these; others keep what follows the table."""
    before = {new: old for old, new in columns.items()}
    names = {}
    for index in schema.get_indexes(table):
        name = str(index["name"])
        if "duplicates_constraint" in index:
            continue
        of = [str(column) for column in index["column_names"]]
        if name == "_".join(("ix", former, *(before.get(column, column) for column in of))):
            names[name] = "_".join(("ix", table, *of))
        else:
            names[name] = f"ix_{table}{name.removeprefix(f'ix_{former}')}"
    return {old: new for old, new in names.items() if old != new}
