"""Why polls write, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.polls.views import cards

router = Router()
QUESTION_POSTED = router.declare_reason("question.posted", cards.WHY_POSTED, Purpose.COLLEAGUE)
QUESTION_STOPPED = router.declare_reason("question.stopped", cards.WHY_STOPPED, Purpose.NEWS)
