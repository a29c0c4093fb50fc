"""Let people make, renew and switch off the addresses of their calendars."""

from bot.calendar_feeds import feeds, views
from bot.calendar_feeds.feeds import Feed
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.open_tables.form_input import room_of
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Instant

router = Router()


@router.command("mingle calendar", "Subscribe to what you go to", Who.ANYONE)
async def stand(call: Invocation, tx: Transaction) -> Answer:
    """Say which calendars have an address, and offer one."""
    await _served(call, tx)
    zone = (await people.met(call, tx)).zone
    mine = await feeds.find(tx, call.workspace, call.person)
    channel, name = room_of(call)
    if not (channel and call.organiser):
        return Reply(views.standing(_since(mine, zone), None))
    theirs = await feeds.find(tx, call.workspace, channel)
    return Reply(views.standing(_since(mine, zone), (name, _since(theirs, zone))))


@router.button("calendar.new", Who.ANYONE)
async def renew(call: Invocation, tx: Transaction) -> Answer:
    """Give somebody's calendar a new address."""
    home = await _served(call, tx)
    token = await feeds.renew(tx, call.workspace, call.person, "", call.person, call.now)
    return Reply(views.address(_url(home, token)))


@router.button("calendar.off", Who.ANYONE)
async def switch_off(call: Invocation, tx: Transaction) -> Answer:
    """Let the address of somebody's calendar lead nowhere."""
    return Reply(views.ended(was=await feeds.revoke(tx, call.workspace, call.person)))


@router.button("calendar.channel_new", Who.ORGANISER)
async def renew_channel(call: Invocation, tx: Transaction) -> Answer:
    """Give a channel's calendar a new address."""
    home = await _served(call, tx)
    channel, name = _channel(call)
    token = await feeds.renew(tx, call.workspace, channel, name, call.person, call.now)
    return Reply(views.address(_url(home, token), channel=name))


@router.button("calendar.channel_off", Who.ORGANISER)
async def switch_channel_off(call: Invocation, tx: Transaction) -> Answer:
    """Let the address of a channel's calendar lead nowhere."""
    return Reply(views.ended(was=await feeds.revoke(tx, call.workspace, _channel(call)[0])))


async def _served(call: Invocation, tx: Transaction) -> str:
    home = await feeds.served_at(tx, call.workspace)
    if not home:
        raise Refusal(views.NOT_SERVED)
    return home


def _channel(call: Invocation) -> tuple[str, str]:
    channel, name = room_of(call)
    if not channel:
        raise Refusal(views.IN_CHANNEL)
    return channel, name


def _url(home: str, token: str) -> str:
    return f"{home}/calendar/{token}.ics"


def _since(feed: Feed | None, zone: str) -> Instant | None:
    return Instant(feed.made_at, zone, "day") if feed else None
