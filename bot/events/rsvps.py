"""Take people's answers to an event, and tell at once everybody for whom they change something."""

from datetime import datetime

from bot.core import outbox
from bot.digest import dependents
from bot.events import notifications, records, rules
from bot.events.rules import Answer, Event, Rsvp
from bot.store.engine import Transaction


async def answer(tx: Transaction, event: Event, person: str, said: Answer, now: datetime) -> Rsvp:
    """Write down what somebody answers, and give what came of it; whoever else is moved by it is told.

    The caller holds the event (`records.find_held`), and has seen that it is open.
    """
    await records.answer(tx, event.workspace, event.id, person, said, now)
    moved = await settle(tx, event, now)
    await notifications.standing_changed(tx, event, [one for one in moved if one.person != person], now)
    found = await records.answer_of(tx, event.workspace, event.id, person)
    assert found
    return found


async def settle(tx: Transaction, event: Event, now: datetime) -> list[Rsvp]:
    """Bring everybody's standing up to date, and give those whose standing became another."""
    before = await records.answers(tx, event.workspace, event.id)
    decided = rules.standings(before, event.capacity)
    for one in before:
        if decided[one.person] != one.standing:
            joined = now if decided[one.person] == "in" else None
            await records.stand(tx, event.workspace, one.id, decided[one.person], joined)
    await outbox.stale(tx, event.workspace, event.subject)
    await dependents.touch(tx, event.workspace, event.id)
    moved = {one.person: one.standing for one in before if decided[one.person] != one.standing}
    after = await records.answers(tx, event.workspace, event.id)
    return [one for one in after if one.person in moved]
