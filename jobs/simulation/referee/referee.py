"""Once a simulated day: read what stands, and note every sentence that is not true."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from msgspec import Struct, structs
from sqlalchemy import select

from bot.core.router import Router
from bot.people.tables import person
from bot.store.engine import Database
from jobs.simulation.reading import Section
from jobs.simulation.referee.buttons import Presser
from jobs.simulation.referee.claims import Claims, judge_claims, load_claims
from jobs.simulation.referee.sentences import Lie, Reading, judge_words
from jobs.simulation.referee.standing import Board, Standing

# After so many days a message is read again; in between it is left alone, to save time.
AGES = frozenset({0, 1, 2, 3, 5, 7, 8, 10, 14, 21, 30, 45, 60, 90})
PRESSED_ALIKE = 2  # messages of one kind and day whose buttons are pressed


class FalseSentence(Struct, frozen=True):
    """A kind of false sentence: why it was sent, the rule that it broke, how often, and one."""

    reason: str
    rule: str
    times: int
    example: str


class Referee:
    """Reads a workspace for its people; `shut` returns the channels that Mingle cannot change."""

    def __init__(
        self,
        database: Database,
        router: Router,
        workspace: str,
        shut: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._database, self._workspace, self._shut = database, workspace, shut
        self._board = Board(workspace)
        self._presser = Presser(database, router, workspace)
        self._found: dict[tuple[str, str], FalseSentence] = {}
        self._seen: set[tuple[int, str]] = set()

    @property
    def false_sentences(self) -> list[FalseSentence]:
        """Return every kind of false sentence that was found, the most frequent first."""
        return sorted(self._found.values(), key=lambda found: -found.times)

    async def read(self, now: datetime) -> None:
        """Read what stands at a moment when nothing is due."""
        async with self._database.read_transaction() as tx:
            await self._board.update(tx, now)
            rows = await tx.all(select(person).where(person.c.workspace == self._workspace))
            claims = await load_claims(tx, self._workspace, now)
        left = {row.person for row in rows if row.left}
        organisers = {row.person for row in rows if row.organiser}
        known = Reading(now, left, self._board.places)

        shut = set(self._shut())
        pressed: dict[tuple[object, ...], int] = {}
        for message in list(self._due(now, shut)):
            readers = [who for who in self._readers(message) if who not in left]
            if not readers:
                continue
            for section in message.sections:
                self._judge(message, section, readers, known, claims)
                kind = _kind(message, section)
                pressed[kind] = pressed.get(kind, 0) + 1
                if pressed[kind] <= PRESSED_ALIKE:
                    await self._press(message, section, readers, organisers, now)

    def _due(self, now: datetime, shut: Collection[str]) -> Iterator[Standing]:
        for message in self._board.messages.values():
            age = (now - message.posted_at).days
            is_due = age in AGES or now - message.shown_at < timedelta(days=1)
            if is_due and message.channel not in shut and "*" not in shut:
                yield message

    def _readers(self, message: Standing) -> tuple[str, ...]:
        return self._board.places[message.channel].people

    def _judge(
        self,
        message: Standing,
        section: Section,
        readers: list[str],
        known: Reading,
        claims: Claims,
    ) -> None:
        for lie in judge_words(message, section, known):
            self._note(message, lie)
        for lie in judge_claims(message, section, readers, claims):
            self._note(message, lie)

    async def _press(
        self,
        message: Standing,
        section: Section,
        readers: list[str],
        organisers: Collection[str],
        now: datetime,
    ) -> None:
        reader = readers[message.number % len(readers)]
        for button in section.buttons:
            words = await self._presser.press(
                message, button, reader, now, organiser=reader in organisers
            )
            if words:
                rule = f"a button whose matter is over: {button.action}"
                self._note(message, Lie(rule, f"{button.label} → {words}"))

    def _note(self, message: Standing, lie: Lie) -> None:
        """Count a lie once for each message and rule."""
        if (message.number, lie.rule) in self._seen:
            return
        self._seen.add((message.number, lie.rule))
        kind = (message.reason, lie.rule)
        found = self._found.get(kind, FalseSentence(*kind, 0, lie.words))
        self._found[kind] = structs.replace(found, times=found.times + 1)


def _kind(message: Standing, section: Section) -> tuple[object, ...]:
    """Return what is alike for messages that went to many people at once."""
    actions = tuple(button.action for button in section.buttons)
    return message.reason, message.posted_at.date(), actions
