"""Secrets are typed everywhere, and the platform refuses what comes of it: the log has none."""

import io
import itertools
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn

import pytest

from adapters.playground.post import Playground
from bot.config import LogSection
from bot.core.platform import PermanentError, PlatformError, TemporaryError
from bot.features import ROUTER
from bot.logs import configure_logging
from bot.people import records as people
from tests.world import ADA, BEN, LUNCH, World

WORDS = "Falcon launches in May"
ADDRESS = "https://calendar.google.com/calendar/ical/zora%40x.example/private-0a1b2c3d4e/basic.ics"
LOGIN = "https://login.example/sso?token=Zx81kQ0w77Tq"
NAME = "Zora Quill"
SECRETS = (WORDS, ADDRESS, LOGIN, NAME)
TRACES = ("Falcon", "private-0a1b2c3d4e", "Zx81kQ0w77Tq", "Zora", "Quill")
REFUSALS: tuple[Callable[[str], PlatformError], ...] = (
    PermanentError,
    lambda words: TemporaryError(words, 300),
)
SENDING = ("post", "send_dm", "introduce", "edit_message", "announce_event")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(LogSection(level="debug"))
    return written


def found_in(log: io.StringIO) -> list[str]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [json.dumps(line) for line in lines if any(word in json.dumps(line) for word in TRACES)]


async def test_nothing_that_is_typed_reaches_the_log(world: World, log: io.StringIO) -> None:
    kinds = itertools.cycle(SECRETS)
    for name, command in ROUTER.commands.items():
        await world.command(ADA, name, {option.name: next(kinds) for option in command.options})
    for action in ROUTER.buttons:
        secret = next(kinds)
        await world.click(BEN, action, secret, choice=secret)
    for action, form in ROUTER.forms.items():
        fields = (*form.posted, *form.unposted, "address", "choice")
        await world.submit(ADA, action, {name: next(kinds) for name in fields}, value=1)
    await world.pass_time(hours=1)
    assert not found_in(log)


@pytest.mark.parametrize("refuse", REFUSALS)
async def test_what_a_platform_says_of_a_message_does_not_reach_the_log(
    world: World,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Callable[[str], PlatformError],
) -> None:
    async def refusing(*_: object, **__: object) -> NoReturn:
        raise refuse(f"cannot post “{WORDS}” of {ADDRESS} to '{NAME}' {LOGIN}")

    await world.say(ADA, f'/lunch tomorrow 12:30 at:"{NAME}"', LUNCH)
    for name in SENDING:
        monkeypatch.setattr(Playground, name, refusing)
    await world.pass_time(minutes=20)
    assert log.getvalue()
    assert not found_in(log)


async def test_the_words_of_a_mistake_of_our_own_do_not_reach_the_log(
    world: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> NoReturn:
        raise ValueError(f"no time: {WORDS} {ADDRESS}") from KeyError(NAME)

    monkeypatch.setattr(people, "ensure_person", fail)
    await world.say(ADA, f'/lunch tomorrow 12:30 at:"{NAME}"', LUNCH)
    world.now += timedelta(minutes=1)
    assert "interaction failed" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert not found_in(log)
