"""Plan what happens around an event: reminders, the host's headcount, its end, and the thanks afterwards."""

from datetime import datetime, timedelta

from bot.core import outbox, schedule
from bot.core.outbox import Letter
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


async def plan(tx: Transaction, event: Event, now: datetime) -> None:
    """Plan anew what happens around an event, at its present time; what is past already is left out."""
    await forget(tx, event)
    moments = [
        (DAY, rules.day_reminder(event)),
        (HOUR, rules.hour_reminder(event)),
        (HEADCOUNT, rules.host_reminder(event)),
        (OVER, event.ends_at),
        (AFTER, rules.afterwards(event)),
    ]
    ahead = [(kind, at, local_date(at, event.zone)) for kind, at in moments if at and at > now]
    await schedule.plan_all(tx, event.workspace, event.subject, ahead)


async def forget(tx: Transaction, event: Event) -> None:
    """Drop what was planned around an event."""
    await schedule.forget(tx, event.workspace, event.subject, *JOBS)


async def remind(tx: Transaction, event: Event, which: str, now: datetime) -> None:
    """Remind those who go; what they read is true when it arrives, and nothing arrives once they do not go."""
    found = await records.going(tx, event.workspace, event.id)
    letters = [
        Letter(f"{event.subject}:{which}:{stamp_of(event)}:{one.id}", (one.person,), subject=f"reminder:{one.id}")
        for one in found
    ]
    await outbox.whisper_many(tx, event.workspace, letters, rule=REMINDER, due=now, expires=event.ends_at, asked=True)


async def tell_host(tx: Transaction, event: Event, now: datetime) -> None:
    """Tell the host how many come, in time to book."""
    if event.host:
        await outbox.whisper(
            tx,
            event.workspace,
            f"{event.subject}:headcount:{stamp_of(event)}:{event.host}",
            event.host,
            None,
            subject=f"hosting:{event.id}",
            rule=HOST,
            due=now,
            expires=event.starts_at,
            asked=True,
        )


async def end(tx: Transaction, event: Event) -> None:
    """Put an event away when it is over."""
    await records.change(tx, event.workspace, event.id, state="over")
    await outbox.stale(tx, event.workspace, event.subject)


async def thank(tx: Transaction, event: Event, now: datetime) -> None:
    """Thank those who went, and ask what they learned, if they have attention to spare."""
    found = await records.going(tx, event.workspace, event.id)
    letters = [Letter(f"{event.subject}:learned:{one.id}", (one.person,), cards.thanks(event)) for one in found]
    await outbox.whisper_many(
        tx,
        event.workspace,
        letters,
        rule=LEARNED,
        due=now,
        expires=now + _LEARNED_FOR,
        weight=outbox.MAY_DROP,
    )


def stamp_of(event: Event) -> str:
    """Tell one planned time of an event from another."""
    return f"{event.starts_at:%Y%m%d%H%M}"
