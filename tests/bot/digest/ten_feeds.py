"""Ten feeds shaped like real ones, whose evenings move, are put off, and fall off the end of lists.

What is true of each evening is kept beside what its feed says, with every change and its moment.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from bot.sources.web_port import WebResponse
from tests.bot.digest import feed_shapes
from tests.bot.digest.moving_sites import BERLIN, PLACES, title_of

DAY = timedelta(days=1)
DOORS = "/doors.ics"
BEFORE = 45  # days of announcements before the first look
REDATED_AFTER = 7 * DAY  # what is postponed gets its new date so much later


class Shape(NamedTuple):
    """How a feed is: its address, how it is written, and what happens to its evenings."""

    path: str
    name: str
    write: feed_shapes.Writer
    limit: int  # how many of the soonest it lists
    a_day: float  # evenings that it announces
    ahead: tuple[int, int]  # days
    changes: tuple[str, ...]
    shows: str = ""  # the path of the feed that lists the same evenings an hour later


SHAPES = (
    Shape("/30.ics", "soonest 30", feed_shapes.calendar, 30, 0.8, (20, 70),
          ("time", "day", "place", "off")),
    Shape("/10.ics", "soonest 10", feed_shapes.calendar, 10, 0.7, (5, 40),
          ("time", "place", "off", "gone")),
    Shape("/all.ics", "everything", feed_shapes.whole_calendar, 999, 0.3, (5, 60),
          ("time", "day", "off", "gone")),
    Shape("/new.ics", "new numbers", feed_shapes.renumbered_calendar, 999, 0.3, (5, 40),
          ("time", "day", "place", "gone")),
    Shape("/page", "numbered from one", feed_shapes.numbered_page, 12, 0.4, (5, 40),
          ("time", "place", "off")),
    Shape("/put-off", "put off", feed_shapes.page, 999, 0.3, (5, 40),
          ("postponed", "online", "sold_out", "day", "off")),
    Shape("/titles.ics", "says so in titles", feed_shapes.titled_calendar, 999, 0.3, (5, 40),
          ("postponed", "sold_out", "off", "time")),
    Shape("/series.ics", "a series", feed_shapes.series_calendar, 999, 0.0, (0, 0),
          ("off", "gone", "day")),
    Shape(DOORS, "doors", feed_shapes.calendar, 30, 0.3, (5, 40), ("off", "place")),
    Shape("/shows", "the shows", feed_shapes.shows_page, 999, 0.0, (0, 0), (), DOORS),
)  # fmt: skip


class State(NamedTuple):
    """What is true of an evening from a moment on."""

    since: datetime
    at: datetime
    place: str
    is_on: str  # "on", or what it is instead: off, gone, postponed
    remark: str = ""


@dataclass
class Evening:
    """One evening; the last of its states is true now."""

    key: int
    title: str
    feed: str
    states: list[State]
    edition: int = 0  # a new date comes with a new number

    @property
    def now(self) -> State:
        return self.states[-1]

    def change(self, moment: datetime, **values: Any) -> None:
        self.states.append(self.now._replace(since=moment, **values))


@dataclass
class TenFeeds:
    """The evenings, and a web of ten feeds, half of which answer that nothing has changed."""

    rng: random.Random
    evenings: list[Evening] = field(default_factory=list)
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    stamp: int = 0

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        path = "/" + address.partition("//")[2].partition("/")[2]
        if path not in self.pages:
            return WebResponse(address, fault="not_found")
        media_type, body = self.pages[path]
        self.looks[path] = self.looks.get(path, 0) + 1
        tag = hashlib.sha256(body).hexdigest() if sum(path.encode()) % 2 else ""
        if tag and tag == etag:
            return WebResponse(address, unchanged=True)
        return WebResponse(address, body, media_type, etag=tag)

    def begin(self, now: datetime) -> None:
        """Announce what was announced before the first look."""
        for days in range(BEFORE, 0, -1):
            self.announce(now - days * DAY)
        self.publish(now)

    def announce(self, now: datetime) -> None:
        """Announce the evenings of a day."""
        today = now.astimezone(BERLIN).date()
        for shape in SHAPES:
            if self.rng.random() < shape.a_day:
                day = today + self.rng.randint(*shape.ahead) * DAY
                key = len(self.evenings)
                self._add(shape.path, key, title_of(key), day, now)
        if today.weekday() == 3:
            self._announce_instance(now, today + 42 * DAY)

    def stir(self, now: datetime) -> None:
        """Set new dates for postponed evenings, and change one evening of each of two feeds."""
        for one in self.evenings:
            if one.now.is_on == "postponed" and now - one.now.since >= REDATED_AFTER:
                one.edition += 1
                one.change(now, is_on="on", at=self._free(one.now.at + 25 * DAY))
        for shape in self.rng.sample(SHAPES, 2):
            coming = [one for one in self.listed(shape, now)[:-4] if self._may_change(one, now)]
            if coming and shape.changes:
                self._change(self.rng.choice(coming), self.rng.choice(shape.changes), now)

    def publish(self, now: datetime) -> None:
        """Rewrite every feed."""
        self.stamp += 1
        for shape in SHAPES:
            told = self.listed(shape, now)
            self.pages[shape.path] = shape.write(shape.name, told, self.stamp)

    def listed(self, shape: Shape, now: datetime) -> list[Evening]:
        """Return what a feed lists, the soonest first."""
        path = shape.shows or shape.path
        ahead = [one for one in self.evenings if one.feed == path and one.now.at > now - DAY]
        if shape.path != "/series.ics":  # it says itself what it leaves out
            ahead = [one for one in ahead if one.now.is_on != "gone"]
        return sorted(ahead, key=lambda one: (one.now.at, one.key))[: shape.limit]

    def find(self, key: int, day: date | None = None) -> list[Evening]:
        """Return the evenings with a number, of a series those of one day."""
        found = [one for one in self.evenings if one.key == key]
        return [one for one in found if day in (None, one.now.at.astimezone(BERLIN).date())]

    def _add(self, path: str, key: int, title: str, day: date, now: datetime) -> None:
        at = self._free(datetime.combine(day, time(self.rng.randint(17, 20)), BERLIN))
        place = PLACES[key % len(PLACES)]
        self.evenings.append(Evening(key, title, path, [State(now, at, place, "on")]))

    def _announce_instance(self, now: datetime, day: date) -> None:
        at = datetime.combine(day, time(19), BERLIN).astimezone(UTC)
        state = State(now, at, PLACES[0], "on")
        self.evenings.append(
            Evening(feed_shapes.SERIES, feed_shapes.SERIES_TITLE, "/series.ics", [state])
        )

    def _free(self, at: datetime) -> datetime:
        """Return an hour for an evening, in UTC."""
        return at.astimezone(UTC)

    def _may_change(self, one: Evening, now: datetime) -> bool:
        soon = timedelta(days=2) < one.now.at - now < timedelta(days=12)
        return soon and len(one.states) == 1

    def _change(self, one: Evening, what: str, now: datetime) -> None:
        match what:
            case "time":
                one.change(now, at=one.now.at + timedelta(hours=1))
            case "day":
                one.change(now, at=one.now.at + DAY)
            case "place":
                place = PLACES[(PLACES.index(one.now.place) + 1) % len(PLACES)]
                one.change(now, place=place)
            case "online" | "sold_out":
                one.change(now, remark=what)
            case _:
                one.change(now, is_on=what)


def names(shapes: Sequence[Shape] = SHAPES) -> dict[str, str]:
    """Return the name of each feed by its path."""
    return {shape.path: shape.name for shape in shapes}
