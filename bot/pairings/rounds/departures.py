"""What becomes of lunches when somebody leaves the workspace."""

from sqlalchemy import select

from bot.core import message_records, outbox
from bot.core.signals import PersonForgotten, PersonLeft, PersonReturned
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.pairings.keys import intro_key
from bot.pairings.rounds import group_details
from bot.pairings.rounds.cancellation import invalidate_cards, news_of_end, withdraw_member
from bot.pairings.rounds.replacements import schedule_regroup
from bot.pairings.tables import (
    group_agreement,
    group_member,
    group_moment,
    pairing_group,
    pairing_round,
)
from bot.store.engine import ReadTransaction, Transaction

# Live cards by the column with the number that they are about.
_CARDS_OF_GROUPS = {
    pairing_group.c.id: ("group", "nudge"),
    group_member.c.id: ("checkin", "unsure", "off", "undone", "solo"),
    group_moment.c.id: ("moment",),
    group_agreement.c.id: ("agreed",),
}


async def withdraw_leaver(tx: Transaction, signal: PersonLeft) -> None:
    """Withdraw somebody from their lunches: the others go on, or may find somebody else.

    An introduction that is still to be sent is left to the re-check in its claim.
    """
    workspace, now = signal.workspace, signal.now
    for known in await group_details.load_open_groups_of(tx, workspace, signal.person):
        number = known.group.id
        details = await group_details.load_group(tx, workspace, number, lock=True)
        is_unsent = await message_records.is_ready(tx, workspace, intro_key(number))
        if details is None or is_unsent or now >= details.round.ends_at:
            continue

        for member in details.staying_members:
            if member.person == signal.person and details.group.state == "open":
                left = await withdraw_member(tx, details, member, now)
                if len(left.staying_members) < 2:
                    await schedule_regroup(tx, left, now)

    for details in await group_details.load_running_groups_of(tx, workspace, signal.person):
        await invalidate_cards(tx, details)
        note = Subject("obstacles", details.round.id)
        await outbox.invalidate(tx, workspace, note, *news_of_end(details.members))


async def redraw_groups(tx: Transaction, signal: PersonForgotten) -> None:
    """Invalidate what somebody's groups, also of old, were told and asked about each other."""
    workspace = signal.workspace
    own = select(group_member.c.group).where(
        group_member.c.workspace == workspace, group_member.c.person == signal.person
    )
    subjects: list[Subject] = []
    for column, kinds in _CARDS_OF_GROUPS.items():
        table, of_group = column.table, column.table.c.get("group", column)
        query = select(column).where(table.c.workspace == workspace, of_group.in_(own))
        numbers = await tx.scalars(query.distinct())
        subjects += [Subject(kind, number) for kind in kinds for number in numbers]
        if column is group_agreement.c.id:
            subjects += [Subject("agreed", number, "soon") for number in numbers]
    await outbox.invalidate(tx, workspace, *subjects)


async def refresh_reports(tx: Transaction, signal: PersonLeft | PersonReturned) -> None:
    """Invalidate the reports that quote somebody: what leavers shared is not shown."""
    about = await learnings.subjects_learned_at(tx, signal.workspace, signal.person)
    groups = [subject.id for subject in about if subject.kind == "group"]
    reports = await reports_on(tx, signal.workspace, groups)
    await outbox.invalidate(tx, signal.workspace, *reports)


async def reports_on(tx: ReadTransaction, workspace: str, groups: list[int]) -> list[Subject]:
    """Return the subjects of the reports that quote these groups: those of the round after each."""
    quoted = (
        select(pairing_round.c.program, pairing_round.c.local_date)
        .join(pairing_group, pairing_group.c.round == pairing_round.c.id)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.id.in_(groups))
        .distinct()
    )
    reports = []
    for program, day in map(tuple, await tx.all(quoted)):
        later = select(pairing_round.c.id).where(
            pairing_round.c.workspace == workspace,
            pairing_round.c.program == program,
            pairing_round.c.local_date > day,
        )
        following = await tx.scalar(later.order_by(pairing_round.c.local_date).limit(1))
        if following:
            reports.append(Subject("report", following))
    return reports
