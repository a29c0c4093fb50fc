"""The reasons for messages about prompts, as `/mingle why` explains them."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.prompts.views import members

router = Router()
WEEKLY = router.declare_reason("prompt.weekly", members.WHY_WEEKLY, Purpose.ADDED)
SUGGESTED = router.declare_reason("prompt.suggested", members.WHY_SUGGESTED, Purpose.ORGANISING)
SETTLED = router.declare_reason("prompt.settled", members.WHY_SETTLED, Purpose.NEWS)
