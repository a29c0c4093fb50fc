"""Plan an evening in Slack: announce it, answer, change it, be reminded, call another one off."""

from datetime import timedelta

import icalendar
import pytest

from bot.store.engine import Database
from tests.adapters.slack.town import Town, town
from tests.adapters.town import MONDAY
from tests.doubles.slack import Message, User, message_text

THURSDAY = MONDAY + timedelta(days=3, hours=9)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_an_evening_goes_as_told(database: Database, mode: str) -> None:
    async with town(database, mode) as there:
        await live(there)
        check(there)


async def test_an_evening_goes_the_same_whatever_slack_does(database: Database) -> None:
    async with town(database, seed=2) as there:
        faults = there.slack.faults
        faults.lost_answers, faults.errors, faults.duplicates, faults.limits = (
            0.05,
            0.05,
            0.10,
            0.02,
        )
        await live(there)
        check(there)


async def live(there: Town) -> None:
    """Plan, answer, change, and live until the evening has begun."""
    tom, amara, jun, sofia, *_ = there.people
    await there.command(tom, "/events new 2026-03-05 18:00 ")
    await there.fill(tom, {"title": "Board games", "place": "Ramen bar", "address": "Torstr. 5"})
    await there.settle()
    for person, answer in ((amara, "Going"), (jun, "If at least one more goes"), (sofia, "Maybe")):
        await there.click(person, answer, containing="Board games")
        await there.settle()
    await there.click(amara, "Show my name")
    await there.settle()
    await there.form_by(tom, "Meeting point")
    await there.fill(tom, {"meeting_point": "at the door, 17:50"})
    await there.settle()
    await there.until(THURSDAY)


def check(there: Town) -> None:
    """See what everybody was left with."""
    tom, amara, jun, sofia, *_ = there.people
    (card,) = [m for m in there.lunch.messages if there.says(m, "Board games")]
    words = message_text.words(there.home, card)
    assert "@Amara Obi" in words
    assert "@Jun Li" not in words
    assert "at the door, 17:50" in words
    assert message_text.buttons(card)
    for person in (amara, jun):
        assert len(_told(there, person, "Changed: Board games")) == 1
        assert len(_told(there, person, "Tomorrow: Board games")) == 1
        assert len(_told(there, person, "Soon: Board games")) == 1
        assert there.says(_told(there, person, "Soon: Board games")[0], "Meet at the door, 17:50.")
    assert not _told(there, sofia, "Board games")
    assert not _told(there, tom, "You're in")
    versions = [int(str(entry["sequence"])) for entry in _entries(there)]
    assert versions == sorted(
        set(versions)
    )  # a file that Slack refused is left out, and none comes twice
    if not there.slack.faults.errors:
        assert versions == [0, 1]


def _told(there: Town, person: User, words: str) -> list[Message]:
    own = [c for c in there.home.channels.values() if c.kind == "im" and person.id in c.members]
    return [m for c in own for m in c.messages if m.from_app and there.says(m, words)]


def _entries(there: Town) -> list[icalendar.Event]:
    files = [file for message in there.lunch.messages for file in message.files]
    return [icalendar.Calendar.from_ical(file.content or b"").events[0] for file in files]
