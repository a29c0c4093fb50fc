"""Organisers set up a channel's digest; everybody opens its events and its further pages."""

import datetime as dt

from msgspec import structs

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.fields import read_words, read_zone
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.parser import read_clock
from bot.digest import issues, records, rules, travel
from bot.digest.rules import Digest
from bot.digest.views import digests as views
from bot.events.commands.answers import event_details_reply
from bot.people import records as people
from bot.people.hours.records import open_channel_at
from bot.people.hours.views import widened_text
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.setups import BLANK, also_text, is_elsewhere
from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention

router = Router()


@router.command("events digest", mark("Tell a channel every week what is on"), Role.ORGANISER)
async def show_digest(call: Invocation, tx: Transaction) -> Answer:
    """Show this channel's digest, or open the form to set one up.

    Where nobody is in a channel, the digests that there are come first.
    """
    channel, _ = channel_of(call)
    digest = await records.find_channel_digest(tx, call.workspace, channel)
    if digest is None:
        known = [] if channel else await records.list_digests(tx, call.workspace)
        if known:
            return Reply(views.digests_card(known))
        return await _form(call, tx, channel, None)
    planned = await records.next_digest_due(tx, digest)
    return Reply(views.digest_status_card(digest, planned))


@router.button("digest.begin", Role.ORGANISER)
async def open_blank_digest_form(call: Invocation, tx: Transaction) -> Answer:
    """Open an empty form, for a channel that has no digest yet."""
    return await _form(call, tx, "", None)


@router.button("digest.setup", Role.ORGANISER)
async def open_digest_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a digest."""
    digest = await _get_digest(call, tx)
    return await _form(call, tx, digest.channel, digest)


@router.form("digest.save", Role.ORGANISER, posted=("topics", "towns"), unposted=("time", "zone"))
async def save_digest(call: Invocation, tx: Transaction) -> Answer:
    """Create or change the digest of a channel, and schedule its next issue."""
    errors: dict[str, str] = {}
    channel, reaches = call.field_text("channel"), call.field_values("reaches")
    zone = read_zone(call, errors)
    topics = _read_list(call, "topics", errors)
    towns = _read_list(call, "towns", errors)
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = say(views.NO_CHANNEL)
    known = await records.find_channel_digest(tx, call.workspace, channel)
    if known and is_elsewhere(call.value, channel):
        errors["channel"] = say(views.RUNS_THERE)
    if not set(reaches) <= rules.REACH_LABELS.keys():
        errors["reaches"] = say(views.NO_SUCH_REACH)
    weekday, time = call.field_text("weekday"), read_clock(call.field_text("time"))
    if weekday not in set("0123456"):
        errors["weekday"] = say(views.NO_SUCH_DAY)
    if time is None:
        errors["time"] = say(views.NO_SUCH_TIME)
    if errors:
        return FormErrors(errors)

    name = await resolve_channel_name(call, tx, channel)
    if not name and known:
        name = known.channel_name
    moment = dt.time.fromisoformat(time or "")
    widened = await open_channel_at(tx, call.workspace, channel, zone, int(weekday), moment)
    digest = await records.upsert_digest(
        tx,
        call.workspace,
        channel,
        channel_name=name,
        topics=topics,
        towns=towns,
        reaches=tuple(reach for reach in rules.REACH_LABELS if reach in reaches),
        weekday=int(weekday),
        time=time or "",
        zone=zone,
        paused=False,
    )
    planned = await issues.schedule_digest(tx, digest, call.now)
    await travel.schedule_travel(tx, digest, call.now)
    added = widened_text(digest.time, digest.weekday) if widened else ()
    others = [one for one in await records.list_digests(tx, call.workspace) if not one.paused]
    also = also_text(
        [ChannelMention(one.channel, one.channel_name) for one in others if one.id != digest.id]
    )
    note = (*added, " ", *also) if added and also else (*added, *also)
    return Reply(views.digest_status_card(digest, planned, say("The digest is set up"), note))


@router.button("digest.preview", Role.ORGANISER)
@router.costly
async def preview_digest(call: Invocation, tx: Transaction) -> Answer:
    """Show the issue that would be posted today."""
    digest = await _get_digest(call, tx)
    until = call.now + rules.DIGEST_HORIZON
    fitting = await issues.find_fitting_events(tx, digest, call.now, until)
    visible, rest = rules.split_visible([issues.as_entry(event) for event in fitting], until)
    rows = await issues.load_rows(tx, call.workspace, visible)
    return Reply(views.digest_preview_card(rows, len(rest), digest.zone, call.now, until))


@router.button("digest.pause", Role.ORGANISER)
async def pause_digest(call: Invocation, tx: Transaction) -> Answer:
    """Pause a digest."""
    digest = await _get_digest(call, tx)
    await records.set_digest_paused(tx, digest, paused=True)
    await issues.unschedule_digest(tx, digest)
    await travel.unschedule_travel(tx, digest)
    return Reply(views.digest_status_card(await _get_digest(call, tx), None))


@router.button("digest.resume", Role.ORGANISER)
async def resume_digest(call: Invocation, tx: Transaction) -> Answer:
    """Resume a digest, and schedule its next issue."""
    digest = await _get_digest(call, tx)
    await records.set_digest_paused(tx, digest, paused=False)
    digest = await _get_digest(call, tx)
    planned = await issues.schedule_digest(tx, digest, call.now)
    await travel.schedule_travel(tx, digest, call.now)
    return Reply(views.digest_status_card(digest, planned))


@router.button("digest.stop", Role.ORGANISER)
async def stop_digest(call: Invocation, tx: Transaction) -> Answer:
    """Delete a digest; its posted messages stay."""
    digest = await _get_digest(call, tx)
    await issues.unschedule_digest(tx, digest)
    await travel.unschedule_travel(tx, digest)
    await records.delete_digest(tx, digest)
    return Reply(views.digest_stopped_card(digest))


@router.button("digest.open", Role.ANYONE)
async def open_event(call: Invocation, tx: Transaction) -> Answer:
    """Show an event that somebody chose, with the answers that they can give."""
    return await event_details_reply(call, tx, call.field_text("choice"))


@router.button("digest.rest", Role.ANYONE)
async def show_digest_rest(call: Invocation, tx: Transaction) -> Answer:
    """Show a page of the entries behind a digest's button."""
    number, _, page = call.value.partition(":")
    issue = await records.find_issue(tx, call.workspace, row_number(number))
    if issue is None:
        raise Refusal(views.gone_text())

    _, rest = rules.split_visible(await records.list_entries(tx, issue), issue.until)
    size = rules.MAX_OPEN_ENTRIES
    pages = max(1, -(-len(rest) // size))
    index = min(row_number(page), pages - 1)
    shown = rest[index * size : (index + 1) * size]
    rows = await issues.load_rows(tx, call.workspace, shown)
    return Reply(views.digest_rest_card(issue, rows, index, pages, call.now))


async def _form(
    call: Invocation, tx: ReadTransaction, channel: str, digest: Digest | None
) -> OpenForm:
    caller = await people.get_caller(call, tx)
    form = views.digest_form(channel, digest, caller.zone, caller.office)
    return OpenForm(structs.replace(form, value=channel or BLANK))


async def _get_digest(call: Invocation, tx: ReadTransaction) -> Digest:
    digest = await records.find_digest(tx, call.workspace, row_number(call.value))
    if digest is None:
        raise Refusal(views.no_digest_text())
    return digest


def _read_list(call: Invocation, name: str, errors: dict[str, str]) -> tuple[str, ...]:
    words = read_words(call, name, views.LIST_LIMIT, errors)
    return rules.read_comma_list(words, views.MAX_WORDS, views.WORD_LIMIT)
