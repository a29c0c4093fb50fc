"""Create a poll: one form, a preview, and then it is posted."""

import datetime as dt
from collections.abc import Sequence

from bot.core.cadences import describe_schedule
from bot.core.channels import channel_of, resolve_channel_name
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import local_date
from bot.dates.recurrence import Schedule
from bot.happy_hour import (
    date_options,
    form_input,
    poll_open,
    records,
    rules,
    series,
    series_records,
    suggestions,
)
from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.form_input import PollRequest
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.rules import Poll
from bot.happy_hour.series_records import HappyHourSeries
from bot.happy_hour.views import drafts, organisers
from bot.happy_hour.views.polls import poll_card
from bot.people import records as people
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.speech import mark, say
from bot.venues import records as venues
from bot.venues.rules import Suggestion, Venue

router = Router()

MAX_LISTED_VENUES = 25  # choices in one menu


@router.command(
    "happyhour",
    mark("Ask people when and where to meet, once or again and again"),
    Role.ORGANISER,
    Option(
        "when",
        mark("a day and a time, such as next Thursday 18:00"),
        rest=True,
        posted=False,
        reads="moment",
        also=("time", "date", "day", "wann", "cuándo", "cuando", "hora"),
    ),
    Option(
        "title",
        mark("what it is"),
        posted=False,
        also=("what", "name", "titel", "was", "título", "titulo", "qué", "que"),
    ),
    Option(
        "at",
        mark("where it is"),
        posted=False,
        also=("where", "place", "location", "venue", "wo", "ort", "dónde", "donde", "lugar"),
    ),
    example="/happyhour next Thursday 18:00",
)
async def plan_happy_hour(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with what was typed; of nothing, show first what repeats here already."""
    channel, _ = channel_of(call)
    if form_input.typed_words(call):
        return await open_poll_form(call, tx)
    running = await series_records.list_series(tx, call.workspace)
    here = [one for one in running if channel in ("", one.channel)]
    if here:
        return Reply(await _running_card(tx, here, call.now))
    return await open_poll_form(call, tx)


@router.button("happy_hour.begin", Role.ORGANISER)
async def open_poll_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a poll; where happy hours repeat already, it asks for one just once."""
    offered = await _offered_venues(call, tx)
    channel, _ = channel_of(call)
    members = await people.people_in_channel(tx, call.workspace, channel)
    caller = await people.get_caller(call, tx)
    working_time = await channel_working_time(tx, call.workspace, channel, caller.zone)
    values = form_input.initial_values(channel, working_time.region, len(members))
    values |= form_input.typed_words(call)
    if await _has_series(tx, call.workspace, channel):
        values["repeat"] = ("no",)
    return OpenForm(drafts.poll_form(values, offered, ""))


@router.form(
    "happy_hour.draft",
    Role.ORGANISER,
    posted=("title", "places"),
    unposted=("dates", "time", "avoid", "region", "expected", "deadline"),
)
async def draft_poll(call: Invocation, tx: Transaction) -> Answer:
    """Save a draft, in place of an earlier one, and preview it."""
    previous = await records.find_poll(tx, call.workspace, row_number(call.value))
    if previous and previous.state != "draft":
        raise Refusal(drafts.posted())

    zone = (await people.get_caller(call, tx)).zone
    request, errors = form_input.read_poll_form(call, zone, await _offered_venues(call, tx))
    if request is None:
        return FormErrors(errors)
    if request.settings.rule and await _has_series(tx, call.workspace, request.channel):
        return FormErrors({"repeat": say(drafts.SERIES_THERE)})
    poll, errors = await _create_draft(call, tx, request, zone)
    if poll is None:
        return FormErrors(errors)
    if previous:
        await records.delete_poll(tx, previous)
    return Reply(await _preview(tx, poll))


@router.button("poll.change", Role.ORGANISER)
async def edit_draft(call: Invocation, tx: Transaction) -> Answer:
    """Open the form again, with what was typed."""
    poll = await _lock_draft(call, tx)
    offered = await _offered_venues(call, tx)
    return OpenForm(drafts.poll_form(poll.settings.typed, offered, str(poll.id)))


@router.button("poll.discard", Role.ORGANISER)
async def discard_draft(call: Invocation, tx: Transaction) -> Answer:
    """Delete a draft."""
    await records.delete_poll(tx, await _lock_draft(call, tx))
    return Reply(drafts.draft_discarded_card())


@router.button("poll.post", Role.ORGANISER)
async def post_poll(call: Invocation, tx: Transaction) -> Answer:
    """Post a draft, and start its monthly series if it has one."""
    poll = await _lock_draft(call, tx)
    options = await records.list_options(tx, poll)
    moments = rules.offered_moments(options)
    closes_soon = poll.closes_at < call.now + rules.MIN_OPEN
    if closes_soon or min(moments) < call.now + rules.MIN_GAP_AFTER_CLOSE:
        raise Refusal(say(drafts.WAITED_TOO_LONG))

    numbers = [option.venue or 0 for option in rules.offered_venues(options)]
    known = await venues.find_venues(tx, call.workspace, numbers)
    if any(venue.state != "open" for venue in known.values()):
        raise Refusal(say(drafts.VENUE_LEFT))

    if poll.settings.rule and await _has_series(tx, call.workspace, poll.channel):
        raise Refusal(say(drafts.SERIES_THERE))
    following = await _start_series(call, tx, poll, moments) if poll.settings.rule else None
    await poll_open.publish_poll(tx, poll, call.now, solicited=True)
    await records.record_poll_change(tx, poll, call.person, "posted", "", call.now)
    return Reply(drafts.poll_posted_card(poll, following))


async def _start_series(
    call: Invocation, tx: Transaction, poll: Poll, moments: Sequence[dt.datetime]
) -> PollOpening:
    """Start a series from a poll; return when its next poll opens."""
    days = [local_date(moment, poll.zone) for moment in moments]
    usual = [day for day in days if day.weekday() == poll.settings.weekday]
    monthly = await series_records.start_series(tx, poll, max(usual or days))
    await records.update_poll(tx, poll, happy_hour=monthly.id)
    return await series.schedule_next_poll(tx, monthly, call.now)


async def _create_draft(
    call: Invocation, tx: Transaction, request: PollRequest, zone: str
) -> tuple[Poll | None, dict[str, str]]:
    """Insert a draft, with dates and venues found where none were typed; or return errors."""
    plan = request.settings
    earliest = local_date(request.closes_at + date_options.EVENT_NOTICE, zone)
    wished = date_options.wished_day(plan.rule, plan.weekday, earliest, zone)
    event_day = local_date(min(request.dates), zone) if request.dates else wished
    lunch_day = local_date(request.closes_at + date_options.LUNCH_NOTICE, zone)
    working_time = await suggestions.load_working_time(
        tx, call.workspace, request.channel, plan, zone
    )
    lunch_at = date_options.lunch_moment(event_day, lunch_day, working_time)
    moments = list(request.dates) or await suggestions.find_good_moments(
        tx, call.workspace, plan, wished, earliest, lunch_at, working_time
    )
    if not moments:
        return None, {"dates": say(drafts.NO_GOOD_DATE)}

    lunch = await suggestions.choose_lunch_venue(
        tx, call.workspace, local_date(lunch_at, zone), plan.expected
    )
    places = await _choose_venues(call, tx, request, local_date(moments[0], zone), lunch)
    if len(moments) < 2 and len(places) < 2:
        return None, {"dates": say(drafts.NOTHING_TO_CHOOSE)}

    poll = await records.create_draft(
        tx,
        call.workspace,
        suggestions.build_options(moments, places),
        title=request.title,
        channel=request.channel,
        channel_name=await _channel_name(call, tx, request.channel),
        zone=zone,
        organiser=call.person,
        settings=plan,
        closes_at=request.closes_at,
        lunch_at=lunch_at,
        lunch_venue=lunch,
        made_at=call.now,
    )
    return poll, {}


async def _choose_venues(
    call: Invocation, tx: Transaction, request: PollRequest, day: dt.date, lunch: int | None
) -> list[Suggestion]:
    """Return the venues that were chosen, or else suggestions, if possible not the lunch's."""
    chosen = [*request.venues, *(await _note_places(call, tx, request.places))]
    if chosen:
        known = await venues.find_venues(tx, call.workspace, chosen)
        return [Suggestion(known[each], ()) for each in dict.fromkeys(chosen) if each in known]
    suggested = await suggestions.suggest_evening_venues(tx, call.workspace, day, request.settings)
    return [suggestion for suggestion in suggested if suggestion.venue.id != lunch] or suggested


async def _note_places(call: Invocation, tx: Transaction, names: Sequence[str]) -> list[int]:
    """Return the venues of these names; those that are new are put on the list."""
    numbers: list[int] = []
    for name in names:
        known = await venues.find_venue_by_name(tx, call.workspace, name)
        if known and known.state == "open":
            numbers.append(known.id)
        else:
            by, now, values = call.person, call.now, {"name": name, "good_for": "evening"}
            numbers.append(await venues.upsert_venue(tx, call.workspace, by, now, **values))
    return numbers


async def _has_series(tx: ReadTransaction, workspace: str, channel: str) -> bool:
    running = await series_records.list_series(tx, workspace)
    return any(one.channel == channel for one in running)


async def _running_card(
    tx: ReadTransaction, running: Sequence[HappyHourSeries], now: dt.datetime
) -> Card:
    listed = []
    for one in running:
        following = await series.next_opening(tx, one, now)
        listed.append((one, series.describe_cadence(one), following))
    return organisers.series_running_card(listed)


async def _preview(tx: ReadTransaction, poll: Poll) -> Card:
    view = await load_poll_view(tx, poll)
    plan = poll.settings
    every = ""
    if plan.rule:
        start = local_date(poll.made_at, poll.zone)
        schedule = Schedule(plan.rule, start, plan.time_of_day, poll.zone)
        every = drafts.every_time_text(describe_schedule(schedule))

    # Fewer than three are worth a word only where they were not typed.
    dates = 3 if plan.typed.get("dates", ("",))[0] else len(rules.offered_dates(view.options))
    places = 3 if plan.typed.get("venues") else len(rules.offered_venues(view.options))
    fewer = drafts.fewer_found_text(dates, places)
    return drafts.poll_preview_card(poll_card(view), poll, every, fewer)


async def _lock_draft(call: Invocation, tx: Transaction) -> Poll:
    poll = await records.get_poll_for_update(tx, call.workspace, row_number(call.value))
    if poll is None:
        raise Refusal(drafts.no_draft())
    if poll.state != "draft":
        raise Refusal(drafts.posted())
    return poll


async def _offered_venues(call: Invocation, tx: ReadTransaction) -> list[Venue]:
    known = await venues.list_open_venues(tx, call.workspace)
    return [venue for venue in known if venue.good_for != "lunch"][:MAX_LISTED_VENUES]


async def _channel_name(call: Invocation, tx: ReadTransaction, channel: str) -> str:
    return await resolve_channel_name(call, tx, channel) or channel.rpartition("/")[2]
