"""Ask one colleague to lunch."""

from bot.core import outbox
from bot.core.ids import belongs_to_workspace
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.open_tables import records, rules, seats
from bot.open_tables.form_input import channel_for_lunch, read_table_request
from bot.open_tables.notifications import ASKED
from bot.open_tables.views import answers, cards
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Mention

router = Router()
_SEATS = 2


@router.command(
    "lunch with",
    "Ask a colleague to lunch",
    Role.ANYONE,
    Option("person", "whom you would like to eat with", "person", required=True),
    Option("when", "a day and a time, such as tomorrow 12:30", rest=True),
    example="/lunch with @Jun tomorrow 12:30",
)
async def invite_colleague(call: Invocation, tx: Transaction) -> Answer:
    """Open a table for two and tell one colleague of it."""
    me = await people.get_caller(call, tx)
    who = call.field_text("person")
    if not belongs_to_workspace(who, call.workspace) or who == me.id:
        raise Refusal(answers.nobody_named())
    wish, errors = read_table_request(call, me.zone)
    if errors:
        raise Refusal(next(iter(errors.values())))
    starts_at = (
        wish.starts_at
        or rules.next_lunch(call.now, me.zone)
        or rules.lunch_after(call.now, me.zone)
    )
    if clashes := await records.overlapping_for_update(tx, call.workspace, me.id, starts_at):
        return Reply(answers.seat_clash_card(clashes[0], call.now))
    channel, name = await channel_for_lunch(call, tx)
    table = await seats.open_table(
        tx,
        call.workspace,
        (me.mention,),
        call.now,
        office=me.office,
        starts_at=starts_at,
        seats=_SEATS,
        place="",
        topic="",
        zone=me.zone,
        channel=channel,
        channel_name=name,
    )
    # Whoever would rather not meet the one who asks hears nothing; the answer is the same, so
    # nobody learns of it.
    if me.id not in await people.avoid_list(tx, call.workspace, who):
        await outbox.send_dm(
            tx,
            call.workspace,
            f"table:{table.id}:asked:{who}",
            who,
            cards.invitation_card(table, call.now),
            reason=ASKED,
            due=call.now,
            expires=starts_at,
        )
    known = await people.find_person(tx, call.workspace, who)
    return Reply(
        answers.invitation_sent_card(
            table, known.mention if known else Mention(who, "them"), call.now
        )
    )
