"""Tell each channel on Monday what is on, offer there only what lies ahead, and bring those together who go."""

from bot.core.schedule import Job
from bot.digest.introductions import TOGETHER, introduce
from bot.digest.issues import post_due, tidy_due
from bot.digest.records import POST, TIDY

JOBS = {POST: Job(post_due), TIDY: Job(tidy_due), TOGETHER: Job(introduce)}
