"""The figures of a run: a table for the terminal, and docs/PROMISES.md."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.config import find_version
from tests.faults.kinds import uncovered
from tests.faults.lives import SORTS, Record
from tests.faults.referee import WRONGS

HEAD = "| lives | kills | other faults | messages | gestures | " + " | ".join(WRONGS) + " |"
PAGE = """# Promises

What Mingle promises of its messages, whatever fails, and what was measured of it. `make faults`
runs the measurement and writes this page.

- What was decided is said: once, to those whom it is for.
- What was said is known: no message stays under way, and none is repeated because its answer was
  lost.
- Nothing is stuck: what is due is done once whatever stood in the way is gone.
- A card that shows how things stand is right in the end.
- Whoever types, presses or sends a form sees an answer, or is told by the platform itself that it
  did not work.

## How it is measured

Real processes run `mingle run` against servers on this machine that speak Slack's and Discord's
protocols and lie: they accept a message and hang up, accept it after the caller has given up,
answer 500, 429, a web page with status 200, or nothing for longer than a call waits. People set
everything up, type commands, press buttons and fill in forms, for weeks of a clock that goes faster
and jumps to whatever is due. Meanwhile processes are killed (SIGKILL) at random and at {points}
named points, such as after a message is accepted and before that is recorded; frozen (SIGSTOP) for
longer than a lease, also right between a claim and its first byte; denied the disk; and kept from a
locked database. On PostgreSQL three of them share one database, whose connections are cut and whose
server is restarted. Afterwards a referee that shares no code with delivery compares what stands in
every conversation with what the database decided.

Each process is forked from one that has imported Mingle already, which spares two seconds a start.
It has its own connections, and its event loop is asyncio's, at the pace of the faster clock, in the
place of uvloop's.

Besides, `make faults` has replicas start together on an empty database and edit one card at once,
many times (`tests/test_replicas.py`), and sets clocks wrong, sends machines to sleep and lives
through odd nights with processes as they are started in earnest (`tests/test_clocks.py`).

## What is not promised

- On Slack without the history permissions nobody can see whether a message whose answer was lost
  has arrived. It is held, and people are asked, once, until somebody clicks in it, which shows that
  it arrived; a question itself may stand twice.
- A process may freeze between its last look at its claim and the bytes that leave, for longer than
  a lease and a quiet period together. Discord would take the second message for the first; Slack
  would show both.
- A message that somebody deletes before Mingle looks for it looks as if it had never arrived.
- Slack has to hear of a gesture within three seconds. Where the database takes no write until then
  (a full disk, a lock) and the process is killed before it answers, whoever acted hears nothing.
- While a platform or a token is out of order, nothing arrives; it arrives afterwards, or people
  are told that it was too late.
- A database that is restored from a backup does not know what was said since. What was due since
  waits until an organiser decides: `tests/test_restore.py`.

## What was measured

{table}

{commits}

- lost: sent, as the database has it, and nowhere to be seen, or read by others than those it is for
- doubled: standing twice, or said though the database does not know it, or a round drawn twice
- stranded: under way for good, or held without anybody asked, or a job that failed for good
- stuck: due, and not done
- stale: a card that was not true
- silent: a gesture that was taken and showed nothing

{aims}

{wrongs}## What came about

{kinds}
"""


@dataclass
class Totals:
    """What came of every life of one sort."""

    lives: int = 0
    seeds: list[int] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    gestures: int = 0
    wrongs: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in WRONGS})
    kinds: Counter[str] = field(default_factory=Counter)
    commits: Counter[str] = field(default_factory=Counter)  # how many lives of each

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one life."""
        self.lives += 1
        self.seeds.append(record["seed"])
        self.struck.update(record["struck"])
        self.hits.update(record["hits"])
        self.messages += record["messages"]
        self.gestures += record["gestures"]
        self.commits[record["commit"]] += 1
        self.kinds.update(record["kinds"])
        for name in WRONGS:
            which = f"seed {record['seed']}, commit {record['commit']}"
            told = [f"{one} ({which})" for one in record["wrongs"][name]]
            self.wrongs[name] += told

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return self.struck["random kill"] + self.struck["aimed kill"]

    def row(self) -> str:
        """Return the row of the table."""
        counts = [len(self.wrongs[name]) for name in WRONGS]
        others = sum(self.struck.values()) - self.kills
        figures = [self.lives, self.kills, others, self.messages, self.gestures, *counts]
        return " | ".join(f"{figure:,}" for figure in figures)


def as_json(record: Record) -> dict[str, Any]:
    """Return one life as it is kept between runs."""
    return {
        "sort": next(name for name, sort in SORTS.items() if sort == record.sort),
        "seed": record.seed,
        "struck": dict(record.chaos.struck),
        "hits": dict(record.chaos.hits),
        "messages": record.verdict.messages,
        "gestures": record.verdict.gestures,
        "kinds": dict(record.verdict.kinds),
        "wrongs": record.verdict.wrongs,
    }


def add_up(records: Iterable[Mapping[str, Any]]) -> dict[str, Totals]:
    """Return the totals of each sort of life."""
    totals: dict[str, Totals] = {}
    for record in records:
        totals.setdefault(record["sort"], Totals()).add(record)
    return totals


def render_table(totals: Mapping[str, Totals]) -> str:
    """Return the table of all sorts."""
    columns = HEAD.count("|") - 1
    rows = [f"| {SORTS[name].name} | {one.row()} |" for name, one in totals.items()]
    return "\n".join([f"| life {HEAD}", "| --- |" + " ---: |" * columns, *rows])


def render_page(totals: Mapping[str, Totals], points: int) -> str:
    """Return docs/PROMISES.md."""
    together = Totals()
    for one in totals.values():
        together.hits.update(one.hits)
        together.struck.update(one.struck)
        together.kinds.update(one.kinds)
        together.commits.update(one.commits)
    return PAGE.format(
        points=points,
        table=render_table(totals),
        commits=_commits(together),
        aims=_aims(together),
        wrongs=_wrongs(totals),
        kinds=_kinds(together),
    )


def _commits(together: Totals) -> str:
    lives = [
        f"{count} at commit {name}" if name else f"{count} outside of a repository"
        for name, count in together.commits.items()
    ]
    return f"Mingle {find_version()}; lives: {', '.join(lives)}."


def _aims(together: Totals) -> str:
    struck = ", ".join(f"{name} {count:,}" for name, count in sorted(together.struck.items()))
    points = [f"| {name} | {count:,} |" for name, count in sorted(together.hits.items())]
    head = ["| killed | times |", "| --- | ---: |"]
    return "\n".join([f"What befell the processes: {struck}.", "", *head, *points])


def _wrongs(totals: Mapping[str, Totals]) -> str:
    lines: list[str] = []
    for name, one in totals.items():
        for wrong, told in one.wrongs.items():
            lines += [f"- {SORTS[name].name}, {wrong}: {_short(words)}" for words in told[:5]]
    return "\n".join(["## What went wrong", "", *lines, "", ""]) if lines else ""


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 240 else f"{flat[:200]} … {flat[-30:]}"


def _kinds(together: Totals) -> str:
    sorts: dict[str, list[str]] = {}
    for name, count in sorted(together.kinds.items()):
        sort, _, kind = name.partition(": ")
        sorts.setdefault(sort, []).append(f"{kind} {count:,}" if count else "")
    lines = [f"- {sort}: {', '.join(filter(None, kinds))}" for sort, kinds in sorts.items()]
    missing = sorted(uncovered(together.kinds))
    if missing:
        lines.append(f"- not reached in this run: {', '.join(missing)}")
    return "\n".join(lines)


def summarise(totals: Mapping[str, Totals]) -> Sequence[str]:
    """Return what is wrong, in lines for the terminal."""
    return [
        f"{SORTS[name].name}, {wrong}: {words}"
        for name, one in totals.items()
        for wrong, told in one.wrongs.items()
        for words in told
    ]
