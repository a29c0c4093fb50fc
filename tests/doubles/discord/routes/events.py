"""Operations on scheduled events."""

from typing import Any

from tests.doubles.discord import checks, payloads
from tests.doubles.discord.refusals import Refused, refuse
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import Guild, Json, ScheduledEvent

OPEN_EVENTS = 100
INTENT = 1 << 16
NEXT = {1: {1, 2, 4}, 2: {2, 3}}  # scheduled, active, completed, canceled: what may follow what


@route("list_guild_scheduled_events", "GET", "/guilds/{guild_id}/scheduled-events")
def list_guild_scheduled_events(call: Call) -> list[Json]:
    return [payloads.event(call.core, one) for one in call.guild().events.values()]


@route("create_guild_scheduled_event", "POST", "/guilds/{guild_id}/scheduled-events")
def create_guild_scheduled_event(call: Call) -> Json:
    guild = call.guild()
    call.need_in_guild(guild, "create_events")
    refuse(checks.event(call.args, call.core.clock.now(), fresh=True))
    if sum(one.status in {1, 2} for one in guild.events.values()) >= OPEN_EVENTS:
        raise Refused(30038)
    made = ScheduledEvent(call.core.number(), guild.id, call.core.bot.id, dict(call.args))
    guild.events[made.id] = made
    call.core.tell(
        guild.id, "GUILD_SCHEDULED_EVENT_CREATE", payloads.event(call.core, made), INTENT
    )
    return payloads.event(call.core, made)


@route("get_guild_scheduled_event", "GET", "/guilds/{guild_id}/scheduled-events/{event_id}")
def get_guild_scheduled_event(call: Call) -> Json:
    return payloads.event(call.core, _found(call, call.guild()))


@route("update_guild_scheduled_event", "PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}")
def update_guild_scheduled_event(call: Call) -> Json:
    guild = call.guild()
    found = _found(call, guild)
    _own(call, guild, found)
    if found.status not in NEXT:
        raise Refused(180000)
    status: Any = call.args.get("status", found.status)
    changed = found.content | {key: value for key, value in call.args.items() if key != "status"}
    refuse(checks.event(changed, call.core.clock.now(), fresh=False))
    if status not in NEXT[found.status]:
        raise Refused(50035, [("status", "Invalid Guild Scheduled Event Status Transition")])
    found.content, found.status = changed, status
    call.core.tell(
        guild.id, "GUILD_SCHEDULED_EVENT_UPDATE", payloads.event(call.core, found), INTENT
    )
    return payloads.event(call.core, found)


@route(
    "delete_guild_scheduled_event",
    "DELETE",
    "/guilds/{guild_id}/scheduled-events/{event_id}",
    status=204,
)
def delete_guild_scheduled_event(call: Call) -> None:
    guild = call.guild()
    found = _found(call, guild)
    _own(call, guild, found)
    del guild.events[found.id]
    call.core.tell(
        guild.id, "GUILD_SCHEDULED_EVENT_DELETE", payloads.event(call.core, found), INTENT
    )


@route(
    "list_guild_scheduled_event_users",
    "GET",
    "/guilds/{guild_id}/scheduled-events/{event_id}/users",
)
def list_guild_scheduled_event_users(call: Call) -> list[Json]:
    found = _found(call, call.guild())
    people = [call.core.users[one] for one in found.interested]
    return [
        {
            "guild_scheduled_event_id": found.id,
            "user_id": one.id,
            "response": 1,
            "user": payloads.user(one),
        }
        for one in people
    ]


def _found(call: Call, guild: Guild) -> ScheduledEvent:
    found = guild.events.get(call.path["event_id"])
    if found is None:
        raise Refused(10070)
    return found


def _own(call: Call, guild: Guild, event: ScheduledEvent) -> None:
    call.need_in_guild(
        guild, "create_events" if event.creator == call.core.bot.id else "manage_events"
    )
