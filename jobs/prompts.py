"""Jobs of prompts: each channel's prompt on its day."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.prompts.posts import post_due_prompt, too_late
from bot.prompts.records import POST

JOBS = {POST: Job(post_due_prompt, grace=timedelta(hours=12), too_late=too_late)}
