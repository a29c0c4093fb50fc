"""Plan what happens around an event.

Reminders, the host's headcount, its end, and the thanks afterwards.
"""

from datetime import datetime, timedelta

from bot.core import outbox, schedule
from bot.core.outbox import OutgoingMessage
from bot.dates.recurrence import local_date
from bot.events import records, rules
from bot.events.notifications import HOST, LEARNED, REMINDER
from bot.events.rules import Event
from bot.events.views import cards
from bot.store.engine import Transaction

DAY, HOUR, HEADCOUNT, OVER, AFTER = JOBS = (
    "event.day_before", "event.hour_before", "event.headcount", "event.over", "event.afterwards"
)  # fmt: skip

_LEARNED_FOR = timedelta(days=4)  # a weekend may lie between


async def schedule_reminders(tx: Transaction, event: Event, now: datetime) -> None:
    """Plan anew what happens around an event, at its present time.

    What is past already is left out.
    """
    await unschedule_reminders(tx, event)
    moments = [
        (DAY, rules.day_reminder_at(event)),
        (HOUR, rules.hour_reminder_at(event)),
        (HEADCOUNT, rules.headcount_at(event)),
        (OVER, event.ends_at),
        (AFTER, rules.thanks_at(event)),
    ]
    ahead = [(kind, at, local_date(at, event.zone)) for kind, at in moments if at and at > now]
    await schedule.schedule_many(tx, event.workspace, event.subject, ahead)


async def unschedule_reminders(tx: Transaction, event: Event) -> None:
    """Drop what was planned around an event."""
    await schedule.unschedule(tx, event.workspace, event.subject, *JOBS)


async def send_reminders(tx: Transaction, event: Event, which: str, now: datetime) -> None:
    """Remind those who go.

    What they read is true when it arrives, and nothing arrives once they do not go.
    """
    found = await records.list_going(tx, event.workspace, event.id)
    letters = [
        OutgoingMessage(
            f"{event.subject}:{which}:{start_stamp(event)}:{one.id}",
            (one.person,),
            subject=f"reminder:{one.id}",
        )
        for one in found
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        letters,
        reason=REMINDER,
        due=now,
        expires=event.ends_at,
        solicited=True,
    )


async def send_headcount(tx: Transaction, event: Event, now: datetime) -> None:
    """Tell the host how many come, in time to book."""
    if event.host:
        await outbox.send_dm(
            tx,
            event.workspace,
            f"{event.subject}:headcount:{start_stamp(event)}:{event.host}",
            event.host,
            None,
            subject=f"hosting:{event.id}",
            reason=HOST,
            due=now,
            expires=event.starts_at,
            solicited=True,
        )


async def end_event(tx: Transaction, event: Event) -> None:
    """Put an event away when it is over."""
    await records.update_event(tx, event.workspace, event.id, state="over")
    await outbox.invalidate(tx, event.workspace, event.subject)


async def send_thanks(tx: Transaction, event: Event, now: datetime) -> None:
    """Thank those who went, and ask what they learned, if they have attention to spare."""
    found = await records.list_going(tx, event.workspace, event.id)
    letters = [
        OutgoingMessage(
            f"{event.subject}:learned:{one.id}", (one.person,), cards.event_thanks_card(event)
        )
        for one in found
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        letters,
        reason=LEARNED,
        due=now,
        expires=now + _LEARNED_FOR,
        priority=outbox.Priority.DROPPABLE,
    )


def start_stamp(event: Event) -> str:
    """Tell one planned time of an event from another."""
    return f"{event.starts_at:%Y%m%d%H%M}"
