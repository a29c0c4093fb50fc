"""Find what is due now and when the next work is due, in one query."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import Integer, Text, bindparam, text

from bot.core.attempts import MAX_CRASHES_SENDING
from bot.core.tables import STALE
from bot.store.engine import ReadTransaction
from bot.store.types import Moment
from jobs.engine.lease import CLOCK_SLACK


class DueWork(Struct, frozen=True):
    """Next due time per kind of work, whether an outcome is unknown, and the workspaces where
    messages are due or cards may be edited now."""

    occurrence: datetime | None
    message: datetime | None
    edit: datetime | None
    overdue: str | None
    stale: str | None
    unknown: int | None
    with_messages: tuple[str, ...] = ()
    with_cards: tuple[str, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """Return the earliest moment at which something will be due, or None."""
        return min((at for at in (self.occurrence, self.message, self.edit) if at), default=None)


async def find_due_work(tx: ReadTransaction, now: datetime, lease_now: datetime) -> DueWork:
    """Run the query; `lease_now` is for leases and for pauses between edits."""
    row = await tx.first(_LOOK, now=now, wall=lease_now, ahead=lease_now + CLOCK_SLACK)
    assert row
    seen = DueWork(**dict(zip(DueWork.__struct_fields__, row, strict=False)))
    if not seen.overdue and not seen.stale:
        return seen
    places = await tx.all(_PLACES, now=now, wall=lease_now, ahead=lease_now + CLOCK_SLACK)
    return structs.replace(
        seen,
        with_messages=tuple(row.workspace for row in places if row.work == "message"),
        with_cards=tuple(row.workspace for row in places if row.work == "card"),
    )


# A card may be edited now: it is out of date, rests no longer, and nobody edits it. A claim or a
# pause from before the clock was set back counts for nothing.
_NOT_ASIDE = f"""
    (crashes < {MAX_CRASHES_SENDING} AND (aside_version IS NULL OR aside_version < version))
"""
_EDITABLE = f"""
    ({STALE}) AND {_NOT_ASIDE} AND (
        claimed_at > :ahead
        OR ((lease_until IS NULL OR lease_until <= :wall)
            AND (next_edit IS NULL OR next_edit <= :wall)
            AND (rendered_version < version OR settles_at <= :wall))
    )
"""
_NEXT_EDIT = "CASE WHEN rendered_version < version THEN next_edit ELSE settles_at END"


# The live cards that may be edited at the moment `wall`, of which `ahead` lies in the future.
EDITABLE = text(_EDITABLE).bindparams(
    bindparam("wall", type_=Moment()), bindparam("ahead", type_=Moment())
)


# Asked several times a moment in a rehearsed year, so it is written out: building it costs more
# than asking.
_LOOK = (
    text(f"""
    SELECT (SELECT due FROM occurrence
             WHERE state = 'waiting' AND (lease_until IS NULL OR lease_until <= :wall)
             ORDER BY due LIMIT 1) AS occurrence,
           (SELECT due FROM outbox_message
             WHERE state = 'ready' AND due > :now ORDER BY due LIMIT 1) AS message,
           (SELECT min({_NEXT_EDIT}) FROM live_card
             WHERE ({STALE}) AND {_NOT_ASIDE} AND {_NEXT_EDIT} > :wall) AS edit,
           (SELECT workspace
             FROM outbox_message WHERE state = 'ready' AND due <= :now LIMIT 1) AS overdue,
           (SELECT workspace FROM live_card WHERE {_EDITABLE} LIMIT 1) AS stale,
           (SELECT id FROM outbox_message
             WHERE state IN ('sending', 'unknown')
                AND (state = 'unknown' OR lease_until <= :wall OR last_try > :ahead)
             LIMIT 1) AS lost
    """)
    .bindparams(
        bindparam("now", type_=Moment()),
        bindparam("wall", type_=Moment()),
        bindparam("ahead", type_=Moment()),
    )
    .columns(
        occurrence=Moment(),
        message=Moment(),
        edit=Moment(),
        overdue=Text(),
        stale=Text(),
        lost=Integer(),
    )
)


_PLACES = (
    text(f"""
    SELECT workspace, 'message' AS work FROM outbox_message WHERE state = 'ready' AND due <= :now
    UNION SELECT workspace, 'card' AS work FROM live_card WHERE {_EDITABLE}
    ORDER BY workspace
""")
    .bindparams(
        bindparam("now", type_=Moment()),
        bindparam("wall", type_=Moment()),
        bindparam("ahead", type_=Moment()),
    )
    .columns(workspace=Text(), work=Text())
)
