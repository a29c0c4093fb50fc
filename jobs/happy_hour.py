"""Jobs of happy hours: the monthly poll, feedback on the venue, and the month's recap."""

from datetime import timedelta

from bot.core.schedule import Job
from bot.happy_hour import poll_close, recap, series

JOBS = {
    series.HAPPY_HOUR_OPEN: Job(series.open_monthly_poll, let_go=series.schedule_next_month),
    poll_close.VENUE_THUMBS: Job(series.ask_about_venue, grace=timedelta(days=2)),
    poll_close.HAPPY_HOUR_GATHER: Job(recap.post_thanks, grace=timedelta(days=10)),
}
