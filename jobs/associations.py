"""Jobs of associations: reminders of openings 30, 7 and 1 days before the deadline, and its end."""

from datetime import timedelta

from bot.associations import reminders
from bot.core.schedule import Job

# What comes so late that the next reminder is near is left to that one; the last is of use until
# the deadline.
JOBS = {
    reminders.MONTH_AHEAD: Job(reminders.remind_subscribers, grace=timedelta(days=10)),
    reminders.WEEK_AHEAD: Job(reminders.remind_subscribers, grace=timedelta(days=3)),
    reminders.DAY_AHEAD: Job(reminders.remind_subscribers),
    reminders.OVER: Job(reminders.end_reminders, let_go=reminders.end_reminders),
}
