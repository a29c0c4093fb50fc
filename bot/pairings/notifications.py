"""Why pairings write unasked, in the words that `/mingle why` shows."""

from bot.core.router import Router
from bot.pairings.views import picture as views
from bot.pairings.views.words import MESSAGE_REASONS

router = Router()
PICTURE = router.declare_reason("lunch.picture", views.PICTURE_REASON)

for _name, _text in MESSAGE_REASONS.items():
    router.declare_reason(_name, _text)
