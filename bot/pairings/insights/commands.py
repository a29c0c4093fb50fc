"""Answer questions about rounds: what would be drawn, why this group, does the last draw repeat."""

import asyncio

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.dates.local_time import local_date
from bot.pairings.insights import dry_run
from bot.pairings.insights.dry_run import DryRun
from bot.pairings.insights.records import recent_network
from bot.pairings.notifications import PICTURE
from bot.pairings.programs import records
from bot.pairings.programs.access import resolve_program
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.records import PairingGroup
from bot.pairings.views import introduction
from bot.pairings.views import picture as picture_views
from bot.pairings.views import rounds as views
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.command(
    "round preview",
    "See what would be drawn now; nothing is saved",
    Role.ORGANISER,
    example="/round preview",
)
async def preview_round(call: Invocation, tx: Transaction) -> Answer:
    """Draw as if it were time, and keep nothing."""
    circle = await resolve_program(call, tx)
    return await _run_dry_run(
        call, tx, circle, dry_run.prepare_preview, await records.count_program_members(tx, circle)
    )


@router.command(
    "round explain",
    "Learn why your last group came about",
    Role.ANYONE,
    Option("person", "Somebody else, for organisers", "person", rest=True),
    example="/round explain",
)
async def explain_last_group(call: Invocation, tx: Transaction) -> Answer:
    """Explain somebody's last group in plain words."""
    circle = await resolve_program(call, tx)
    whose = call.field_text("person") or call.person
    if whose != call.person and not call.organiser:
        raise Refusal(views.ONLY_YOUR_OWN)
    if await people.find_person(tx, call.workspace, whose) is None:
        raise Refusal(views.NOT_THEIRS)
    last = await round_records.last_group_of(tx, circle, whose, in_company=whose != call.person)
    if last is None:
        raise Refusal(views.NO_GROUP_YET)
    return await _because(call, tx, last[0], whose)


@router.command(
    "round replay", "Check that the last round comes out the same again", Role.ORGANISER
)
async def replay_round(call: Invocation, tx: Transaction) -> Answer:
    """Draw the last round again from what was kept of it."""
    circle = await resolve_program(call, tx)
    last = await round_records.last_round(tx, circle)
    if last is None:
        raise Refusal(views.NO_ROUND_YET)
    return await _run_dry_run(
        call, tx, circle, dry_run.prepare_replay, await round_records.count_round_members(tx, last)
    )


@router.button("lunch.how", Role.ANYONE)
async def explain_method(call: Invocation, tx: Transaction) -> Answer:
    """Explain how a round was matched, with the reasons for one's own group."""
    of = await round_records.round_by_id(tx, call.workspace, row_number(call.value))
    if of is None:
        raise Refusal(views.NO_ROUND_YET)
    mine = next(
        (
            each
            for each in await group_details.load_round_groups(tx, of)
            if call.person in each.names
        ),
        None,
    )
    return Reply(introduction.explanation_card(mine, call.person) if mine else views.method_card())


async def _because(call: Invocation, tx: Transaction, group: PairingGroup, whose: str) -> Answer:
    found = await group_details.load_group(tx, call.workspace, group.id)
    assert found
    return Reply(introduction.explanation_card(found, whose))


async def _run_dry_run(
    call: Invocation, tx: Transaction, program: PairingProgram, prepare: DryRun, people: int
) -> Answer:
    """Answer at once where that is quick; else a job thinks about it and writes to whoever
    asked."""
    if drafts.fits_inline(people, program.size):
        think = await prepare(tx, program, call.now, call.rng)
        return Reply(await think(asyncio.to_thread))
    kind = next(kind for kind, other in dry_run.DRY_RUNS.items() if other is prepare)
    subject = f"{program.id} {call.person} {call.id}"
    await schedule.schedule(
        tx, call.workspace, kind, subject, call.now, local_date(call.now, program.zone)
    )
    return Reply(views.takes_a_moment_card())


@router.command(
    "round picture", "See who met across teams", Role.ORGANISER, example="/round picture"
)
async def send_picture(call: Invocation, tx: Transaction) -> Answer:
    """Send the picture of the last three months to whoever asks."""
    circle = await resolve_program(call, tx)
    found = await recent_network(tx, circle, call.now)
    if found is None:
        raise Refusal(picture_views.TOO_LITTLE)
    card = picture_views.picture_card(circle, found)
    key = f"picture:{circle.id}:{call.id}"
    await outbox.send_dm(
        tx, call.workspace, key, call.person, card, reason=PICTURE, due=call.now, solicited=True
    )
    return Reply(picture_views.drawing_card())
