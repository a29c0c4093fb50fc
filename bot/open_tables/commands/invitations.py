"""`/lunch with`: invite one colleague to lunch."""

from datetime import datetime

from bot.core import outbox
from bot.core.ids import belongs_to_workspace
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.core.subjects import Subject
from bot.open_tables import records, rules, seats
from bot.open_tables.access import may_ask
from bot.open_tables.form_input import channel_for_lunch, read_table_request
from bot.open_tables.notifications import ASKED
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.people import records as people
from bot.people.hours.records import working_time_of
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.text import Mention

router = Router()
_SEATS = 2


@router.command(
    "lunch with",
    "Ask a colleague to lunch",
    Role.ANYONE,
    Option("person", "whom you would like to eat with", "person", required=True),
    Option("when", "a day and a time, such as tomorrow 12:30", rest=True, posted=False),
    example="/lunch with @Jun tomorrow 12:30",
)
async def invite_colleague(call: Invocation, tx: Transaction) -> Answer:
    """Open a table for two and invite one colleague to it."""
    caller = await people.get_caller(call, tx)
    invited = call.field_text("person")
    if not belongs_to_workspace(invited, call.workspace) or invited == caller.id:
        raise Refusal(answers.nobody_named())

    request, errors = read_table_request(call, caller.zone)
    if errors:
        raise Refusal(next(iter(errors.values())))

    working_time = await working_time_of(tx, call.workspace, caller)
    starts_at = (
        request.starts_at
        or rules.next_lunch(call.now, caller.zone)
        or rules.lunch_after(call.now, caller.zone, working_time)
    )
    return await ask_to_lunch(call, tx, invited, starts_at)


async def ask_to_lunch(
    call: Invocation, tx: Transaction, invited: str, starts_at: datetime
) -> Answer:
    """Open a table for the caller and one colleague, and ask the colleague, if both are free."""
    caller = await people.get_caller(call, tx)
    clashes = await records.overlapping_for_update(tx, call.workspace, caller.id, starts_at)
    if clashes:
        return Reply(answers.seat_clash_card(clashes[0], call.now))

    await _refuse_beyond_allowance(call, tx, invited)
    table = await _open_table_for_two(call, tx, caller, starts_at)
    await _send_invitation(call, tx, table, invited)
    person = await people.find_person(tx, call.workspace, invited)
    mention = person.mention if person else Mention(invited, "them")
    return Reply(answers.invitation_sent_card(table, mention, call.now))


async def _refuse_beyond_allowance(call: Invocation, tx: Transaction, invited: str) -> None:
    """Refuse a request for which the week of the invited person has no place.

    The words are the same whatever the reason, so that nobody learns how often others asked.
    """
    person = await people.find_person(tx, call.workspace, invited)
    name = person.name if person else "them"
    await people.lock_people(tx, call.workspace, call.person, invited)
    if not await may_ask(tx, call.workspace, call.person, invited, call.now):
        raise Refusal(answers.ask_in_person(name))


async def _open_table_for_two(
    call: Invocation, tx: Transaction, caller: Person, starts_at: datetime
) -> OpenTable:
    channel, name = await channel_for_lunch(call, tx)
    return await seats.open_table(
        tx,
        call.workspace,
        (caller.mention,),
        call.now,
        office=caller.office,
        starts_at=starts_at,
        seats=_SEATS,
        place="",
        topic="",
        zone=caller.zone,
        channel=channel,
        channel_name=name,
    )


async def _send_invitation(
    call: Invocation, tx: Transaction, table: OpenTable, invited: str
) -> None:
    # Somebody who avoids the caller gets no invitation. The caller's answer is the same, so that
    # nobody learns of the list; and the request counts as any other.
    avoided = call.person in await people.avoid_list(tx, call.workspace, invited)
    key = records.request_key(table.id, invited, call.person)
    await outbox.send_dm(
        tx,
        call.workspace,
        key,
        invited,
        None,
        subject=Subject("asked", table.id, invited),
        reason=ASKED,
        due=call.now,
        expires=table.starts_at,
    )
    if avoided:
        await outbox.cancel_messages(tx, call.workspace, key)
