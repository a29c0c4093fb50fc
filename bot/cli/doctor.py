"""The checks of `mingle check` on the database: what is missing, what is wrong, what is next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, union

from bot.core.channel_rest import resting_channels, why_resting
from bot.core.channel_rights import channels_lacking
from bot.core.channels import find_channel_name
from bot.core.tables import occurrence, outbox_message
from bot.held_messages.records import MESSAGE, RESTORE, count_matters
from bot.pairings.health.records import troubled_programs
from bot.pairings.tables import pairing_program
from bot.pairings.views.health import TROUBLE_TEXTS
from bot.people.busy_times import count_open_addresses
from bot.people.platform_updates import active_workspaces
from bot.people.tables import person
from bot.prompts.tables import prompt_channel
from bot.sources.records import failing_sources
from bot.store.engine import ReadTransaction

OVERDUE_AFTER = timedelta(minutes=5)
MAX_UPCOMING = 12  # occurrences shown

Finding = tuple[bool, str]


async def collect_findings(tx: ReadTransaction, now: datetime) -> list[Finding]:
    """Return a finding for each thing checked: whether it is fine, and a sentence."""
    return [
        *(await _programs(tx)),
        await _organisers(tx),
        await _occurrences(tx, now),
        await _outbox(tx, now),
        await _matters(tx),
        *(await _waiting(tx, now)),
        *(await _addresses(tx)),
        *(await _workspaces(tx)),
    ]


async def upcoming_occurrences(tx: ReadTransaction) -> list[tuple[str, str, datetime]]:
    """Return what is due next: its kind, the channel or workspace, and the local time there."""
    rows = await tx.all(
        select(occurrence)
        .where(occurrence.c.state == "waiting")
        .order_by(occurrence.c.due, occurrence.c.id)
        .limit(MAX_UPCOMING)
    )
    programs = {row.id: row for row in await tx.all(select(pairing_program))}
    prompts = {row.id: row for row in await tx.all(select(prompt_channel))}
    owners_of = {"round": programs, "prompt": prompts}

    upcoming = []
    for row in rows:
        feature, _, _ = row.kind.partition(".")
        owner = owners_of.get(feature, {}).get(row.subject.id)
        where = f"#{owner.channel_name}" if owner else row.workspace
        zone = ZoneInfo(owner.zone if owner else "UTC")
        upcoming.append((row.kind, where, row.due.astimezone(zone)))
    return upcoming


async def served_channels(tx: ReadTransaction) -> list[str]:
    """Return the channels that Mingle serves."""
    return sorted(
        await tx.scalars(
            union(
                select(pairing_program.c.channel).where(pairing_program.c.active.is_(True)),
                select(prompt_channel.c.channel),
            )
        )
    )


async def _programs(tx: ReadTransaction) -> list[Finding]:
    rows = await tx.all(select(pairing_program).order_by(pairing_program.c.id))
    if not rows:
        return [
            (False, "No channel has lunch pairings yet: an organiser types /mingle setup there.")
        ]
    return [
        (
            row.active,
            f"#{row.channel_name}: lunch pairings {'are on' if row.active else 'are off'}.",
        )
        for row in rows
    ]


async def _organisers(tx: ReadTransaction) -> Finding:
    known = await tx.scalar(
        select(func.count()).select_from(person).where(person.c.organiser.is_(True))
    )
    words = (
        f"{known} organiser(s) known."
        if known
        else "No organiser is known yet, so nobody hears when something fails."
    )
    return bool(known), words


async def _occurrences(tx: ReadTransaction, now: datetime) -> Finding:
    late = select(func.count()).select_from(occurrence)
    late = late.where(occurrence.c.state == "waiting", occurrence.c.due < now - OVERDUE_AFTER)
    waiting = await tx.scalar(late)
    if waiting:
        return False, f"{waiting} job(s) are overdue: is `mingle run` running? The log has more."
    return True, "Every job has run at its time."


async def _waiting(tx: ReadTransaction, now: datetime) -> list[Finding]:
    """Return what keeps messages from going out that were tried, but never got through."""
    waiting = outbox_message.c.state == "ready", outbox_message.c.tries > 0
    query = (
        select(outbox_message.c.workspace, outbox_message.c.error, func.count().label("count"))
        .where(*waiting, outbox_message.c.first_try < now - OVERDUE_AFTER)
        .group_by(outbox_message.c.workspace, outbox_message.c.error)
        .order_by(outbox_message.c.workspace, outbox_message.c.error)
    )
    return [
        (False, f"{row.workspace}: {row.count} message(s) wait to be sent. {row.error or ''}")
        for row in await tx.all(query)
    ]


async def _addresses(tx: ReadTransaction) -> list[Finding]:
    count = await count_open_addresses(tx)
    words = f"{count} private calendar address(es) are not encrypted: set database.keys."
    return [(False, words)] if count else []


async def _workspaces(tx: ReadTransaction) -> list[Finding]:
    """Return what needs an organiser's hand in each workspace, as `/mingle overview` shows it."""
    findings: list[Finding] = []
    for workspace in await active_workspaces(tx, ""):
        needs = [*(await _channels(tx, workspace)), *(await _programs_and_sources(tx, workspace))]
        findings += [(False, f"{workspace}: {need}") for need in needs]
    return findings


async def _channels(tx: ReadTransaction, workspace: str) -> list[str]:
    resting = await resting_channels(tx, workspace)
    found = []
    for channel in resting:
        name = await find_channel_name(tx, workspace, channel) or channel
        found.append(f"#{name} is on hold. {await why_resting(tx, workspace, channel)}")
    for channel, why in (await channels_lacking(tx, workspace)).items():
        if channel not in resting:
            name = await find_channel_name(tx, workspace, channel) or channel
            found.append(f"Something is missing in #{name}. {why}")
    return found


async def _programs_and_sources(tx: ReadTransaction, workspace: str) -> list[str]:
    found = []
    for troubled in await troubled_programs(tx, workspace):
        what = " ".join(TROUBLE_TEXTS[kind] for kind in troubled.troubles)
        found.append(f"#{troubled.program.channel_name}: {what}")
    if failing := await failing_sources(tx, workspace):
        names = ", ".join(source.name for source in failing)
        found.append(f"{len(failing)} source(s) of events can't be read any more: {names}.")
    return found


async def _outbox(tx: ReadTransaction, now: datetime) -> Finding:
    overdue = await tx.scalar(
        select(func.count())
        .select_from(outbox_message)
        .where(outbox_message.c.state == "ready", outbox_message.c.due < now - OVERDUE_AFTER)
    )
    if overdue:
        return False, f"{overdue} message(s) are overdue: is `mingle run` running?"
    return True, "Every message was sent at its time."


async def _matters(tx: ReadTransaction) -> Finding:
    """Return what waits for somebody's decision."""
    counts = await count_matters(tx)
    held, restores = counts[MESSAGE, "held"], counts[RESTORE, "held"]
    aside = sum(counts.values()) - held - restores
    found = [
        (held, "message(s) are held, since nobody knows whether they arrived."),
        (aside, "row(s) were set aside, which failed again and again."),
        (restores, "workspace(s) wait for a decision on what was due when a backup was restored."),
    ]
    told = [f"{number} {words}" for number, words in found if number]
    if not told:
        return True, "Nothing is held, and nothing was set aside."
    listed = "`mingle held` lists it, and so does “/mingle health” for organisers, who were asked."
    return False, " ".join([*told, listed])
