"""`/mingle who-knows`: ask who knows about something, and agree to be named."""

from collections.abc import Sequence

from bot.core.interactions import Answer, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import local_date
from bot.know_how import records, views
from bot.know_how.rules import MAX_TOPIC, Evidence, choose_experts, read_topic
from bot.open_tables.views.invitations import invitation_form
from bot.people import records as people
from bot.people.records import Person, is_paused, is_silent
from bot.store.engine import ReadTransaction, Transaction
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

    willing = {person.id: person for person in await _willing(call, tx)}
    chosen = choose_experts(await _shared_by(call, tx, list(willing.values())), topic)
    found = [(willing[each.person], each) for each in chosen]
    return Reply(views.experts_card(topic, found, named=named))


@router.button("who.meet", Role.ANYONE)
async def open_invitation(call: Invocation, tx: Transaction) -> Answer:
    """Open the invitation to lunch for a colleague who still is to be named for what they said."""
    caller = await people.get_caller(call, tx)
    person, _, key = call.value.rpartition(":")
    willing = [each for each in await _willing(call, tx) if each.id == person]
    shared = [each for each in await _shared_by(call, tx, willing) if each.key == key]
    if not shared:
        raise Refusal(say(views.GONE))
    topic = "" if shared[0].kind == "learning" else shared[0].words
    return OpenForm(invitation_form([person], "", ("", topic), caller.zone, say(views.ASK)))


@router.button("who.name", Role.ANYONE)
async def agree_to_be_named(call: Invocation, tx: Transaction) -> Answer:
    """Write down that the caller agrees to be named."""
    if call.value != views.MEANT:
        return Reply(outdated_button_card())
    await records.save_named(tx, call.workspace, call.person, call.now)
    return Reply(views.consent_card(named=True, said=say(views.AGREED)))


@router.button("who.unname", Role.ANYONE)
async def refuse_to_be_named(call: Invocation, tx: Transaction) -> Answer:
    """Name the caller to nobody any more."""
    if call.value != views.MEANT:
        return Reply(outdated_button_card())
    await records.delete_named(tx, call.workspace, call.person)
    return Reply(views.consent_card(named=False, said=say(views.TAKEN_BACK)))


async def _willing(call: Invocation, tx: ReadTransaction) -> list[Person]:
    """Return who may be named to the caller: they agreed, are here, and not kept apart."""
    agreed = await records.list_named(tx, call.workspace)
    apart = await people.kept_apart(tx, call.workspace, call.person)
    known = await people.find_people(tx, call.workspace, agreed - apart - {call.person})
    return [person for person in known.values() if _is_here(person, call)]


def _is_here(person: Person, call: Invocation) -> bool:
    day = local_date(call.now, person.zone)
    return not person.left and not is_paused(person, day) and not is_silent(person, day)


async def _shared_by(
    call: Invocation, tx: ReadTransaction, willing: Sequence[Person]
) -> list[Evidence]:
    channels = set(await people.channels_of(tx, call.workspace, call.person))
    found: list[Evidence] = []
    for person in willing:
        found += await records.list_shared(tx, call.workspace, person, call.now, channels)
    return found
