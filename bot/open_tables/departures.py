"""What becomes of tables when somebody leaves the workspace: seats, mergers and invitations."""

from bot.core import message_records, outbox
from bot.core.signals import PersonForgotten, PersonLeft
from bot.core.subjects import Subject
from bot.open_tables import mergers, notifications, records, seats
from bot.people import records as people
from bot.store.engine import Transaction


async def free_seats(tx: Transaction, signal: PersonLeft) -> None:
    """Free somebody's seats at the tables to come; the next guest hosts what they hosted."""
    workspace, now = signal.workspace, signal.now
    numbers = await records.tables_of_person(tx, workspace, signal.person, now)
    await records.lock_tables(tx, workspace, *numbers)
    for number in numbers:
        table = await records.find_table(tx, workspace, number)
        if table is None or table.state != "open" or not table.seats_person(signal.person):
            continue
        if table.host.person == signal.person:
            await _decline_mergers(tx, workspace, number)
        await seats.give_up_seat(tx, workspace, table, signal.person, now)


async def tell_those_who_asked(tx: Transaction, signal: PersonLeft) -> None:
    """Notify colleagues who asked somebody to lunch that they are gone; their tables stay open."""
    workspace, now = signal.workspace, signal.now
    invited = await people.find_person(tx, workspace, signal.person)
    assert invited
    for number in await notifications.tables_waiting_for(tx, workspace, signal.person, now):
        table = await records.find_table(tx, workspace, number)
        if table and table.state == "open" and not table.seats_person(signal.person):
            await notifications.tell_invited_left(tx, workspace, table, invited.mention, now)


async def redraw_tables(tx: Transaction, signal: PersonForgotten) -> None:
    """Invalidate the cards of every table that somebody hosted or sat at."""
    workspace = signal.workspace
    numbers = await records.every_table_of(tx, workspace, signal.person)
    kinds = ("table", "call", "asked")
    subjects = [Subject(kind, number) for kind in kinds for number in numbers]
    for merger in await records.list_mergers(tx, workspace, numbers):
        subjects += [Subject("merger", merger.id, side) for side in mergers.SIDES]
    for kind in ("seat", "news", "alone"):
        shown = await message_records.subjects_of_kind(tx, workspace, kind)
        subjects += [subject for subject in shown if subject.id in set(numbers)]
    await outbox.invalidate(tx, workspace, *subjects)


async def _decline_mergers(tx: Transaction, workspace: str, number: int) -> None:
    """Answer for a host who is gone: whoever hosts next has not been asked."""
    for merger in await records.list_mergers(tx, workspace, [number]):
        side = "stays" if merger.stays == number else "moves"
        await records.answer_merger(tx, workspace, merger.id, **{f"{side}_agrees": False})
        cards = [Subject("merger", merger.id, side) for side in mergers.SIDES]
        await outbox.invalidate(tx, workspace, *cards)
