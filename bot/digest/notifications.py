"""Why digests write unasked, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.digest.views import digests, introductions, travel

router = Router()
WEEKLY_DIGEST = router.declare_reason("digest.weekly", digests.WHY_WEEKLY, Purpose.ADDED)
GOING_TOGETHER = router.declare_reason("event.together", introductions.WHY_TOGETHER, Purpose.ADDED)
WORTH_TRAVELLING = router.declare_reason(
    "digest.travel", travel.WHY_WORTH_TRAVELLING, Purpose.ADDED
)
BUDGET = router.declare_reason("travel.budget", travel.WHY_BUDGET, Purpose.NEWS)
