"""The report of a rehearsal: who met whom, what was sent, and what was missed or doubled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, structs
from sqlalchemy import Row, func, select

from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import Schedule, occurrence_dates
from bot.dates.working_time import WorkingTime
from bot.pairings.tables import group_member, pairing_group, pairing_program, pairing_round
from bot.people.hours.records import channel_working_time
from bot.people.tables import person
from bot.prompts.tables import posting, prompt_channel
from bot.store.engine import ReadTransaction
from jobs.simulation.chronicle import Chronicle, Receipt
from jobs.simulation.promises import Evidence, TimedHappening, count_promises
from jobs.simulation.referee.findings import FalseSentence
from jobs.simulation.working_hours import Span

NOT_SENT = ("failed", "held", "aside", "unknown", "sending")  # states at the end of a rehearsal

Groups = dict[int, list[tuple[str, ...]]]  # by the number of the round, in order


class SimulationReport(Struct, frozen=True):
    """One rehearsal in numbers; weeks are calendar weeks where the person or channel is."""

    people: int
    rounds: int
    groups: int
    repeats_per_person: float
    repeats_forced_per_person: float
    left_out: int
    cross_team_share: float
    shortest_repeat_gap: int | None
    trio_spread: int
    prompts_posted: int
    prompts_repeated: int
    max_messages_per_person_week: int
    max_posts_per_channel_week: int
    occurrences_expected: int
    occurrences_missed: int
    occurrences_doubled: int
    messages_sent: int
    messages_failed: int
    introductions_drawn: int
    introductions_late: int
    introductions_refused_untold: int
    stranded: int
    nudges_past: int
    proposed_outside_hours: int
    blocked_introduced: int
    opted_out_introduced: int
    same_town_share: float | None
    introductions_with_something_in_common: float | None
    false_sentences: int
    numbers: int  # about people, told against the rule of `bot/ui/crowds.py`
    seconds: float


class Lived(Struct, frozen=True):
    """What a report cannot read from the rows: when it was, what people did, what failed.

    `deck` is how many prompts there are before any may come again.
    """

    began: datetime
    ended: datetime
    deck: int
    seconds: float
    happenings: Sequence[TimedHappening] = ()
    outages: Sequence[Span] = ()
    false_sentences: Sequence[FalseSentence] = ()
    numbers: Sequence[FalseSentence] = ()


async def measure_workspace(
    tx: ReadTransaction, workspace: str, lived: Lived, chronicle: Chronicle
) -> SimulationReport:
    """Return the report on one workspace, counted from its own rows and from what was noted."""
    groups = await _groups(tx, workspace)
    people = sorted({who for met in groups.values() for group in met for who in group})
    expected, happened = await _cadences(tx, workspace, lived.began, lived.ended)
    posted = await tx.all(
        select(posting).where(posting.c.workspace == workspace).order_by(posting.c.id)
    )
    weekly = count_fullest_weeks(chronicle.receipts)
    states = chronicle.states
    return SimulationReport(
        people=len(people),
        rounds=len(groups),
        groups=sum(len(group) > 1 for met in groups.values() for group in met),
        **_meetings(groups, people),
        left_out=await _alone(tx, workspace),
        cross_team_share=_cross_team(groups, await _teams(tx, workspace)),
        prompts_posted=len(posted),
        prompts_repeated=_repeated([row.slug for row in posted], lived.deck),
        max_messages_per_person_week=max(
            (weekly[who] for who in weekly if who in people), default=0
        ),
        max_posts_per_channel_week=max(
            (weekly[who] for who in weekly if who not in people), default=0
        ),
        occurrences_expected=len(expected),
        occurrences_missed=len(expected - happened.keys()),
        occurrences_doubled=sum(count - 1 for count in happened.values()),
        messages_sent=states["sent"],
        messages_failed=sum(states[state] for state in NOT_SENT),
        **structs.asdict(count_promises(_gather_evidence(lived, chronicle))),
        false_sentences=sum(found.times for found in lived.false_sentences),
        numbers=sum(found.times for found in lived.numbers),
        seconds=round(lived.seconds, 1),
    )


def _gather_evidence(lived: Lived, chronicle: Chronicle) -> Evidence:
    return Evidence(
        colleagues=chronicle.colleagues,
        introductions=chronicle.introductions,
        words=chronicle.words,
        ended=lived.ended,
        happenings=lived.happenings,
        outages=lived.outages,
    )


def _meetings(groups: Groups, people: list[str]) -> dict[str, Any]:
    rounds_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    meetings: Counter[str] = Counter()
    trios: Counter[str] = Counter(dict.fromkeys(people, 0))
    for number, met in enumerate(groups.values()):
        for group in met:
            trios.update(group if len(group) == 3 else ())
            for pair in combinations(sorted(group), 2):
                rounds_of[pair].append(number)
                meetings.update(pair)
    repeats = sum(2 * (len(rounds) - 1) for rounds in rounds_of.values())
    forced = sum(max(0, count - (len(people) - 1)) for count in meetings.values())
    gaps = [later - earlier for rounds in rounds_of.values() for earlier, later in pairwise(rounds)]
    return {
        "repeats_per_person": round(repeats / max(1, len(people)), 3),
        "repeats_forced_per_person": round(forced / max(1, len(people)), 3),
        "shortest_repeat_gap": min(gaps, default=None),
        "trio_spread": max(trios.values(), default=0) - min(trios.values(), default=0),
    }


def _cross_team(groups: Groups, teams: dict[str, str]) -> float:
    pairs = [pair for met in groups.values() for group in met for pair in combinations(group, 2)]
    across = sum(not teams.get(a) or teams.get(a) != teams.get(b) for a, b in pairs)
    return round(across / max(1, len(pairs)), 3)


def _repeated(slugs: list[str], deck: int) -> int:
    """Count prompts that came again before the deck was used up."""
    return sum(slug in slugs[index - index % deck : index] for index, slug in enumerate(slugs))


async def _alone(tx: ReadTransaction, workspace: str) -> int:
    """Count how often the draw found no company for somebody."""
    alone = select(func.count()).select_from(pairing_group).where(pairing_group.c.state == "alone")
    return int(await tx.scalar(alone.where(pairing_group.c.workspace == workspace)))


async def _groups(tx: ReadTransaction, workspace: str) -> Groups:
    """Return the groups that stood, without people who could not come or found other company."""
    statement = (
        select(pairing_round.c.id, pairing_group.c.id.label("group"), group_member.c.person)
        .join(pairing_group, pairing_group.c.round == pairing_round.c.id)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .where(
            pairing_round.c.workspace == workspace,
            pairing_group.c.state != "rescued",
            group_member.c.answer != "cant",
        )
        .order_by(
            pairing_round.c.drawn_at, pairing_round.c.id, pairing_group.c.id, group_member.c.id
        )
    )
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await tx.all(statement):
        found[row.id][row.group].append(row.person)
    return {number: [tuple(group) for group in met.values()] for number, met in found.items()}


async def _teams(tx: ReadTransaction, workspace: str) -> dict[str, str]:
    rows = await tx.all(
        select(person.c.person, person.c.team).where(person.c.workspace == workspace)
    )
    return {row.person: row.team for row in rows}


def count_fullest_weeks(receipts: Sequence[Receipt]) -> Counter[str]:
    """Return how many messages came in the fullest week of each person and channel.

    Merged messages count once.
    """
    zones = Counter(one.zone for one in receipts if one.zone)
    usual = zones.most_common(1)[0][0] if zones else "UTC"
    messages = {(one.person, _week(one.at, one.zone or usual), one.message) for one in receipts}
    counts = Counter((who, week) for who, week, _ in messages)
    fullest: Counter[str] = Counter()
    for (who, _), count in counts.items():
        fullest[who] = max(fullest[who], count)
    return fullest


def _week(at: datetime, zone: str) -> tuple[int, int]:
    year, week, _ = at.astimezone(ZoneInfo(zone)).isocalendar()
    return year, week


async def _cadences(
    tx: ReadTransaction, workspace: str, began: datetime, ended: datetime
) -> tuple[set[tuple[str, str, date]], Counter[tuple[str, str, date]]]:
    """Return the local dates on which rounds and prompts fall, computed again, and those on which
    they
    happened.
    """
    expected: set[tuple[str, str, date]] = set()
    happened: Counter[tuple[str, str, date]] = Counter()
    for kind, table, outcome in (
        (
            "round.draw",
            pairing_program,
            select(pairing_round.c.program, pairing_round.c.local_date),
        ),
        ("prompt.post", prompt_channel, select(posting.c.prompt_channel, posting.c.local_date)),
    ):
        for row in await tx.all(select(table).where(table.c.workspace == workspace)):
            hours = await channel_working_time(
                tx, workspace, row.channel, row.zone, getattr(row, "blackout", ())
            )
            expected |= {(kind, str(row.id), day) for day in _days(row, hours, began, ended)}
        happened.update(
            (kind, str(subject), day) for subject, day in map(tuple, await tx.all(outcome))
        )
    return expected, happened


def _days(row: Row[Any], hours: WorkingTime, began: datetime, ended: datetime) -> Iterable[date]:
    clock = datetime.strptime(row.time, "%H:%M").time()
    schedule = Schedule(row.recurrence, row.start, clock, row.zone, working_time=hours)
    for day in occurrence_dates(schedule, local_date(began, row.zone)):
        due = utc_instant(day, clock, row.zone)
        if due > ended:
            return
        if due > began:
            yield day
