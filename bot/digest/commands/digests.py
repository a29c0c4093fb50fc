"""Let organisers choose what a channel is told of, and let everybody open what a digest tells."""

from bot.core.fields import read_words, read_zone
from bot.core.ids import belongs, row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.digest import issues, records, rules
from bot.digest.rules import Digest
from bot.digest.views import digests as views
from bot.events.commands.answers import details_of
from bot.open_tables.form_input import name_of
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.command("events digest", "Tell a channel every Monday what is on", Who.ORGANISER)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Show how this channel's digest stands, or ask what it shall be."""
    one = await records.find_channel(tx, call.workspace, call.channel or "")
    if one:
        return Reply(views.standing(one, await records.planned(tx, one)))
    return await _form(call, tx, call.channel or "", None)


@router.button("digest.setup", Who.ORGANISER)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Ask what a channel is told of."""
    one = await _own(call, tx)
    return await _form(call, tx, one.channel, one)


@router.form("digest.save", Who.ORGANISER)
async def save(call: Invocation, tx: Transaction) -> Answer:
    """Keep what a channel is told of, and plan its next digest."""
    errors: dict[str, str] = {}
    channel, reaches, zone = call.text("channel"), call.several("reaches"), read_zone(call, errors)
    lists = {name: _list(call, name, errors) for name in ("topics", "towns")}
    if not belongs(channel, call.workspace):
        errors["channel"] = views.NO_CHANNEL
    if not set(reaches) <= rules.REACHES.keys():
        errors["reaches"] = views.NO_SUCH_REACH
    if errors:
        return FormErrors(errors)
    known = await records.find_channel(tx, call.workspace, channel)
    name = await name_of(call, tx, channel) or (known.channel_name if known else "")
    chosen = tuple(reach for reach in rules.REACHES if reach in reaches)
    values = {"channel_name": name, "reaches": chosen, "zone": zone, "paused": False, **lists}
    one = await records.save(tx, call.workspace, channel, **values)
    return Reply(views.standing(one, await issues.plan(tx, one, call.now), "The digest is set up"))


@router.button("digest.preview", Who.ORGANISER)
async def preview(call: Invocation, tx: Transaction) -> Answer:
    """Show what a digest would tell today."""
    one = await _own(call, tx)
    found = await issues.fitting(tx, one, call.now, call.now + rules.AHEAD)
    shown, more = rules.front([issues.as_told(each) for each in found])
    rows = await issues.rows(tx, call.workspace, shown)
    return Reply(views.preview(rows, len(more), one.zone, call.now))


@router.button("digest.pause", Who.ORGANISER)
async def pause(call: Invocation, tx: Transaction) -> Answer:
    """Let a digest rest."""
    one = await _own(call, tx)
    await records.pause(tx, one, paused=True)
    await issues.stop(tx, one)
    return Reply(views.standing(await _own(call, tx), None))


@router.button("digest.resume", Who.ORGANISER)
async def resume(call: Invocation, tx: Transaction) -> Answer:
    """Let a digest go on."""
    one = await _own(call, tx)
    await records.pause(tx, one, paused=False)
    return Reply(views.standing(await _own(call, tx), await issues.plan(tx, one, call.now)))


@router.button("digest.stop", Who.ORGANISER)
async def stop(call: Invocation, tx: Transaction) -> Answer:
    """Tell a channel no more; what was told stays."""
    one = await _own(call, tx)
    await issues.stop(tx, one)
    await records.remove(tx, one)
    return Reply(views.stopped(one))


@router.button("digest.open", Who.ANYONE)
async def open_event(call: Invocation, tx: Transaction) -> Answer:
    """Show an event that somebody chose, with the answers they can give."""
    return await details_of(call, tx, call.text("choice"))


@router.button("digest.rest", Who.ANYONE)
async def rest(call: Invocation, tx: Transaction) -> Answer:
    """Show what stands behind the digest's button."""
    number, _, page = call.value.partition(":")
    issue = await records.find_issue(tx, call.workspace, row_number(number))
    if issue is None:
        raise Refusal(views.GONE)
    _, more = rules.front(await records.told(tx, issue))
    pages = max(1, -(-len(more) // rules.MOST))
    at = min(row_number(page), pages - 1)
    here = more[at * rules.MOST : (at + 1) * rules.MOST]
    return Reply(views.rest(issue, await issues.rows(tx, call.workspace, here), at, pages, call.now))


async def _form(call: Invocation, tx: Transaction, channel: str, one: Digest | None) -> OpenForm:
    me = await people.met(call, tx)
    return OpenForm(views.setup(channel, one, me.zone, me.office))


async def _own(call: Invocation, tx: Transaction) -> Digest:
    one = await records.find(tx, call.workspace, row_number(call.value))
    if one is None:
        raise Refusal(views.NO_DIGEST)
    return one


def _list(call: Invocation, name: str, errors: dict[str, str]) -> tuple[str, ...]:
    words = read_words(call, name, views.LIST_LIMIT, errors)
    return rules.read_list(words, views.MOST_WORDS, views.WORD_LIMIT)
