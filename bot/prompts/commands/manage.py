"""Let organisers look after prompts: where and when they come, which come, and which comes next."""

from bot.core.fields import read_zone
from bot.core.ids import belongs, row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.dates.recurrence import local_date
from bot.open_tables import records as tables
from bot.prompts import posts, records, rules
from bot.prompts.deck import THEMES
from bot.prompts.records import Channel, Listed
from bot.prompts.views import organisers as views
from bot.prompts.views.members import NO_SUCH_THEME
from bot.store.engine import Transaction

router = Router()

_ID = Option("id", "the prompt's name, as /prompt deck shows it", required=True, suggest=records.names)
_CHANNEL = Option("channel", "which channel, if several get prompts", "channel")


@router.command("prompt setup", "Post a prompt in a channel, every week or so", Who.ORGANISER)
async def setup(call: Invocation, tx: Transaction) -> Answer:
    """Ask where and when, filled in with what stands for this channel."""
    known = {where.channel: where for where in await records.channels(tx, call.workspace)}
    where = known.get(call.channel or "")
    if where is None:
        return OpenForm(views.setup(call.channel or "", "weekly", "2", "10:00", call.zone))
    return OpenForm(views.setup(where.channel, *rules.cadence_of(where.rule), where.time, where.zone))


@router.form("prompt.setup", Who.ORGANISER)
async def set_up(call: Invocation, tx: Transaction) -> Answer:
    """Set up a channel, and plan its first prompt."""
    errors: dict[str, str] = {}
    channel, zone = call.text("channel"), read_zone(call, errors)
    rule, time = rules.recurrence(call.text("cadence"), call.text("weekday")), rules.read_clock(call.text("time"))
    if not belongs(channel, call.workspace):
        errors["channel"] = views.NO_SUCH_CHANNEL
    if rule is None:
        known = call.text("cadence") in rules.CADENCES
        errors |= {"weekday": views.NO_SUCH_WEEKDAY} if known else {"cadence": views.NO_SUCH_CADENCE}
    if time is None:
        errors["time"] = views.NO_SUCH_TIME
    if errors or rule is None or time is None:
        return FormErrors(errors)
    where = await _save(call, tx, channel, rule, f"{time:%H:%M}", zone)
    return Reply(views.set_up(where, await posts.plan_anew(tx, where, call.now)))


@router.command(
    "prompt deck",
    "See every prompt; hide, show or choose one",
    Who.ORGANISER,
    Option("theme", "only one theme", choices=THEMES),
)
async def deck(call: Invocation, tx: Transaction) -> Answer:
    """Show the first page of the deck."""
    return await _deck(call, tx, 0, call.text("theme").lower())


@router.button("prompt.page", Who.ORGANISER)
async def page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the deck."""
    number, _, theme = call.value.partition(":")
    return await _deck(call, tx, row_number(number), theme)


@router.button("prompt.pick", Who.ORGANISER)
async def pick(call: Invocation, tx: Transaction) -> Answer:
    """Show one prompt of the deck."""
    each, _ = await _prompt(call, tx, call.text("choice"))
    return Reply(views.picked(each))


@router.command("prompt hide", "Keep a prompt back", Who.ORGANISER, _ID, example="/prompt hide host-picnic")
@router.button("prompt.hide", Who.ORGANISER)
async def hide(call: Invocation, tx: Transaction) -> Answer:
    """Keep a prompt back, unless it is the last."""
    each, listed = await _prompt(call, tx, call.text("id") or call.value)
    if not any(other != each and not other.hidden for other in listed):
        raise Refusal(views.LAST_ONE)
    await records.hide(tx, call.workspace, each.prompt.slug)
    return Reply(views.hidden(each.prompt))


@router.command(
    "prompt show", "Let a hidden prompt come up again", Who.ORGANISER, _ID, example="/prompt show host-picnic"
)
@router.button("prompt.show", Who.ORGANISER)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Let a hidden prompt come up again."""
    each, _ = await _prompt(call, tx, call.text("id") or call.value)
    await records.show(tx, call.workspace, each.prompt.slug)
    return Reply(views.shown(each.prompt))


@router.command(
    "prompt next", "Choose the next prompt", Who.ORGANISER, _ID, _CHANNEL, example="/prompt next host-picnic"
)
@router.button("prompt.choose", Who.ORGANISER)
async def choose(call: Invocation, tx: Transaction) -> Answer:
    """Choose which prompt comes next."""
    each, _ = await _prompt(call, tx, call.text("id") or call.value)
    if each.hidden:
        raise Refusal(views.HIDDEN)
    where = await records.change(tx, await _channel(call, tx), chosen=each.prompt.slug)
    planned = await records.planned(tx, where)
    return Reply(views.chosen(where, each.prompt, planned[1] if planned else None))


@router.command("prompt skip", "Leave out the next date", Who.ORGANISER, _CHANNEL)
async def skip(call: Invocation, tx: Transaction) -> Answer:
    """Leave out the next date; the deck waits."""
    where = await _channel(call, tx)
    planned = await records.planned(tx, where)
    if where.paused or planned is None:
        raise Refusal(views.PAUSED)
    where = await records.change(tx, where, skipped_until=planned[0])
    return Reply(views.skipped(where, planned[1], await posts.plan_anew(tx, where, call.now)))


@router.command("prompt pause", "Stop prompts for now", Who.ORGANISER, _CHANNEL)
async def pause(call: Invocation, tx: Transaction) -> Answer:
    """Post nothing until prompts are resumed."""
    where = await records.change(tx, await _channel(call, tx), paused=True)
    await posts.stop(tx, where)
    return Reply(views.paused(where))


@router.command("prompt resume", "Go on with prompts", Who.ORGANISER, _CHANNEL)
async def resume(call: Invocation, tx: Transaction) -> Answer:
    """Go on where the deck was."""
    where = await records.change(tx, await _channel(call, tx), paused=False)
    return Reply(views.resumed(where, await posts.plan_anew(tx, where, call.now)))


@router.command("prompt now", "Post the next prompt at once", Who.ORGANISER, _CHANNEL)
async def post_now(call: Invocation, tx: Transaction) -> Answer:
    """Post the next prompt at once; it counts as this day's."""
    where = await _channel(call, tx)
    if not await posts.post(tx, where, local_date(call.now, where.zone), call.now, call.rng, asked=True):
        raise Refusal(views.ONE_A_DAY)
    if not where.paused:
        await posts.plan_anew(tx, where, call.now)
    return Reply(views.posted(where))


async def _save(call: Invocation, tx: Transaction, channel: str, rule: str, time: str, zone: str) -> Channel:
    known = {where.channel: where for where in await records.channels(tx, call.workspace)}
    before = known.get(channel)
    # The same cadence keeps counting from where it began: every second week stays the same second week.
    start = before.start if before and before.rule == rule else local_date(call.now, zone)
    name = call.channel_name if channel == call.channel else await tables.channel_name(tx, call.workspace, channel)
    name = name or (before.channel_name if before else "")
    values = {"channel_name": name, "rule": rule, "start": start, "time": time, "zone": zone, "paused": False}
    return await records.save_channel(tx, call.workspace, channel, **values)


async def _deck(call: Invocation, tx: Transaction, number: int, theme: str) -> Answer:
    if theme and theme not in THEMES:
        raise Refusal(NO_SUCH_THEME)
    listed = [each for each in await records.deck(tx, call.workspace) if not theme or each.prompt.theme == theme]
    waiting = len(await records.suggested(tx, call.workspace))
    return Reply(views.deck(listed, number, theme, waiting))


async def _prompt(call: Invocation, tx: Transaction, slug: str) -> tuple[Listed, list[Listed]]:
    listed = await records.deck(tx, call.workspace)
    found = next((each for each in listed if each.prompt.slug == slug.lower()), None)
    if found is None:
        raise Refusal(views.NO_SUCH_PROMPT)
    return found, listed


async def _channel(call: Invocation, tx: Transaction) -> Channel:
    known = await records.channels(tx, call.workspace)
    asked = call.text("channel")
    here = [where for where in known if where.channel == (asked or call.channel)]
    if here:
        return here[0]
    if not known:
        raise Refusal(views.NOT_SET_UP)
    if asked:
        raise Refusal(views.NO_PROMPTS_THERE)
    if len(known) > 1:
        raise Refusal(views.WHICH_CHANNEL)
    return known[0]
