"""Let organisers ask people when and where to meet: one form, a preview, and then it is posted."""

import datetime as dt
from typing import Any

from bot.core.channels import resolve_channel_name
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.dates.local_time import local_date
from bot.dates.recurrence import Schedule, describe_schedule
from bot.happy_hour import (
    date_options,
    form_input,
    poll_open,
    records,
    rules,
    series,
    suggestions,
)
from bot.happy_hour.form_input import PollRequest
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.rules import Poll
from bot.happy_hour.views import drafts
from bot.happy_hour.views.polls import poll_card
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import records as venues
from bot.venues.rules import Suggestion, Venue

router = Router()

MAX_LISTED_VENUES = 25  # choices in one menu


@router.command(
    "happyhour", "Ask people when and where to meet, once or every month", Role.ORGANISER
)
async def open_poll_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form."""
    offered = await _offered(call, tx)
    if not offered:
        raise Refusal(drafts.EMPTY_LEDGER)
    channel = call.channel if belongs_to_workspace(call.channel or "", call.workspace) else ""
    crowd = len(await people.people_in_channel(tx, call.workspace, channel or ""))
    return OpenForm(
        drafts.poll_form(
            form_input.initial_values(channel or "", await _zone(call, tx), crowd), offered, ""
        )
    )


@router.form("happy_hour.draft", Role.ORGANISER)
async def draft_poll(call: Invocation, tx: Transaction) -> Answer:
    """Show what would be posted; nobody else sees it yet."""
    before = await records.find_poll(tx, call.workspace, row_number(call.value))
    if before and before.state != "draft":
        raise Refusal(drafts.POSTED)
    zone = await _zone(call, tx)
    asked, errors = form_input.read_poll_form(call, zone, await _offered(call, tx))
    if asked is None:
        return FormErrors(errors)
    poll, errors = await _draft(call, tx, asked, zone)
    if poll is None:
        return FormErrors(errors)
    if before:
        await records.delete_poll(tx, before)
    return Reply(await _preview(tx, poll))


@router.button("poll.change", Role.ORGANISER)
async def edit_draft(call: Invocation, tx: Transaction) -> Answer:
    """Open the form again, with what was typed."""
    poll = await _drafted(call, tx)
    return OpenForm(drafts.poll_form(poll.settings.typed, await _offered(call, tx), str(poll.id)))


@router.button("poll.discard", Role.ORGANISER)
async def discard_draft(call: Invocation, tx: Transaction) -> Answer:
    """Forget a draft."""
    await records.delete_poll(tx, await _drafted(call, tx))
    return Reply(drafts.draft_discarded_card())


@router.button("poll.post", Role.ORGANISER)
async def post_poll(call: Invocation, tx: Transaction) -> Answer:
    """Post what the preview showed, and let it go on each month if that was asked for."""
    poll = await _drafted(call, tx)
    options = await records.list_options(tx, poll)
    days = [one.starts_at for one in rules.offered_dates(options) if one.starts_at]
    if (
        poll.closes_at < call.now + rules.MIN_OPEN
        or min(days) < call.now + rules.MIN_GAP_AFTER_CLOSE
    ):
        raise Refusal(drafts.WAITED_TOO_LONG)
    known = await venues.find_venues(
        tx, call.workspace, [one.venue or 0 for one in rules.offered_venues(options)]
    )
    if any(one.state != "open" for one in known.values()):
        raise Refusal(drafts.VENUE_LEFT)
    following = await _begin(call, tx, poll, max(days)) if poll.settings.rule else None
    await poll_open.publish_poll(tx, poll, call.now, solicited=True)
    await records.record_poll_change(tx, poll, call.person, "posted", "", call.now)
    return Reply(drafts.poll_posted_card(poll, following))


async def _begin(
    call: Invocation, tx: Transaction, poll: Poll, last: dt.datetime
) -> dt.date | None:
    begun = await records.start_series(tx, poll, local_date(last, poll.zone))
    await records.update_poll(tx, poll, happy_hour=begun.id)
    return await series.schedule_next_poll(tx, begun, call.now)


async def _draft(
    call: Invocation, tx: Transaction, asked: PollRequest, zone: str
) -> tuple[Poll | None, dict[str, str]]:
    plan = asked.settings
    notice = local_date(asked.closes_at + date_options.EVENT_NOTICE, zone)
    wished = date_options.wished_day(plan.rule, plan.weekday, notice, zone)
    about = local_date(min(asked.dates), zone) if asked.dates else wished
    lunch_day = local_date(asked.closes_at + date_options.LUNCH_NOTICE, zone)
    lunch_at = date_options.lunch_moment(about, lunch_day, plan.region, plan.blackout, zone)
    moments = list(asked.dates) or await suggestions.find_good_moments(
        tx, call.workspace, plan, wished, notice, lunch_at, zone
    )
    if not moments:
        return None, {"dates": drafts.NO_GOOD_DATE}
    lunch = await suggestions.choose_lunch_venue(
        tx, call.workspace, local_date(lunch_at, zone), plan.expected
    )
    places = await _places(call, tx, asked, local_date(moments[0], zone), lunch)
    if len(moments) < 2 and len(places) < 2:
        return None, {"dates": drafts.NOTHING_TO_CHOOSE}
    values: dict[str, Any] = {
        "closes_at": asked.closes_at,
        "lunch_at": lunch_at,
        "lunch_venue": lunch,
        "settings": plan,
    }
    where = {"channel": asked.channel, "channel_name": await _room(call, tx, asked.channel)}
    about_it = {"title": asked.title, "zone": zone, "organiser": call.person, "made_at": call.now}
    options = suggestions.build_options(moments, places)
    return await records.create_draft(
        tx, call.workspace, options, **values, **where, **about_it
    ), {}


async def _places(
    call: Invocation, tx: ReadTransaction, asked: PollRequest, day: dt.date, lunch: int | None
) -> list[Suggestion]:
    if asked.venues:
        known = await venues.find_venues(tx, call.workspace, asked.venues)
        return [Suggestion(known[number], ()) for number in asked.venues if number in known]
    found = await suggestions.suggest_evening_venues(
        tx, call.workspace, day, asked.settings, asked.channel
    )
    return [one for one in found if one.venue.id != lunch] or found


async def _preview(tx: ReadTransaction, poll: Poll) -> Any:
    shown = await load_poll_view(tx, poll)
    schedule = (
        Schedule(
            poll.settings.rule,
            local_date(poll.made_at, poll.zone),
            poll.settings.time_of_day,
            poll.zone,
        )
        if poll.settings.rule
        else None
    )
    every = drafts.every_month_text(describe_schedule(schedule)) if schedule else ""
    found = not poll.settings.typed.get("dates", ("",))[0], not poll.settings.typed.get("venues")
    dates_, places = (
        len(some(shown.options)) for some in (rules.offered_dates, rules.offered_venues)
    )
    few = drafts.fewer_found_text(dates_ if found[0] else 3, places if found[1] else 3)
    return drafts.poll_preview_card(poll_card(shown), poll, every, few)


async def _drafted(call: Invocation, tx: Transaction) -> Poll:
    poll = await records.get_poll_for_update(tx, call.workspace, row_number(call.value))
    if poll is None or poll.state != "draft":
        raise Refusal(drafts.POSTED if poll else drafts.NO_DRAFT)
    return poll


async def _offered(call: Invocation, tx: ReadTransaction) -> list[Venue]:
    known = await venues.list_open_venues(tx, call.workspace)
    return [venue for venue in known if venue.good_for != "lunch"][:MAX_LISTED_VENUES]


async def _zone(call: Invocation, tx: ReadTransaction) -> str:
    return (await people.get_caller(call, tx)).zone


async def _room(call: Invocation, tx: ReadTransaction, channel: str) -> str:
    return await resolve_channel_name(call, tx, channel) or channel.rpartition("/")[2]
