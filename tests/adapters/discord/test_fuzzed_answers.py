"""Every answer of Discord's that Mingle uses, each field missing, null or of another type."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from discord.http import HTTPClient, Route

from adapters.discord import commands, ids, strings, thread_upkeep
from adapters.discord.app import DiscordApp, NotDiscord, connect_app
from adapters.discord.check import run_checks
from adapters.discord.http_trace import ATTEMPT
from adapters.discord.rest_answers import OddAnswer, read_answer
from bot.config import DiscordSection
from bot.core.platform import PlatformError
from bot.dates.calendar_event import CalendarEvent
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.announcements import CARD
from tests.adapters.discord.harness import DiscordHarness, connected, hurried, settings_for
from tests.adapters.harness import wall
from tests.adapters.odd_copies import odd_copies
from tests.doubles.discord import DiscordServer

HOUR = timedelta(hours=1)
GRANTED = 1 << 1  # the members intent
WHOLE: list[Any] = ["", "Please sign in", '{"id": "1', {}, [], None, [None], 7]
Twist = Callable[[Any], Any]


class Recorder:
    """The library's requests: recorded from the stand-in, and played again with a twist."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[tuple[str, str], Any] = {}
        self.twists: dict[tuple[str, str], Twist] = {}
        self.playing = False
        original = HTTPClient.request

        async def request(http: HTTPClient, route: Route, **more: Any) -> Any:
            key = (route.method, route.path)
            if not self.playing or key not in self.answers:
                self.answers[key] = await original(http, route, **more)
            if attempt := ATTEMPT.get():
                attempt.sent = True
            answer = copy.deepcopy(self.answers[key])
            return self.twists.get(key, lambda told: told)(answer)

        monkeypatch.setattr(HTTPClient, "request", request)

    @contextmanager
    def twisted(self, key: tuple[str, str], twist: Twist) -> Iterator[None]:
        self.playing, self.twists = True, {key: twist}
        try:
            yield
        finally:
            self.twists = {}


def twists(answer: Any) -> Iterator[tuple[str, Twist]]:
    """Yield each way in which an answer is odd: as a whole, and field by field, however deep."""
    for odd in WHOLE:
        yield repr(odd), partial(_replaced, odd)
    for path, odd in odd_copies(answer):
        yield f"{path}: {odd!r}"[:200], partial(_replaced, odd)


def _replaced(odd: Any, _told: Any) -> Any:
    return copy.deepcopy(odd)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


@pytest.fixture
async def settings() -> AsyncIterator[tuple[DiscordHarness, DiscordSection]]:
    async with DiscordServer() as server:
        yield DiscordHarness(server), settings_for(server)


async def test_check_has_a_sentence_for_every_odd_answer(
    database: Database, recorder: Recorder, settings: tuple[DiscordHarness, DiscordSection]
) -> None:
    harness, section = settings
    calm = await run_checks(section, [harness.channel], ROUTER, database)
    assert len(recorder.answers) == 8
    for key, answer in list(recorder.answers.items()):
        for twist, change in twists(answer):
            with recorder.twisted(key, change):
                findings = await run_checks(section, [harness.channel], ROUTER, database)
            assert findings, (key, twist)
            assert len(findings) <= len(calm), (key, twist, findings)
            assert all("Traceback" not in sentence for _, sentence in findings)


def test_an_answer_whose_type_names_a_character_set_is_read_all_the_same() -> None:
    assert read_answer("GET", "/users/@me", '{"id": "1", "username": "Mingle"}') == {
        "id": "1",
        "username": "Mingle",
    }
    with pytest.raises(OddAnswer):
        read_answer("GET", "/users/@me", '{"id": "1", "usern')


async def test_a_start_ends_in_a_sentence_where_something_else_answers(
    recorder: Recorder, settings: tuple[DiscordHarness, DiscordSection]
) -> None:
    _, section = settings
    app = await connect_app(section, hurried())
    await app.close()
    key = ("GET", "/users/@me")
    for _, change in twists(recorder.answers[key]):
        with recorder.twisted(key, change):
            try:
                app = await connect_app(section, hurried())
            except NotDiscord as error:
                assert str(error) == strings.not_discord(section.api_url)  # noqa: PT017
            else:
                await app.close()


CALLS, MEMBERS_CALLS = 15, 1  # at the least
Deed = Callable[[DiscordApp, DiscordHarness, str], Awaitable[object]]


async def _introduce(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    await app[at.workspace].introduce(at.people[:2], CARD, key)


async def _write_to(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    await app[at.workspace].send_dm(at.people[0], CARD, key)


async def _post(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    await app[at.workspace].post(at.channel, CARD, key)


async def _change(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    sent = await app[at.workspace].post(at.channel, CARD, key)
    await app[at.workspace].edit_message(sent, CARD)


async def _announce(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    sent = await app[at.workspace].announce_event(at.channel, _event(key), CARD, key)
    await app[at.workspace].change_event(sent, _event(key), CARD, news=True)


async def _list(app: DiscordApp, at: DiscordHarness, _key: str) -> None:
    await app[at.workspace].list_members(at.channel)


async def _look_for(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    await app[at.workspace].find_sent([at.channel], key, wall() - HOUR)


async def _load_the_server(app: DiscordApp, at: DiscordHarness, _key: str) -> None:
    await app.people_of(at.workspace).load_guild(anew=True)


async def _archive(app: DiscordApp, at: DiscordHarness, key: str) -> None:
    port = app[at.workspace]
    sent = await port.introduce(at.people[:2], CARD, key)
    ended = AsyncMock(return_value=[sent.channel])
    with patch.object(thread_upkeep, "ended_conversations", ended):
        await port.threads.upkeep.archive_finished()


async def _send_commands(app: DiscordApp, _at: DiscordHarness, key: str) -> None:
    with patch.object(commands, "command_fingerprint", lambda _: key):
        await app.sync_commands()


async def _ask_the_time(app: DiscordApp, _at: DiscordHarness, _key: str) -> None:
    await app.ask_time()


DEEDS = (
    _introduce,
    _write_to,
    _post,
    _change,
    _announce,
    _list,
    _look_for,
    _load_the_server,
    _archive,
    _send_commands,
    _ask_the_time,
)


@pytest.mark.parametrize("members", [False, True])
async def test_no_odd_answer_is_more_than_a_platforms_error(
    database: Database, recorder: Recorder, members: bool
) -> None:
    async with DiscordServer() as server:
        server.app.privileged = GRANTED if members else 0
        harness = DiscordHarness(server)
        elsewhere = server.channel("elsewhere", server.guild("Elsewhere"))
        await harness.move_in(database)
        settings = settings_for(server, members=members)
        async with connected(server, settings, database, harness.router, harness.note) as app:
            tried: set[tuple[str, str]] = set()
            for deed in (_list,) if members else DEEDS:
                recorder.playing = False
                await deed(_fresh(app), harness, f"calm {deed.__name__}")
                untried = sorted(recorder.answers.keys() - tried)
                tried.update(untried)
                for call in untried:
                    await _try_twisted(recorder, call, partial(deed, app, harness), app)
            assert len(tried) >= (MEMBERS_CALLS if members else CALLS)

            # nobody notices in another server
            recorder.playing = False
            workspace = ids.workspace_of(elsewhere.guild)
            await app[workspace].post(ids.qualify_id(workspace, elsewhere.id), CARD, "after")
            assert elsewhere.messages


async def _try_twisted(
    recorder: Recorder,
    call: tuple[str, str],
    deed: Callable[[str], Awaitable[object]],
    app: DiscordApp,
) -> None:
    """Do something once for each way in which the answer of one call may be odd."""
    for number, (twist, change) in enumerate(twists(recorder.answers[call])):
        _fresh(app)
        try:
            with recorder.twisted(call, change), suppress(PlatformError):
                await deed(f"{call} {number}")
        except Exception as error:
            raise AssertionError(f"{call}: {twist}") from error


def _fresh(app: DiscordApp) -> DiscordApp:
    """Return the app as it is where it remembers nothing of its servers."""
    app._platforms.clear()
    return app


def _event(key: str) -> CalendarEvent:
    starts = wall() + timedelta(days=3)
    return CalendarEvent(f"{key}@mingle", "Lunch", "", "Ramen bar", starts, starts + HOUR)
