"""Jobs of plans: the nudge of each step on the day that it is due."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.kits import reminders

JOBS = {reminders.NUDGE_DUE: Job(reminders.send_nudge, grace=timedelta(days=2))}
