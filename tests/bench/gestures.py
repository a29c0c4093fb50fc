"""Measure what a gesture over HTTP costs, beside bare Bolt apps that commit once a command.

With BENCH_BESIDE=/path/to/another/tree, such as an earlier release, beside that one too.
"""

import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import uvloop

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from tests.bench.office import open_form, own_form, post_prompt
from tests.bench.postman import Payload, Postman, postman
from tests.bench.report import Figure, median, ms
from tests.doubles.slack import Channel, Message, SlackServer, User, View
from tests.doubles.slack.core import Settings
from tests.doubles.slack.courier import Courier
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PEOPLE = 300
KITCHENS = 3  # channels with a prompt to which each person says something once, in each way
ROUNDS = 20  # many and short, so that what else the machine does falls on each program alike
CALM = 30  # gestures of a kind in a round, one after another
CROWD = 160  # commands in a round, as fast as they are taken
CONNECTIONS = 16
LEAST_SHARE = 0.5  # of what the bare app acknowledges a second
MOST_OF_OTHER = 0.5  # processor time of another tree's gesture
IN_MEMORY = Path("/dev/shm")  # where no commit waits, so that processors are compared
KINDS = ("command", "click", "form")
SECRET = Settings().signing_secret


class Spell(NamedTuple):
    """What some gestures took: seconds of a processor for each, and how many went in a second."""

    processor: float
    rate: float


class Round(NamedTuple):
    """What each program took, one right after the other."""

    calm: dict[str, list[Spell]]  # of each kind of gesture, Mingle first
    crowd: list[Spell]
    noting: Spell  # the bare app, which acknowledges
    answering: Spell  # the bare app that answers as well


class Collector(Courier):
    """A courier who keeps what it should bring."""

    async def _carry(self, *_: object) -> None:
        """Bring nothing."""


@dataclass
class Program:
    """A program that answers Slack's requests."""

    process: int
    port: int

    def busy(self) -> float:
        """Return the seconds of processor time that all of its threads have used."""
        stats = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9


@dataclass
class Crowd:
    """People of one workspace who type, click and send forms, each in turn."""

    slack: SlackServer
    postman: Postman
    people: list[User]
    lunch: Channel
    prompts: list[Message]
    forms: list[View]
    _turns: dict[str, "itertools.count[int]"] = field(
        default_factory=lambda: {kind: itertools.count() for kind in KINDS}
    )

    async def gestures(self, kind: str, count: int) -> list[Payload]:
        """Return what the next people do, as Slack would send it."""
        return [await self._gesture(kind) for _ in range(count)]

    async def _gesture(self, kind: str) -> Payload:
        which, who = divmod(next(self._turns[kind]), PEOPLE)
        user = self.people[who]
        if kind == "command":
            delivery = await self.slack.type_command(user, self.lunch, "/lunch")
        elif kind == "click":
            delivery = await self.slack.click(user, self.prompts[which], label="I'll do it")
        else:
            form = own_form(self.slack, user, self.forms[which])
            delivery = await self.slack.submit(user, form, {"text": f"Ask {which} first."})
        here = self.slack.url.replace("/api/", "/actions/")
        told = json.dumps(delivery.payload).replace(here, self.postman.letterbox)
        payload: Payload = json.loads(told)
        return payload


def gestures() -> Iterator[Figure]:
    memory = IN_MEMORY if IN_MEMORY.is_dir() else None
    beside = os.environ.get("BENCH_BESIDE")
    trees = [ROOT, Path(beside)] if beside else [ROOT]
    with tempfile.TemporaryDirectory(prefix="mingle-bench-", dir=memory) as folder:
        rounds = uvloop.run(_measure(Path(folder), trees))
    if len(trees) > 1:
        yield from _beside(rounds)
    for kind in KINDS:
        calm = median([each.calm[kind][0].processor for each in rounds])
        yield Figure(f"processor time of a {kind} over HTTP, one at a time", "", ms(calm))
    crowd = median([each.crowd[0].processor for each in rounds])
    bare = median([each.crowd[0].processor / each.noting.processor for each in rounds])
    said = f"{ms(crowd)}, {bare:.1f} commands of a bare app that acknowledges"
    yield Figure("processor time of /lunch over HTTP, in a crowd", "", said)
    noting = [(each.crowd[0].rate, each.noting.rate) for each in rounds]
    yield _saturation(noting, "acknowledges", LEAST_SHARE)
    answering = [(each.crowd[0].rate, each.answering.rate) for each in rounds]
    yield _saturation(answering, "answers as well", None)


def _beside(rounds: Sequence[Round]) -> Iterator[Figure]:
    """Compare Mingle with that of another tree, such as an earlier release."""
    pairs = {kind: [each.calm[kind] for each in rounds] for kind in KINDS}
    pairs["command in a crowd"] = [each.crowd for each in rounds]
    for kind, spells in pairs.items():
        ratio = median([ours.processor / theirs.processor for ours, theirs in spells])
        took, took_there = (median([pair[at].processor for pair in spells]) for at in (0, 1))
        yield Figure(
            f"processor time of a {kind}, beside that of the other tree",
            f"<= {MOST_OF_OTHER}",
            f"{ratio:.2f} = {ms(took)} / {ms(took_there)}",
            ratio <= MOST_OF_OTHER,
        )


def _saturation(pairs: Sequence[tuple[float, float]], what: str, least: float | None) -> Figure:
    """Compare how many commands are taken in a second; Mingle has answered each of its."""
    share = median([ours / theirs for ours, theirs in pairs])
    ours, theirs = (median([pair[at] for pair in pairs]) for at in (0, 1))
    return Figure(
        f"/lunch answered in a second, beside a bare app with one commit that {what}",
        "" if least is None else f">= {least}",
        f"{share:.2f} = {ours:.0f} / {theirs:.0f}",
        None if least is None else share >= least,
    )


async def _measure(folder: Path, trees: Sequence[Path]) -> list[Round]:
    """Let Mingle, perhaps that of another tree, and the bare apps take turns."""
    async with AsyncExitStack() as stack:
        noting = await stack.enter_async_context(bare_app(folder, "noting"))
        answering = await stack.enter_async_context(bare_app(folder, "answering"))
        houses = [
            await stack.enter_async_context(mingle_over_http(made(folder / f"{number}"), tree))
            for number, tree in enumerate(trees)
        ]
        for crowd, mingle in houses:
            await spell(crowd, mingle, "command", PEOPLE, CONNECTIONS)  # everybody is known
        return [await _round(houses, noting, answering) for _ in range(ROUNDS + 1)][1:]


async def _round(
    houses: Sequence[tuple[Crowd, Program]], noting: Program, answering: Program
) -> Round:
    calm = {
        kind: [await spell(crowd, mingle, kind, CALM, 1) for crowd, mingle in houses]
        for kind in KINDS
    }
    crowded = [
        await spell(crowd, mingle, "command", CROWD, CONNECTIONS) for crowd, mingle in houses
    ]
    bare = (
        await spell(houses[0][0], program, "command", CROWD, CONNECTIONS, answered=answers)
        for program, answers in ((noting, False), (answering, True))
    )
    return Round(calm, crowded, *[each async for each in bare])


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def spell(
    crowd: Crowd,
    program: Program,
    kind: str,
    count: int,
    connections: int,
    *,
    answered: bool = True,
) -> Spell:
    """Bring gestures, and wait until all are acknowledged, and answered as well."""
    waiting = await crowd.gestures(kind, count)
    crowd.postman.answers.clear()
    busy, began = program.busy(), time.perf_counter()
    await crowd.postman.bring(program.port, waiting, connections)
    if answered:
        await crowd.postman.until_answered(count)
    took = time.perf_counter() - began
    await asyncio.sleep(0.1)  # for what comes after the answer
    return Spell((program.busy() - busy) / count, count / took)


@asynccontextmanager
async def bare_app(folder: Path, kind: str) -> AsyncIterator[Program]:
    port = free_port()
    words = ("-m", "tests.bench.bare_bolt", str(port), str(folder / f"{kind}.db"), SECRET, kind)
    async with running(words, port, ROOT, {}) as program:
        yield program


@asynccontextmanager
async def mingle_over_http(folder: Path, tree: Path) -> AsyncIterator[tuple[Crowd, Program]]:
    """Run Mingle as an operator does, for a workspace whose people all have an open table today."""
    port, zone = free_port(), zone_where_it_is_morning()
    async with SlackServer() as slack, postman(SECRET) as carrier:
        slack.workspace()
        slack.install(build_manifest(ROUTER, history=True))
        slack.app.url = f"http://127.0.0.1:{port}/slack/events"
        manager = slack.person("Grace Hall", admin=True, tz=zone)
        people = [slack.person(f"Colleague {number}", tz=zone) for number in range(PEOPLE)]
        channels = [
            slack.channel(name, [manager, *people])
            for name in ("lunch", *(f"kitchen-{number}" for number in range(2 * KITCHENS)))
        ]
        settings = settings_over_http(slack, f"sqlite+aiosqlite:///{folder}/mingle.db", port)
        async with running(("-m", "bot", "run"), port, tree, settings) as program:
            await slack.type_command(manager, channels[0], "/lunch 13:00 seats:12")
            prompts = [await post_prompt(slack, manager, kitchen) for kitchen in channels[1:]]
            forms = [await open_form(slack, manager, prompt) for prompt in prompts[KITCHENS:]]
            slack.courier = Collector(slack, slack.sockets)
            yield (
                Crowd(slack, carrier, people, channels[0], prompts[:KITCHENS], forms),
                program,
            )


def settings_over_http(slack: SlackServer, database: str, port: int) -> dict[str, str]:
    values = {
        "DATABASE__URL": database, "SLACK__BOT_TOKEN": slack.home.token,
        "SLACK__SIGNING_SECRET": SECRET, "SLACK__API_URL": slack.url, "SLACK__MODE": "http",
        "SLACK__PORT": str(port), "SLACK__HISTORY": "true", "SLACK__ZONE": "Europe/Berlin",
        "MONITORING__PORT": "0", "LOG__LEVEL": "error",
    }  # fmt: skip
    return {f"MINGLE_{name}": value for name, value in values.items()}


@asynccontextmanager
async def running(
    words: Sequence[str], port: int, tree: Path, settings: Mapping[str, Any]
) -> AsyncIterator[Program]:
    """Run a program of a tree of sources, from when it listens."""
    environment = os.environ | settings | {"PYTHONPATH": str(tree)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment, cwd=tree, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _listening(port, process)
        yield Program(process.pid, port)
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise RuntimeError("the program ended")


def zone_where_it_is_morning() -> str:
    """Return a zone in which it is about nine o'clock."""
    ahead = (9 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
