"""The live cards of digests and introductions, and which digests an event makes stale."""

import datetime as dt
from collections.abc import Sequence

from bot.associations import opening_records
from bot.core import message_records
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.digest import introductions, issues, records, rules, travel, travel_records
from bot.digest.views import digests as views
from bot.digest.views import introductions as introduction_views
from bot.digest.views import travel as travel_views
from bot.events import records as events
from bot.events.views.cards import event_card
from bot.events.views.parts import Attendance
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.text_guard.talk_card import load_talk_lines
from bot.ui.cards import Card

router = Router()


async def digests_listing(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the subjects of the digests that list any of these events."""
    return await records.issues_listing(tx, workspace, [event.id for event in changed])


@router.live_card("digest")
async def render_digest(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render an issue: what its card shows, and how many entries are behind its button."""
    issue = await records.find_issue(tx, workspace, subject.id)
    if issue is None:
        return None
    shown, rest = rules.split_visible(await records.list_entries(tx, issue), issue.until)
    return views.digest_card(issue, await issues.load_rows(tx, workspace, shown), len(rest), now)


@router.live_card("travel")
async def render_travel(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render what is worth travelling for, while no later card has taken its place."""
    issue = await travel_records.find_travel_issue(tx, workspace, subject.id)
    if issue is None:
        return None
    entries = await travel_records.list_travel_entries(tx, issue)
    rows = await travel.load_travel_rows(tx, workspace, entries, now)
    return travel_views.travel_card(rows, now, replaced=await travel.is_replaced(tx, issue))


@router.live_card("budget")
async def render_budget(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the reminder to ask for the budget of an event."""
    event = await events.find_event(tx, workspace, subject.id)
    if event is None:
        return None
    openings = await opening_records.openings_of_events(tx, workspace, [event.id])
    ahead = travel.deadlines_ahead(openings.get(event.id, ()), now)
    return travel_views.budget_card(event, ahead, now)


@router.live_card(introductions.SUBJECT)
async def render_introduction(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the introduction of people who go to an event, or what became of the event."""
    group = await message_records.people_told(tx, workspace, subject)
    if not group:
        return None
    event = await events.find_event(tx, workspace, subject.id)
    if event is None:
        return introduction_views.unlisted_card()

    if event.state != "open":
        return event_card(event, Attendance())

    going = await introductions.still_going(tx, event, group)
    if len(going) < 2:
        return introduction_views.fewer_card(event)
    known = await people.find_people(tx, workspace, going)
    regulars = await events.regulars_before(tx, event, going)
    mentions = [known[person].mention for person in going]
    experienced = [known[person].mention for person in going if person in regulars]
    if len(experienced) == len(mentions):
        experienced = []
    talk = await load_talk_lines(tx, workspace)
    return introduction_views.introduction_card(event, mentions, experienced, talk)
