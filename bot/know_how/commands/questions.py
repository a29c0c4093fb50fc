"""`/mingle who-knows`: ask who knows about something, and agree to be named."""

from bot.core import outbox
from bot.core.interactions import Answer, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.know_how import records
from bot.know_how.access import find_named, list_evidence, willing_people
from bot.know_how.rules import MAX_TOPIC, choose_experts, read_topic
from bot.know_how.views import answers as views
from bot.open_tables.views.invitations import invitation_form
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card
from bot.ui.speech import mark, say

router = Router()


@router.command(
    "mingle who-knows",
    mark("Ask who knows about something; those who agreed are named"),
    Role.ANYONE,
    Option("topic", mark("what you'd like to know about"), rest=True, posted=False),
    example="/mingle who-knows about sourdough",
    also=(
        "expert",
        "experts",
        "knows",
        "who can show me",
        "who can teach me",
        "who can help",
        "ask about",
    ),
)
async def find_experts(call: Invocation, tx: Transaction) -> Answer:
    """Name colleagues who agreed to it and shared something about a topic."""
    named = await records.is_named(tx, call.workspace, call.person)
    topic = read_topic(call.field_text("topic"))
    if not topic:
        return Reply(views.consent_card(named=named))
    if len(topic) > MAX_TOPIC:
        raise Refusal(say(views.TOO_LONG, most=MAX_TOPIC))

    willing = {person.id: person for person in await willing_people(call, tx)}
    chosen = choose_experts(await list_evidence(call, tx, list(willing.values())), topic)
    found = [(willing[each.person], each) for each in chosen]
    return Reply(views.experts_card(topic, found, named=named))


@router.button("who.meet", Role.ANYONE)
async def open_invitation(call: Invocation, tx: Transaction) -> Answer:
    """Open the invitation to lunch for a colleague who still is to be named for what they said."""
    caller = await people.get_caller(call, tx)
    found = await find_named(call, tx, call.value)
    if found is None:
        raise Refusal(say(views.GONE))
    person, evidence = found
    topic = "" if evidence.kind == "learning" else evidence.words
    return OpenForm(invitation_form([person.id], "", ("", topic), caller.zone, say(views.ASK)))


@router.button("who.name", Role.ANYONE)
async def agree_to_be_named(call: Invocation, tx: Transaction) -> Answer:
    """Write down that the caller agrees to be named."""
    if call.value != views.MEANT:
        return Reply(outdated_button_card())
    await records.save_named(tx, call.workspace, call.person, call.now)
    await outbox.invalidate(tx, call.workspace, Subject("person", 0, call.person))
    return Reply(views.consent_card(named=True, said=say(views.AGREED)))


@router.button("who.unname", Role.ANYONE)
async def refuse_to_be_named(call: Invocation, tx: Transaction) -> Answer:
    """Name the caller to nobody any more."""
    if call.value != views.MEANT:
        return Reply(outdated_button_card())
    await records.delete_named(tx, call.workspace, call.person)
    await outbox.invalidate(tx, call.workspace, Subject("person", 0, call.person))
    return Reply(views.consent_card(named=False, said=say(views.TAKEN_BACK)))
