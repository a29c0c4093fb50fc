"""Open a poll each month, and round a month off: how was the place, what did people take home."""

from datetime import timedelta

from bot.agenda import Job
from bot.happy_hour import closing, series, thanks

JOBS = {
    series.OPEN: Job(series.open_poll),
    closing.THUMBS: Job(series.ask_about_venue, grace=timedelta(days=2)),
    closing.GATHER: Job(thanks.gather, grace=timedelta(days=10)),
}
