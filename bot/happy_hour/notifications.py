"""Why happy hours write unasked, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.happy_hour.views import organisers, polls
from bot.happy_hour.views import recap as recap_views

REMINDER_SUBJECT, PROPOSAL_SUBJECT = "poll-reminder", "proposal"
UNDECIDED_SUBJECT = "poll-undecided"

router = Router()
POLL_POSTED = router.declare_reason("poll.posted", polls.WHY_POLL, Purpose.JOINED)
POLL_REMINDER = router.declare_reason("poll.reminder", polls.WHY_REMINDER, Purpose.NEWS)
POLL_PROPOSED = router.declare_reason("poll.proposed", organisers.WHY_TOLD, Purpose.ORGANISING)
HAPPY_HOUR_THANKS = router.declare_reason(
    "happy_hour.thanks", recap_views.WHY_THANKS, Purpose.ADDED
)
