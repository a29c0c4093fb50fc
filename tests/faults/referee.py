"""The referee: what stands at the far end, held against what was decided in the database.

It shares no code with delivery: statements of its own, and the messages as people see them.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.faults.ledger import moment
from tests.faults.life import Life, Said

MESSAGES = """
    SELECT id, key, token, kind, recipients, state, merged_into, due, error, reason, subject
    FROM outbox_message ORDER BY id
"""
JOBS = "SELECT kind, state, due, error FROM occurrence"
ROUNDS = """
    SELECT program, local_date, count(*) AS times FROM pairing_round
    GROUP BY program, local_date HAVING count(*) > 1
"""
SEATED_TWICE = """
    SELECT g.round, m.person, count(*) AS times FROM group_member m
    JOIN pairing_group g ON g.id = m."group" WHERE g.state IN ('open', 'met')
    GROUP BY g.round, m.person HAVING count(*) > 1
"""


@dataclass
class Verdict:
    """What was found wrong, in words, by sort, and how much was looked at."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stranded: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    messages: int = 0
    gestures: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def wrongs(self) -> dict[str, list[str]]:
        """What was found wrong, by sort."""
        return {name: getattr(self, name) for name in WRONGS}


# Whether something arrived: asked again where nobody may look whether the question did.
QUESTIONS = ("held.ask", "held.seen")
WEEKDAY = r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATES = re.compile(
    rf"(on )?{WEEKDAY},? \d+ \w+( \d+)?|(on )?{WEEKDAY}|today|tomorrow|soon|make it", re.I
)
CLOCK = re.compile(r" \([^()]+ time\)")
SETTLED = timedelta(minutes=5)  # after which nothing that was asked of a platform can still happen
WRONGS = ("lost", "doubled", "stranded", "stuck", "stale", "silent")


async def judge(life: Life) -> Verdict:
    """Judge a life at its end, when nothing has struck or lied for a while."""
    verdict = Verdict()
    await life.until(life.clock.utc() + SETTLED)
    verdict.stuck += [f"{one.what} is {one.state}" for one in await life.settle()]
    rows = [row._mapping for row in await life.ledger.rows(MESSAGES)]
    said = life.said()
    _judge_messages(life, verdict, rows, said)
    await _judge_jobs(life, verdict)
    await _judge_cards(life, verdict)
    _judge_gestures(life, verdict, {row["key"] for row in rows if row["state"] == "sent"})
    return verdict


def _judge_messages(
    life: Life, verdict: Verdict, rows: Sequence[Any], said: Sequence[Said]
) -> None:
    times = Counter(one.key for one in said if one.key)
    by_key = {life.identity(row["token"]): row for row in rows}
    verdict.messages = len(times)
    verdict.doubled += [
        f"{by_key[key]['key'] if key in by_key else key} stands {count} times"
        for key, count in times.items()
        if count > 1 and not (key in by_key and by_key[key]["reason"] in QUESTIONS)
    ]
    for key, row in by_key.items():
        leads = row["merged_into"] in (None, row["id"])
        verdict.kinds[f"message: {row['kind']}"] += row["state"] == "sent"
        verdict.kinds[f"reason: {row['reason']}"] += row["state"] == "sent"
        if row["subject"]:
            card = str(row["subject"]).partition(":")[0]
            verdict.kinds[f"card: {card}"] += row["state"] == "sent"
        if row["state"] == "sent" and leads and row["kind"] != "census" and key not in times:
            verdict.lost.append(f"{row['key']} is sent, and nowhere to be seen")
        if row["state"] in ("sending", "unknown", "held", "aside"):
            verdict.stranded.append(f"{row['key']} is {row['state']}: {row['error']}")
        unsaid = row["state"] in ("ready", "cancelled", "expired", "failed")
        if unsaid and key in times and row["token"] not in life.let_go:
            verdict.doubled.append(f"{row['key']} is {row['state']}, and was said")
    verdict.lost += _astray(life, by_key, said)


def _astray(life: Life, by_key: dict[str, Any], said: Sequence[Said]) -> list[str]:
    """Return the messages that stand where others read them than those they are for."""
    found: list[str] = []
    for one in said:
        row = by_key.get(one.key)
        if row is None or row["kind"] not in ("whisper", "introduce") or not one.readers:
            continue
        for_whom = row["recipients"]
        if not all(reader in for_whom for reader in one.readers):
            found.append(f"{row['key']} is read by {sorted(one.readers)}, and is for {for_whom}")
    return found


async def _judge_jobs(life: Life, verdict: Verdict) -> None:
    now = life.clock.utc()
    for kind, state, due, error in await life.ledger.rows(JOBS):
        verdict.kinds[f"job: {kind}"] += state == "done"
        when = moment(due)
        if state == "waiting" and when and when <= now:
            verdict.stuck.append(f"{kind} waits since {due}: {error}")
        if state in ("failed", "aside"):
            verdict.stranded.append(f"{kind} is {state}: {error}")
    for program, day, count in await life.ledger.rows(ROUNDS):
        verdict.doubled.append(f"{count} rounds of program {program} on {day}")
    for number, person, count in await life.ledger.rows(SEATED_TWICE):
        verdict.doubled.append(f"{person} is in {count} groups of round {number}")


async def _judge_cards(life: Life, verdict: Verdict) -> None:
    """Let every living card be drawn anew: one that changes by it was not true before."""
    before = {(one.place, one.number): one.words for one in life.said()}
    await life.ledger.execute("UPDATE live_card SET version = version + 1, next_edit = NULL")
    life.chaos.wake()
    verdict.stuck += [f"{one.what} is {one.state}" for one in await life.settle()]
    for one in life.said():
        earlier = before.get((one.place, one.number), one.words)
        if _timeless(earlier) != _timeless(one.words):
            verdict.stale.append(f"{earlier!r} should have been {one.words!r}")


def _timeless(words: str) -> str:
    """Return words without what changes by itself.

    A day comes nearer, and a place's clock is named until it is known that all readers go by it.
    """
    return DATES.sub("then", CLOCK.sub("", words))


def _judge_gestures(life: Life, verdict: Verdict, sent: Set[str]) -> None:
    verdict.gestures = len(life.gestures)
    if not any(one.answered for one in life.gestures):
        verdict.stuck.append("nobody could do anything")
    for one in life.gestures:
        answer = f"answer:{one.interaction}"
        by_message = answer in sent or f"{answer}:open" in sent
        if not (one.answered or one.told or by_message):
            verdict.silent.append(f"{one.who} saw nothing come of {one.what}")
