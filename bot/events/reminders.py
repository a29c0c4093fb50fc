"""The scheduled steps of an event: reminders, the host's headcount, its end, and thanks."""

from datetime import datetime, timedelta
from functools import partial

from bot.core import outbox, schedule
from bot.core.outbox import OutgoingMessage
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.events import records, rules
from bot.events.notifications import HOST, LEARNED, REMINDER, invalidate_event
from bot.events.rules import Event
from bot.events.sightings import find_stale_sighting
from bot.events.views import cards
from bot.people.hours.records import working_times_in
from bot.store.engine import Transaction

TODAY, BEGIN, HEADCOUNT, OVER, AFTER, SIGNUP = _STEPS = (
    "event.today",
    "event.begin",
    "event.headcount",
    "event.over",
    "event.afterwards",
    "event.signup_over",
)
# Kinds of reminders, by how many minutes ahead they are.
LEADS = {
    rules.WEEK: "event.week_before",
    rules.TWO_DAYS: "event.two_days_before",
    rules.DAY: "event.day_before",
    rules.THREE_HOURS: "event.three_hours_before",
    rules.HOUR: "event.hour_before",
}
JOBS = (*_STEPS, *LEADS.values())

_LEARNING_VALID_FOR = timedelta(days=4)  # longer than a weekend


async def schedule_reminders(tx: Transaction, event: Event, now: datetime) -> None:
    """Schedule the steps of an event anew from its present time; past ones are left out."""
    await unschedule_reminders(tx, event)
    hosting = {event.host or event.channel: event.zone}
    times = await working_times_in(tx, event.workspace, hosting, event.channel)
    [working_time] = times.values()
    steps = [
        *((kind, rules.reminder_at(event, lead)) for lead, kind in LEADS.items()),
        (TODAY, rules.day_begins_at(event)),
        (SIGNUP, rules.signup_ends_at(event)),
        (BEGIN, event.starts_at),
        (HEADCOUNT, rules.headcount_at(event, working_time)),
        (OVER, event.ends_at),
        (AFTER, rules.thanks_at(event)),
        *((TODAY, at) for at in rules.later_days(event)),
    ]
    ahead = [(kind, at, local_date(at, event.zone)) for kind, at in steps if at and at > now]
    await schedule.schedule_many(tx, event.workspace, event.subject, ahead)


async def unschedule_reminders(tx: Transaction, event: Event) -> None:
    """Delete the scheduled steps of an event."""
    await schedule.unschedule(tx, event.workspace, event.subject, *JOBS)


async def send_reminders(tx: Transaction, event: Event, which: str, now: datetime) -> None:
    """Send reminders to those who go, as live cards: nothing arrives if they leave in between."""
    going = await records.list_going(tx, event.workspace, event.id)
    messages = [
        OutgoingMessage(
            f"{event.subject}:{which}:{start_stamp(event)}:{rsvp.id}",
            (rsvp.person,),
            subject=Subject("reminder", rsvp.id),
        )
        for rsvp in going
    ]
    earlier = [message.subject for message in messages if message.subject]
    await outbox.invalidate(tx, event.workspace, *earlier)
    await outbox.send_dms(
        tx,
        event.workspace,
        messages,
        reason=REMINDER,
        due=now,
        expires=event.ends_at,
        solicited=True,
    )


async def send_headcount(tx: Transaction, event: Event, now: datetime) -> None:
    """Send the host the number of people who come, early enough to book a table."""
    await _send_number(tx, event, f"headcount:{start_stamp(event)}", now)


async def close_signup(tx: Transaction, event: Event, now: datetime) -> None:
    """Render the cards without their buttons to sign up, and send the host who comes."""
    await invalidate_event(tx, event)
    await _send_number(tx, event, f"signup:{start_stamp(event)}:{event.signup_lead}", now)


async def _send_number(tx: Transaction, event: Event, occasion: str, now: datetime) -> None:
    """Send the host who comes, once for each occasion to look."""
    if event.host:
        await outbox.send_dm(
            tx,
            event.workspace,
            f"{event.subject}:{occasion}:{event.host}",
            event.host,
            None,
            subject=Subject("hosting", event.id),
            reason=HOST,
            due=now,
            expires=event.starts_at,
            solicited=True,
        )


async def end_event(tx: Transaction, event: Event) -> None:
    """Mark an event as over, and end every card about it."""
    await records.update_event(tx, event.workspace, event.id, state="over")
    await invalidate_event(tx, event)


async def send_thanks(tx: Transaction, event: Event, now: datetime) -> None:
    """Thank those who went and ask what they learned; dropped where a budget is used up.

    Nobody knows whether something took place that was no longer listed, or could not be looked at.
    """
    if event.is_doubtful or await find_stale_sighting(tx, event, event.starts_at):
        return
    going = await records.list_going(tx, event.workspace, event.id)
    card = partial(cards.event_thanks_card, event)
    messages = [
        OutgoingMessage(f"{event.subject}:learned:{rsvp.id}", (rsvp.person,), card)
        for rsvp in going
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        messages,
        reason=LEARNED,
        due=now,
        expires=now + _LEARNING_VALID_FOR,
    )


def start_stamp(event: Event) -> str:
    """Return the start of an event as part of a message key: a new time gets new messages."""
    return f"{event.starts_at:%Y%m%d%H%M}"
