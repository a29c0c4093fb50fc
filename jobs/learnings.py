"""Jobs of learnings: the recap of a month, early in the next."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.learnings.monthly_recap import MONTHLY_RECAP, post_recap, too_late

JOBS = {MONTHLY_RECAP: Job(post_recap, grace=timedelta(days=14), too_late=too_late)}
