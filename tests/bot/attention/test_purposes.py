"""Each reason to write states what it is to those who read it.

Somebody who adds a reason adds it here too, and so decides whether people joined for it.
"""

from sqlalchemy import select

from bot.core.reasons import MessageReason, Purpose
from bot.core.tables import outbox_message
from bot.features import ROUTER
from tests.world import World

# On time or not at all; nothing takes their place.
JOINED = {
    "event.announced", "expert.introduced", "held.seen",
    "newcomer.step", "lunch.checkin", "lunch.introduction",
    "lunch.notice", "lunch.report", "lunch.silent", "plan.nudge", "plan.opened", "poll.posted",
    "swap.introduced", "table.opened",
}  # fmt: skip
COLLEAGUE = {"expert.asked", "lunch.host", "plan.asked", "question.posted", "table.asked"}
# Sent where a place of the week is left.
ADDED = {
    "digest.travel", "digest.weekly", "event.learned", "event.together", "happy_hour.thanks",
    "learnings.month", "lunch.invite", "lunch.nudge", "newcomer.thanks", "organisers.monday",
    "prompt.weekly", "source.twin",
    "table.learned", "venue.thumb",
}  # fmt: skip
# They take no place: what becomes of something that their readers have, or asked for.
NEWS = {
    "answer", "concern.read", "event.changed", "event.host", "event.placed", "event.reminder",
    "event.standing", "expert.ended",
    "lunch.agreed", "lunch.alone", "lunch.changed", "lunch.host_news", "lunch.moved",
    "lunch.picture", "lunch.proposed", "lunch.trial", "opening.asked", "opening.told", "own.data",
    "plan.answered", "poll.reminder",
    "prompt.settled", "question.stopped", "report.files",
    "source.looked", "source.rests", "swap.ended", "swap.nobody", "swap.off", "table.alone",
    "table.called",
    "table.host", "table.merger", "table.usual", "text.hidden", "travel.budget",
    "upload.read",
}  # fmt: skip
ORGANISING = {
    "concern.told", "held.ask", "lunch.missed", "poll.proposed", "prompt.suggested",
    "trusted.named",
}  # fmt: skip
STATED = {
    **dict.fromkeys(JOINED, Purpose.JOINED),
    **dict.fromkeys(COLLEAGUE, Purpose.COLLEAGUE),
    **dict.fromkeys(ADDED, Purpose.ADDED),
    **dict.fromkeys(NEWS, Purpose.NEWS),
    **dict.fromkeys(ORGANISING, Purpose.ORGANISING),
    "access.ends": Purpose.LAST_WORD,
}


def test_each_reason_states_whether_people_joined_for_it() -> None:
    declared = {reason: purpose_of(reason) for reason in ROUTER.reasons}
    assert declared == STATED


def purpose_of(reason: str) -> Purpose:
    assert isinstance(reason, MessageReason)
    return reason.purpose


async def test_messages_are_kept_with_the_purpose_of_their_reason(world: World) -> None:
    await world.pass_time(weeks=3)
    async with world.database.read_transaction() as tx:
        rows = await tx.all(select(outbox_message.c.reason, outbox_message.c.purpose).distinct())
    assert {row.reason: row.purpose for row in rows if row.reason != "census"}.items() <= (
        STATED.items()
    )
