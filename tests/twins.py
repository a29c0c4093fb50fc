"""Twin worlds: rounds of one circle with and without whom somebody would rather not meet.

What others may infer is defined twice, and both have to hold:

- Told the seating, they learn no more. A twin without the list, seated alike by chance, reads the
  same to everybody but the list's author, word for word, and keeps the same rows of its rounds.
- No text of a round hints at a list. Each reads, with names aside, as it does in a world in which
  nobody has one and people sit rounds out: as many as were left over.

What two who are introduced again know of each other anyway, how long ago it was, is set aside. So
is a replay: it draws anew, and its twin was seated by hand.
"""

import datetime as dt
import itertools
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from sqlalchemy import func, select

from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.features import ROUTER
from bot.matching import explain_groups
from bot.pairings.rounds import draw
from bot.pairings.rounds.proposal import Proposal, new_seed
from bot.pairings.tables import group_member, membership, pairing_group, pairing_round, round_skip
from bot.people import records as people
from bot.store.engine import open_database
from bot.ui.cards import as_text
from tests.databases import create_sqlite
from tests.factories.people import make_people
from tests.factories.programs import TUESDAY, find_program, make_program
from tests.reading import text
from tests.world import HOME, World, world_on

RULES = {  # by days between rounds
    7: "FREQ=WEEKLY;BYDAY=TU",
    14: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    28: "FREQ=MONTHLY;BYDAY=1TU",
}
DAYS = {7: (0, 7, 14), 14: (0, 14, 28), 28: (0, 35, 63)}  # of three rounds, from the first
BOSS = f"{HOME}/boss"
ORGANISERS = ("/round preview", "/round explain @{member}", "/round picture")
MEMBERS = ("/round explain", "/lunch tables", "/mingle")
KNOWN = re.compile(
    r"Something to start with: [^\n]*"
    r"|[^.\n]*\b(?:introduced (?:before|in the last)|last introduced \w+ \w+ ago)\b[^.\n]*\."
    r"|You come from \w+ teams\.|You work in different teams\.|This time you are \w+\."
    r"|^.*: (?:Data|Design|Sales)$|, meet (?:for lunch|P\d\d)$",
    re.MULTILINE,
)
KEPT = (pairing_round, pairing_group, group_member, outbox_message)
NAMES = re.compile(r"P\d\d(?: Person)?(?:(?:, | and )P\d\d(?: Person)?)*")
DATE = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri) \d+ \w+(?:, \d\d:\d\d)?")
TRIES = 6  # worlds without a list in which a text is looked for

Seating = Sequence[Sequence[str]]
Texts = dict[tuple[str, ...], str]


class Circle(Struct, frozen=True):
    """People who are introduced in groups of a size, and who would rather not meet whom."""

    people: int
    size: int
    cadence: int  # days between rounds
    author: int
    others: frozenset[int]
    seed: int

    @property
    def members(self) -> list[str]:
        """Return everybody's id."""
        return [f"{HOME}/p{number:02}" for number in range(self.people)]


def random_circle(seed: int) -> Circle:
    """Return a circle of 2 to 30 people, of any size and cadence, in which one has a list."""
    rng = random.Random(seed)
    people = rng.randint(2, 30)
    author, *rest = rng.sample(range(people), people)
    others = rest[: rng.randint(1, min(10, len(rest)))]
    return Circle(
        people, rng.randint(2, 8), rng.choice(tuple(RULES)), author, frozenset(others), seed
    )


class Life(Struct, frozen=True):
    """What became of a circle: its seatings, and by reader and matter all texts."""

    seatings: list[list[list[str]]]
    texts: Texts
    kept: list[object]


class PlainTexts:
    """Masked texts of worlds without a list, by size of group, with the fewest people of such a
    world: in larger ones the others sit out.
    """

    def __init__(self) -> None:
        self._fewest: dict[tuple[int, str, str], int] = {}

    def add(self, circle: Circle, shapes: set[tuple[str, str]]) -> None:
        """Add the texts of a world without a list."""
        for kind, words in shapes:
            key = circle.size, kind, words
            self._fewest[key] = min(circle.people, self._fewest.get(key, circle.people))

    def get(self, circle: Circle) -> set[tuple[str, str]]:
        """Return the texts that a circle of this size can have without a list."""
        return {
            (kind, words)
            for (size, kind, words), fewest in self._fewest.items()
            if size == circle.size and fewest <= circle.people
        }


class Twins:
    """One database file in which life after life of a circle is led, each from the same start.

    Its engine is kept, with all statements that it has compiled.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "twin.db"
        self._database = open_database(f"sqlite+aiosqlite:///{self._path}", durable=False)
        self._begun: tuple[Circle, bytes] | None = None

    async def begin(self, circle: Circle) -> World:
        """Return a world in which a circle was gathered and nothing has happened yet."""
        if self._begun is None or self._begun[0] != circle:
            create_sqlite(self._path)
            await _gather(await world_on(self._database, moment=TUESDAY), circle)
            await self.end()
            self._begun = circle, self._path.read_bytes()
        self._path.write_bytes(self._begun[1])
        return await world_on(self._database, first=1_000, moment=TUESDAY)

    async def end(self) -> None:
        """Close every connection, so that all that was written is in the file."""
        await self._database.close()


async def find_differences(twins: Twins, circle: Circle, plain: PlainTexts) -> list[str]:
    """Return what somebody else could read of a list; nothing if the twins hold."""
    true = await live(twins, circle, has_list=True)
    twin = await live(twins, circle, seatings=true.seatings)
    found = _different(true.texts, twin.texts)
    if true.kept != twin.kept:
        found.append("rows of rounds")

    hints = _shapes(true) - plain.get(circle)
    for attempt in range(TRIES):
        if not hints:
            break
        absent = _absent(true, circle, attempt)
        other = await live(twins, circle, absent=absent, shift=attempt // 3)
        plain.add(circle, _shapes(other))
        hints -= _shapes(other)
    return found + [f"a hint: {kind} {words}" for kind, words in sorted(hints)]


async def live(
    twins: Twins,
    circle: Circle,
    *,
    has_list: bool = False,
    seatings: Sequence[Seating] = (),
    absent: Sequence[Sequence[str]] = (),
    shift: int = 0,
) -> Life:
    """Draw three rounds, by the solver or as told in `seatings`, and read all that others see."""
    author = circle.members[circle.author]
    world = await twins.begin(circle)
    listed = tuple(circle.members[other] for other in sorted(circle.others))
    chosen = {"others": listed if has_list else ()}
    await world.do(world.call(author, "form", "avoid.save", fields=chosen))
    texts: Texts = {}
    drawn, read, before = [], 0, 0
    for number, ahead in enumerate(DAYS[circle.cadence]):
        world.now = TUESDAY + dt.timedelta(days=ahead)
        rng = random.Random(circle.seed + number + 1_000 * shift)
        away = absent[number] if absent else ()
        await _draw(world, rng, seatings[number] if seatings else None, away)
        drawn.append(await _seating(world))
        before, read = read, await _last_message(world)
        texts |= await _read_messages(world, author, number, before, read)
    texts |= await _read_messages(world, author, len(drawn), 0, before)  # again: they are live
    texts |= await _ask(world, circle, author)
    kept = await _rows(world)
    await twins.end()
    return Life(drawn, texts, kept)


async def _gather(world: World, circle: Circle) -> None:
    names = [f"P{number:02} Person" for number in range(circle.people)]
    await make_people(
        world, "Boss Person", *names, channels=("lunch",), known=True, housekeeping=False
    )
    await make_program(
        world, recurrence=RULES[circle.cadence], size=circle.size, start=TUESDAY.date()
    )
    program = await find_program(world)
    common = {"workspace": HOME, "program": program.id, "state": "in", "since": world.now}
    async with world.database.transaction() as tx:
        rows = [{**common, "person": person} for person in circle.members]
        await tx.insert_many(membership, rows)
        for number, person in enumerate(circle.members):
            team = ("Data", "Design", "Sales")[number % 3]
            await people.update_person(tx, HOME, person, team=team)


async def _draw(
    world: World, rng: random.Random, seating: Seating | None, absent: Sequence[str]
) -> None:
    """Draw the round of today, as a job does it; `absent` sit it out."""
    program = await find_program(world)
    day = world.now.date()
    async with world.database.transaction() as tx:
        for person in absent:
            await tx.insert(
                round_skip,
                workspace=HOME,
                program=program.id,
                person=person,
                local_date=day,
            )
        prepared = None
        if seating is not None:
            roster = await draw.participants_due(tx, program, day, world.now)
            assert roster
            groups = [list(group) for group in seating]
            inputs = roster.inputs
            reasons = explain_groups(groups, inputs.people, roster.past.rounds, inputs.rules)
            proposal = Proposal(roster, new_seed(rng), groups, reasons)
            prepared = await draw.prepare_draw(tx, program, day, world.now, proposal)
        await draw.draw_round(tx, program, day, world.now, rng, prepared)


async def _seating(world: World) -> list[list[str]]:
    """Return the groups of the last round in their order, those of one included."""
    async with world.database.read_transaction() as tx:
        last = select(pairing_round.c.id).order_by(pairing_round.c.id.desc()).limit(1)
        rows = await tx.all(
            select(pairing_group.c.id, group_member.c.person)
            .join(group_member, group_member.c.group == pairing_group.c.id)
            .where(pairing_group.c.round == last.scalar_subquery())
            .order_by(pairing_group.c.id, group_member.c.id)
        )
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.id, []).append(row.person)
    return list(groups.values())


async def _last_message(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.max(outbox_message.c.id))) or 0)


async def _read_messages(world: World, author: str, number: int, after: int, last: int) -> Texts:
    """Return what messages say now that somebody else than the author gets."""
    async with world.database.read_transaction() as tx:
        meant = outbox_message.c.id > after, outbox_message.c.id <= last
        rows = await tx.all(select(outbox_message).where(*meant).order_by(outbox_message.c.id))
        texts: Texts = {}
        for row in rows:
            if row.recipients == (author,):
                continue
            card = row.card
            if card is None:
                about = Subject.parse(f"{row.subject}")
                card = await ROUTER.live_cards[about.kind](tx, HOME, about, world.now)
            assert card
            texts[f"round {number}", row.reason, row.key] = as_text(card)
    return texts


async def _ask(world: World, circle: Circle, author: str) -> Texts:
    """Return the answers to what members and organisers can ask."""
    others = [member for member in circle.members if member != author]
    texts: Texts = {}
    for line, member in zip(MEMBERS, itertools.cycle(others[:2]), strict=False):
        texts["asked", line, member] = text(await world.say(member, line))
    texts["asked", "how", others[0]] = text(await world.click(others[0], "lunch.how", "1"))
    for line in ORGANISERS:
        said = line.format(member=others[0].partition("/")[2])
        texts["asked", line, BOSS] = text(await world.say(BOSS, said))
    return texts


async def _rows(world: World) -> list[object]:
    return [[tuple(row) for row in await world.select_all(table)] for table in KEPT]


def _different(one: Mapping[tuple[str, ...], str], two: Mapping[tuple[str, ...], str]) -> list[str]:
    keys = sorted(one.keys() | two.keys())
    return [
        f"{key}: {one.get(key)} / {two.get(key)}" for key in keys if one.get(key) != two.get(key)
    ]


def _shapes(life: Life) -> set[tuple[str, str]]:
    """Return the kinds and the masked texts of a life."""
    return {(kind, _mask(words)) for (_, kind, _), words in life.texts.items()}


def _mask(words: str) -> str:
    """Return a text without who is in a group, what they know of each other, and dates."""
    masked = NAMES.sub("NAMES", DATE.sub("WHEN", KNOWN.sub("", words)))
    masked = re.sub(r"(?:NAMES\s*)+", "NAMES ", masked)
    return re.sub(r"\s+", " ", masked).strip()


def _absent(life: Life, circle: Circle, attempt: int) -> list[list[str]]:
    """Return who sits each round out in a world without a list: nobody, or as many as were alone.

    Those who were, or everybody but one of them who has no list, or others.
    """
    rng, author = random.Random(attempt), circle.members[circle.author]
    absent: list[list[str]] = []
    for groups in life.seatings:
        alone = [group[0] for group in groups if len(group) == 1]
        everybody = sorted(person for group in groups for person in group)
        one = [person for person in alone if person != author][:1]
        choices = {
            0: [],
            1: alone,
            2: [person for person in everybody if person not in one] if one else [],
        }
        absent.append(choices.get(attempt, rng.sample(everybody, len(alone))))
    return absent
