"""Write what is kept of the weeks of a company of 2,000, as rows of the real tables.

What its nights would have forgotten since is left out: `tests/bench/bench_years.py` lets one pass,
which finds nothing more.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from bot.core.platform import MessageRef
from bot.core.reasons import Purpose
from bot.core.subjects import Subject
from bot.core.tables import (
    PAST,
    live_card,
    message_receipt,
    occurrence,
    outbox_message,
    processed_interaction,
)
from bot.digest.tables import digest, digest_entry, digest_issue
from bot.events.tables import event, rsvp
from bot.learnings.tables import learning
from bot.matching import Rules
from bot.matching.model import Candidate, Reason
from bot.open_tables.tables import open_table, seat
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.rules import CHECK_IN, INTRODUCTION, REPORT
from bot.pairings.tables import (
    group_agreement,
    group_member,
    group_moment,
    membership,
    pairing_group,
    pairing_program,
    pairing_round,
)
from bot.people.tables import channel_member, person
from bot.polls.rules import QuestionSettings
from bot.polls.tables import question, question_choice, question_vote
from bot.prompts.tables import posting, prompt_answer, prompt_channel
from bot.store.engine import Database, open_database
from bot.store.kept import PAIRS, WORDS
from bot.store.migrate import upgrade_schema
from bot.store.schema import metadata
from bot.store.statistics import gather_statistics
from jobs.retention_rows import EMPTIED

PEOPLE = 2_000
WEEKS_OF_FIVE_YEARS = 260
WORKSPACE, CHANNEL, ZONE = "w", "w/lunch", "Europe/Berlin"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday at ten in Berlin: the next draw
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
EVERYBODY = tuple(f"{WORKSPACE}/{number}" for number in range(PEOPLE))

# What a week brings besides a round: tables, evenings, events that sources list, answers.
TABLES, SEATS, EVENINGS, GUESTS, LISTED, ANSWERS, LEARNED = 40, 4, 2, 30, 15, 100, 60
TEAMS, TOPICS, TIMES = 40, 30, ("mon-1230", "tue-1230", "wed-1230", "thu-1230", "fri-1230")

Rows = list[dict[str, Any]]


async def live_weeks(folder: Path, weeks: int) -> Path:
    """Return the file of a company that has lived so many weeks, with figures of its tables."""
    file = folder / f"{weeks}.db"
    database = open_database(f"sqlite+aiosqlite:///{file}", durable=False)
    await upgrade_schema(database)
    await History(database).write(weeks)
    await gather_statistics(database)
    await database.close()
    return file


class History:
    """Writes the weeks before `NOW`; the rows of a week are those of any other, moved."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rng = random.Random(1)
        self._rows: dict[Table, Rows] = {}
        self._numbers: dict[Table, itertools.count[int]] = {}
        self._inputs = Snapshot(_candidates(), Rules(), 0)
        self._spoken = True  # what was written then is still there

    async def write(self, weeks: int) -> None:
        """Found the company, and live through so many weeks."""
        self._found(NOW - weeks * WEEK)
        await self._save()
        for ago in range(min(weeks, PAIRS // WEEK), 0, -1):
            monday = NOW - ago * WEEK
            self._spoken = monday + 2 * WEEK > NOW - WORDS
            self._round(monday, closed=ago > 1)
            self._tables(monday)
            self._events(monday)
            self._prompt(monday)
            if self._spoken:
                self._poll(monday)
                self._traffic(monday)
            await self._save()

    def _add(self, table: Table, /, **values: Any) -> int:
        number = next(self._numbers.setdefault(table, itertools.count(1)))
        row = {"id": number, "workspace": WORKSPACE, **values}
        self._rows.setdefault(table, []).append(row)
        return number

    async def _save(self) -> None:
        async with self._database.transaction() as tx:
            for table in metadata.sorted_tables:
                for same in _alike(self._rows.get(table, [])):
                    await tx.insert_many(table, same)
        self._rows = {}

    def _found(self, since: datetime) -> None:
        for candidate in self._inputs.people:
            who = {"person": candidate.id}
            name = f"Colleague {candidate.id.rpartition('/')[2]}"
            about = {"team": candidate.team, "interests": candidate.interests}
            self._add(
                person, **who, **about, name=name, zone=ZONE, office="Berlin",
                slots=candidate.slots, since=since, profile_at=since,
            )  # fmt: skip
            self._add(channel_member, **who, channel=CHANNEL)
            self._add(membership, **who, program=1, state="in", since=since, clicked_at=since)
        day = since.date()
        here = {"channel": CHANNEL, "channel_name": "lunch", "zone": ZONE}
        weekly = {"start": day, "time": "10:00", "recurrence": "FREQ=WEEKLY;BYDAY=MO"}
        self._add(
            pairing_program, **here, **weekly, size=2, blackout=(), same_office=False, active=True
        )
        self._add(prompt_channel, **here, **weekly)
        self._add(digest, **here, topics=(), towns=(), reaches=())

    def _round(self, at: datetime, *, closed: bool) -> None:
        order = list(EVERYBODY)
        self._rng.shuffle(order)
        number = self._add(
            pairing_round, program=1, local_date=at.date(), seed=f"{at}", size=2, drawn_at=at,
            state="closed" if closed else "drawn", midpoint=at + WEEK / 2, ends_at=at + WEEK,
            inputs=self._inputs if self._spoken else EMPTIED["pairing_round"]["inputs"],
        )  # fmt: skip
        for place in range(0, PEOPLE, 2):
            self._group(number, order[place : place + 2], at, met=place % 10 != 0)
        self._say(
            f"round:{number}:report", "post", (CHANNEL,), at, REPORT, Subject("report", number)
        )

    def _group(self, number: int, people: list[str], at: datetime, *, met: bool) -> None:
        times = [at + DAY * days + 2 * HOUR for days in (1, 2, 3)]
        group = self._add(
            pairing_group, round=number, state="met" if met else "open", slots=tuple(times),
            icebreaker=self._rng.randrange(60), reasons=(Reason("slots"),), meet_at=times[0],
        )  # fmt: skip
        for who in people:
            answer = {"answer": "met" if met else "none", "answered_at": times[2] if met else None}
            self._add(group_member, group=group, person=who, **answer)
        for time in times:
            self._add(group_moment, group=group, starts_at=time)
        if met:
            self._add(group_agreement, group=group, number=0, starts_at=times[0], at=at + HOUR)
        subject, asked = Subject("group", group), at + WEEK / 2
        self._say(f"group:{group}:intro", "introduce", tuple(people), at, INTRODUCTION, subject)
        for who in people[:1]:
            self._say(f"group:{group}:ask:{who}", "whisper", (who,), asked, CHECK_IN, None)

    def _say(
        self, key: str, kind: str, to: tuple[str, ...], at: datetime, why: str, of: Subject | None
    ) -> None:
        if not (self._spoken or of):
            return
        where = MessageRef(f"{WORKSPACE}/{key}", "1")
        if not self._spoken and kind != "post":
            key, to = f"{PAST}{key}", ()
        message = self._add(
            outbox_message, key=key, token=key, kind=kind, recipients=to, reason=why, due=at,
            subject=of, solicited=False, purpose=Purpose.JOINED, state="sent", first_try=at,
            last_try=at, sent_at=at, message_ref=where, tries=1, expires=at + WEEK,
        )  # fmt: skip
        for who in to if self._spoken else ():
            about = {"reason": why, "solicited": False, "at": at}
            self._add(message_receipt, person=who, outbox_message=message, **about)
        if of:
            self._add(live_card, subject=of, version=3, rendered_version=3)

    def _tables(self, monday: datetime) -> None:
        for number in range(TABLES):
            at = monday + DAY * (number % 5) + 2 * HOUR
            guests = self._rng.sample(EVERYBODY, SEATS)
            table = self._add(
                open_table, host=guests[0], channel=CHANNEL, zone=ZONE, starts_at=at, seats=SEATS,
                state="closed", topic="chess",
            )  # fmt: skip
            for who in guests:
                self._add(seat, table=table, person=who, taken_at=at - HOUR)
            key, subject = f"table:{table}", Subject("table", table)
            self._say(key, "post", (CHANNEL,), at - 2 * HOUR, "lunch.table", subject)

    def _events(self, monday: datetime) -> None:
        issue = self._add(
            digest_issue, digest=1, local_date=monday.date(), since=monday, until=monday + WEEK,
            zone=ZONE,
        )  # fmt: skip
        self._say(
            f"digest:{issue}", "post", (CHANNEL,), monday, "digest.weekly", Subject("digest", issue)
        )
        for place in range(EVENINGS + LISTED if self._spoken else EVENINGS):
            listed = place >= EVENINGS
            starts = monday + DAY * (place % 7) + 9 * HOUR + (WEEK if listed else DAY * 0)
            number = self._add(
                event, uid=f"{monday:%F} {place}", kind="listed" if listed else "gathering",
                channel="" if listed else CHANNEL, title=f"Evening {place}", starts_at=starts,
                ends_at=starts + 2 * HOUR, zone=ZONE, topics=(), created_at=monday,
                changed_at=monday, state="over" if starts < NOW else "open", town="Berlin",
                reach="local", place="Data Loft",
            )  # fmt: skip
            shown = {"title": f"Evening {place}", "place": "Data Loft", "starts_at": starts}
            self._add(digest_entry, issue=issue, event=number, **shown)
            for who in [] if listed else self._rng.sample(EVERYBODY, GUESTS):
                answered = {"answer": "going", "status": "in", "answered_at": monday}
                self._add(rsvp, event=number, person=who, joined_at=monday, **answered)

    def _prompt(self, monday: datetime) -> None:
        post = self._add(
            posting, prompt_channel=1, local_date=monday.date(), slug=f"own:{monday:%F}",
            theme="talk", text="Ask somebody how their week began.", hint="", cycle=1, chosen=False,
        )  # fmt: skip
        subject = Subject("prompt", post)
        self._say(f"prompt:{post}", "post", (CHANNEL,), monday, "prompt.post", subject)
        people = self._rng.sample(EVERYBODY, ANSWERS)
        for who in people:
            self._add(prompt_answer, posting=post, person=who, state="did", at=monday + DAY)
        for who in people[:LEARNED] if self._spoken else ():
            said = {"text": "A spreadsheet can be sorted by colour.", "share": "named"}
            self._add(learning, person=who, about=subject, at=monday + DAY, **said)

    def _poll(self, monday: datetime) -> None:
        times = {"opens_at": monday, "closes_at": monday + DAY, "closed_at": monday + DAY}
        poll = self._add(
            question, channel=CHANNEL, author=EVERYBODY[0], words="Where to?", zone=ZONE,
            state="closed", settings=QuestionSettings(), made_at=monday, **times,
        )  # fmt: skip
        choices = [
            self._add(
                question_choice, question=poll, position=place, words=f"Place {place}", votes=9
            )
            for place in range(4)
        ]
        for who in self._rng.sample(EVERYBODY, ANSWERS):
            choice = self._rng.choice(choices)
            voted = {"person": who, "answer": "yes", "at": monday}
            self._add(question_vote, poll=poll, option=choice, **voted)

    def _traffic(self, monday: datetime) -> None:
        for number in range(PEOPLE if monday > NOW - 2 * WEEK else 0):
            at = monday + WEEK * number / PEOPLE
            self._add(processed_interaction, interaction=f"{monday:%F} {number}", at=at)
        for number in range(50):
            at = monday + DAY * (number % 7)
            about = Subject("program", 1), f"bench.{number}"
            self._add(
                occurrence, kind=about[1], subject=about[0], local_date=at.date(), due=at,
                state="done", done_at=at,
            )  # fmt: skip


def _alike(rows: Rows) -> Iterator[Rows]:
    """Yield rows with the same columns, which one statement can write."""
    for _, same in itertools.groupby(rows, key=tuple):
        yield list(same)


def _candidates() -> tuple[Candidate, ...]:
    rng = random.Random(2)
    return tuple(
        Candidate(
            who,
            team=f"Team {number % TEAMS}",
            office="berlin",
            town="berlin",
            slots=tuple(sorted(rng.sample(TIMES, 2))),
            interests=tuple(sorted(f"topic {n}" for n in rng.sample(range(TOPICS), 3))),
        )
        for number, who in enumerate(EVERYBODY)
    )
