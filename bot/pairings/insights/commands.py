"""Commands that ask about rounds: preview, explain, replay, and the picture of who met."""

import asyncio

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings.insights.dry_run import DRY_RUNS
from bot.pairings.insights.records import last_group_of, recent_network
from bot.pairings.notifications import PICTURE
from bot.pairings.programs import hosts, records
from bot.pairings.programs.access import resolve_program
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.proposal import fits_inline
from bot.pairings.views import introduction
from bot.pairings.views import picture as picture_views
from bot.pairings.views import rounds as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.crowds import is_crowd_now
from bot.ui.speech import mark, say

router = Router()


@router.command(
    "round preview",
    mark("See what would be drawn now; nothing is saved"),
    Role.ORGANISER,
    example="/round preview",
)
@router.costly
async def preview_round(call: Invocation, tx: Transaction) -> Answer:
    """Draw the next round as if it were due, and save nothing."""
    program = await resolve_program(call, tx)
    members = await records.count_program_members(tx, program)
    return await _answer_dry_run(call, tx, program, "round.preview", members)


@router.command(
    "round explain",
    mark("Learn why your last group came about"),
    Role.ANYONE,
    Option("person", mark("Somebody else, for organisers"), "person", rest=True),
    example="/round explain",
)
async def explain_last_group(call: Invocation, tx: Transaction) -> Answer:
    """Explain the caller's last group; organisers may name somebody else.

    About others, rounds that left them out are passed over: nobody else learns of those.
    """
    program = await resolve_program(call, tx)
    person = call.field_text("person") or call.person
    about_other = person != call.person
    if about_other and not call.organiser:
        raise Refusal(say(views.ONLY_YOUR_OWN))
    if await people.find_person(tx, call.workspace, person) is None:
        raise Refusal(say(views.NOT_THEIRS))

    last = await last_group_of(tx, program, person, in_company=about_other)
    if last is None:
        raise Refusal(say(views.NO_GROUP_YET))
    details = await group_details.load_group(tx, call.workspace, last)
    assert details
    host = await hosts.mention_host(tx, program)
    return Reply(introduction.explanation_card(details, person, host))


@router.command(
    "round replay", mark("Check that the last round comes out the same again"), Role.ORGANISER
)
@router.costly
async def replay_round(call: Invocation, tx: Transaction) -> Answer:
    """Draw the last round again from its stored inputs and seed."""
    program = await resolve_program(call, tx)
    last = await round_records.last_round(tx, program)
    if last is None:
        raise Refusal(say(views.NO_ROUND_YET))

    members = await round_records.count_round_members(tx, last)
    if not is_crowd_now(members):
        raise Refusal(say(views.TOO_FEW_TO_REPLAY))
    return await _answer_dry_run(call, tx, program, "round.replay", members)


@router.button("lunch.how", Role.ANYONE)
async def explain_method(call: Invocation, tx: Transaction) -> Answer:
    """Explain how a round was matched, with the reasons for the caller's own group."""
    pairing_round = await round_records.round_by_id(tx, call.workspace, row_number(call.value))
    if pairing_round is None:
        raise Refusal(say(views.NO_ROUND_YET))

    program = await records.find_program(tx, call.workspace, pairing_round.program)
    assert program
    host = await hosts.mention_host(tx, program)
    for details in await group_details.load_round_groups(tx, pairing_round):
        if call.person in details.names:
            return Reply(introduction.explanation_card(details, call.person, host))
    return Reply(views.method_card(program, host))


@router.command(
    "round picture", mark("See who met across teams"), Role.ORGANISER, example="/round picture"
)
@router.costly
async def send_picture(call: Invocation, tx: Transaction) -> Answer:
    """Send the picture of the last three months to the caller by DM."""
    program = await resolve_program(call, tx)
    network = await recent_network(tx, program, call.now)
    if network is None:
        raise Refusal(picture_views.too_little())

    card = picture_views.picture_card(program, network)
    key = f"picture:{program.id}:{call.id}"
    await outbox.send_dm(
        tx, call.workspace, key, call.person, card, reason=PICTURE, due=call.now, solicited=True
    )
    return Reply(picture_views.drawing_card())


async def _answer_dry_run(
    call: Invocation, tx: Transaction, program: PairingProgram, kind: str, members: int
) -> Answer:
    """Answer at once if the dry run is quick; else schedule a job that answers by DM."""
    if fits_inline(members, program.size):
        compute = await DRY_RUNS[kind](tx, program, call.now, call.rng)
        return Reply(await compute(asyncio.to_thread))

    subject = Subject("program", program.id, call.person, call.id)
    today = local_date(call.now, program.zone)
    await schedule.schedule(tx, call.workspace, kind, subject, call.now, today)
    return Reply(views.takes_a_moment_card())
