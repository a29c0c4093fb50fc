"""Live cards of pairings: invitations, notices, introductions, nudges and check-ins."""

import datetime as dt

from bot.core.channels import find_channel_name
from bot.core.router import Router, Undelivered
from bot.core.subjects import Subject
from bot.pairings import rules
from bot.pairings.agreements.agreement import load_agreement
from bot.pairings.programs import hosts, records
from bot.pairings.programs.records import Notice
from bot.pairings.rounds import (
    confirmation,
    group_details,
    participants,
    report,
    undo,
    undone_records,
)
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.obstacle import obstacle_of
from bot.pairings.rounds.once import people_done
from bot.pairings.views import changes, company, introduction, invitation, obstacles
from bot.pairings.views import confirmation as still_views
from bot.pairings.views.obstacles import Names
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Instant

router = Router()
router.live_card("report")(report.render_report)
router.on_outcome(rules.INTRODUCTION)(report.count_arrivals)


@router.live_card("invite")
async def render_invitation(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render an invitation with its answer; None if its program or membership was deleted."""
    member = await records.membership_by_id(tx, workspace, subject.id)
    if member is None:
        return None
    program = await records.find_program(tx, workspace, member.program)
    if program is None:
        return None
    return invitation.invitation_card(program, member, await hosts.mention_host(tx, program))


@router.live_card("invitation")
async def render_open_invitation(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the invitation that a whole channel sees, until its program stops."""
    program = await records.find_program(tx, workspace, subject.id)
    if program is None:
        return None
    return invitation.open_invitation_card(program, await hosts.mention_host(tx, program))


@router.live_card("notice")
async def render_notice(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render one person's notice of a round."""
    notice = await records.find_notice(tx, workspace, subject)
    if notice is None:
        return None
    over = await _render_if_over(tx, notice)
    if over:
        return over

    silent = notice.member.silent_rounds >= rules.ASK_AFTER
    profile = await people.find_person(tx, workspace, notice.member.person)
    ask = profile is not None and profile.is_asked_in(f"{subject}")
    return invitation.notice_card(
        notice.program,
        f"{notice.day}",
        _draw_of(notice),
        skipped=notice.skipped,
        silent=silent,
        ask_line=ask,
    )


@router.live_card("shift")
async def render_shift(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the news to one person that a round they had a notice of was moved."""
    notice = await records.find_notice(tx, workspace, subject)
    if notice is None:
        return None
    over = await _render_if_over(tx, notice)
    if over:
        return over
    return changes.moved_card(notice.program, notice.day, _draw_of(notice), skipped=notice.skipped)


def _draw_of(notice: Notice) -> Instant:
    return Instant(rules.draw_at(notice.program, notice.day), notice.program.zone)


async def _render_if_over(tx: ReadTransaction, notice: Notice) -> Card | None:
    """Return what is left of a notice: the person is out or away, the round was drawn or is not."""
    program, day = notice.program, notice.day
    if notice.member.state != "in":
        return invitation.out_card(program)
    drawn = await round_records.find_round(tx, program, day)
    if drawn:
        return invitation.drawn_notice_card(program, Instant(drawn.drawn_at, program.zone))

    following = await records.next_draw(tx, program)
    if following and following[0] == day:
        away = await participants.is_away(
            tx, program.workspace, notice.member.person, rules.round_date(program, day)
        )
        if not away or notice.skipped:
            return None
        profile = await people.find_person(tx, program.workspace, notice.member.person)
        if profile and profile.silent_until and people.is_silent(profile, day):
            return company.silenced_card(program, Instant(profile.silent_until, program.zone))
        return invitation.away_notice_card(program, Instant(following[1], program.zone))
    last_day = await records.last_round_date(tx, program)
    is_newest = last_day is None or last_day < day  # no other round was drawn since
    next_draw = Instant(following[1], program.zone) if following and is_newest else None
    return changes.no_round_card(program, next_draw)


@router.live_card("group")
async def render_group(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the introduction of a group with its present state."""
    details = await group_details.load_group(tx, workspace, subject.id)
    if details is None:
        return None
    profiles = await group_details.load_profiles(tx, details)
    agreement = await load_agreement(tx, details)
    return introduction.introduction_card(details, profiles, agreement, now)


@router.live_card("nudge")
async def render_nudge(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the reminder of a group, with what can still be proposed."""
    details = await group_details.load_group(tx, workspace, subject.id)
    if details is None:
        return None
    return introduction.nudge_card(details, await load_agreement(tx, details), now)


@router.live_card("checkin")
async def render_check_in(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,
) -> Card | None:
    """Render one member's check-in with their answer."""
    details = await group_details.load_group_of_member(tx, workspace, subject.id)
    if details is None:
        return None

    for member in details.members:
        if member.id == subject.id:
            agreement = await load_agreement(tx, details)
            once = member.person in await people_done(tx, details.program)
            return introduction.check_in_card(details, agreement, member, now, once=once)
    return None


@router.live_card("unsure")
async def render_unsure(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the doubt whether a member still comes, until it is settled."""
    details = await group_details.load_group_of_member(tx, workspace, subject.id)
    members = [member for member in details.members if member.id == subject.id] if details else []
    if details is None or not members:
        return None

    member = members[0]
    confirmed = await confirmation.is_confirmed(tx, details, member)
    if confirmed or member.answer == "cant" or not details.runs_at(now):
        return still_views.settled_card(details, member, confirmed=confirmed)
    return still_views.unsure_card(details, member)


@router.live_card("off")
async def render_off(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the news to one member that their lunch is off, or what became of it since."""
    found = await group_details.find_member(tx, workspace, subject.id)
    if found is None:
        return None
    member, details = found
    in_company = await undone_records.found_company(tx, details.round, member.person)
    return company.fell_through_card(details, now, found=in_company)


@router.live_card("solo")
async def render_solo(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the news to somebody that the draw left them out, or that they have company since."""
    found = await group_details.find_member(tx, workspace, subject.id)
    if found is None:
        return None
    member, details = found
    if await undone_records.found_company(tx, details.round, member.person):
        return obstacles.other_company_card()
    return company.solo_card(details)


@router.live_card("undone")
async def render_undone(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the news to one member that they were not introduced, or what became of it since."""
    found = await group_details.find_member(tx, workspace, subject.id)
    if found is None:
        return None

    member, details = found
    if await undone_records.found_company(tx, details.round, member.person):
        return obstacles.other_company_card()
    if details.group.state != "undone" and member.answer != "out":
        return obstacles.introduced_after_all_card(details, member.person)
    return obstacles.undone_card(details, member, now)


@router.live_card("obstacles")
async def render_obstacles(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the note to organisers about the refused introductions of a round."""
    pairing_round = await round_records.round_by_id(tx, workspace, subject.id)
    if pairing_round is None:
        return None
    groups = await group_details.load_obstructed_groups(tx, pairing_round)
    met = [obstacle for details in groups for obstacle in details.group.obstacles]
    if not any(obstacle.has_remedy for obstacle in met):
        return obstacles.all_settled_card()

    concerned = {person for obstacle in met for person in obstacle.people}
    profiles = await people.find_people(tx, workspace, list(concerned))
    here = {each: profile.mention for each, profile in profiles.items() if not profile.left}
    names = Names(here, {})
    for obstacle in met:
        names.channels[obstacle.channel] = await find_channel_name(tx, workspace, obstacle.channel)
    running = pairing_round.state == "drawn" and now < pairing_round.ends_at
    undone = any(undo.may_retry(details) for details in groups)
    return obstacles.obstacles_card(pairing_round, groups, names, retry=running and undone)


@router.on_undelivered(rules.INTRODUCTION)
async def settle_refused_introduction(tx: Transaction, message: Undelivered) -> None:
    """Introduce a group in another way, without somebody, or undo it."""
    if message.subject is None or message.subject.kind != "group":
        return
    in_conversation = message.kind == "introduce"
    recipients = message.recipients
    await undo.settle_refusal(
        tx,
        message.workspace,
        message.subject.id,
        obstacle_of(message.error, recipients),
        message.now,
        in_conversation=in_conversation,
    )
