"""Everything that Slack tells and Mingle reads, each field missing, null or of another type."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_base_client import AsyncBaseClient

from adapters.slack.app import SlackConnection, connect_workspace
from adapters.slack.check import run_checks
from bot.core.platform import PermanentError, PlatformError
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from tests.adapters.announcements import CARD
from tests.adapters.harness import wall
from tests.adapters.odd_copies import odd_copies
from tests.adapters.slack.harness import SlackHarness, connected, hurried, settings_for
from tests.doubles.slack import SlackServer
from tests.ports import free_port

HOUR = timedelta(hours=1)
WHOLE: list[Any] = [{}, {"ok": True}, {"ok": None}, {"ok": True, "x": 7}]
OF_CALL = frozenset({"ok"})
OF_EVENT = frozenset({"token", "type", "event_id"})  # by which it is Slack's, and one
CALLS = 9  # at the least, by deeds alone


class Recorder:
    """The library's calls: recorded from the stand-in, and played again with a twist."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.twisted: tuple[str, dict[str, Any]] | None = None
        original = AsyncBaseClient._request

        async def request(client: AsyncBaseClient, **call: Any) -> dict[str, Any]:
            method = call["api_url"].rpartition("/")[2]
            if self.twisted is None or method not in self.answers:
                self.answers[method] = await original(client, **call)
            told = self.answers[method]["data"]
            if self.twisted and self.twisted[0] == method:
                told = self.twisted[1]
            return self.answers[method] | {"data": copy.deepcopy(told)}

        monkeypatch.setattr(AsyncBaseClient, "_request", request)

    def twists(self, method: str) -> list[tuple[str, dict[str, Any]]]:
        """Return each way in which an answer is odd: as a whole, and field by field."""
        answer = self.answers[method]["data"]
        odd = [(f"{path}", told) for path, told in odd_copies(answer, OF_CALL)]
        return [*((repr(whole), whole) for whole in WHOLE), *odd]


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


@pytest.fixture
async def slack() -> AsyncIterator[SlackHarness]:
    async with SlackServer() as server:
        yield SlackHarness(server)


Deed = Callable[[SlackConnection, SlackHarness, str], Awaitable[object]]


async def _post(at: SlackConnection, slack: SlackHarness, key: str) -> None:
    sent = await at.platform.post(slack.channel, CARD, key)
    await at.platform.edit_message(sent, CARD)


async def _introduce(at: SlackConnection, slack: SlackHarness, key: str) -> None:
    await at.platform.introduce(slack.people[:2], CARD, key)


async def _write_to(at: SlackConnection, slack: SlackHarness, key: str) -> None:
    await at.platform.send_dm(slack.people[0], CARD, key)


async def _announce(at: SlackConnection, slack: SlackHarness, key: str) -> None:
    starts = wall() + timedelta(days=3)
    event = CalendarEvent(f"{key}@mingle", "Lunch", "", "Ramen bar", starts, starts + HOUR)
    await at.platform.announce_event(slack.channel, event, CARD, key)


async def _list(at: SlackConnection, slack: SlackHarness, _key: str) -> None:
    await at.platform.list_members(slack.channel)


async def _look_for(at: SlackConnection, slack: SlackHarness, key: str) -> None:
    await at.platform.find_sent([slack.channel], key, wall() - HOUR)


async def _ask_about_people(at: SlackConnection, slack: SlackHarness, _key: str) -> None:
    await at.people.list_users()
    await at.people.channel_name(slack.lunch.id)


DEEDS: tuple[Deed, ...] = (
    _post,
    _introduce,
    _write_to,
    _announce,
    _list,
    _look_for,
    _ask_about_people,
)


async def test_no_odd_answer_is_more_than_a_platforms_error(
    recorder: Recorder, slack: SlackHarness
) -> None:
    settings = settings_for(slack.server)
    connection = await connect_workspace(settings, hurried())
    recorder.answers.clear()
    tried: set[str] = set()
    for deed in DEEDS:
        recorder.twisted = None
        await deed(connection, slack, f"calm {deed.__name__}")
        untried = sorted(recorder.answers.keys() - tried)
        tried.update(untried)
        for method in untried:
            for number, (path, told) in enumerate(recorder.twists(method)):
                recorder.twisted = None
                fresh = await connect_workspace(settings, hurried())
                recorder.twisted = (method, told)
                try:
                    with suppress(PlatformError):
                        await deed(fresh, slack, f"{method} {number}")
                except Exception as error:
                    raise AssertionError(f"{deed.__name__}, {method}: {path}") from error
    assert len(tried) > CALLS


async def test_check_and_a_start_end_in_sentences(recorder: Recorder, slack: SlackHarness) -> None:
    settings = settings_for(slack.server)
    calm = await run_checks(settings, [slack.channel], wall())
    for method in list(recorder.answers):
        for path, told in recorder.twists(method):
            recorder.twisted = (method, told)
            findings = await run_checks(settings, [slack.channel], wall())
            assert findings, (method, path)
            assert len(findings) <= len(calm) + 1, (method, path, findings)  # an organisation
            assert all("Traceback" not in words for _, words in findings)
            if method == "auth.test":
                with suppress(PermanentError):
                    await connect_workspace(settings, hurried())


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_people_are_heard_whatever_slack_tells(database: Database, mode: str) -> None:
    async with SlackServer() as server:
        slack = SlackHarness(server)
        tom, home = slack.users[0], server.home
        settings = settings_for(server, mode=mode, port=free_port())
        if mode == "http":
            server.app.url = f"http://127.0.0.1:{settings.port}/slack/events"
        async with connected(server, settings, database, slack.router, slack.note):
            channel: dict[str, Any] = {"channel": slack.lunch.id}
            events: list[dict[str, Any]] = [
                server.event(home, "app_home_opened", user=tom.id, tab="home", channel="D1"),
                server.event(home, "app_mention", user=tom.id, text="help", ts="1.2", **channel),
                server.event(home, "member_joined_channel", user=tom.id, **channel),
                server.event(home, "channel_archive", user=tom.id, **channel),
                server.event(
                    home, "channel_rename", channel={"id": slack.lunch.id, "name": "eats"}
                ),
                server.event(home, "channel_id_changed", old_channel_id="C1", new_channel_id="C2"),
                server.event(home, "user_change", user=tom.told()),
                server.event(home, "tokens_revoked", tokens={"bot": []}),
                server.event(home, "team_access_granted", team_ids=["T9"]),
            ]
            for event in events if mode == "socket" else events[:2]:
                for path, odd in odd_copies(event, OF_EVENT):
                    [delivery] = await server.courier.shuffled([odd])
                    assert delivery.acked, (event["event"]["type"], path, delivery.failures)
            heard = len(slack.calls)
            assert (await server.type_command(tom, slack.lunch, "/mingle")).acked
            await server.until(lambda: len(slack.calls) > heard)
