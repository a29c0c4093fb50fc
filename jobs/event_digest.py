"""Tell each channel on Monday what is on, and bring those together who go to the same evening."""

from bot.agenda import Job
from bot.digest.issues import post_due
from bot.digest.records import POST
from bot.digest.together import TOGETHER, introduce

JOBS = {POST: Job(post_due), TOGETHER: Job(introduce)}
