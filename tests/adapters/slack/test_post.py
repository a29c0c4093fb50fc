"""Say things in Slack while it loses answers, asks for patience, or says no."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.slack import strings
from adapters.slack.app import SlackConnection, connect_workspace
from adapters.slack.rate_limit import RateLimiter
from bot.config import load_settings
from bot.core.platform import LookupUnsupported, PermanentError, TemporaryError, UnknownOutcome
from bot.ui.cards import Card, Paragraph
from tests.adapters.announcements import CARD
from tests.adapters.slack.office import Office, hurried, settings_for
from tests.doubles.slack import Fault, SlackServer


class Post:
    def __init__(self, office: Office, there: SlackConnection) -> None:
        self.office, self.there, self.platform = office, there, there.platform

    def said(self) -> int:
        return len(self.office.lunch.messages)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with SlackServer() as slack:
        office = Office(slack)
        yield Post(office, await connect_workspace(settings_for(slack), hurried()))


async def test_a_lost_answer_is_never_repeated_by_itself_and_is_found(post: Post) -> None:
    before = post.office.now() - timedelta(minutes=2)
    post.office.slack.faults.next("chat.postMessage", Fault("lose"))
    with pytest.raises(UnknownOutcome):
        await post.platform.post(post.office.channel, CARD, "key")
    assert post.said() == 1
    found = await post.platform.find_sent([post.office.channel], "key", before)
    assert found
    assert found.message == post.office.lunch.messages[0].ts


@pytest.mark.parametrize(
    "fault",
    [Fault("error"), Fault("error", code="fatal_error"), Fault("error", code="internal_error")],
)
async def test_an_error_of_slack_itself_leaves_it_open_what_happened(
    post: Post, fault: Fault
) -> None:
    before = post.office.now() - timedelta(minutes=2)
    post.office.slack.faults.next("chat.postMessage", fault)
    with pytest.raises(UnknownOutcome):
        await post.platform.post(post.office.channel, CARD, "key")
    assert await post.platform.find_sent([post.office.channel], "key", before) is None


async def test_a_lost_answer_while_a_conversation_opens_is_asked_again(post: Post) -> None:
    post.office.slack.faults.next("conversations.open", Fault("lose"))
    with pytest.raises(TemporaryError):
        await post.platform.introduce(post.office.people[:2], CARD, "key")
    await post.platform.introduce(post.office.people[:2], CARD, "key")


async def test_nobody_speaks_while_slack_asks_to_wait(post: Post) -> None:
    post.there.api.rate_limiter = RateLimiter()
    post.office.slack.faults.retry_after = 40
    post.office.slack.faults.next("chat.postMessage", Fault("limit", 40))
    with pytest.raises(TemporaryError):
        await post.platform.post(post.office.channel, CARD, "key")
    calls = len(post.office.slack.calls("chat.postMessage"))
    with pytest.raises(TemporaryError) as told:
        await post.platform.post(post.office.channel, CARD, "key")
    assert told.value.retry_after > 30
    assert len(post.office.slack.calls("chat.postMessage")) == calls


async def test_without_the_history_permission_nobody_looks(post: Post) -> None:
    slack = post.office.slack
    blind = await connect_workspace(settings_for(slack, history=False), hurried())
    with pytest.raises(LookupUnsupported):
        await blind.platform.find_sent([post.office.channel], "key", post.office.now())
    slack.home.scopes -= {"channels:history"}
    with pytest.raises(LookupUnsupported):
        await post.platform.find_sent([post.office.channel], "key", post.office.now())


async def test_each_refusal_says_what_to_do(post: Post) -> None:
    slack = post.office.slack
    post.office.lunch.members.remove(slack.home.bot.id)
    with pytest.raises(PermanentError, match="/invite @Mingle"):
        await post.platform.post(post.office.channel, CARD, "key")
    slack.home.dead = "token_revoked"
    with pytest.raises(PermanentError, match="Install the app again"):
        await post.platform.post(post.office.channel, CARD, "other")


async def test_a_card_too_long_for_one_message_goes_on_below_it(post: Post) -> None:
    card = Card("note", "Many", tuple(Paragraph((f"Line {number}",)) for number in range(120)))
    sent = await post.platform.post(post.office.channel, card, "key")
    assert [message.thread_ts for message in post.office.lunch.messages] == [
        None,
        sent.message,
        sent.message,
    ]
    assert not post.office.slack.invalid


async def test_guests_bots_and_people_who_left_are_no_members(post: Post) -> None:
    slack, lunch = post.office.slack, post.office.lunch
    for oddity in ("restricted", "ultra_restricted", "bot", "deleted", "stranger"):
        odd: dict[str, Any] = {oddity: True}
        lunch.members.append(slack.person(oddity.title(), **odd).id)
    assert {m.person for m in await post.platform.list_members(post.office.channel)} == set(
        post.office.people
    )


async def test_a_crowd_is_named_in_pages(post: Post) -> None:
    slack, lunch = post.office.slack, post.office.lunch
    lunch.members += [slack.person(f"Person {number}", tz=None).id for number in range(450)]
    members = await post.platform.list_members(post.office.channel)
    assert len(members) == 454
    assert {m.zone for m in members} == {"Europe/Berlin", "UTC"}
    assert len(slack.calls()) < 12


async def test_no_secret_is_shown_when_settings_are_printed(post: Post) -> None:
    settings = settings_for(post.office.slack)
    assert "xoxb-" not in repr(settings)
    assert "xapp-" not in str(settings)


async def test_a_token_that_is_refused_is_told_to_the_operator_once_in_words(post: Post) -> None:
    post.office.slack.home.dead = "token_revoked"
    with capture_logs() as logs:
        for number in range(3):
            with pytest.raises(PermanentError):
                await post.platform.post(post.office.channel, CARD, f"key {number}")
    assert [line["words"] for line in logs if line["log_level"] == "error"] == [
        strings.refusal_text("token_revoked")
    ]


def test_the_environment_says_where_slack_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_SLACK__API_URL", "http://127.0.0.1:9/api/")
    assert load_settings(None).slack.api_url == "http://127.0.0.1:9/api/"
