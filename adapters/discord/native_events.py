"""Discord's scheduled events as it tells of them: what stands there, and what somebody changed."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from adapters.discord import strings
from adapters.discord.shapes import Snowflake
from bot.core.native_events import NativeChange
from bot.ui.speech import say

UPDATED, DELETED = "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_DELETE"
INTERESTED = "GUILD_SCHEDULED_EVENT_USER_ADD"
NOT_INTERESTED = "GUILD_SCHEDULED_EVENT_USER_REMOVE"
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4  # statuses
ECHOES_FOR = timedelta(minutes=1)  # how long Discord may tell of what Mingle itself has changed
MAX_OWN = 5


class Metadata(Struct):
    """Where an event takes place that is in no channel."""

    location: str | None = None


class NativeEvent(Struct):
    """A scheduled event, as far as Mingle reads it."""

    id: Snowflake
    guild_id: Snowflake
    name: str
    status: int
    scheduled_start_time: datetime
    scheduled_end_time: datetime | None = None
    entity_metadata: Metadata | None = None
    channel_id: Snowflake | None = None
    user_count: int | None = None


class Interest(Struct):
    """Somebody who is interested in a scheduled event, or is not any more."""

    guild_scheduled_event_id: Snowflake
    guild_id: Snowflake
    user_id: Snowflake


class Interested(Struct):
    """One of those who are interested in a scheduled event."""

    user_id: Snowflake


class Look(Struct, frozen=True):
    """What stands in a scheduled event."""

    name: str
    place: str
    starts: datetime
    ends: datetime | None
    cancelled: bool = False
    completed: bool = False


class OwnChange(Struct, frozen=True):
    """What Mingle itself wrote into a scheduled event, and when."""

    look: Look
    at: datetime


class Seen(Struct, frozen=True):
    """What stood in a scheduled event last, what Mingle wrote there since, and a print of the rest.

    The print tells whether what Mingle says about the event is still what it wrote; None: unknown.
    """

    look: Look | None = None
    own: tuple[OwnChange, ...] = ()
    about: str | None = None

    def after_own(self, look: Look, now: datetime, *, done: bool) -> "Seen":
        """Return it with a change of Mingle's own: about to be made, or `done`."""
        own = (*self.own, OwnChange(look, now))[-MAX_OWN:]
        return Seen(look if done else self.look, own, self.about)

    def is_echo(self, look: Look, now: datetime) -> bool:
        """Return whether this is what Mingle itself has just written."""
        return any(own.look == look and now - own.at < ECHOES_FOR for own in self.own)


def look_of(event: NativeEvent, channel_name: str = "") -> Look:
    """Return what stands in a scheduled event; one in a channel has its name as the place."""
    metadata = event.entity_metadata or Metadata()
    place = metadata.location or ""
    if event.channel_id:
        place = f"#{channel_name}" if channel_name else say(strings.IN_A_CHANNEL)
    return Look(
        event.name,
        "" if place == strings.NO_PLACE else place,
        event.scheduled_start_time,
        event.scheduled_end_time,
        event.status == CANCELED,
        event.status == COMPLETED,
    )


def change_between(before: Look, after: Look, uid: str) -> NativeChange | None:
    """Return what somebody changed, or None if nothing is different."""
    if after == before:
        return None
    if after.cancelled or after.completed:
        return NativeChange(uid, state="cancelled" if after.cancelled else "completed")
    has_moved = after.starts != before.starts or after.ends != before.ends
    return NativeChange(
        uid,
        after.name if after.name != before.name else None,
        after.place if after.place != before.place else None,
        after.starts if has_moved else None,
        after.ends if has_moved else None,
    )


def read_event(data: object) -> NativeEvent:
    """Read an event; raise msgspec.ValidationError for another shape."""
    return msgspec.convert(data, NativeEvent)


def read_interest(data: object) -> Interest:
    """Read somebody's interest; raise msgspec.ValidationError for another shape."""
    return msgspec.convert(data, Interest)
