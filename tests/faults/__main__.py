"""Run lives until enough processes were struck, print the figures, and write docs/PROMISES.md."""

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import typer

from tests import postgres
from tests.faults.chaos import EVERYWHERE
from tests.faults.databases import PostgresServer
from tests.faults.lives import SORTS, live
from tests.faults.process import ROOT, Nursery, open_nursery
from tests.faults.report import add_up, as_json, render_page, render_table, summarise

PAGE = ROOT / "docs" / "PROMISES.md"
TARGETS = {"slack": 600, "slack-blind": 600, "discord": 600, "clocks": 100, "postgresql": 200}
IN_ONE_LIFE = 100  # faults, after which a life is judged
# What needs real processes and no life: replicas that start together, and clocks that jump.
BESIDE = ("tests/test_replicas.py", "tests/test_clocks.py")
REPEATS = 20  # times that replicas are tried

Work = tuple[str, int]


@contextmanager
def _postgres(home: Path) -> Iterator[PostgresServer]:
    place = home / "postgresql"
    place.mkdir()
    with postgres.server(place) as url:
        yield PostgresServer(place, url)


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
        parser.add_argument(
            f"--{name}", type=int, default=target, metavar="N", help=f"faults; {target} if left out"
        )
    parser.add_argument(
        "--repeats", type=int, default=REPEATS, help="times that replicas are tried; 0: never"
    )
    parser.add_argument("--lives", type=int, default=2, help="lives that run side by side")
    parser.add_argument("--each", type=int, default=IN_ONE_LIFE, help="faults in one life")
    parser.add_argument("--seed", type=int, default=1, help="the first life's seed")
    parser.add_argument("--records", type=Path, help="a file to which lives are added")
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def _try_beside(repeats: int) -> bool:
    """Try replicas so many times, and clocks once; return whether anything failed."""
    if not repeats:
        return False
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *BESIDE]
    environment = {**os.environ, "MINGLE_REPEATS": str(repeats)}
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode != 0


def _kept(file: Path | None) -> list[dict[str, Any]]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]


def _struck(records: list[dict[str, Any]], name: str) -> int:
    return sum(sum(one["struck"].values()) for one in records if one["sort"] == name)


def _keep(file: Path, record: dict[str, Any]) -> None:
    with file.open("a") as kept:
        kept.write(json.dumps(record) + "\n")


async def _run(
    told: argparse.Namespace, wanted: dict[str, int], records: list[dict[str, Any]]
) -> None:
    work: asyncio.Queue[Work] = asyncio.Queue()
    seeds = itertools.count(told.seed + len(records))
    left = {name: faults - _struck(records, name) for name, faults in wanted.items()}
    while any(faults > 0 for faults in left.values()):
        for name, faults in left.items():  # by turns: a run that is cut short has some of each
            if faults > 0:
                work.put_nowait((name, next(seeds)))
                left[name] -= told.each
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        os.chmod(home, 0o755)  # PostgreSQL runs as another user
        nurseries = [await stack.enter_async_context(open_nursery()) for _ in range(told.lives)]
        server = stack.enter_context(_postgres(home)) if wanted["postgresql"] else None
        turns = [_work_off(work, nursery, told, records, home, server) for nursery in nurseries]
        await asyncio.gather(*turns)


async def _work_off(
    work: asyncio.Queue[Work],
    nursery: Nursery,
    told: argparse.Namespace,
    records: list[dict[str, Any]],
    home: Path,
    server: PostgresServer | None,
) -> None:
    while not work.empty():
        name, seed = work.get_nowait()
        place = home / f"{name}-{seed}"
        place.mkdir()
        on_server = name == "postgresql" and server
        database = await server.create(f"life_{seed}") if server and on_server else None
        record = as_json(await live(SORTS[name], seed, told.each, nursery, place, database))
        records.append(record)
        if told.records:
            _keep(told.records, record)
        wrongs = {wrong: len(words) for wrong, words in record["wrongs"].items() if words}
        typer.echo(f"{SORTS[name].name}, seed {seed}: {record['struck']} {wrongs or 'faultless'}")


if __name__ == "__main__":
    sys.exit(main())
