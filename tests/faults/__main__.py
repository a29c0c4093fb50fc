"""Run lives until enough processes were struck, print the figures, and write docs/PROMISES.md."""

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from tests import postgres
from tests.faults.chaos import EVERYWHERE
from tests.faults.databases import PostgresServer
from tests.faults.lives import KILLS, SORTS, live
from tests.faults.process import ROOT, Nursery, open_nursery
from tests.faults.report import add_up, as_json, render_page, render_table, summarise

PAGE = ROOT / "docs" / "PROMISES.md"
# Kills, or faults of any kind where processes are also cut off or told a wrong time.
TARGETS = {"slack": 500, "slack-blind": 500, "discord": 500, "clocks": 100, "postgresql": 200}
KILLS_ALONE = ("slack", "slack-blind", "discord")
IN_ONE_LIFE = 100  # faults, after which a life is judged
# What needs real processes and no life: replicas that start together, and clocks that jump.
BESIDE = ("tests/test_replicas.py", "tests/test_clocks.py")
REPEATS = 20  # times that replicas are tried


@dataclass
class Work:
    """What lives are still to be lived: how many strikes of each sort, and the sorts under way."""

    wanted: Mapping[str, int]
    seeds: Iterator[int]
    each: int
    commit: str
    under_way: list[str] = field(default_factory=list)


@contextmanager
def _postgres(home: Path) -> Iterator[PostgresServer]:
    place = home / "postgresql"
    place.mkdir()
    with postgres.server(place) as url:
        yield PostgresServer(place, url)


@contextmanager
def _empty_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        yield Path(name)


def _find_commit() -> str:
    """Return the commit that is measured; "" outside of a repository."""
    words = ("git", "describe", "--always", "--exclude=*", "--dirty")
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip()


def main() -> int:
    """Run as told; return 1 if anything went wrong."""
    told = _arguments()
    records = _kept(told.records)
    wanted = {name: getattr(told, name.replace("-", "_")) for name in SORTS}
    asyncio.run(_run(told, wanted, records))
    totals = add_up(records)
    typer.echo(render_table(totals))
    for line in summarise(totals):
        typer.echo(line)
    if told.write:
        PAGE.write_text(render_page(totals, len(EVERYWHERE)))
    failed = _try_beside(told.repeats)
    return 1 if summarise(totals) or failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    for name, target in TARGETS.items():
        counted = "kills" if name in KILLS_ALONE else "faults"
        words = f"{counted}; {target} if left out"
        parser.add_argument(f"--{name}", type=int, default=target, metavar="N", help=words)
    parser.add_argument(
        "--repeats", type=int, default=REPEATS, help="times that replicas are tried; 0: never"
    )
    parser.add_argument("--lives", type=int, default=2, help="lives that run side by side")
    parser.add_argument("--each", type=int, default=IN_ONE_LIFE, help="faults in one life")
    parser.add_argument("--seed", type=int, default=1, help="the first life's seed")
    parser.add_argument(
        "--records", type=Path, help="a file of lives that are counted as well, and are added to"
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder in which logs and databases of lives are left"
    )
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def _try_beside(repeats: int) -> bool:
    """Try replicas so many times, and clocks once; return whether anything failed."""
    if not repeats:
        return False
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *BESIDE]
    words += ["-o", "faulthandler_timeout=0"]  # many rounds take longer than any other test
    environment = {**os.environ, "MINGLE_REPEATS": str(repeats)}
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode != 0


def _kept(file: Path | None) -> list[dict[str, Any]]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]


def _struck(records: list[dict[str, Any]], name: str) -> int:
    """Return what counts towards the target of a sort of lives."""
    mine = [one["struck"] for one in records if one["sort"] == name]
    if name in KILLS_ALONE:
        return sum(struck.get(kill, 0) for struck in mine for kill in KILLS)
    return sum(sum(struck.values()) for struck in mine)


def _next_sort(work: Work, records: list[dict[str, Any]]) -> str:
    """Return the sort of life that is furthest from its target; "" if all are reached.

    A life under way counts half of the faults that it may bring.
    """
    left: dict[str, float] = {}
    for name, wanted in work.wanted.items():
        coming = work.under_way.count(name) * work.each / 2
        if wanted > (done := _struck(records, name) + coming):
            left[name] = done / wanted
    return min(left, key=lambda name: left[name], default="")


def _keep(file: Path, record: dict[str, Any]) -> None:
    with file.open("a") as kept:
        kept.write(json.dumps(record) + "\n")


async def _run(
    told: argparse.Namespace, wanted: dict[str, int], records: list[dict[str, Any]]
) -> None:
    seeds = itertools.count(max([told.seed - 1, *(one["seed"] for one in records)]) + 1)
    work = Work(wanted, seeds, told.each, _find_commit())
    async with AsyncExitStack() as stack:
        home = told.keep or stack.enter_context(_empty_folder())
        os.chmod(home, 0o755)  # PostgreSQL runs as another user
        nurseries = [await stack.enter_async_context(open_nursery()) for _ in range(told.lives)]
        server = stack.enter_context(_postgres(home)) if wanted["postgresql"] else None
        turns = [_work_off(work, nursery, told, records, home, server) for nursery in nurseries]
        await asyncio.gather(*turns)


async def _work_off(
    work: Work,
    nursery: Nursery,
    told: argparse.Namespace,
    records: list[dict[str, Any]],
    home: Path,
    server: PostgresServer | None,
) -> None:
    while name := _next_sort(work, records):
        seed = next(work.seeds)
        work.under_way.append(name)
        place = home / f"{name}-{seed}"
        place.mkdir()
        on_server = name == "postgresql" and server
        database = await server.create(f"life_{seed}") if server and on_server else None
        lived = await live(SORTS[name], seed, told.each, nursery, place, database)
        record = {**as_json(lived), "commit": work.commit}
        work.under_way.remove(name)
        records.append(record)
        if told.records:
            _keep(told.records, record)
        wrongs = {wrong: len(words) for wrong, words in record["wrongs"].items() if words}
        typer.echo(f"{SORTS[name].name}, seed {seed}: {record['struck']} {wrongs or 'faultless'}")


if __name__ == "__main__":
    sys.exit(main())
