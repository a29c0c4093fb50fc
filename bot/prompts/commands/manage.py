"""Commands for organisers: where and when prompts come, which are hidden, which comes next."""

from collections.abc import Sequence

from msgspec import structs

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.fields import read_zone
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import local_date
from bot.people.hours.records import open_channel_at
from bot.people.hours.views import widened_text
from bot.prompts import posts, records, rules
from bot.prompts.deck import THEMES
from bot.prompts.records import DeckEntry, PromptChannel
from bot.prompts.views import organisers as views
from bot.prompts.views.members import no_such_theme
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.setups import BLANK, also_text, is_elsewhere
from bot.ui.speech import mark, say

router = Router()

_ID = Option(
    "id",
    mark("the prompt's name, as the deck shows it"),
    required=True,
    suggest=records.suggest_slugs,
    posted=False,
)
_CHANNEL = Option("channel", mark("which channel, if several get prompts"), "channel")


@router.command(
    "prompt setup", mark("Post a prompt in a channel, every week or so"), Role.ORGANISER
)
async def open_prompt_setup(call: Invocation, tx: Transaction) -> Answer:
    """Open the setup form, filled in with the setup of this channel.

    Where nobody is in a channel, what runs already is shown first.
    """
    channel, _ = channel_of(call)
    setup = await _find_setup(call, tx, channel)
    if setup:
        return _filled_form(setup)
    setups = await records.list_prompt_channels(tx, call.workspace)
    if setups and not channel:
        return Reply(views.prompt_channels_card(setups))
    return _blank_form(call, channel)


@router.button("prompt.change", Role.ORGANISER)
async def change_prompt_setup(call: Invocation, tx: Transaction) -> Answer:
    """Open the setup form of one channel."""
    for setup in await records.list_prompt_channels(tx, call.workspace):
        if setup.id == row_number(call.value):
            return _filled_form(setup)
    raise Refusal(views.not_set_up())


@router.button("prompt.begin", Role.ORGANISER)
async def open_blank_prompt_setup(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open an empty setup form, for a channel that gets no prompts yet."""
    return _blank_form(call, "")


def _filled_form(setup: PromptChannel) -> OpenForm:
    cadence, weekday = rules.cadence_of(setup.recurrence)
    form = views.prompt_setup_form(setup.channel, cadence, weekday, setup.time, setup.zone)
    return OpenForm(structs.replace(form, value=setup.channel))


def _blank_form(call: Invocation, channel: str) -> OpenForm:
    form = views.prompt_setup_form(channel, "weekly", "2", "10:00", call.zone)
    return OpenForm(structs.replace(form, value=channel or BLANK))


@router.form("prompt.setup", Role.ORGANISER, unposted=("time", "zone"))
async def save_prompt_setup(call: Invocation, tx: Transaction) -> Answer:
    """Save the setup of a channel and schedule its next prompt, or return the errors."""
    errors: dict[str, str] = {}
    channel, zone = call.field_text("channel"), read_zone(call, errors)
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = say(views.NO_SUCH_CHANNEL)
    elif is_elsewhere(call.value, channel) and await _find_setup(call, tx, channel):
        errors["channel"] = say(views.RUNS_THERE)

    rule = _read_rule(call, errors)
    time = rules.read_posting_time(call.field_text("time"))
    if time is None:
        errors["time"] = say(views.NO_SUCH_TIME)
    if errors or time is None:
        return FormErrors(errors)

    weekday = int(call.field_text("weekday"))
    widened = await open_channel_at(tx, call.workspace, channel, zone, weekday, time)
    setup = await _save(call, tx, channel, rule, f"{time:%H:%M}", zone)
    first = await posts.reschedule_prompts(tx, setup, call.now)
    added = widened_text(setup.time, weekday) if widened else ()
    others = await records.list_prompt_channels(tx, call.workspace)
    also = also_text([one.mention for one in others if one.id != setup.id and not one.paused])
    return Reply(views.prompts_set_up_card(setup, first, added, also))


@router.command(
    "prompt deck",
    mark("See every prompt; hide, show or choose one"),
    Role.ORGANISER,
    Option("theme", mark("only one theme"), choices=THEMES),
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
    deck = await records.load_deck(tx, call.workspace)
    return Reply(views.deck_prompt_card(_get_entry(deck, call.field_text("choice"))))


@router.command(
    "prompt hide",
    mark("Keep a prompt back"),
    Role.ORGANISER,
    _ID,
    example="/prompt hide host-picnic",
)
@router.button("prompt.hide", Role.ORGANISER)
async def hide_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Hide a prompt, unless it is the last one that is not hidden."""
    deck = await records.load_deck(tx, call.workspace)
    entry = _get_entry(deck, call.field_text("id") or call.value)
    if all(other.hidden for other in deck if other != entry):
        raise Refusal(say(views.LAST_ONE))

    await records.add_hidden_prompt(tx, call.workspace, entry.prompt.slug)
    return Reply(views.prompt_hidden_card(entry.prompt))


@router.command(
    "prompt show",
    mark("Let a hidden prompt come up again"),
    Role.ORGANISER,
    _ID,
    example="/prompt show host-picnic",
)
@router.button("prompt.show", Role.ORGANISER)
async def unhide_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Let a hidden prompt be picked again."""
    deck = await records.load_deck(tx, call.workspace)
    entry = _get_entry(deck, call.field_text("id") or call.value)
    await records.remove_hidden_prompt(tx, call.workspace, entry.prompt.slug)
    return Reply(views.prompt_shown_card(entry.prompt))


@router.command(
    "prompt next",
    mark("Choose the next prompt"),
    Role.ORGANISER,
    _ID,
    _CHANNEL,
    example="/prompt next host-picnic",
)
@router.button("prompt.choose", Role.ORGANISER)
async def choose_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Choose the prompt that is posted next in a channel."""
    deck = await records.load_deck(tx, call.workspace)
    entry = _get_entry(deck, call.field_text("id") or call.value)
    if entry.hidden:
        raise Refusal(views.hidden())

    setup = await _get_setup(call, tx)
    setup = await records.update_prompt_channel(tx, setup, chosen=entry.prompt.slug)
    following = await records.find_next_occurrence(tx, setup)
    due = following[1] if following else None
    return Reply(views.prompt_chosen_card(setup, entry.prompt, due))


@router.command("prompt skip", mark("Leave out the next date"), Role.ORGANISER, _CHANNEL)
async def skip_prompt_date(call: Invocation, tx: Transaction) -> Answer:
    """Leave out the next date; the deck stays where it is."""
    setup = await _get_setup(call, tx)
    following = await records.find_next_occurrence(tx, setup)
    if setup.paused or following is None:
        raise Refusal(views.paused())

    day, due = following
    setup = await records.update_prompt_channel(tx, setup, skipped_until=day)
    after = await posts.reschedule_prompts(tx, setup, call.now)
    return Reply(views.date_skipped_card(setup, due, after))


@router.command(
    "prompt pause",
    mark("Stop prompts for now"),
    Role.ORGANISER,
    _CHANNEL,
    also=("stop", "off", "quit", "cancel", "end", "unsubscribe"),
)
async def pause_prompts(call: Invocation, tx: Transaction) -> Answer:
    """Pause the prompts of a channel until they are resumed."""
    setup = await _get_setup(call, tx)
    setup = await records.update_prompt_channel(tx, setup, paused=True)
    await posts.unschedule_prompts(tx, setup)
    return Reply(views.prompts_paused_card(setup))


@router.command("prompt resume", mark("Go on with prompts"), Role.ORGANISER, _CHANNEL)
async def resume_prompts(call: Invocation, tx: Transaction) -> Answer:
    """Resume the prompts of a channel; the deck goes on where it was."""
    setup = await _get_setup(call, tx)
    setup = await records.update_prompt_channel(tx, setup, paused=False)
    following = await posts.reschedule_prompts(tx, setup, call.now)
    return Reply(views.prompts_resumed_card(setup, following))


@router.command("prompt now", mark("Post the next prompt at once"), Role.ORGANISER, _CHANNEL)
async def post_now(call: Invocation, tx: Transaction) -> Answer:
    """Post the next prompt at once; it replaces the one of today."""
    setup = await _get_setup(call, tx)
    today = local_date(call.now, setup.zone)
    if not await posts.post_prompt(tx, setup, today, call.now, call.rng, solicited=True):
        raise Refusal(say(views.ONE_A_DAY))

    if not setup.paused:
        await posts.reschedule_prompts(tx, setup, call.now)
    return Reply(views.prompt_posted_card(setup))


def _read_rule(call: Invocation, errors: dict[str, str]) -> str:
    cadence = call.field_text("cadence")
    rule = rules.build_recurrence(cadence, call.field_text("weekday"))
    if rule is None and cadence in rules.CADENCES:
        errors["weekday"] = say(views.NO_SUCH_WEEKDAY)
    elif rule is None:
        errors["cadence"] = say(views.NO_SUCH_CADENCE)
    return rule or ""


async def _save(
    call: Invocation, tx: Transaction, channel: str, rule: str, time: str, zone: str
) -> PromptChannel:
    earlier = await _find_setup(call, tx, channel)
    # The same rule keeps its start, so that every second week stays the same second week.
    start = local_date(call.now, zone)
    if earlier and earlier.recurrence == rule:
        start = earlier.start

    name = await resolve_channel_name(call, tx, channel)
    if not name and earlier:
        name = earlier.channel_name
    return await records.save_prompt_channel(
        tx,
        call.workspace,
        channel,
        channel_name=name,
        recurrence=rule,
        start=start,
        time=time,
        zone=zone,
        paused=False,
    )


async def _deck(call: Invocation, tx: ReadTransaction, number: int, theme: str) -> Answer:
    if theme and theme not in THEMES:
        raise Refusal(no_such_theme())

    deck = await records.load_deck(tx, call.workspace)
    if theme:
        deck = [entry for entry in deck if entry.prompt.theme == theme]
    waiting = len(await records.list_suggestions(tx, call.workspace))
    return Reply(views.deck_card(deck, number, theme, waiting))


def _get_entry(deck: Sequence[DeckEntry], slug: str) -> DeckEntry:
    for entry in deck:
        if entry.prompt.slug == slug.lower():
            return entry
    raise Refusal(views.no_such_prompt())


async def _find_setup(call: Invocation, tx: ReadTransaction, channel: str) -> PromptChannel | None:
    for setup in await records.list_prompt_channels(tx, call.workspace):
        if setup.channel == channel:
            return setup
    return None


async def _get_setup(call: Invocation, tx: ReadTransaction) -> PromptChannel:
    """Return the setup of the named channel, else of this one, else of the only one there is."""
    setups = await records.list_prompt_channels(tx, call.workspace)
    named = call.field_text("channel")
    for setup in setups:
        if setup.channel == (named or call.channel):
            return setup

    if not setups:
        raise Refusal(views.not_set_up())
    if named:
        raise Refusal(views.no_prompts_there())
    if len(setups) > 1:
        raise Refusal(say(views.WHICH_CHANNEL))
    return setups[0]
