"""Posting in Slack while it loses answers, limits calls or refuses them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.slack import strings
from adapters.slack.app import SlackConnection, connect_workspace
from adapters.slack.rate_limit import RateLimiter
from bot.config import load_settings
from bot.core.platform import (
    Disconnected,
    LookupUnsupported,
    PermanentError,
    TemporaryError,
    UnknownOutcome,
)
from bot.ui.cards import Card, Paragraph
from tests.adapters.announcements import CARD
from tests.adapters.slack.harness import SlackHarness, hurried, settings_for
from tests.doubles.slack import Fault, SlackServer


class Post:
    def __init__(self, harness: SlackHarness, connection: SlackConnection) -> None:
        self.harness, self.connection, self.platform = harness, connection, connection.platform

    def said(self) -> int:
        return len(self.harness.lunch.messages)


@pytest.fixture
async def slack() -> AsyncIterator[Post]:
    async with SlackServer() as server:
        harness = SlackHarness(server)
        yield Post(harness, await connect_workspace(settings_for(server), hurried()))


async def test_a_lost_answer_is_never_repeated_by_itself_and_is_found(slack: Post) -> None:
    before = slack.harness.now() - timedelta(minutes=2)
    slack.harness.server.faults.next("chat.postMessage", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await slack.platform.post(slack.harness.channel, CARD, "key")
    assert slack.said() == 1
    found = await slack.platform.find_sent([slack.harness.channel], "key", before)
    assert found
    assert found.message == slack.harness.lunch.messages[0].ts


@pytest.mark.parametrize(
    "fault",
    [Fault("error"), Fault("error", code="fatal_error"), Fault("error", code="internal_error")],
)
async def test_an_error_of_slack_itself_leaves_it_open_what_happened(
    slack: Post, fault: Fault
) -> None:
    before = slack.harness.now() - timedelta(minutes=2)
    slack.harness.server.faults.next("chat.postMessage", fault)
    with pytest.raises(UnknownOutcome):
        await slack.platform.post(slack.harness.channel, CARD, "key")
    assert await slack.platform.find_sent([slack.harness.channel], "key", before) is None


async def test_a_lost_answer_while_a_conversation_opens_is_asked_again(slack: Post) -> None:
    slack.harness.server.faults.next("conversations.open", Fault("lose"))
    with pytest.raises(TemporaryError):
        await slack.platform.introduce(slack.harness.people[:2], CARD, "key")
    await slack.platform.introduce(slack.harness.people[:2], CARD, "key")


async def test_nobody_speaks_while_slack_asks_to_wait(slack: Post) -> None:
    slack.connection.api.rate_limiter = RateLimiter()
    slack.harness.server.faults.retry_after = 40
    slack.harness.server.faults.next("chat.postMessage", Fault("limit", 40))
    with pytest.raises(TemporaryError):
        await slack.platform.post(slack.harness.channel, CARD, "key")
    calls = len(slack.harness.server.calls("chat.postMessage"))
    with pytest.raises(TemporaryError) as told:
        await slack.platform.post(slack.harness.channel, CARD, "key")
    assert told.value.retry_after > 30
    assert len(slack.harness.server.calls("chat.postMessage")) == calls


async def test_without_the_history_permission_nobody_looks(slack: Post) -> None:
    server = slack.harness.server
    blind = await connect_workspace(settings_for(server, history=False), hurried())
    with pytest.raises(LookupUnsupported):
        await blind.platform.find_sent([slack.harness.channel], "key", slack.harness.now())
    server.home.scopes -= {"channels:history"}
    with pytest.raises(LookupUnsupported):
        await slack.platform.find_sent([slack.harness.channel], "key", slack.harness.now())


async def test_each_refusal_says_what_to_do(slack: Post) -> None:
    server = slack.harness.server
    slack.harness.lunch.members.remove(server.home.bot.id)
    with pytest.raises(PermanentError, match="/invite @Mingle"):
        await slack.platform.post(slack.harness.channel, CARD, "key")
    server.home.dead = "token_revoked"
    with pytest.raises(Disconnected, match="Install the app again"):
        await slack.platform.post(slack.harness.channel, CARD, "other")


async def test_a_card_too_long_for_one_message_goes_on_below_it(slack: Post) -> None:
    card = Card("note", "Many", tuple(Paragraph((f"Line {number}",)) for number in range(120)))
    sent = await slack.platform.post(slack.harness.channel, card, "key")
    assert [message.thread_ts for message in slack.harness.lunch.messages] == [
        None,
        sent.message,
        sent.message,
    ]
    assert not slack.harness.server.invalid


async def test_guests_bots_and_people_who_left_are_no_members(slack: Post) -> None:
    server, lunch = slack.harness.server, slack.harness.lunch
    for oddity in ("restricted", "ultra_restricted", "bot", "deleted", "stranger"):
        odd: dict[str, Any] = {oddity: True}
        lunch.members.append(server.person(oddity.title(), **odd).id)
    members = await slack.platform.list_members(slack.harness.channel)
    assert {m.person for m in members if not m.left} == set(slack.harness.people)
    others = {"Restricted", "Ultra_Restricted", "Deleted", "Stranger"}  # what they held is let go
    assert {member.name for member in members if member.left} == others


async def test_a_crowd_is_named_in_pages(slack: Post) -> None:
    server, lunch = slack.harness.server, slack.harness.lunch
    lunch.members += [server.person(f"Person {number}", tz=None).id for number in range(450)]
    members = await slack.platform.list_members(slack.harness.channel)
    assert len(members) == 454
    assert {m.zone for m in members} == {"Europe/Berlin", "UTC"}
    assert len(server.calls()) < 12


async def test_no_secret_is_shown_when_settings_are_printed(slack: Post) -> None:
    settings = settings_for(slack.harness.server)
    assert "xoxb-" not in repr(settings)
    assert "xapp-" not in str(settings)


async def test_a_token_that_is_refused_is_told_to_the_operator_once_in_words(slack: Post) -> None:
    slack.harness.server.home.dead = "token_revoked"
    with capture_logs() as logs:
        for number in range(3):
            with pytest.raises(Disconnected):
                await slack.platform.post(slack.harness.channel, CARD, f"key {number}")
    assert [line["words"] for line in logs if line["log_level"] == "error"] == [
        strings.refusal_text("token_revoked")
    ]


def test_the_environment_says_where_slack_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_SLACK__API_URL", "http://127.0.0.1:9/api/")
    assert load_settings(None).slack.api_url == "http://127.0.0.1:9/api/"
