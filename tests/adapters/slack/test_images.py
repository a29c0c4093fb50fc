"""Show pictures in messages, whatever Slack thinks of them."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.accounts import Team
from adapters.slack.api import SlackApi, build_client
from adapters.slack.ids import qualify_id
from adapters.slack.people import SlackPeople
from adapters.slack.post import SlackPlatform
from adapters.slack.rate_limit import RateLimiter
from bot.core.platform import TemporaryError
from bot.ui.cards import Card, Paragraph
from bot.ui.pictures import render_png
from tests.adapters.pictures import PICTURE
from tests.doubles.slack import DrivenClock, Fault, SlackServer, message_text

CARD = Card("round", "Lunch", (Paragraph(("Look",)), PICTURE))


class Desk:
    def __init__(self, server: SlackServer, pacer: RateLimiter) -> None:
        self.server = server
        server.workspace()
        self.lunch = server.channel("lunch")
        api = SlackApi(build_client(server.home.token, server.url), pacer)
        self.platform = SlackPlatform(api, SlackPeople(api, Team(server.home.id), "UTC"))
        self.channel = qualify_id(self.platform.workspace, self.lunch.id)

    def words(self) -> str:
        (message,) = self.lunch.messages
        return message_text.words(self.server.home, message)

    def pictures(self) -> list[bytes | None]:
        (message,) = self.lunch.messages
        images = [block for block in message.blocks if block["type"] == "image"]
        return [self.server.home.files[block["slack_file"]["id"]].content for block in images]


@pytest.fixture
async def slack() -> AsyncIterator[Desk]:
    clock = DrivenClock()
    async with SlackServer(clock) as server, clock.running():
        yield Desk(server, RateLimiter(clock.now, clock.sleep))


@pytest.mark.parametrize("seconds", [0.5, 2.5, 6.5])
async def test_a_picture_is_shown_as_soon_as_slack_has_looked_at_it(
    slack: Desk, seconds: float
) -> None:
    slack.server.files_take = seconds
    await slack.platform.post(slack.channel, CARD, "key")
    assert slack.pictures() == [render_png(PICTURE)]
    assert len(slack.server.home.files) == 1


async def test_a_picture_that_slack_never_takes_is_told_in_words(slack: Desk) -> None:
    slack.server.files_take = 1e6
    await slack.platform.post(slack.channel, CARD, "key")
    assert PICTURE.alt in slack.words()
    assert slack.pictures() == []


async def test_a_workspace_that_forbids_files_reads_the_words(slack: Desk) -> None:
    slack.server.faults.next(
        "files.getUploadURLExternal", Fault("error", code="file_uploads_disabled")
    )
    await slack.platform.post(slack.channel, CARD, "key")
    assert PICTURE.alt in slack.words()


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize(
    "fault", [Fault("lose"), Fault("error"), Fault("limit", 30.0)], ids=lambda fault: fault.kind
)
async def test_nothing_is_said_until_slack_has_the_picture_and_then_once(
    slack: Desk, step: str, fault: Fault
) -> None:
    slack.server.faults.next(step, fault)
    with pytest.raises(TemporaryError):
        await slack.platform.post(slack.channel, CARD, "key")
    assert slack.lunch.messages == []
    await slack.server.clock.sleep(60)
    await slack.platform.post(slack.channel, CARD, "key")
    assert slack.pictures() == [render_png(PICTURE)]


async def test_a_picture_shown_before_is_not_sent_again(slack: Desk) -> None:
    await slack.platform.post(slack.channel, CARD, "key")
    other = slack.server.channel("kitchen")
    await slack.platform.post(qualify_id(slack.platform.workspace, other.id), CARD, "another")
    assert len(slack.server.calls("files.completeUploadExternal")) == 1
