"""Every kind of thing that Mingle does by itself, and whether lives bring it about.

A kind that stands in neither list makes `tests/faults/test_kinds.py` fail by its name: let people
do in `tests/faults/people.py` what brings it about and add it to `REACHED`, or name the test of a
crash that tries it in `ELSEWHERE`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.features import ROUTER
from jobs.registry import JOBS

ROOT = Path(__file__).parents[2]
OUTBOX = ROOT / "bot" / "core" / "outbox.py"
WRITTEN = re.compile(r'_write(?:_many)?\(\s*tx,\s*workspace,\s*"(\w+)"')

REACHED = frozenset({
    "message: announce", "message: census", "message: introduce", "message: post",
    "message: whisper",
    "job: census", "job: digest.post", "job: event.afterwards", "job: event.day_before",
    "job: event.begin", "job: event.today",
    "job: event.headcount", "job: event.hour_before", "job: event.over", "job: opening.day_ahead",
    "job: opening.month_ahead", "job: opening.over", "job: opening.week_ahead", "job: poll.close",
    "job: poll.remind", "job: prompt.post", "job: retention.sweep", "job: round.checkin",
    "job: round.draw", "job: round.look", "job: round.moment", "job: round.notice",
    "job: round.nudge",
    "job: round.preview", "job: round.replay", "job: table.begin", "job: table.close",
    "job: table.last_call", "job: table.merge", "job: usual.seat", "job: learnings.month",
    "card: alone", "card: asked", "card: call", "card: digest", "card: event", "card: group",
    "card: hosting", "card: invite", "card: merger", "card: moment", "card: notice", "card: poll",
    "card: prompt", "card: prompt-suggestion", "card: reminder", "card: report", "card: rsvp",
    "card: table", "card: nudge", "card: checkin", "card: opening", "card: learnings",
})  # fmt: skip
# What needs more than a few weeks, many people or the end of a workspace, and where it is tried.
ELSEWHERE: Mapping[str, str] = {
    "card: question": "tests/bot/polls/test_polls.py",
    "job: question.close": "tests/bot/polls/test_polls.py",
    "job: question.open": "tests/bot/polls/test_polls.py",
    "card: host": "tests/bot/pairings/programs/test_hosts.py",
    "job: host.close": "tests/bot/pairings/programs/test_hosts.py",
    "card: expert": "tests/bot/know_how/test_introductions.py",
    "job: expert.close": "tests/bot/know_how/test_introductions.py",
    "job: newcomer.look": "tests/bot/first_days/test_first_days.py",
    "card: newcomer_event": "tests/bot/first_days/test_first_days.py",
    "card: newcomer_expert": "tests/bot/first_days/test_first_days.py",
    "card: newcomer_thanks": "tests/bot/first_days/test_thanks.py",
    "card: swap": "tests/bot/swap/test_swap.py",
    "job: swap.begins": "tests/bot/swap/test_people.py",
    "card: monday_note": "tests/bot/home/test_monday_note.py",
    "card: month_report": "tests/bot/reports/test_report.py",
    "job: organisers.monday": "tests/bot/home/test_monday_note.py",
    "job: plan.nudge": "tests/bot/kits/test_kits.py",
    "job: plan.request_over": "tests/bot/kits/test_asking.py",
    "card: plan-request": "tests/bot/kits/test_asking.py",
    "card: plan-answer": "tests/bot/kits/test_asking.py",
    "card: plan": "tests/bot/kits/test_kits.py",
    "card: plan-step": "tests/bot/kits/test_kits.py",
    "job: event.announce": "tests/bot/events/test_series.py",
    "job: event.signup_over": "tests/bot/events/test_guest_list.py",
    "job: event.three_hours_before": "tests/bot/events/test_guest_list.py",
    "job: event.two_days_before": "tests/bot/events/test_guest_list.py",
    "job: event.week_before": "tests/bot/events/test_guest_list.py",
    "job: digest.tidy": "tests/bot/digest/test_year.py",
    "job: digest.travel": "tests/bot/digest/test_travel.py",
    "job: travel.budget": "tests/bot/digest/test_travel.py",
    "card: concern": "tests/bot/conduct/test_wrong.py",
    "card: hidden-text": "tests/bot/conduct/test_hidden.py",
    "card: hiding": "tests/bot/conduct/test_hidden.py",
    "card: message": "tests/bot/conduct/test_hidden_things.py",
    "card: budget": "tests/bot/digest/test_travel.py",
    "card: unlisted": "tests/adapters/discord/test_native_events.py",
    "card: together": "tests/bot/digest/test_introductions.py",
    "card: travel": "tests/bot/digest/test_travel.py",
    "job: event.together": "tests/bot/digest/test_introductions.py",
    "job: group.unsure": "tests/jobs/test_pairings_introductions.py",
    "job: happy_hour.gather": "tests/bot/happy_hour/test_year.py",
    "job: happy_hour.open": "tests/bot/happy_hour/test_year.py",
    "job: restore.lapse": "tests/test_restore.py",
    "job: restore.settle": "tests/test_restore.py",
    "job: round.close": "tests/jobs/test_pairings.py",
    "job: round.midpoint": "tests/jobs/test_pairings_followup.py",
    "job: round.second_notice": "tests/jobs/test_pairings.py",
    "job: venue.thumbs": "tests/bot/happy_hour/test_year.py",
    "card: own_data": "tests/bot/own_data/test_commands.py",
    "job: workspace.erase": "tests/jobs/test_retention.py",
    "job: group.check_in": "tests/bot/pairings/rounds/test_late_joiners.py",
    "job: group.nudge": "tests/bot/pairings/rounds/test_late_joiners.py",
    "job: round.regroup": "tests/bot/pairings/rounds/test_late_joiners.py",
    "card: news": "tests/jobs/test_open_tables.py",
    "card: solo": "tests/bot/pairings/rounds/test_once.py",
    "job: group.midpoint": "tests/jobs/test_pairings_followup.py",
    "card: found-source": "tests/bot/sources/test_commands.py",
    "card: hidden": "tests/bot/events/test_events.py",
    "card: hostless": "tests/bot/events/test_events.py",
    "card: matter": "tests/jobs/engine/test_delivery.py",
    "card: matters": "tests/jobs/engine/test_delivery.py",
    "card: off": "tests/jobs/test_usual.py",
    "card: poll-reminder": "tests/bot/happy_hour/test_votes.py",
    "card: proposal": "tests/bot/happy_hour/test_votes.py",
    "card: resting-source": "tests/bot/sources/test_commands.py",
    "card: seen": "tests/jobs/engine/test_delivery.py",
    "card: invitation": "tests/bot/pairings/test_health.py",
    "card: poll-undecided": "tests/bot/happy_hour/test_create_poll.py",
    "card: twin": "tests/bot/happy_hour/test_create_poll.py",
    "card: agreed": "tests/jobs/test_pairings_followup.py",
    "card: health": "tests/bot/pairings/test_health.py",
    "card: host_wish": "tests/bot/events/test_events.py",
    "card: obstacles": "tests/jobs/test_pairings_introductions.py",
    "card: restore": "tests/test_restore.py",
    "card: resting": "tests/adapters/slack/test_refusals.py",
    "card: seat": "tests/jobs/test_usual.py",
    "card: shift": "tests/jobs/test_pairings.py",
    "card: thanks": "tests/bot/events/test_events.py",
    "card: undone": "tests/jobs/test_pairings_introductions.py",
    "card: unsure": "tests/jobs/test_pairings_introductions.py",
}


def registered() -> set[str]:
    """Return the name of every job, message and living card of the program."""
    written = {f"message: {kind}" for kind in WRITTEN.findall(OUTBOX.read_text())}
    jobs = {f"job: {kind}" for kind in JOBS}
    return jobs | written | {f"card: {kind}" for kind in ROUTER.live_cards}


def uncovered(seen: Mapping[str, int]) -> set[str]:
    """Return what should have come about and has not."""
    return {name for name in REACHED if not seen.get(name)}
