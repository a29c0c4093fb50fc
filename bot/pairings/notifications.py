"""Why pairings write unasked, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.pairings import rules
from bot.pairings.views import picture as views
from bot.pairings.views.words import MESSAGE_REASONS

router = Router()
PICTURE = router.declare_reason("lunch.picture", views.PICTURE_REASON, Purpose.NEWS)

for _reason in rules.MESSAGE_REASONS:
    router.declare_reason(_reason, MESSAGE_REASONS[_reason], _reason.purpose)
