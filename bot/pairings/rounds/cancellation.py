"""A group that falls through: the people left are told, and their reminders are cancelled."""

from datetime import datetime

from bot.core import outbox
from bot.pairings import rules
from bot.pairings.keys import check_in_key, nudge_key
from bot.pairings.programs import records
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import introduction as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Instant


async def call_off_group(tx: Transaction, details: GroupDetails, now: datetime) -> None:
    """Mark a group as called off and send those who stay a notice of the next draw."""
    await round_records.set_group_state(
        tx, details.group.workspace, [details.group.id], "called_off"
    )
    await cancel_reminders(tx, details)
    next_draw = await next_draw_moment(tx, details)
    known = await people.find_people(
        tx, details.group.workspace, [place.person for place in details.staying_members]
    )
    for place in details.staying_members:
        if not known[place.person].gone:
            await outbox.send_dm(
                tx,
                details.group.workspace,
                f"group:{details.group.id}:off:{place.id}",
                place.person,
                views.fell_through_card(details, now, next_draw),
                reason=rules.CHANGED,
                due=now,
                expires=details.round.ends_at,
                priority=outbox.Priority.ESSENTIAL,
            )


async def cancel_reminders(tx: Transaction, group: GroupDetails) -> None:
    """Cancel the nudge and the check-ins of a group that have not been sent."""
    keys = [check_in_key(place.id, which) for place in group.members for which in ("mid", "end")]
    await outbox.cancel_messages(tx, group.group.workspace, nudge_key(group.group.id), *keys)
    await invalidate_cards(tx, group)


async def invalidate_cards(tx: Transaction, group: GroupDetails) -> None:
    """Invalidate the introduction and the check-ins of a group."""
    shown = [f"checkin:{place.id}" for place in group.members]
    await outbox.invalidate(tx, group.group.workspace, f"group:{group.group.id}", *shown)


async def next_draw_moment(tx: ReadTransaction, group: GroupDetails) -> Instant | None:
    """Return when the program of a group draws next, or None."""
    planned = await records.next_draw(tx, group.program)
    return Instant(planned[1], group.program.zone, "day") if planned else None
