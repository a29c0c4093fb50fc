"""The job of the Monday note to organisers."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.home.notifications import MONDAY_NOTE, pass_over_notes, send_notes

GRACE = timedelta(hours=30)  # until their Monday is over

JOBS = {MONDAY_NOTE: Job(send_notes, grace=GRACE, too_late=pass_over_notes, let_go=pass_over_notes)}
