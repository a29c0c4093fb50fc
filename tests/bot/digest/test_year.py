"""A year of Mondays from five moving sites on loopback: every digest says what they say."""

import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytest

from bot.dates.local_time import week_start
from bot.people.hours.records import WORKSPACE, save_setting
from bot.people.hours.rules import HoursSetting
from bot.store.engine import Database
from bot.ui.cards import Card, Heading, Paragraph
from bot.ui.text import Strike, Text, flatten_text
from jobs.web.fetch import Fetcher
from tests.bot.digest.moving_sites import BERLIN, PATHS, Sites
from tests.doubles.web.server import Gate, Signpost, no_pause, serving
from tests.factories.digests import digests
from tests.factories.people import make_people
from tests.reading import buttons, card_of, form_of, values_of
from tests.world import ADA, BEN, HOME, LUNCH, MONDAY, World, world_on

WEEKS = 52
TITLE = re.compile(r"[A-Z][a-z]{7} [A-Z][a-z]{7} (\d{3})")


class Line(NamedTuple):
    """One evening in a digest."""

    key: int
    day: str
    text: Text


@pytest.fixture
async def sites() -> AsyncIterator[Sites]:
    async with serving() as site:
        yield Sites(site, random.Random(5))


@pytest.fixture
async def world(database: Database, sites: Sites) -> AsyncIterator[World]:
    fetcher = Fetcher(Gate(sites.site), Signpost(sites.site), no_pause)
    made = await world_on(database, web=fetcher)
    await make_people(made)
    yield made
    await fetcher.close()


async def begin(world: World, sites: Sites) -> None:
    """Add the five sites, and set up the digest, as people do."""
    for _ in range(12):
        sites.announce(world.now.date())
    sites.publish(world.now)
    for number, path in enumerate(PATHS):
        await world.say(BEN, f"/events add {sites.site.home}{path}")
        await world.pass_time(seconds=5)
        form = form_of(
            await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
        )
        await world.submit(
            BEN, form, {"name": f"Site {number}", "town": "Berlin", "reach": "local"}
        )
        await world.pass_time(seconds=5)
    await world.fill(ADA, "/events digest", {"channel": LUNCH, "towns": "Berlin, Potsdam"})


async def whole(world: World, card: Card) -> list[Line]:
    """Return the lines of a digest, with those behind its button."""
    lines, pages = _lines(card), values_of(card, "digest.rest")
    while pages:
        rest = card_of(await world.click(BEN, "digest.rest", pages[0]))
        lines += _lines(rest)
        pages = [button.value for button in buttons(rest) if button.label == "More"]
    return lines


def _lines(card: Card) -> list[Line]:
    day, found = "", []
    for part in card.parts:
        if isinstance(part, Heading):
            day = part.text
        elif isinstance(part, Paragraph) and (talk := TITLE.search(flatten_text(part.text))):
            found.append(Line(int(talk[1]), day, part.text))
    return found


@dataclass
class Reader:
    """Reads the channel every morning, and remembers how each evening stood when a digest first
    told of it."""

    world: World
    sites: Sites
    first: dict[tuple[str, int], tuple[datetime, str]] = field(default_factory=dict)
    changes: int = 0
    called_off: int = 0
    behind: int = 0

    async def read(self) -> None:
        """Compare the digests in the channel with the sites."""
        cards = await digests(self.world)
        lines = [(card.title, line) for card in cards for line in await whole(self.world, card)]
        seen = [line.key for _, line in lines]
        assert len(seen) == len(set(seen)), "an evening stands in the channel twice"
        self.behind += sum(len(_lines(card)) for card in cards) < len(seen)
        monday = datetime.combine(week_start(self.world.now, "Europe/Berlin"), time(9), BERLIN)
        until = datetime.combine(monday.date() + timedelta(days=14), time(), BERLIN)
        told = {line.key for title, line in lines if cards and title == cards[-1].title}
        missed = [
            one
            for one in self.sites.evenings
            if not one.off and monday < one.at < until and one.key not in told
        ]
        assert not [one for one in missed if one.at > self.world.now]
        for title, line in lines:
            self._compare(title, line)

    def _compare(self, title: str, line: Line) -> None:
        one = self.sites.evenings[line.key]
        words = flatten_text(line.text)
        at, place = self.first.setdefault((title, line.key), (one.at, one.place))
        off = any(isinstance(node, Strike) for node in line.text)
        assert off == one.off == ("called off" in words), words
        if not off:
            assert f"{one.at:%H:%M}" in words
            if line.day == "Further ahead":
                assert words.startswith(f"{one.at:%a} {one.at.day} {one.at:%b}"), words
            else:
                assert line.day == f"{one.at:%A}, {one.at.day} {one.at:%B}", words
            assert one.place in words
            assert ("moved from" in words) == (at != one.at), words
            assert (f"not at {place} any more" in words) == (place != one.place), words
        self.changes += not off and (at, place) != (one.at, one.place)
        self.called_off += off


@pytest.mark.rehearsal
@pytest.mark.timeout(600)
async def test_a_year_of_digests_tells_all_that_is_on_once_and_stays_true(
    world: World, sites: Sites
) -> None:
    await begin(world, sites)
    async with world.database.transaction() as tx:  # on a holiday it would come a day later
        await save_setting(tx, HOME, WORKSPACE, HoursSetting(region="none"))
    reader = Reader(world, sites)
    for day in range(7 * WEEKS):
        await world.until(
            datetime.combine(MONDAY.date() + timedelta(days=7 + day), time(9, 30), BERLIN)
        )
        await reader.read()
        if day % 7 in (0, 2, 3, 4, 6):
            sites.announce(world.now.date())
        if day % 3 == 0:
            sites.stir(world.now.astimezone(BERLIN))
        sites.publish(world.now)
    cards = await digests(world)
    assert len(cards) == WEEKS, "one message a week, changed where it stands"
    assert len({card.title for card in cards}) == WEEKS
    assert reader.changes > WEEKS
    assert reader.called_off > WEEKS // 4
    assert reader.behind > WEEKS // 4
