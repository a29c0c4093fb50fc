"""Jobs of digests: the weekly post, its tidying, introductions, and what lies far ahead."""

from bot.core.schedule import Job
from bot.digest.budget import TRAVEL_BUDGET, remind_of_budget
from bot.digest.introductions import EVENT_TOGETHER, introduce_attendees
from bot.digest.issues import post_due_digest, schedule_next_digest, tidy_due_digest
from bot.digest.records import DIGEST_POST, DIGEST_TIDY
from bot.digest.travel import DIGEST_TRAVEL, post_due_travel, schedule_next_travel

JOBS = {
    DIGEST_POST: Job(post_due_digest, let_go=schedule_next_digest),
    DIGEST_TIDY: Job(tidy_due_digest, let_go=tidy_due_digest),
    EVENT_TOGETHER: Job(introduce_attendees),
    DIGEST_TRAVEL: Job(post_due_travel, let_go=schedule_next_travel),
    TRAVEL_BUDGET: Job(remind_of_budget),
}
