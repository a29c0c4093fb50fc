"""Tell channels early in a month what people learned in the last one."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.learnings.monthly_recap import MONTH, post_due, too_late

JOBS = {MONTH: Job(post_due, grace=timedelta(days=14), too_late=too_late)}
