"""Once a simulated day: read what stands, and note every sentence that is not true."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import Row, select

from bot.core.router import Router
from bot.people.tables import person
from bot.store.engine import Database, ReadTransaction
from bot.store.memory import remembered
from bot.ui.cards import Button
from jobs.simulation.card_words import CardSection
from jobs.simulation.referee.board import EARLIEST, Board, Standing
from jobs.simulation.referee.buttons import Presser
from jobs.simulation.referee.claims import Claims, find_rounds, judge_claims, load_claims
from jobs.simulation.referee.findings import FalseSentence
from jobs.simulation.referee.newcomers import judge_newcomers, load_newcomers
from jobs.simulation.referee.sentences import LASTING, Lie, Reading, judge_words

# After so many days a message is read again; in between it is left alone, to save time.
AGES = frozenset({0, 1, 2, 3, 5, 7, 8, 10, 14, 21, 30, 45, 60, 90})
OLDEST = timedelta(days=max(AGES) + 1)  # of what is read at all
PRESSES = 8  # buttons that are pressed in one reading, those that were not for longest
STAGES = (timedelta(days=1), timedelta(days=6), timedelta(days=14))  # of the age of a message


class Press(Struct, frozen=True):
    """A button of a message, why its section was sent, and the reader who would press it."""

    message: Standing
    reason: str
    button: Button
    reader: str

    def kind(self, now: datetime) -> tuple[object, ...]:
        """Return what buttons have in common that do the same for messages about as old."""
        age = now - self.message.posted_at
        return self.reason, self.button.action, bisect_right(STAGES, age)


class Referee:
    """Reads a workspace for its people; `shut` returns the channels that Mingle cannot change.

    `gone` returns who has left the company, whether Mingle knows it yet or not.
    """

    def __init__(
        self,
        database: Database,
        router: Router,
        workspace: str,
        shut: Callable[[], Collection[str]] = tuple,
        gone: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._database, self._workspace = database, workspace
        self._shut, self._gone = shut, gone
        self._board = Board(workspace)
        self._presser = Presser(database, router, workspace)
        self._found: dict[tuple[str, str], FalseSentence] = {}
        self._seen: set[tuple[int, str]] = set()
        self._tried: dict[tuple[object, ...], datetime] = {}
        self._pressed: set[tuple[object, ...]] = set()

    @property
    def false_sentences(self) -> list[FalseSentence]:
        """Return every kind of false sentence that was found, the most frequent first."""
        return sorted(self._found.values(), key=lambda found: -found.times)

    async def read(self, now: datetime) -> None:
        """Read what stands at a moment when nothing is due."""
        async with self._database.read_transaction() as tx:
            await self._board.update(tx, now)
            self._board.leave_out(now - OLDEST)
            people = await _list_people(tx, self._workspace)
            due = list(self._due(now, set(self._shut())))
            places = await self._board.read_places(tx, due)
            claims = await load_claims(tx, self._workspace, now, find_rounds(due))
            told = await load_newcomers(tx, self._workspace, now, due)
        left = {who for who, row in people.items() if row.left}
        known = Reading(now, left, places, self._gone())

        waiting: list[Press] = []
        for message in due:
            readers = known.readers_of(message.channel)
            if not readers:
                continue
            for section in message.sections:
                self._judge(message, section, readers, known, claims)
                for lie in judge_newcomers(message, section, told):
                    self._note(message, message.origin_of(section).reason, lie)
                reason = message.origin_of(section).reason
                reader = readers[message.number % len(readers)]
                waiting += [Press(message, reason, button, reader) for button in section.buttons]
        for press in self._choose(waiting, now):
            await self._press(press, people.get(press.reader), now)

    def _due(self, now: datetime, shut: Collection[str]) -> Iterator[Standing]:
        for message in self._board.messages.values():
            age = (now - message.posted_at).days
            is_due = age in AGES or now - message.shown_at < timedelta(days=1)
            if is_due and message.channel not in shut and "*" not in shut:
                yield message

    def _judge(
        self,
        message: Standing,
        section: CardSection,
        readers: list[str],
        known: Reading,
        claims: Claims,
    ) -> None:
        reason = message.origin_of(section).reason
        for lie in judge_words(message, section, known):
            self._note(message, reason, lie)
        for lie in judge_claims(message, section, readers, claims):
            self._note(message, reason, lie)

    def _choose(self, waiting: Sequence[Press], now: datetime) -> list[Press]:
        """Return one press of each kind of button, first those that were not tried for longest.

        The same message is pressed again only when it looks otherwise or has grown older.
        """
        alike: dict[tuple[object, ...], list[Press]] = {}
        for press in waiting:
            kind = press.kind(now)
            looks = (press.message.number, press.message.shown_at, press.button.value, *kind)
            if not press.button.action.startswith(LASTING) and looks not in self._pressed:
                alike.setdefault(kind, []).append(press)

        kinds = sorted(alike, key=lambda kind: self._tried.get(kind, EARLIEST))
        chosen = []
        for kind in kinds[:PRESSES]:
            press = alike[kind][now.toordinal() % len(alike[kind])]
            self._tried[kind] = now
            looks = (press.message.number, press.message.shown_at, press.button.value, *kind)
            self._pressed.add(looks)
            chosen.append(press)
        return chosen

    async def _press(self, press: Press, reader: Row[Any] | None, now: datetime) -> None:
        name = reader.name if reader else press.reader
        organiser = reader is not None and reader.organiser
        words = await self._presser.press(
            press.message, press.button, press.reader, name, now, organiser=organiser
        )
        if words:
            rule = f"a button whose matter is over: {press.button.action}"
            lie = Lie(rule, f"{press.button.label} → {words}")
            self._note(press.message, press.reason, lie)

    def _note(self, message: Standing, reason: str, lie: Lie) -> None:
        """Count a lie once for each message and rule."""
        if (message.number, lie.rule) in self._seen:
            return
        self._seen.add((message.number, lie.rule))
        kind = (reason, lie.rule)
        found = self._found.get(kind, FalseSentence(*kind, 0, lie.words))
        self._found[kind] = structs.replace(found, times=found.times + 1)


@remembered
async def _list_people(tx: ReadTransaction, workspace: str) -> dict[str, Row[Any]]:
    rows = await tx.all(select(person).where(person.c.workspace == workspace))
    return {row.person: row for row in rows}
