"""Addresses of calendars: those that Mingle serves, and those whose busy times it reads."""

from bot.calendar_feeds import feeds, views
from bot.calendar_feeds.feeds import CalendarFeed
from bot.core.channels import channel_of
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.people import busy_times
from bot.people import records as people
from bot.sources.addresses import NotAnAddress, read_address
from bot.store.engine import ReadTransaction, Transaction
from bot.store.vault import NoKeyError
from bot.ui.speech import mark, say
from bot.ui.text import Instant

router = Router()


@router.command("mingle calendar", mark("Subscribe to what you go to"), Role.ANYONE)
@router.button("calendar.show", Role.ANYONE)
async def show_calendars(call: Invocation, tx: Transaction) -> Answer:
    """Show which calendars have an address, and offer one; organisers see the channel's too."""
    await _require_served(call, tx)
    zone = (await people.get_caller(call, tx)).zone
    own = await feeds.find_calendar_feed(tx, call.workspace, call.person)
    channel, name = channel_of(call)
    rested = bool(own and own.rests(call.now))
    shown = None if rested else _since(own, zone)
    if not (channel and call.organiser):
        return Reply(views.calendars_card(shown, None, rested=rested))
    of_channel = await feeds.find_calendar_feed(tx, call.workspace, channel)
    if of_channel and of_channel.rests(call.now):
        of_channel = None
    channel_shown = name, _since(of_channel, zone)
    return Reply(views.calendars_card(shown, channel_shown, rested=rested))


@router.button("calendar.new", Role.ANYONE)
async def renew_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Replace the address of the caller's calendar."""
    home = await _require_served(call, tx)
    token = await feeds.renew_token(tx, call.workspace, call.person, "", call.person, call.now)
    return Reply(views.calendar_address_card(_url(home, token)))


@router.button("calendar.off", Role.ANYONE)
async def switch_off_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Delete the address of the caller's calendar."""
    was = await feeds.revoke_token(tx, call.workspace, call.person)
    return Reply(views.calendar_ended_card(was=was))


@router.button("calendar.channel_new", Role.ORGANISER)
async def renew_channel_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Replace the address of the channel's calendar."""
    home = await _require_served(call, tx)
    channel, name = _require_channel(call)
    token = await feeds.renew_token(tx, call.workspace, channel, name, call.person, call.now)
    return Reply(views.calendar_address_card(_url(home, token), channel=name))


@router.button("calendar.channel_off", Role.ORGANISER)
async def switch_off_channel_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Delete the address of the channel's calendar."""
    channel, _ = _require_channel(call)
    was = await feeds.revoke_token(tx, call.workspace, channel)
    return Reply(views.calendar_ended_card(was=was))


@router.command(
    "mingle busy",
    mark("Let me see when you are busy, and nothing else of your calendar"),
    Role.ANYONE,
)
@router.button("busy.open", Role.ANYONE)
async def open_busy_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Show that a calendar is read, or open the form that asks for its address."""
    if await busy_times.has_calendar(tx, call.workspace, call.person):
        return Reply(views.busy_calendar_card())
    return OpenForm(views.busy_form())


@router.button("busy.change", Role.ANYONE)
async def open_busy_form(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open the form that asks for the address of the caller's calendar; it is never filled in."""
    return OpenForm(views.busy_form())


@router.form("busy.save", Role.ANYONE, unposted=("address",))
@router.costly
async def save_busy_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Save the address of the caller's calendar; its busy times are read in a moment."""
    try:
        words = call.field_text("address").strip()
        address = read_address(words.replace("webcal://", "https://", 1))
    except NotAnAddress:
        return FormErrors({"address": say(views.NO_CALENDAR_ADDRESS)})
    try:
        await busy_times.save_calendar(tx, call.workspace, call.person, address, call.now)
    except NoKeyError:
        return FormErrors({"address": say(views.NO_KEY)})
    return Reply(views.busy_saved_card())


@router.button("busy.forget", Role.ANYONE)
async def forget_busy_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Delete the address of the caller's calendar, and what was read from it."""
    was = await busy_times.forget_calendar(tx, call.workspace, call.person)
    return Reply(views.busy_forgotten_card(was=was))


async def _require_served(call: Invocation, tx: ReadTransaction) -> str:
    """Return where feeds are served; raise Refusal if nowhere."""
    home = await feeds.find_public_url(tx, call.workspace)
    if not home:
        raise Refusal(say(views.NOT_SERVED))
    return home


def _require_channel(call: Invocation) -> tuple[str, str]:
    channel, name = channel_of(call)
    if not channel:
        raise Refusal(say(views.IN_CHANNEL))
    return channel, name


def _url(home: str, token: str) -> str:
    return f"{home}/calendar/{token}.ics"


def _since(feed: CalendarFeed | None, zone: str) -> Instant | None:
    return Instant(feed.made_at, zone, "day") if feed else None
