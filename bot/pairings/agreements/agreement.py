"""Agreement of a group as it stands: its moments, whom they suit, and what was agreed on."""

import datetime as dt

from msgspec import Struct

from bot.pairings.agreements import places, records, rules
from bot.pairings.agreements.records import AgreedTime
from bot.pairings.agreements.rules import OfferedMoment
from bot.pairings.rounds.group_details import GroupDetails
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.venues.rules import Venue


class Agreement(Struct, frozen=True):
    """The moments of a group and the newest version of what it agreed on.

    `zone` is the time zone that all members live in, or an empty string.
    """

    moments: tuple[OfferedMoment, ...] = ()
    latest: AgreedTime | None = None
    zone: str = ""
    place: Venue | None = None

    @property
    def agreed(self) -> dt.datetime | None:
        """The time that suits all, if there is one."""
        if self.latest is None or self.latest.cancelled:
            return None
        return self.latest.starts_at

    def offered(self, now: dt.datetime) -> list[OfferedMoment]:
        """Return the moments that are still offered, soonest first."""
        return rules.offered_moments(self.agreed, self.moments, now)

    def is_past(self, now: dt.datetime) -> bool:
        """Return whether there is an agreed time, and it has begun."""
        return self.agreed is not None and self.agreed <= now


async def load_agreement(tx: ReadTransaction, details: GroupDetails) -> Agreement:
    """Return the agreement of a group as it stands."""
    workspace, group = details.group.workspace, details.group.id
    moments = await records.list_moments(tx, workspace, group)
    latest = await records.latest_agreement(tx, workspace, group)
    everybody = [member.person for member in details.members]
    profiles = await people.find_people(tx, workspace, everybody)
    zones = [profile.zone for profile in profiles.values()]
    place = await places.find_place(tx, workspace, group)
    return Agreement(tuple(moments), latest, rules.shared_zone(zones) if zones else "", place)
