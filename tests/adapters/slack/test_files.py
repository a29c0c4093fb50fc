"""Take a file from Slack's own host alone, which alone is shown the token.

Whatever goes wrong is one calm sentence.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters import uploads
from adapters.slack import strings
from adapters.slack.files import file_origins
from bot.config import LogSection
from bot.logs import configure_logging
from bot.store.engine import Database
from bot.ui.notices import FILE_LOST
from tests.adapters.slack.harness import SlackHarness, connected, hurried, settings_for
from tests.adapters.uploads import BEGUN, WITH_WORDS
from tests.doubles.slack import SlackServer, View, message_text


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackHarness]:
    async with SlackServer() as server:
        server.limits.enforced = False
        harness = SlackHarness(server)
        settings = settings_for(server)
        async with connected(
            server, settings, database, harness.router, harness.note, hurried()
        ) as connection:
            harness.platform = connection.platform
            yield harness
        assert not server.problems


async def hand_in(slack: SlackHarness, content: bytes = BEGUN, **lies: Any) -> View:
    """Fill the form in with a file of which lies are told, and give the form as it stands then."""
    view = await slack._opened(WITH_WORDS)
    file = slack.server.hand_in(slack.users[0], "chamber.ics", content, **lies)
    delivery = await slack.server.submit(slack.users[0], view, {"file": file, "text": "Hello"})
    assert delivery.acked
    return view


def stands(slack: SlackHarness, view: View, sentence: str) -> bool:
    """Return whether the form is still open with this error at its file, and nothing else
    happened."""
    interactions = [call.interaction for call in slack.calls]
    return sentence in view.errors.get("file",
    "") and slack.server.views[slack.users[0].id] is view and (
        interactions == ["command"]
    )  # fmt: skip


async def test_the_token_goes_to_slacks_file_host_and_the_file_comes_back(
    slack: SlackHarness,
) -> None:
    await hand_in(slack)
    assert slack.calls[-1].files["file"].content == BEGUN
    assert slack.calls[-1].fields == {"text": "Hello"}
    assert [(one.token, one.status) for one in slack.server.downloads] == [
        (slack.server.home.token, 200)
    ]


@pytest.mark.parametrize(
    "address",
    [
        "{other}/files-pri/T1-F1/download/chamber.ics",
        "https://files.slack.com.evil.example/files-pri/T1-F1/chamber.ics",
        "{own}@evil.example/files-pri/T1-F1/chamber.ics",
        "http://tom:secret@{host}/files-pri/T1-F1/chamber.ics",
        "//evil.example/chamber.ics",
        "file:///etc/passwd",
        "http://[::1",
        "",
    ],
)
async def test_no_request_leaves_for_another_host(slack: SlackHarness, address: str) -> None:
    configure_logging(LogSection())
    async with SlackServer() as other:
        own, elsewhere = (server.url.removesuffix("/api/") for server in (slack.server, other))
        where = address.format(own=own, other=elsewhere, host=own.removeprefix("http://"))
        with capture_logs() as logs:
            view = await hand_in(slack, url_private_download=where, url_private=where)
        assert stands(slack, view, FILE_LOST)
        assert not other.downloads
        assert not slack.server.downloads
        assert not other.requests
    assert [log["action"] for log in logs if log["action"].startswith("file.")] == ["file.take"]
    assert slack.server.home.token not in str(logs)


async def test_a_redirect_is_not_followed(slack: SlackHarness) -> None:
    async with SlackServer() as other:
        view = await slack._opened(WITH_WORDS)
        file = slack.server.hand_in(slack.users[0], "chamber.ics", BEGUN)
        slack.server.home.files[file["id"]].moved = other.url.replace(
            "/api/", "/files-pri/T1-F1/chamber.ics"
        )
        assert (await slack.server.submit(slack.users[0], view, {"file": file})).acked
        assert stands(slack, view, FILE_LOST)
        assert not other.downloads


def test_only_slacks_own_hosts_see_the_token() -> None:
    assert file_origins("https://slack.com/api/") == (
        "https://slack.com",
        "https://files.slack.com",
    )
    assert file_origins("https://slack-gov.com/api/") == (
        "https://slack-gov.com",
        "https://files.slack-gov.com",
    )


async def test_a_file_that_says_it_is_too_big_is_not_fetched(slack: SlackHarness) -> None:
    assert stands(slack, await hand_in(slack, size=2_001), "2 kB is the most")
    assert not slack.server.downloads


async def test_a_file_that_lies_about_its_size_is_not_read_to_its_end(slack: SlackHarness) -> None:
    view = await slack._opened(WITH_WORDS)
    file = slack.server.hand_in(slack.users[0], "chamber.ics", b"x" * 100_000, size=100)
    slack.server.home.files[file["id"]].held = asyncio.Event()  # the end never comes
    assert (await slack.server.submit(slack.users[0], view, {"file": file})).acked
    assert stands(slack, view, "2 kB is the most")


async def test_several_files_are_one_too_many(slack: SlackHarness) -> None:
    view = await slack._opened(WITH_WORDS)
    view.blocks[0]["element"]["max_files"] = 3  # as no form of ours says
    both = [slack.server.hand_in(slack.users[0], f"{name}.ics", BEGUN) for name in ("one", "two")]
    assert (await slack.server.submit(slack.users[0], view, {"file": both})).acked
    assert stands(slack, view, "One file at a time, please.")
    assert not slack.server.downloads


async def test_a_host_that_stalls_keeps_nobody_waiting(
    slack: SlackHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FETCH_TIMEOUT", 0.05)
    view = await slack._opened(WITH_WORDS)
    file = slack.server.hand_in(slack.users[0], "chamber.ics", BEGUN)
    slack.server.home.files[file["id"]].held = held = asyncio.Event()
    assert (await slack.server.submit(slack.users[0], view, {"file": file, "text": "Hello"})).acked
    assert stands(slack, view, FILE_LOST)
    held.set()
    assert (await slack.server.submit(slack.users[0], view, {"file": file, "text": "Hello"})).acked
    assert slack.calls[-1].files["file"].content == BEGUN


async def test_without_the_permission_people_hear_what_is_missing(slack: SlackHarness) -> None:
    view = await slack._opened(WITH_WORDS)
    slack.server.home.scopes -= {"files:read"}
    file = slack.server.hand_in(slack.users[0], "chamber.ics", BEGUN)
    assert (await slack.server.submit(slack.users[0], view, {"file": file})).acked
    assert stands(slack, view, strings.NO_FILES)


async def test_a_form_that_slack_does_not_open_for_want_of_the_permission_says_so(
    slack: SlackHarness,
) -> None:
    slack.form = WITH_WORDS
    slack.server.home.scopes -= {"files:read"}
    await slack.server.type_command(slack.users[0], slack.lunch, "/mingle")
    (said,) = await slack.server.until(lambda: slack.server.home.ephemerals)
    assert strings.NO_FILES in message_text.words(slack.server.home, said)
