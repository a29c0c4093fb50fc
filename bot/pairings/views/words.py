"""Names, numbers and reasons in plain words."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.matching import Reason, ReasonKind, TeamsFirst
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rules import Tally
from bot.ui.cards import Paragraph
from bot.ui.languages import ENGLISH
from bot.ui.speech import mark, reader_language, say, say_many
from bot.ui.text import Mention, Node, first_name, flatten_text, join_nodes

MESSAGE_REASONS = {
    "lunch.invite": mark(
        "You are in a channel that pairs people for lunch, and have not said yet whether you "
        "take part."
    ),
    "lunch.notice": mark(
        "You take part in the lunch pairings of a channel, and hear of each round a day ahead."
    ),
    "lunch.introduction": mark(
        "You take part in the lunch pairings of a channel, and a round was drawn."
    ),
    "lunch.nudge": mark(
        "Two days after an introduction, nobody in your group had clicked anything yet."
    ),
    "lunch.checkin": mark("A lunch round is about to end, and I do not know yet whether you met."),
    "lunch.changed": mark("Somebody in your lunch group can't make it this time."),
    "lunch.agreed": mark("Your lunch group found a time, or the time changed."),
    "lunch.proposed": mark("Somebody in your lunch group proposed another time."),
    "lunch.alone": mark("A lunch round was drawn and had no company for you."),
    "lunch.moved": mark(
        "An organiser moved a lunch round that I had told you of, or leaves it out."
    ),
    "lunch.silent": mark("Several lunch rounds went by without a click from you."),
    "lunch.report": mark("This channel has lunch pairings, and a round was drawn."),
    "lunch.trial": mark(
        "You asked how a lunch round would come out, and with so many people that takes a moment."
    ),
    "lunch.host": mark("An organiser would like you to host the lunches of a channel."),
    "lunch.host_news": mark(
        "You were to host the lunches of a channel, or asked somebody to, and that changed."
    ),
    "lunch.missed": mark("You organise here, and a lunch round could not be drawn in time."),
}

# What a message promises names no day: whoever reads it later may skip that round, or pause.
FIRST_IN_LINE = mark("You're first in line for your next round.")
WHY_NOBODY = mark(
    "People skip a round, pause or have a full week, offices differ, and numbers come out uneven."
)
NEXT_ROUND = mark("I'll match you again in your next round.")

MATCHING_METHOD = mark(
    "Among everybody in a round I look for the groups that are best for all together: people "
    "who were not introduced before or not for a long time, from different teams, with a "
    "lunch slot, interests and something to learn in common."
)

_METHOD_WITHIN = mark(
    "Among everybody in a round I look for the groups that are best for all together: people of "
    "the same team first, who were not introduced before or not for a long time, with a lunch "
    "slot, interests and something to learn in common."
)
_TEAMS_FIRST: dict[TeamsFirst, str] = {
    "across": mark("Here people of different teams come first."),
    "within": mark("Here people of the same team come first."),
}
_MENTORS_FIRST = mark(
    "Here I first match people who'd like to learn something with those who can show it."
)

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_REASON_ORDER: tuple[ReasonKind, ...] = (
    "hosted", "welcomes", "call", "interests", "teaches", "not_teaching", "cross_team", "same_team",
    "not_across", "not_within", "met_before", "first_time", "office", "extra_person", "three",
)  # fmt: skip


def matching_method(program: PairingProgram, host: Mention | None = None) -> str:
    """Return how people of a program are matched, with who comes first and who hosts."""
    if program.teams == "within":
        method, first = say(_METHOD_WITHIN), mentors_first(program)
    else:
        method, first = say(MATCHING_METHOD), comes_first(program)
    return " ".join(filter(None, (method, first, hosted_by(host))))


def comes_first(program: PairingProgram) -> str:
    """Return which teams come first in a program, and whether mentors do; empty if none do."""
    teams = say(_TEAMS_FIRST[program.teams]) if program.teams in _TEAMS_FIRST else ""
    return f"{teams} {mentors_first(program)}".strip()


def mentors_first(program: PairingProgram) -> str:
    """Return that mentors come first in a program; empty if they don't."""
    return say(_MENTORS_FIRST) if program.mentors else ""


def hosted_by(host: Mention | None) -> str:
    """Return that somebody hosts, in every round that they take part in; empty if nobody does."""
    if host is None:
        return ""
    return say(
        "{host} hosts here: in each round that {host} takes part in, the lot draws who sits at the "
        "same table. Whoever hasn't yet comes first.",
        host=host.name,
    )


def text_paragraph(*text: Node) -> Paragraph:
    """Return a paragraph of words, mentions and instants."""
    return Paragraph(text)


def soft_paragraph(*text: Node) -> Paragraph:
    """Return a paragraph of secondary weight."""
    return Paragraph(text, soft=True)


def number_word(count: int) -> str:
    """Return a number as an English word up to twelve; in digits beyond, and in other languages,
    where the word depends on what is counted."""
    if reader_language() != ENGLISH or not 0 <= count < len(_NUMBERS):
        return str(count)
    return _NUMBERS[count]


def join_words(words: Sequence[str]) -> str:
    """Return words joined as in a sentence: commas, and "and" before the last."""
    return flatten_text(join_nodes(list(words)))


def first_names(people: Sequence[Mention]) -> list[str]:
    """Return first names, and whole names where two people share the first one."""
    short = [first_name(person) for person in people]
    return [
        name if short.count(name) == 1 else person.name
        for name, person in zip(short, people, strict=True)
    ]


def is_weekly(program: PairingProgram) -> bool:
    """Return whether a round takes one week."""
    return program.recurrence.startswith("FREQ=WEEKLY;BYDAY") and "," not in program.recurrence


def group_counts(tally: Tally) -> str:
    """Return the groups of a round by size, such as "eleven pairs and one trio"."""
    return join_words([_count_groups(size, count) for size, count in tally.sizes])


def reason_sentences(
    reasons: Sequence[Reason], names: Mapping[str, str], *, size: int, weeks: bool
) -> list[str]:
    """Return the reasons for a group, one sentence each, what people have in common first.

    `names` maps ids to what people are called; reasons without a sentence are left out.
    """
    ordered = [reason for reason in _merge_lessons(reasons) if reason.kind in _REASON_ORDER]
    ordered.sort(key=lambda reason: _REASON_ORDER.index(reason.kind))
    sentences = []
    for reason in ordered:
        people = [names.get(person, say("somebody")) for person in reason.people]
        sentences.append(_reason_sentence(reason, people, size, weeks))
    return sentences


def _merge_lessons(reasons: Sequence[Reason]) -> list[Reason]:
    """Merge lessons that several people could teach the same person; put the learner first."""
    merged: list[Reason] = []
    for reason in reasons:
        if reason.kind != "teaches":
            merged.append(reason)
            continue

        teacher, learner = reason.people
        same = _find_lesson(merged, learner, reason.words)
        if same is None:
            merged.append(structs.replace(reason, people=(learner, teacher)))
        else:
            merged[same] = structs.replace(reason, people=(*merged[same].people, teacher))
    return merged


def _find_lesson(reasons: Sequence[Reason], learner: str, words: tuple[str, ...]) -> int | None:
    for index, reason in enumerate(reasons):
        if reason.kind == "teaches" and reason.people[0] == learner and reason.words == words:
            return index
    return None


def _reason_sentence(reason: Reason, people: list[str], size: int, weeks: bool) -> str:
    match reason.kind:
        case "hosted" | "welcomes":
            return _host_sentence(reason.kind, people)
        case "interests":
            return _shared_interests(people, size, join_words(reason.words[:4]))
        case "not_teaching":
            return say(
                "Here I first match people who'd like to learn something with those who can show "
                "it; this time that didn't work out for everyone."
            )
        case "teaches":
            return _lesson_sentence(people, reason.words)
        case "cross_team" | "same_team" | "not_across" | "not_within":
            return _team_sentence(reason, size)
        case "met_before":
            return _repeat_sentence(people, size, reason.count, weeks=weeks)
        case "first_time" if size == 2:
            return say("You have not been introduced before.")
        case "first_time":
            return say("No two of you have been introduced before.")
        case "office":
            return _same_office(people, size, join_words(reason.words))
        case "call" if reason.words:
            return say("You are in {words}, so I suggest a call.", words=join_words(reason.words))
        case "call":
            return say("A call suits you best.")
        case _:
            # whether by a wish or as the numbers came out
            return say("This time you are {number}.", number=number_word(size))


def _host_sentence(kind: ReasonKind, people: Sequence[str]) -> str:
    host, *drawn = people
    if kind == "welcomes":
        return say(
            "{host} offered to welcome someone new, and {newcomer} is new here.",
            host=host,
            newcomer=join_words(drawn),
        )
    if not drawn:
        return say("{host} hosts this lunch.", host=host)
    return say_many(
        "{host} hosts this lunch; {drawn} was drawn by lot this time.",
        "{host} hosts this lunch; {drawn} were drawn by lot this time.",
        len(drawn),
        host=host,
        drawn=join_words(drawn),
    )


def _team_sentence(reason: Reason, size: int) -> str:
    match reason.kind:
        case "cross_team" if size == 2:
            return say("You work in different teams.")
        case "cross_team":
            return say("You come from {number} teams.", number=number_word(reason.count))
        case "same_team" if size == 2:
            return say("You work in the same team.")
        case "same_team":
            return say("All {number} of you work in the same team.", number=number_word(size))
        case "not_across":
            return say(
                "People of different teams come first here; this time that didn't work out for "
                "everyone."
            )
        case _:
            return say(
                "People of the same team come first here; this time that didn't work out for "
                "everyone."
            )


def _lesson_sentence(people: Sequence[str], skills: Sequence[str]) -> str:
    learner, *teachers = people
    return say_many(
        "{learner} would like to learn {skills}, which {teachers} teaches.",
        "{learner} would like to learn {skills}, which {teachers} teach.",
        len(teachers),
        learner=learner,
        skills=join_words(skills[:3]),
        teachers=join_words(teachers),
    )


def _repeat_sentence(people: Sequence[str], size: int, rounds: int, *, weeks: bool) -> str:
    number = number_word(rounds)
    if len(people) == size:
        if rounds == 1:
            return say("You were introduced in the last round too.")
        if weeks:
            return say("You were last introduced {number} weeks ago.", number=number)
        return say("You were last introduced {number} rounds ago.", number=number)

    names = join_words(people)
    if rounds == 1:
        return say("{names} were introduced in the last round too.", names=names)
    if weeks:
        return say("{names} were last introduced {number} weeks ago.", names=names, number=number)
    return say("{names} were last introduced {number} rounds ago.", names=names, number=number)


def _shared_interests(people: Sequence[str], size: int, interests: str) -> str:
    if len(people) < size:
        return say("{names} both like {interests}.", names=join_words(people), interests=interests)
    if size == 2:
        return say("You both like {interests}.", interests=interests)
    number = number_word(size)
    return say("All {number} of you like {interests}.", number=number, interests=interests)


def _same_office(people: Sequence[str], size: int, offices: str) -> str:
    if size == 2:
        return say("You are both in {offices}.", offices=offices)
    if len(people) < size:
        return say("{names} both are in {offices}.", names=join_words(people), offices=offices)
    return say("All {number} of you are in {offices}.", number=number_word(size), offices=offices)


def _count_groups(size: int, count: int) -> str:
    number = number_word(count)
    if size == 2:
        return say_many("{number} pair", "{number} pairs", count, number=number)
    if size == 3:
        return say_many("{number} trio", "{number} trios", count, number=number)
    return say_many(
        "{number} group of {size}",
        "{number} groups of {size}",
        count,
        number=number,
        size=number_word(size),
    )
