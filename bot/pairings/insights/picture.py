"""Show organisers who met across teams, and the channel once a month."""

from bot.core import outbox
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.pairings.insights.records import recently
from bot.pairings.programs.access import here
from bot.pairings.views import picture as views
from bot.store.engine import Transaction

router = Router()
PICTURE = router.rule("lunch.picture", views.WHY)


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
