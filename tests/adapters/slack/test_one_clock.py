"""One clock in each message: the place's, named where its readers have another."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from adapters.slack.app import SlackConnection, connect_workspace
from bot.core.platform import MessageRef
from bot.ui.cards import Card, Paragraph
from bot.ui.text import Instant
from tests.adapters.slack.harness import SlackHarness, hurried, settings_for
from tests.doubles.slack import SlackServer

NOON = datetime(2026, 3, 12, 11, 30, tzinfo=UTC)  # 12:30 in Berlin
LUNCH = Card("round", "Lunch at 12:30", (Paragraph(("Lunch: ", Instant(NOON, "Europe/Berlin"))),))
SINCE_1970 = 1773313200  # noon of that day in Berlin


@dataclass
class Office:
    harness: SlackHarness
    connection: SlackConnection

    def blocks(self, sent: MessageRef) -> str:
        """Return the running text of a message, as Slack has it."""
        return json.dumps(self.harness._message(sent).blocks[1:], ensure_ascii=False)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with SlackServer() as server:
        harness = SlackHarness(server)
        harness.users[1].tz = "Asia/Tokyo"
        connection = await connect_workspace(settings_for(server), hurried())
        for user in harness.users:
            await connection.people.fetch_user(user.id)
        yield Office(harness, connection)


async def test_a_colleague_elsewhere_reads_both_times_and_a_day_that_stays_true(
    office: Office,
) -> None:
    sent = await office.connection.platform.send_dm(office.harness.people[1], LUNCH, "key")
    shown = office.blocks(sent)
    assert '"format": "{day_divider_pretty}"' in shown
    assert f'"timestamp": {SINCE_1970}' in shown
    assert ", 12:30" in shown
    assert "(Berlin time, 20:30 for you)" in shown


async def test_a_colleague_in_town_reads_no_zone(office: Office) -> None:
    sent = await office.connection.platform.send_dm(office.harness.people[0], LUNCH, "key")
    assert ", 12:30" in office.blocks(sent)
    assert "time" not in office.blocks(sent).replace("timestamp", "")


async def test_an_introduction_across_zones_says_whose_time_it_is(office: Office) -> None:
    sent = await office.connection.platform.introduce(office.harness.people[:2], LUNCH, "key")
    assert "(Berlin time)" in office.blocks(sent)


async def test_a_channel_of_people_who_are_not_known_yet_reads_whose_time_it_is(
    office: Office,
) -> None:
    sent = await office.connection.platform.post(office.harness.channel, LUNCH, "key")
    assert "Thu 12 Mar, 12:30" in office.blocks(sent)
    assert "(Berlin time)" in office.blocks(sent)


async def test_a_company_in_one_town_reads_no_zone_in_its_channels(office: Office) -> None:
    office.harness.users[1].tz = "Europe/Berlin"
    connection = await connect_workspace(settings_for(office.harness.server), hurried())
    await connection.people.list_users()
    sent = await connection.platform.post(office.harness.channel, LUNCH, "key")
    assert "(Berlin time)" not in office.blocks(sent)
    await connection.platform.edit_message(sent, LUNCH)
    assert "(Berlin time)" not in office.blocks(sent)
