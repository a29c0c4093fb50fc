"""Retention: delete every night what was kept long enough, and keep only totals of it."""

import datetime as dt
import random

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import aliased

from bot.associations.tables import opening
from bot.core import form_drafts, schedule
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import outbox_message, processed_interaction, setting
from bot.dates.local_time import local_date, utc_instant
from bot.digest.tables import digest_issue
from bot.events.tables import event, event_change, rsvp
from bot.happy_hour.tables import poll, vote
from bot.learnings.tables import learning, monthly_recap
from bot.open_tables.tables import open_table
from bot.pairings.tables import pairing_group, pairing_round
from bot.people.tables import busy_calendar, person, person_diet
from bot.people.travel import records as travel
from bot.prompts.tables import prompt, prompt_answer
from bot.sources.addresses import FILE_PREFIX
from bot.sources.tables import source
from bot.store.engine import Transaction
from bot.venues.tables import venue_thumb

SWEEP = "retention.sweep"
SWEEP_TIME = dt.time(3)  # in UTC, like the census: Mingle rests then in most places
UNANSWERED_KEPT = dt.timedelta(days=7)  # addresses that somebody named and never came back to
INTERACTIONS_KEPT = dt.timedelta(days=7)  # no platform delivers one again later than that
DRAFTS_KEPT = dt.timedelta(days=1)  # forms that somebody began and did not send
WORDS_KEPT = dt.timedelta(days=90)  # what people wrote, and what Mingle wrote to them
TOLD_KEPT = dt.timedelta(days=62)  # a month, and until it is told early in the next
PAIRS_KEPT = dt.timedelta(days=730)  # who met whom; after that only how many
TOTALS = (
    "totals"  # what they are about in `setting`; names: groups, met, tables, events, prompts_done
)

_SETTLED = ("sent", "merged", "cancelled", "expired", "failed")
_ONE_DAY = dt.timedelta(days=1)


async def schedule_first_sweep(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Schedule the first sweep of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + _ONE_DAY)


async def sweep_workspace(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Delete what is old enough in one workspace, and schedule the next night."""
    await _forget_interactions(tx, due.workspace, now - INTERACTIONS_KEPT)
    await form_drafts.delete_older_drafts(tx, due.workspace, now - DRAFTS_KEPT)
    await _forget_words(tx, due.workspace, now - WORDS_KEPT)
    await _forget_votes(tx, due.workspace, now - WORDS_KEPT)
    await _forget_cards(tx, due.workspace, now - WORDS_KEPT)
    await _forget_pairs(tx, due.workspace, now - PAIRS_KEPT)
    await _forget_openings(tx, due.workspace, local_date(now - WORDS_KEPT, "UTC"))
    await _forget_listed(tx, due.workspace, now - WORDS_KEPT)
    await _forget_addresses(tx, due.workspace, now - UNANSWERED_KEPT)
    await _forget_secrets(tx, due.workspace)
    await travel.delete_past_trips(tx, due.workspace, local_date(now - WORDS_KEPT, "UTC"))
    await _forget_files(tx, due.workspace, now - WORDS_KEPT)
    await _plan(tx, due.workspace, max(due.local_date, local_date(now, "UTC")) + _ONE_DAY)


async def _plan(tx: Transaction, workspace: str, day: dt.date) -> None:
    await schedule.schedule(
        tx, workspace, SWEEP, Subject("retention"), utc_instant(day, SWEEP_TIME, "UTC"), day
    )


async def _forget_interactions(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    await tx.execute(
        delete(processed_interaction).where(
            processed_interaction.c.workspace == workspace, processed_interaction.c.at < before
        )
    )


async def _forget_words(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    await tx.execute(
        delete(learning).where(learning.c.workspace == workspace, learning.c.at < before)
    )
    month = local_date(before - TOLD_KEPT, "UTC")
    await tx.execute(
        delete(monthly_recap).where(
            monthly_recap.c.workspace == workspace, monthly_recap.c.month < month
        )
    )
    why = and_(
        event_change.c.workspace == workspace,
        event_change.c.at < before,
        event_change.c.words != "",
    )
    await tx.execute(update(event_change).where(why).values(words=""))
    declined = and_(prompt.c.state == "declined", prompt.c.at < before)
    await tx.execute(delete(prompt).where(prompt.c.workspace == workspace, declined))


async def _forget_votes(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    """Delete who voted for what; the tally stays. Drafts that were never posted go altogether."""
    old = and_(poll.c.workspace == workspace, poll.c.closed_at < before)
    await tx.execute(
        delete(vote).where(
            vote.c.workspace == workspace, vote.c.poll.in_(select(poll.c.id).where(old))
        )
    )
    unseen = and_(poll.c.workspace == workspace, poll.c.state == "draft", poll.c.made_at < before)
    await tx.execute(delete(poll).where(unseen))


async def _forget_cards(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    # A message with a living section may be drawn again, and needs its other sections for that.
    section = aliased(outbox_message)
    alive = select(section.c.id).where(
        section.c.merged_into == outbox_message.c.merged_into, section.c.subject.is_not(None)
    )
    old = and_(
        outbox_message.c.state.in_(_SETTLED),
        func.coalesce(outbox_message.c.sent_at, outbox_message.c.due) < before,
    )
    written = and_(
        outbox_message.c.workspace == workspace,
        outbox_message.c.card.is_not(None),
        old,
        ~alive.exists(),
    )
    await tx.execute(update(outbox_message).where(written).values(card=None))


async def _forget_secrets(tx: Transaction, workspace: str) -> None:
    left = select(person.c.person).where(person.c.workspace == workspace, person.c.left.is_(True))
    for table in (person_diet, busy_calendar):
        mine = and_(table.c.workspace == workspace, table.c.person.in_(left))
        await tx.execute(delete(table).where(mine))


async def _forget_pairs(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    old_round = and_(pairing_round.c.workspace == workspace, pairing_round.c.drawn_at < before)
    grouped = pairing_group.c.round.in_(select(pairing_round.c.id).where(old_round))
    old_table = and_(open_table.c.workspace == workspace, open_table.c.starts_at < before)
    old_thumb = and_(venue_thumb.c.workspace == workspace, venue_thumb.c.at < before)
    await tx.execute(delete(venue_thumb).where(old_thumb))
    old_answer = and_(prompt_answer.c.workspace == workspace, prompt_answer.c.at < before)
    in_company = pairing_group.c.state.not_in(("alone", "late"))
    await _add(tx, workspace, "groups", pairing_group.c.id, and_(grouped, in_company))
    await _add(
        tx, workspace, "met", pairing_group.c.id, and_(grouped, pairing_group.c.state == "met")
    )
    await _add(tx, workspace, "tables", open_table.c.id, old_table)
    old_event = and_(event.c.workspace == workspace, event.c.ends_at < before)
    await _add(tx, workspace, "events", event.c.id, and_(old_event, event.c.kind != "listed"))
    await _add(
        tx,
        workspace,
        "prompts_done",
        prompt_answer.c.id,
        and_(old_answer, prompt_answer.c.state == "did"),
    )
    await tx.execute(delete(pairing_round).where(old_round))
    await tx.execute(
        delete(digest_issue).where(
            digest_issue.c.workspace == workspace, digest_issue.c.until < before
        )
    )
    await tx.execute(delete(open_table).where(old_table))
    await tx.execute(delete(prompt_answer).where(old_answer))
    await tx.execute(delete(event).where(old_event))


async def _forget_openings(tx: Transaction, workspace: str, before: dt.date) -> None:
    await tx.execute(
        delete(opening).where(opening.c.workspace == workspace, opening.c.due < before)
    )


async def _forget_listed(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    """Delete listed events that are long over and that nobody answered."""
    answered = select(rsvp.c.id).where(rsvp.c.event == event.c.id)
    listed = and_(
        event.c.workspace == workspace, event.c.kind == "listed", event.c.ends_at < before
    )
    await tx.execute(delete(event).where(listed, ~answered.exists()))


async def _forget_addresses(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    waiting = source.c.state.in_(("looking", "found"))
    await tx.execute(
        delete(source).where(source.c.workspace == workspace, waiting, source.c.asked_at < before)
    )


async def _forget_files(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    """Delete uploads whose last event is long over.

    The events that they listed have rows of their own by now.
    """
    over = and_(
        source.c.address.startswith(FILE_PREFIX), source.c.state == "paused", source.c.events == 0
    )
    await tx.execute(
        delete(source).where(source.c.workspace == workspace, over, source.c.last_good < before)
    )


async def _add(
    tx: Transaction,
    workspace: str,
    name: str,
    counted: ColumnElement[int],
    where: ColumnElement[bool],
) -> None:
    more = await tx.scalar(select(func.count(counted)).where(where))
    if more:
        keys = {"workspace": workspace, "about": TOTALS, "name": name}
        so_far = select(setting.c.number).where(
            *(setting.c[column] == value for column, value in keys.items())
        )
        await tx.upsert(setting, keys, number=(await tx.scalar(so_far) or 0) + more)


JOBS = {SWEEP: Job(sweep_workspace, quiet=True)}
