"""Show organisers who met across teams, and the channel once a month."""

from bot.core import outbox
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.pairings.insights.records import recent_network
from bot.pairings.programs.access import resolve_program
from bot.pairings.views import picture as views
from bot.store.engine import Transaction

router = Router()
PICTURE = router.declare_reason("lunch.picture", views.PICTURE_REASON)


@router.command(
    "round picture", "See who met across teams", Role.ORGANISER, example="/round picture"
)
async def send_picture(call: Invocation, tx: Transaction) -> Answer:
    """Send the picture of the last three months to whoever asks."""
    circle = await resolve_program(call, tx)
    found = await recent_network(tx, circle, call.now)
    if found is None:
        raise Refusal(views.TOO_LITTLE)
    card = views.picture_card(circle, found)
    key = f"picture:{circle.id}:{call.id}"
    await outbox.send_dm(
        tx, call.workspace, key, call.person, card, reason=PICTURE, due=call.now, solicited=True
    )
    return Reply(views.drawing_card())
