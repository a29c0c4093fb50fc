"""Let organisers choose what a channel is told of, and let everybody open what a digest tells."""

from bot.core.channels import resolve_channel_name
from bot.core.fields import read_words, read_zone
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.digest import issues, records, rules
from bot.digest.rules import Digest
from bot.digest.views import digests as views
from bot.events.commands.answers import event_details_reply
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

router = Router()


@router.command("events digest", "Tell a channel every Monday what is on", Role.ORGANISER)
async def show_digest(call: Invocation, tx: Transaction) -> Answer:
    """Show how this channel's digest stands, or ask what it shall be."""
    one = await records.find_channel_digest(tx, call.workspace, call.channel or "")
    if one:
        return Reply(views.digest_status_card(one, await records.next_digest_due(tx, one)))
    return await _form(call, tx, call.channel or "", None)


@router.button("digest.setup", Role.ORGANISER)
async def open_digest_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask what a channel is told of."""
    one = await _own(call, tx)
    return await _form(call, tx, one.channel, one)


@router.form("digest.save", Role.ORGANISER)
async def save_digest(call: Invocation, tx: Transaction) -> Answer:
    """Keep what a channel is told of, and plan its next digest."""
    errors: dict[str, str] = {}
    channel, reaches, zone = (
        call.field_text("channel"),
        call.field_values("reaches"),
        read_zone(call, errors),
    )
    lists = {name: _list(call, name, errors) for name in ("topics", "towns")}
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = views.NO_CHANNEL
    if not set(reaches) <= rules.REACH_LABELS.keys():
        errors["reaches"] = views.NO_SUCH_REACH
    if errors:
        return FormErrors(errors)
    known = await records.find_channel_digest(tx, call.workspace, channel)
    name = await resolve_channel_name(call, tx, channel) or (known.channel_name if known else "")
    chosen = tuple(reach for reach in rules.REACH_LABELS if reach in reaches)
    values = {"channel_name": name, "reaches": chosen, "zone": zone, "paused": False, **lists}
    one = await records.upsert_digest(tx, call.workspace, channel, **values)
    return Reply(
        views.digest_status_card(
            one, await issues.schedule_digest(tx, one, call.now), "The digest is set up"
        )
    )


@router.button("digest.preview", Role.ORGANISER)
async def preview_digest(call: Invocation, tx: Transaction) -> Answer:
    """Show what a digest would tell today."""
    one = await _own(call, tx)
    found = await issues.find_fitting_events(tx, one, call.now, call.now + rules.DIGEST_HORIZON)
    shown, more = rules.split_visible([issues.as_entry(each) for each in found])
    rows = await issues.load_rows(tx, call.workspace, shown)
    return Reply(views.digest_preview_card(rows, len(more), one.zone, call.now))


@router.button("digest.pause", Role.ORGANISER)
async def pause_digest(call: Invocation, tx: Transaction) -> Answer:
    """Let a digest rest."""
    one = await _own(call, tx)
    await records.set_digest_paused(tx, one, paused=True)
    await issues.unschedule_digest(tx, one)
    return Reply(views.digest_status_card(await _own(call, tx), None))


@router.button("digest.resume", Role.ORGANISER)
async def resume_digest(call: Invocation, tx: Transaction) -> Answer:
    """Let a digest go on."""
    one = await _own(call, tx)
    await records.set_digest_paused(tx, one, paused=False)
    return Reply(
        views.digest_status_card(
            await _own(call, tx), await issues.schedule_digest(tx, one, call.now)
        )
    )


@router.button("digest.stop", Role.ORGANISER)
async def stop_digest(call: Invocation, tx: Transaction) -> Answer:
    """Tell a channel no more; what was told stays."""
    one = await _own(call, tx)
    await issues.unschedule_digest(tx, one)
    await records.delete_digest(tx, one)
    return Reply(views.digest_stopped_card(one))


@router.button("digest.open", Role.ANYONE)
async def open_event(call: Invocation, tx: Transaction) -> Answer:
    """Show an event that somebody chose, with the answers they can give."""
    return await event_details_reply(call, tx, call.field_text("choice"))


@router.button("digest.rest", Role.ANYONE)
async def show_digest_rest(call: Invocation, tx: Transaction) -> Answer:
    """Show what stands behind the digest's button."""
    number, _, page = call.value.partition(":")
    issue = await records.find_issue(tx, call.workspace, row_number(number))
    if issue is None:
        raise Refusal(views.GONE)
    _, more = rules.split_visible(await records.list_entries(tx, issue))
    pages = max(1, -(-len(more) // rules.MAX_OPEN_ENTRIES))
    at = min(row_number(page), pages - 1)
    here = more[at * rules.MAX_OPEN_ENTRIES : (at + 1) * rules.MAX_OPEN_ENTRIES]
    return Reply(
        views.digest_rest_card(
            issue, await issues.load_rows(tx, call.workspace, here), at, pages, call.now
        )
    )


async def _form(
    call: Invocation, tx: ReadTransaction, channel: str, one: Digest | None
) -> OpenForm:
    me = await people.get_caller(call, tx)
    return OpenForm(views.digest_form(channel, one, me.zone, me.office))


async def _own(call: Invocation, tx: ReadTransaction) -> Digest:
    one = await records.find_digest(tx, call.workspace, row_number(call.value))
    if one is None:
        raise Refusal(views.NO_DIGEST)
    return one


def _list(call: Invocation, name: str, errors: dict[str, str]) -> tuple[str, ...]:
    words = read_words(call, name, views.LIST_LIMIT, errors)
    return rules.read_comma_list(words, views.MAX_WORDS, views.WORD_LIMIT)
