"""Compare everything that people read of ten moving feeds with what was true then."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import select

from bot.core.tables import outbox_message
from bot.events.tables import event
from bot.ui.cards import Card, Heading, Paragraph
from bot.ui.text import Strike, Text, flatten_text
from tests.bot.digest.feed_shapes import SERIES, SHOW_AFTER
from tests.bot.digest.moving_sites import BERLIN
from tests.bot.digest.ten_feeds import DOORS, SHAPES, Evening, State, TenFeeds
from tests.factories.digests import digests
from tests.reading import buttons, card_of, form_of, values_of
from tests.world import ADA, BEN, LUNCH, World

LOOK = timedelta(hours=8)  # within which a change is looked at
TWO_LOOKS = timedelta(hours=15)  # after which an absence is believed
_TITLE = re.compile(r"[A-Z][a-z]{7} [A-Z][a-z]{7} (\d{3,4})")
_PROMISES = ("Tomorrow", "Today", "Soon", "Now", "Coming up")
_CHANGED = ("Changed", "Moved online", "New date", "Back on", "Listed again")
_OFF = {"Cancelled": "off", "Postponed": "postponed", "No longer listed": "gone"}
_REMARKS = {"": "", "online": "moved online", "sold_out": "sold out"}
_OFF_WORDS = {"off": "called off", "postponed": "postponed", "gone": "no longer listed"}


@dataclass
class Tally:
    """What was counted of one feed."""

    lines: int = 0
    changes: int = 0
    told: int = 0
    falsely: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    cancelled_wrongly: list[str] = field(default_factory=list)
    promised_wrongly: list[str] = field(default_factory=list)


@dataclass
class Witness:
    """Goes to every evening that a digest tells of, and reads all that comes."""

    world: World
    feeds: TenFeeds
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    going: set[int] = field(default_factory=set)  # numbers of events
    goes_to: set[tuple[int, str]] = field(default_factory=set)  # keys, and days of the series
    last_message: int = 0
    news: Counter[int] = field(default_factory=Counter)  # messages of a change, by key
    expected: Counter[int] = field(default_factory=Counter)

    async def begin(self) -> None:
        """Add the feeds and set up the digest, as people do."""
        self.feeds.begin(self.world.now)
        for shape in SHAPES:
            await self.world.say(BEN, f"/events add https://town.example{shape.path}")
            await self.world.pass_time(seconds=5)
            number = await self.world.button(BEN, "source.details")
            form = form_of(await self.world.click(BEN, "source.details", number))
            fields = {"name": shape.name, "town": "Berlin", "reach": "local"}
            await self.world.submit(BEN, form, fields)
            await self.world.pass_time(seconds=5)
        await self.world.fill(ADA, "/events digest", {"channel": LUNCH})

    async def read(self) -> None:
        """Read the latest digest and all new messages, and answer to what is new."""
        cards = await digests(self.world)
        for day, text in await self._lines(cards[-1]) if cards else []:
            self._check_line(day, text)
        await self._read_messages()
        await self._go_everywhere()

    def expect(self, now: datetime) -> None:
        """Note which changes of this moment those who go have to hear of."""
        for one in self.feeds.evenings:
            if len(one.states) > 1 and one.now.since == now:
                shape = next(shape for shape in SHAPES if shape.path == one.feed)
                self.tallies[shape.name].changes += 1
                if one.now.remark != "sold_out" and self._goes(one):
                    self.expected[one.key] += 1

    def missing(self) -> Iterator[tuple[str, str]]:
        """Yield the changes that nobody was told of."""
        for key, count in self.expected.items():
            if self.news[key] < count:
                [one, *_] = self.feeds.find(key)
                yield self._tally(one), f"{one.title}: {self.news[key]} of {count} changes"

    def _goes(self, one: Evening) -> bool:
        """Return whether somebody goes to an evening."""
        return _goal(one.key, one.states[-2].at) in self.goes_to

    async def _lines(self, card: Card) -> list[tuple[str, Text]]:
        """Return the lines of a digest under their days, with those behind its button."""
        found, pages = _lines_of(card), values_of(card, "digest.rest")
        while pages:
            rest = card_of(await self.world.click(BEN, "digest.rest", pages[0]))
            found += _lines_of(rest)
            pages = [button.value for button in buttons(rest) if button.label == "More"]
        return found

    def _check_line(self, day: str, text: Text) -> None:
        words = flatten_text(text)
        match = _TITLE.search(words)
        assert match, words
        found = self.feeds.find(int(match[1]))
        name = self._tally(found[0]) if found else "put off"
        self.tallies[name].lines += 1
        # what is over stands there as it was when it began
        if not any(_fits(one, day, text, words) for one in found):
            self.tallies[name].falsely.append(f"{self.world.now:%d %b} {day}: {words}")

    async def _read_messages(self) -> None:
        async with self.world.database.read_transaction() as tx:
            query = select(outbox_message).where(
                outbox_message.c.id > self.last_message,
                outbox_message.c.reason.in_(("event.changed", "event.reminder", "event.learned")),
                outbox_message.c.state == "sent",
            )
            rows = await tx.all(query.order_by(outbox_message.c.id))
        for row in rows:
            self.last_message = row.id
            card = row.card or await self.world.live_card(row.subject)
            self._check_message(card.title, row.due)

    def _check_message(self, title: str, at: datetime) -> None:
        match = _TITLE.search(title)
        assert match, title
        head, key = title[: match.start()].removesuffix(": "), int(match[1])
        found = self.feeds.find(key)
        tally = self.tallies[self._tally(found[0])]
        if head in _OFF:
            self.news[key] += 1
            lag = TWO_LOOKS if head == "No longer listed" else LOOK
            if not _was(found, at, lag, lambda state: state.is_on == _OFF[head]):
                tally.cancelled_wrongly.append(f"{at:%d %b %H:%M} {title}")
        elif head in _CHANGED:
            self.news[key] += 1
            if not _was(found, at, LOOK, lambda state: at - state.since <= LOOK):
                tally.falsely.append(f"{at:%d %b %H:%M} {title}")
        elif head.startswith("How was"):
            if not any(_took_place(one, at) for one in found):
                tally.promised_wrongly.append(f"{at:%d %b %H:%M} {title}")
        elif head in _PROMISES:
            was_on = _was(found, at, TWO_LOOKS, lambda state: state.is_on == "on")
            if not was_on:
                tally.promised_wrongly.append(f"{at:%d %b %H:%M} {title}")

    async def _go_everywhere(self) -> None:
        async with self.world.database.read_transaction() as tx:
            soon = self.world.now, self.world.now + timedelta(days=14)
            query = select(event.c.id, event.c.title, event.c.starts_at).where(
                event.c.state == "open", event.c.starts_at.between(*soon)
            )
            rows = await tx.all(query)
        for row in rows:
            match = _TITLE.search(row.title)
            if match and row.id not in self.going:
                self.goes_to.add(_goal(int(match[1]), row.starts_at))
                self.going.add(row.id)
                await self.world.click(BEN, "event.answer", f"{row.id}:going")

    def _tally(self, one: Evening) -> str:
        return next(shape.name for shape in SHAPES if shape.path == one.feed)


def _goal(key: int, at: datetime) -> tuple[int, str]:
    """Return what tells an evening from others: its key, and its day in a series."""
    return key, at.astimezone(BERLIN).date().isoformat() if key == SERIES else ""


def _lines_of(card: Card) -> list[tuple[str, Text]]:
    day, found = "", []
    for part in card.parts:
        if isinstance(part, Heading):
            day = part.text
        elif isinstance(part, Paragraph) and _TITLE.search(flatten_text(part.text)):
            found.append((day, part.text))
    return found


def _fits(one: Evening, day: str, text: Text, words: str) -> bool:
    """Return whether a line says what is true."""
    state = one.now
    local = state.at.astimezone(BERLIN)
    further = day == "Further ahead" and words.startswith(f"{local:%a} {local.day} {local:%b}")
    if day != f"{local:%A}, {local.day} {local:%B}" and not further:
        return False
    if state.is_on != "on":
        struck = any(isinstance(node, Strike) for node in text)
        return _OFF_WORDS[state.is_on] in words and struck == (state.is_on != "gone")
    said = [words_ for words_ in _OFF_WORDS.values() if words_ in words]
    hours = [local, local + SHOW_AFTER] if one.feed == DOORS else [local]
    when = any(f"{hour:%H:%M}" in words for hour in hours)
    return not said and when and state.place in words and _REMARKS[state.remark] in words


def _was(
    evenings: list[Evening], at: datetime, lag: timedelta, holds: Callable[[State], bool]
) -> bool:
    """Return whether something held of one of these evenings at a moment, or shortly before."""
    for one in evenings:
        ends = [*(state.since for state in one.states[1:]), datetime.max.replace(tzinfo=at.tzinfo)]
        for state, end in zip(one.states, ends, strict=True):
            if state.since <= at and end >= at - lag and holds(state):
                return True
    return False


def _took_place(one: Evening, at: datetime) -> bool:
    return one.now.is_on == "on" and timedelta(0) < at - one.now.at < timedelta(days=6)


async def live_through(witness: Witness, weeks: int) -> None:
    """Live through some weeks: feeds change at noon, and all is read at half past nine."""
    world, feeds = witness.world, witness.feeds
    await witness.begin()
    first = world.now.astimezone(BERLIN).date()
    for number in range(1, 7 * weeks):
        day = first + timedelta(days=number)
        await world.until(datetime.combine(day, time(9, 30), BERLIN))
        await witness.read()
        await world.until(datetime.combine(day, time(12), BERLIN))
        if number < 7 * weeks - 2:
            feeds.announce(world.now)
            feeds.stir(world.now)
            feeds.publish(world.now)
            witness.expect(world.now)
