"""Updates of an agreement: a new time, the news of it below the introduction, and reminders."""

import datetime as dt
from collections.abc import Sequence

from bot.core import message_records, outbox, schedule
from bot.core.outbox import MessageOptions
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings import rules as pairing_rules
from bot.pairings.agreements import records, rules
from bot.pairings.agreements.agreement import Agreement, load_agreement
from bot.pairings.agreements.records import AgreedTime
from bot.pairings.keys import news_key, nudge_key, proposal_key, reminder_key
from bot.pairings.rounds.conversation import group_keys, tell_group
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import PairingRound
from bot.store.engine import Transaction

MOMENT_PASSES = "round.moment"


async def update_agreement(tx: Transaction, details: GroupDetails, now: dt.datetime) -> None:
    """Decide anew which time suits all who stay; save it, and write the news, if it changed."""
    agreement = await load_agreement(tx, details)
    chosen = _choose(details, agreement, now)
    if chosen == agreement.agreed:
        return

    starts_at = chosen or agreement.agreed
    assert starts_at
    told = await cancel_unsent_news(tx, details)
    version = await records.add_agreement(
        tx,
        details.group.workspace,
        details.group.id,
        agreement.latest.number + 1 if agreement.latest else 0,
        starts_at,
        now,
        cancelled=chosen is None,
    )
    if details.group.state == "open" and _is_news(version, told):
        await _write_news(tx, details, version, now)


async def cancel_unsent_news(tx: Transaction, details: GroupDetails) -> AgreedTime | None:
    """Cancel news and reminders that are unsent; return the newest version that was told."""
    workspace, group = details.group.workspace, details.group.id
    versions = await records.list_agreements(tx, workspace, group)
    keys: dict[str, AgreedTime] = {}
    reminders: list[str] = []
    for version in versions:
        keys |= dict.fromkeys(group_keys(details, news_key(version.id)), version)
        reminders += group_keys(details, reminder_key(version.id))
    await outbox.cancel_messages(tx, workspace, *keys, *reminders)
    told = await message_records.begun_messages(tx, workspace, keys)
    return max((keys[key] for key in told), key=lambda version: version.number, default=None)


async def renew_entry(tx: Transaction, details: GroupDetails, now: dt.datetime) -> None:
    """Save a new version of an agreed time whose place has changed; nobody is written to."""
    workspace, group = details.group.workspace, details.group.id
    latest = await records.latest_agreement(tx, workspace, group)
    if latest is None or latest.cancelled:
        return
    number = latest.number + 1
    await records.add_agreement(
        tx, workspace, group, number, latest.starts_at, now, cancelled=False
    )


async def invalidate_agreement(tx: Transaction, details: GroupDetails) -> None:
    """Invalidate the introduction, its nudge, and whatever was said about times below it."""
    workspace, group = details.group.workspace, details.group.id
    versions = await records.list_agreements(tx, workspace, group)
    moments = await records.list_moments(tx, workspace, group)
    subjects = [version.subject for version in versions]
    subjects += [Subject("agreed", version.id, "soon") for version in versions]
    subjects += [Subject("moment", moment.id) for moment in moments]
    subjects.append(Subject("nudge", group))
    await outbox.invalidate(tx, workspace, details.group.subject, *subjects)


async def announce_proposal(
    tx: Transaction, details: GroupDetails, moment: int, starts_at: dt.datetime, now: dt.datetime
) -> None:
    """Post a proposed moment below the introduction, as a live card."""
    subject = Subject("moment", moment)
    options = MessageOptions(
        reason=pairing_rules.PROPOSED, due=now, expires=starts_at, subject=subject
    )
    await tell_group(tx, details, proposal_key(moment), None, **options)


async def schedule_passing(
    tx: Transaction, running: PairingRound, times: Sequence[dt.datetime], zone: str
) -> None:
    """Schedule that cards of a round are rendered anew when one of these moments has passed."""
    for at in sorted(set(times)):
        subject = Subject("moments", running.id, at.isoformat(timespec="minutes"))
        day = local_date(at, zone)
        await schedule.schedule(tx, running.workspace, MOMENT_PASSES, subject, at, day)


async def end_passed_moments(
    tx: Transaction, workspace: str, round_id: int, at: dt.datetime
) -> None:
    """Invalidate the cards of a round's groups that offered a moment, or agreed on it."""
    moments = await records.moments_at(tx, workspace, round_id, at)
    groups = [group for _, group in moments]
    versions = await records.versions_at(tx, workspace, groups, at)
    subjects = [Subject("group", group) for group in groups]
    subjects += [Subject("nudge", group) for group in groups]
    subjects += [Subject("moment", moment) for moment, _ in moments]
    subjects += [Subject("agreed", version) for version in versions]
    subjects += [Subject("agreed", version, "soon") for version in versions]
    await outbox.invalidate(tx, workspace, *subjects)


def _choose(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> dt.datetime | None:
    """Return the time that holds now; one that has begun, or whose group met, is a fact."""
    if details.group.state == "open":
        staying = [member.person for member in details.staying_members]
        return rules.choose_time(agreement.agreed, agreement.moments, staying, now)
    if details.group.state == "met" or agreement.is_past(now):
        return agreement.agreed
    return None


def _is_news(version: AgreedTime, told: AgreedTime | None) -> bool:
    if told is None:
        return not version.cancelled
    return (version.starts_at, version.cancelled) != (told.starts_at, told.cancelled)


async def _write_news(
    tx: Transaction, details: GroupDetails, version: AgreedTime, now: dt.datetime
) -> None:
    """Write what was agreed on below the introduction, and a reminder an hour before."""
    options = MessageOptions(
        reason=pairing_rules.AGREED,
        due=now + rules.NEWS_DELAY,
        expires=details.round.ends_at if version.cancelled else version.starts_at,
        subject=version.subject,
    )
    await tell_group(tx, details, news_key(version.id), None, **options)
    nudges = group_keys(details, nudge_key(details.group.id))
    await outbox.cancel_messages(tx, details.group.workspace, *nudges)

    soon = version.starts_at - rules.REMIND_BEFORE
    if version.cancelled or now + rules.REMIND_AFTER > soon:
        return
    reminder = MessageOptions(
        reason=pairing_rules.AGREED,
        due=soon,
        expires=version.starts_at,
        subject=Subject("agreed", version.id, "soon"),
    )
    await tell_group(tx, details, reminder_key(version.id), None, **reminder)
