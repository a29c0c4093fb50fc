"""Why swaps write, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.swap import views

router = Router()
INTRODUCED = router.declare_reason("swap.introduced", views.WHY_INTRODUCED, Purpose.JOINED)
CALLED_OFF = router.declare_reason("swap.off", views.WHY_OFF, Purpose.NEWS)
NOBODY = router.declare_reason("swap.nobody", views.WHY_NOBODY, Purpose.NEWS)
ENDED = router.declare_reason("swap.ended", views.WHY_ENDED, Purpose.NEWS)
