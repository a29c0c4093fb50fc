"""Jobs of digests: the Monday post, its tidying once a day is over, and introductions."""

from bot.core.schedule import Job
from bot.digest.introductions import EVENT_TOGETHER, introduce_attendees
from bot.digest.issues import post_due_digest, schedule_next_digest, tidy_due_digest
from bot.digest.records import DIGEST_POST, DIGEST_TIDY

JOBS = {
    DIGEST_POST: Job(post_due_digest, let_go=schedule_next_digest),
    DIGEST_TIDY: Job(tidy_due_digest, let_go=tidy_due_digest),
    EVENT_TOGETHER: Job(introduce_attendees),
}
