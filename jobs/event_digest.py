"""Tell each channel on Monday what is on, offer there only what lies ahead, and bring those together who go."""

from bot.agenda import Job
from bot.digest.issues import post_due, tidy_due
from bot.digest.records import POST, TIDY
from bot.digest.together import TOGETHER, introduce

JOBS = {POST: Job(post_due), TIDY: Job(tidy_due), TOGETHER: Job(introduce)}
