"""What the ids in a message are called, and what time it is for whoever looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
SAMPLE_PEOPLE = {"1": "Tom Becker", "2": "Amara Obi", "3": "Jun Li", "4": "Sofia Vega"}
SAMPLE_TIME = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Names:
    """People and channels by their ids; an id that nobody knows is shown as it stands."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo = BERLIN

    def person(self, id_: str) -> str:
        """Return the HTML of a mention of somebody."""
        return f'<span class="mention">@{escape(self.people.get(id_, id_))}</span>'

    def channel(self, id_: str) -> str:
        """Return the HTML of a mention of a channel."""
        return f'<span class="mention">#{escape(self.channels.get(id_, id_))}</span>'

    def face(self, name: str) -> str:
        """Return the HTML of somebody's picture: their initials on a colour of their own."""
        initials = "".join(word[0] for word in name.split()[:2])
        hue = sum(map(ord, name)) * 37 % 360
        style = f"background: hsl({hue} 45% 55%)"
        return f'<span class="face" style="{style}">{escape(initials)}</span>'

    def moment(self, seconds: float) -> datetime:
        """Return a moment that a platform told in seconds."""
        return datetime.fromtimestamp(seconds, UTC)

    def clock(self, moment: datetime) -> str:
        """Return the time of day at which a message came."""
        return f"{moment.astimezone(self.zone):%H:%M}"


def sample_names(person: str, channel: str) -> Names:
    """Return the names in golden files, whose ids differ in their beginning by platform."""
    people = {f"{person}{number}": name for number, name in SAMPLE_PEOPLE.items()}
    return Names(people, {f"{channel}1": "lunch", f"{channel}2": "general"})
