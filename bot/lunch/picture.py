"""Show organisers who met across teams, and the channel once a month."""

import datetime as dt

from sqlalchemy import select

from bot import outbox
from bot.authority import Who
from bot.lunch.across import Across, across
from bot.lunch.belonging import here
from bot.lunch.records import Circle
from bot.lunch.views import picture as views
from bot.people import records as people
from bot.router import Answer, Invocation, Refusal, Reply, Router
from bot.store.engine import Transaction
from bot.store.tables import group_member, lunch_group, lunch_round

router = Router()
PICTURE = router.rule("lunch.picture", views.WHY)
SPAN = dt.timedelta(weeks=13)


@router.command("round picture", "See who met across teams", Who.ORGANISER, example="/round picture")
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Send the picture of the last three months to whoever asks."""
    circle = await here(call, tx)
    found = await recently(tx, circle, call.now)
    if found is None:
        raise Refusal(views.TOO_LITTLE)
    card = views.picture_card(circle, found)
    key = f"picture:{circle.id}:{call.id}"
    await outbox.whisper(tx, call.workspace, key, call.person, card, rule=PICTURE, due=call.now, asked=True)
    return Reply(views.drawing())


async def recently(tx: Transaction, circle: Circle, now: dt.datetime) -> Across | None:
    """Give what may be shown of the last three months."""
    rows = await tx.all(
        select(group_member.c.group, group_member.c.person)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .where(group_member.c.workspace == circle.workspace, lunch_round.c.circle == circle.id)
        .where(lunch_round.c.drawn_at >= now - SPAN, lunch_group.c.state == "met", group_member.c.answer != "cant")
    )
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row.person)
    known = await people.find_all(tx, circle.workspace, {row.person for row in rows})
    return across(list(groups.values()), {who: person.team for who, person in known.items()})
