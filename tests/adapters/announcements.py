"""The contract about events: announced once, kept through answers, updated on every change."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card, Paragraph

if TYPE_CHECKING:
    from tests.adapters.harness import Harness

START = datetime(2026, 3, 12, 11, 30, tzinfo=UTC)
CARD = Card("note", "Good morning", (Paragraph(("Lunch is at noon.",)),), ("Until later",))
OTHER = Card("table", "Good evening", (Paragraph(("Lunch is over.",)),))
EVENT = CalendarEvent(
    "uid-1",
    "Museum night",
    "Late opening",
    "Invalidenstraße 43",
    START,
    START + timedelta(hours=3),
    changed=START - timedelta(days=7),  # else a calendar file tells when it was written
)


class Announcements:
    """The part of the contract that is about events."""

    async def test_an_event_is_told_with_its_place_and_time(self, harness: "Harness") -> None:
        sent = await harness.platform.announce_event(harness.channel, EVENT, CARD, "event")
        assert await harness.platform.announce_event(harness.channel, EVENT, CARD, "event") == sent
        (said,) = await harness.said(harness.channel)
        assert "Good morning" in said.words

    async def test_an_announcement_keeps_its_calendar_entry_whatever_people_answer(
        self, harness: "Harness"
    ) -> None:
        sent = await harness.platform.announce_event(harness.channel, EVENT, CARD, "event")
        before = await harness.said(harness.channel)
        await harness.platform.change_event(sent, EVENT, OTHER, news=False)
        (said,) = await harness.said(harness.channel)
        assert "Good evening" in said.words
        assert "Good morning" not in said.words
        assert (said.files, said.links) == (before[0].files, before[0].links)

    @pytest.mark.parametrize("cancelled", [False, True])
    async def test_a_newer_version_stands_where_the_event_was_told(
        self, harness: "Harness", cancelled: bool
    ) -> None:
        sent = await harness.platform.announce_event(harness.channel, EVENT, CARD, "event")
        newer = replace(EVENT, place="Corner", sequence=1, cancelled=cancelled)
        for _ in range(2):  # doing it twice does no harm
            await harness.platform.change_event(sent, newer, OTHER, news=True)
        (said,) = await harness.said(harness.channel)
        assert (said.channel, said.message) == (sent.channel, sent.message)
        assert "Good evening" in said.words
