"""Every answer of Discord's that Mingle uses, each field missing, null or of another type."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from discord.http import HTTPClient, Route

from adapters.discord import strings
from adapters.discord.app import DiscordApp, NotDiscord, connect_app
from adapters.discord.check import run_checks
from adapters.discord.http_trace import ATTEMPT
from adapters.discord.post import DiscordPlatform
from adapters.discord.rest_answers import OddAnswer, read_answer
from bot.config import DiscordSection
from bot.core.platform import PlatformError
from bot.dates.calendar_event import CalendarEvent
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.announcements import CARD
from tests.adapters.discord.harness import DiscordHarness, connected, hurried, settings_for
from tests.adapters.harness import wall
from tests.doubles.discord import DiscordServer

HOUR = timedelta(hours=1)
GONE = object()
INSTEAD: list[Any] = [GONE, None, [], {}, "x", -7.5]
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
    """Yield each way in which an answer may be odd: as a whole, and field by field."""
    for odd in WHOLE:
        yield repr(odd), partial(_replaced, odd)
    first = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(first, dict):
        for field in first:
            for odd in INSTEAD:
                yield f"{field}: {odd!r}", partial(_changed, field, odd)


def _replaced(odd: Any, _told: Any) -> Any:
    return odd


def _changed(field: str, odd: Any, told: Any) -> Any:
    first = told[0] if isinstance(told, list) else told
    if odd is GONE:
        first.pop(field, None)
    else:
        first[field] = odd
    return told


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


Deed = Callable[[DiscordPlatform, DiscordHarness, str], Awaitable[object]]
DEEDS: dict[str, Deed] = {
    "introduce": lambda port, at, key: port.introduce(at.people[:2], CARD, key),
    "write to": lambda port, at, key: port.send_dm(at.people[0], CARD, key),
    "post": lambda port, at, key: port.post(at.channel, CARD, key),
    "list": lambda port, at, _key: port.list_members(at.channel),
    "announce": lambda port, at, key: port.announce_event(at.channel, _event(key), CARD, key),
    "look for": lambda port, at, key: port.find_sent([at.channel], key, wall() - HOUR),
}


@pytest.mark.parametrize("name", DEEDS)
async def test_no_odd_answer_is_more_than_a_platforms_error(
    database: Database, recorder: Recorder, name: str
) -> None:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        async with connected(
            server, settings_for(server), database, harness.router, harness.note
        ) as app:
            recorder.answers.clear()
            await DEEDS[name](_fresh(app, harness), harness, "calm")
            assert recorder.answers
            for path, answer in list(recorder.answers.items()):
                for number, (_, change) in enumerate(twists(answer)):
                    with recorder.twisted(path, change), suppress(PlatformError):
                        await DEEDS[name](_fresh(app, harness), harness, f"{path} {number}")


def _fresh(app: DiscordApp, harness: DiscordHarness) -> DiscordPlatform:
    """Return the port of a process that remembers nothing."""
    app._platforms.clear()
    return app[harness.workspace]


def _event(key: str) -> CalendarEvent:
    starts = wall() + timedelta(days=3)
    return CalendarEvent(f"{key}@mingle", "Lunch", "", "Ramen bar", starts, starts + HOUR)
