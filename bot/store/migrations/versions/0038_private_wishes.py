"""Take what people keep to themselves out of what rounds were drawn from: lists, and wishes."""

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    table = sa.table("pairing_round", sa.column("id", sa.Integer()), sa.column("inputs", sa.Text()))
    for number, stored in connection.execute(sa.select(table.c.id, table.c.inputs)).all():
        inputs = msgspec.json.decode(stored)
        inputs.get("rules", {}).pop("excluded", None)
        for person in inputs.get("people", ()):
            person.pop("rather_three", None)
        kept = msgspec.json.encode(inputs).decode()
        connection.execute(table.update().where(table.c.id == number).values(inputs=kept))


def downgrade() -> None:
    """Take back: what was taken out stays out."""
