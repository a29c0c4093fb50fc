"""Tell each channel on Monday what is on; late is better than never."""

from bot.agenda import Job
from bot.digest.issues import post_due
from bot.digest.records import POST

JOBS = {POST: Job(post_due)}
