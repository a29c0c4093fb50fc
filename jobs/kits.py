"""Jobs of plans: the nudge of each step on its day, and the end of questions to colleagues."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.kits import reminders, requests

JOBS = {
    reminders.NUDGE_DUE: Job(reminders.send_nudge, grace=timedelta(days=2)),
    requests.REQUEST_OVER: Job(requests.end_request, let_go=requests.end_request),
}
