"""Write every subject of an occurrence as a kind, the id of a row and further parts.

Rounds were about a bare number ("12"), dry runs about "12 <person> <interaction>", and the erasure
of a workspace about the workspace, which the row names anyway. Only occurrences change: the
subjects of messages and live cards had their form already.
"""

from collections.abc import Callable
from urllib.parse import quote, unquote

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ERASURE = "workspace.erase"

_occurrence = sa.table(
    "occurrence",
    sa.column("id", sa.Integer),
    sa.column("workspace", sa.Text),
    sa.column("kind", sa.Text),
    sa.column("subject", sa.Text),
)


def upgrade() -> None:
    """Apply."""
    _rewrite(_with_kind)


def downgrade() -> None:
    """Take back."""
    _rewrite(_without_kind)


def _rewrite(rewritten: Callable[[str, str, str], str]) -> None:
    connection = op.get_bind()
    changed = []
    for row in connection.execute(sa.select(_occurrence)):
        text = rewritten(row.workspace, row.kind, row.subject)
        if text != row.subject:
            changed.append({"number": row.id, "text": text})

    if changed:
        statement = sa.update(_occurrence).where(_occurrence.c.id == sa.bindparam("number"))
        connection.execute(statement.values(subject=sa.bindparam("text")), changed)


def _with_kind(_workspace: str, kind: str, subject: str) -> str:
    if kind == _ERASURE:
        return "workspace"
    number, *rest = subject.split(" ", 2)
    if not number.isdecimal():
        return subject
    return ":".join(("program", number, *(quote(part, "/@+") for part in rest)))


def _without_kind(workspace: str, kind: str, subject: str) -> str:
    if kind == _ERASURE:
        return workspace
    what, *rest = subject.split(":")
    if what != "program":
        return subject
    return " ".join(unquote(part) for part in rest)
