"""What newcomers are told of their first ninety days, compared with the rows that it is about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from bot.events.tables import event, rsvp
from bot.know_how.tables import named_expert
from bot.pairings.rounds.records import NEVER_MET
from bot.pairings.rounds.welcomers import OFFERED_FOR
from bot.pairings.tables import group_member, pairing_group, welcomer
from bot.people.tables import avoidance, newcomer, person
from bot.store.engine import ReadTransaction
from bot.ui.text import Bold, Mention
from jobs.simulation.card_words import CardSection, Sentence
from jobs.simulation.referee.board import Standing
from jobs.simulation.referee.sentences import Lie

KINDS = ("newcomer_thanks", "newcomer_event", "newcomer_expert")
MET, INTRODUCED = "You met ", "introduced you to "
SIGNED_UP = "You signed up for "
OFFERED = "You offered to welcome the next newcomer"


class Newcomers(Struct, frozen=True):
    """What the rows say of newcomers and those around them, at a moment."""

    now: datetime
    readers: Mapping[int, str] = {}  # by newcomer
    told_of: Mapping[int, int] = {}  # the event, by newcomer
    open_events: frozenset[int] = frozenset()
    going: Mapping[int, frozenset[str]] = {}  # who goes and shows it, by event
    titles: Mapping[str, frozenset[str]] = {}  # of events that somebody signed up for
    met: frozenset[tuple[str, str]] = frozenset()  # who said that they met whom
    introduced: frozenset[tuple[str, str]] = frozenset()
    named: frozenset[str] = frozenset()  # who agreed to be named to whoever asks
    apart: frozenset[tuple[str, str]] = frozenset()
    gone: frozenset[str] = frozenset()
    welcoming: frozenset[str] = frozenset()


async def load_newcomers(
    tx: ReadTransaction, workspace: str, now: datetime, due: Iterable[Standing]
) -> Newcomers:
    """Read what newcomers are told of, in a few queries; nothing where no message tells of it."""
    told = (origin.subject for message in due for origin in message.origins)
    if not any(subject and subject.kind in KINDS for subject in told):
        return Newcomers(now)
    people = await tx.all(select(newcomer).where(newcomer.c.workspace == workspace))

    events = await tx.all(select(event).where(event.c.workspace == workspace))
    titles = {row.id: row.title for row in events}
    going: defaultdict[int, set[str]] = defaultdict(set)
    signed_up: defaultdict[str, set[str]] = defaultdict(set)
    for row in await tx.all(select(rsvp).where(rsvp.c.workspace == workspace)):
        if row.status == "in" and row.openly:
            going[row.event].add(row.person)
        if row.status == "in":
            signed_up[row.person].add(titles.get(row.event, ""))

    met, introduced = await _list_lunches(tx, workspace)
    avoided = await tx.all(select(avoidance).where(avoidance.c.workspace == workspace))
    gone = select(person.c.person).where(person.c.workspace == workspace, person.c.left.is_(True))
    named = select(named_expert.c.person).where(named_expert.c.workspace == workspace)
    offers = select(welcomer.c.person).where(
        welcomer.c.workspace == workspace, welcomer.c.since > now - OFFERED_FOR
    )
    return Newcomers(
        now=now,
        readers={row.id: row.person for row in people},
        told_of={row.id: row.event for row in people if row.event is not None},
        open_events=frozenset(
            row.id for row in events if row.state == "open" and row.ends_at > now
        ),
        going={number: frozenset(those) for number, those in going.items()},
        titles={who: frozenset(those) for who, those in signed_up.items()},
        met=met,
        introduced=introduced,
        named=frozenset(await tx.scalars(named)),
        apart=frozenset(
            pair for row in avoided for pair in ((row.person, row.other), (row.other, row.person))
        ),
        gone=frozenset(await tx.scalars(gone)),
        welcoming=frozenset(await tx.scalars(offers)),
    )


def judge_newcomers(message: Standing, section: CardSection, known: Newcomers) -> Iterator[Lie]:
    """Yield the rules that a section breaks by what it tells a newcomer."""
    about = message.origin_of(section).subject
    if about is None:
        return
    match about.kind:
        case "newcomer_thanks" if about.parts:
            yield from _thanks(section, about.parts[0], known)
        case "newcomer_event" if about.id in known.readers:
            yield from _event(section, about.id, known)
        case "newcomer_expert" if about.id in known.readers:
            yield from _expert(section, known.readers[about.id], known)


def _thanks(section: CardSection, reader: str, known: Newcomers) -> Iterator[Lie]:
    for sentence in section.sentences:
        named = _named(sentence)
        if MET in sentence.words and not _all_of(reader, named, known.met):
            yield Lie("somebody whom they did not meet", sentence.words)
        if INTRODUCED in sentence.words and not _all_of(reader, named, known.introduced):
            yield Lie("an introduction that was none", sentence.words)
        if any((reader, other) in known.apart for other in named):
            yield Lie("somebody whom they would rather not meet", sentence.words)
        titles = {node.text for node in sentence.nodes if isinstance(node, Bold)}
        if SIGNED_UP in sentence.words and not titles <= known.titles.get(reader, frozenset()):
            yield Lie("an event that they did not sign up for", sentence.words)
        if OFFERED in sentence.words and reader not in known.welcoming:
            yield Lie("a welcome that nobody offered", sentence.words)


def _event(section: CardSection, number: int, known: Newcomers) -> Iterator[Lie]:
    event_told = known.told_of.get(number, 0)
    asks = any(button.action == "event.answer" for button in section.buttons)
    if asks and event_told not in known.open_events:
        yield Lie("an event that is over, for a newcomer", section.words[:120])
    for sentence in section.sentences:
        named = _named(sentence)
        is_going = " is going" in sentence.words or " are going" in sentence.words
        if is_going and not named <= known.going.get(event_told, frozenset()):
            yield Lie("company that does not go", sentence.words)
        if any((known.readers[number], other) in known.apart for other in named):
            yield Lie("somebody whom they would rather not meet", sentence.words)


def _expert(section: CardSection, reader: str, known: Newcomers) -> Iterator[Lie]:
    named = {mention.person for mention in section.mentions}
    for other in named:
        if other not in known.named or other in known.gone or (reader, other) in known.apart:
            yield Lie("somebody to ask who may not be named", section.words[:120])


def _named(sentence: Sentence) -> set[str]:
    return {node.person for node in sentence.nodes if isinstance(node, Mention)}


def _all_of(reader: str, named: Collection[str], pairs: Collection[tuple[str, str]]) -> bool:
    return all((reader, other) in pairs for other in named)


async def _list_lunches(
    tx: ReadTransaction, workspace: str
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Return who said that they met whom at a lunch, and who was introduced to whom."""
    query = (
        select(group_member.c.group, group_member.c.person, group_member.c.answer)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(group_member.c.workspace == workspace, pairing_group.c.state.not_in(NEVER_MET))
        .where(group_member.c.answer != "out")
    )
    groups: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in await tx.all(query):
        groups[row.group][row.person] = row.answer
    introduced, met = set(), set()
    for answers in groups.values():
        for one, answer in answers.items():
            others = [other for other in answers if other != one]
            introduced |= {(one, other) for other in others}
            if answer == "met":
                met |= {
                    (one, other)
                    for other in others
                    if answers[other] != "cant" and (len(others) == 1 or answers[other] == "met")
                }
    return frozenset(met), frozenset(introduced)
