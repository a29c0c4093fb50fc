"""Let organisers look after prompts: where and when they come, which come, and which comes next."""

from bot.core.channels import find_channel_name
from bot.core.fields import read_zone
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.dates.recurrence import local_date
from bot.prompts import posts, records, rules
from bot.prompts.deck import THEMES
from bot.prompts.records import DeckEntry, PromptChannel
from bot.prompts.views import organisers as views
from bot.prompts.views.members import NO_SUCH_THEME
from bot.store.engine import ReadTransaction, Transaction

router = Router()

_ID = Option(
    "id",
    "the prompt's name, as /prompt deck shows it",
    required=True,
    suggest=records.suggest_slugs,
)
_CHANNEL = Option("channel", "which channel, if several get prompts", "channel")


@router.command("prompt setup", "Post a prompt in a channel, every week or so", Role.ORGANISER)
async def open_prompt_setup(call: Invocation, tx: Transaction) -> Answer:
    """Ask where and when, filled in with what stands for this channel."""
    known = {
        where.channel: where for where in await records.list_prompt_channels(tx, call.workspace)
    }
    where = known.get(call.channel or "")
    if where is None:
        return OpenForm(
            views.prompt_setup_form(call.channel or "", "weekly", "2", "10:00", call.zone)
        )
    return OpenForm(
        views.prompt_setup_form(
            where.channel, *rules.cadence_of(where.rule), where.time, where.zone
        )
    )


@router.form("prompt.setup", Role.ORGANISER)
async def save_prompt_setup(call: Invocation, tx: Transaction) -> Answer:
    """Set up a channel, and plan its first prompt."""
    errors: dict[str, str] = {}
    channel, zone = call.field_text("channel"), read_zone(call, errors)
    rule, time = (
        rules.build_recurrence(call.field_text("cadence"), call.field_text("weekday")),
        rules.read_posting_time(call.field_text("time")),
    )
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = views.NO_SUCH_CHANNEL
    if rule is None:
        known = call.field_text("cadence") in rules.CADENCES
        errors |= (
            {"weekday": views.NO_SUCH_WEEKDAY} if known else {"cadence": views.NO_SUCH_CADENCE}
        )
    if time is None:
        errors["time"] = views.NO_SUCH_TIME
    if errors or rule is None or time is None:
        return FormErrors(errors)
    where = await _save(call, tx, channel, rule, f"{time:%H:%M}", zone)
    return Reply(
        views.prompts_set_up_card(where, await posts.reschedule_prompts(tx, where, call.now))
    )


@router.command(
    "prompt deck",
    "See every prompt; hide, show or choose one",
    Role.ORGANISER,
    Option("theme", "only one theme", choices=THEMES),
)
async def show_deck(call: Invocation, tx: Transaction) -> Answer:
    """Show the first page of the deck."""
    return await _deck(call, tx, 0, call.field_text("theme").lower())


@router.button("prompt.page", Role.ORGANISER)
async def show_deck_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the deck."""
    number, _, theme = call.value.partition(":")
    return await _deck(call, tx, row_number(number), theme)


@router.button("prompt.pick", Role.ORGANISER)
async def show_deck_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Show one prompt of the deck."""
    each, _ = await _prompt(call, tx, call.field_text("choice"))
    return Reply(views.deck_prompt_card(each))


@router.command(
    "prompt hide", "Keep a prompt back", Role.ORGANISER, _ID, example="/prompt hide host-picnic"
)
@router.button("prompt.hide", Role.ORGANISER)
async def hide_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Keep a prompt back, unless it is the last."""
    each, listed = await _prompt(call, tx, call.field_text("id") or call.value)
    if not any(other != each and not other.hidden for other in listed):
        raise Refusal(views.LAST_ONE)
    await records.add_hidden_prompt(tx, call.workspace, each.prompt.slug)
    return Reply(views.prompt_hidden_card(each.prompt))


@router.command(
    "prompt show",
    "Let a hidden prompt come up again",
    Role.ORGANISER,
    _ID,
    example="/prompt show host-picnic",
)
@router.button("prompt.show", Role.ORGANISER)
async def unhide_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Let a hidden prompt come up again."""
    each, _ = await _prompt(call, tx, call.field_text("id") or call.value)
    await records.remove_hidden_prompt(tx, call.workspace, each.prompt.slug)
    return Reply(views.prompt_shown_card(each.prompt))


@router.command(
    "prompt next",
    "Choose the next prompt",
    Role.ORGANISER,
    _ID,
    _CHANNEL,
    example="/prompt next host-picnic",
)
@router.button("prompt.choose", Role.ORGANISER)
async def choose_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Choose which prompt comes next."""
    each, _ = await _prompt(call, tx, call.field_text("id") or call.value)
    if each.hidden:
        raise Refusal(views.HIDDEN)
    where = await records.update_prompt_channel(
        tx, await _channel(call, tx), chosen=each.prompt.slug
    )
    planned = await records.find_next_occurrence(tx, where)
    return Reply(views.prompt_chosen_card(where, each.prompt, planned[1] if planned else None))


@router.command("prompt skip", "Leave out the next date", Role.ORGANISER, _CHANNEL)
async def skip_prompt_date(call: Invocation, tx: Transaction) -> Answer:
    """Leave out the next date; the deck waits."""
    where = await _channel(call, tx)
    planned = await records.find_next_occurrence(tx, where)
    if where.paused or planned is None:
        raise Refusal(views.PAUSED)
    where = await records.update_prompt_channel(tx, where, skipped_until=planned[0])
    return Reply(
        views.date_skipped_card(
            where, planned[1], await posts.reschedule_prompts(tx, where, call.now)
        )
    )


@router.command("prompt pause", "Stop prompts for now", Role.ORGANISER, _CHANNEL)
async def pause_prompts(call: Invocation, tx: Transaction) -> Answer:
    """Post nothing until prompts are resumed."""
    where = await records.update_prompt_channel(tx, await _channel(call, tx), paused=True)
    await posts.unschedule_prompts(tx, where)
    return Reply(views.prompts_paused_card(where))


@router.command("prompt resume", "Go on with prompts", Role.ORGANISER, _CHANNEL)
async def resume_prompts(call: Invocation, tx: Transaction) -> Answer:
    """Go on where the deck was."""
    where = await records.update_prompt_channel(tx, await _channel(call, tx), paused=False)
    return Reply(
        views.prompts_resumed_card(where, await posts.reschedule_prompts(tx, where, call.now))
    )


@router.command("prompt now", "Post the next prompt at once", Role.ORGANISER, _CHANNEL)
async def post_now(call: Invocation, tx: Transaction) -> Answer:
    """Post the next prompt at once; it counts as this day's."""
    where = await _channel(call, tx)
    if not await posts.post_prompt(
        tx, where, local_date(call.now, where.zone), call.now, call.rng, solicited=True
    ):
        raise Refusal(views.ONE_A_DAY)
    if not where.paused:
        await posts.reschedule_prompts(tx, where, call.now)
    return Reply(views.prompt_posted_card(where))


async def _save(
    call: Invocation, tx: Transaction, channel: str, rule: str, time: str, zone: str
) -> PromptChannel:
    known = {
        where.channel: where for where in await records.list_prompt_channels(tx, call.workspace)
    }
    before = known.get(channel)
    # The same cadence keeps counting from where it began: every second week stays the same second
    # week.
    start = before.start if before and before.rule == rule else local_date(call.now, zone)
    name = (
        call.channel_name
        if channel == call.channel
        else await find_channel_name(tx, call.workspace, channel)
    )
    name = name or (before.channel_name if before else "")
    values = {
        "channel_name": name,
        "rule": rule,
        "start": start,
        "time": time,
        "zone": zone,
        "paused": False,
    }
    return await records.save_prompt_channel(tx, call.workspace, channel, **values)


async def _deck(call: Invocation, tx: ReadTransaction, number: int, theme: str) -> Answer:
    if theme and theme not in THEMES:
        raise Refusal(NO_SUCH_THEME)
    listed = [
        each
        for each in await records.load_deck(tx, call.workspace)
        if not theme or each.prompt.theme == theme
    ]
    waiting = len(await records.list_suggestions(tx, call.workspace))
    return Reply(views.deck_card(listed, number, theme, waiting))


async def _prompt(
    call: Invocation, tx: ReadTransaction, slug: str
) -> tuple[DeckEntry, list[DeckEntry]]:
    listed = await records.load_deck(tx, call.workspace)
    found = next((each for each in listed if each.prompt.slug == slug.lower()), None)
    if found is None:
        raise Refusal(views.NO_SUCH_PROMPT)
    return found, listed


async def _channel(call: Invocation, tx: ReadTransaction) -> PromptChannel:
    known = await records.list_prompt_channels(tx, call.workspace)
    asked = call.field_text("channel")
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
