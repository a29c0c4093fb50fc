"""The live cards of happy hours: a poll and what is asked about it, and the thanks for a month."""

import datetime as dt
from collections.abc import Sequence

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.happy_hour import records, series, series_records
from bot.happy_hour.notifications import PROPOSAL_SUBJECT, REMINDER_SUBJECT, UNDECIDED_SUBJECT
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.recap import THANKS_SUBJECT, count_signed_up, events_that_took_place
from bot.happy_hour.views import organisers, polls, proposals
from bot.happy_hour.views import recap as recap_views
from bot.learnings import records as learnings
from bot.people import records as people
from bot.people.views.authors import author_mention
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.venues import records as venues

router = Router()


@router.live_card("poll")
async def render_poll(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the poll that everybody in the channel sees."""
    poll = await records.find_poll(tx, workspace, subject.id)
    if poll is None or poll.state == "draft":
        return None
    return polls.poll_card(await load_poll_view(tx, poll))


async def messages_about_polls(
    tx: ReadTransaction, workspace: str, polls_changed: Sequence[Subject]
) -> list[Subject]:
    """Return the subjects of what is asked about these polls: reminders, places, what is next."""
    found = []
    for subject in polls_changed:
        kinds = (REMINDER_SUBJECT, UNDECIDED_SUBJECT)
        found += [Subject(kind, subject.id) for kind in kinds]
        poll = await records.find_poll(tx, workspace, subject.id)
        options = await records.list_options(tx, poll) if poll else []
        found += [Subject(PROPOSAL_SUBJECT, option.id) for option in options if option.proposed_by]
    return found


async def polls_naming(
    tx: ReadTransaction, workspace: str, venues_changed: Sequence[Subject]
) -> list[Subject]:
    """Return the polls that offer any of these places, and what is asked about them."""
    numbers = [subject.id for subject in venues_changed]
    found = [Subject("poll", number) for number in await records.polls_with(tx, workspace, numbers)]
    return [*found, *await messages_about_polls(tx, workspace, found)]


@router.live_card(REMINDER_SUBJECT)
async def render_reminder(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the reminder to vote, or what the poll has decided since."""
    poll = await records.find_poll(tx, workspace, subject.id)
    return polls.poll_reminder_card(await load_poll_view(tx, poll)) if poll else None


@router.live_card(PROPOSAL_SUBJECT)
async def render_proposal(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the question to organisers about a proposed place, or what became of it."""
    option = await records.find_option(tx, workspace, subject.id)
    poll = await records.find_poll(tx, workspace, option.poll) if option else None
    venue = await venues.find_venue(tx, workspace, option.venue or 0) if option else None
    if option is None or poll is None or venue is None:
        return None
    author = await people.find_person(tx, workspace, option.proposed_by)
    return proposals.proposal_card(poll, option, venue, author_mention(author))


@router.live_card(UNDECIDED_SUBJECT)
async def render_undecided(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the alert that a poll decided nothing, until an organiser has chosen what is next."""
    poll = await records.find_poll(tx, workspace, subject.id)
    if poll is None:
        return None
    view = await load_poll_view(tx, poll)
    if poll.state != "closed" or view.has_result:
        return organisers.poll_settled_card(poll)
    lunch = poll.settings.lunch
    why = organisers.no_votes_text(lunch=lunch)
    if view.voters:
        why = organisers.no_date_text(lunch=lunch)
    return organisers.nothing_decided_card(poll, why)


@router.live_card(THANKS_SUBJECT)
async def render_thanks(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the thanks for a month, with the learnings that their authors still share."""
    poll = await records.find_poll(tx, workspace, subject.id)
    if poll is None:
        return None

    both = await events_that_took_place(tx, poll)
    signed_up = await count_signed_up(tx, poll, both)
    announced = await learnings.list_announced(tx, workspace, subject)
    quotes = [learning.quote for learning in announced]
    monthly = await series_records.find_series(tx, workspace, poll.happy_hour or 0)
    following = await series.next_opening(tx, monthly, now) if monthly else None
    return recap_views.thanks_card(subject.id, both, signed_up.told, quotes, following)
