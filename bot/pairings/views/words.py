"""Say names, numbers and reasons in plain words."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.matching import Reason
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rules import Tally
from bot.ui.cards import Paragraph
from bot.ui.text import Mention, Node, flatten_text
from bot.ui.text import join_nodes as joined_nodes

MESSAGE_REASONS = {
    "lunch.invite": "You are in a channel that pairs people for lunch, and you are asked once "
    "whether you take part.",
    "lunch.notice": "You take part in the lunch pairings of a channel, and hear of each round a "
    "day ahead.",
    "lunch.introduction": "You take part in the lunch pairings of a channel, and a round was "
    "drawn.",
    "lunch.nudge": "Two days after an introduction, nobody in your group had clicked anything yet.",
    "lunch.checkin": "A lunch round is about to end, and I do not know yet whether you met.",
    "lunch.changed": "Somebody in your lunch group can't make it this time.",
    "lunch.alone": "A lunch round was drawn and had no company for you.",
    "lunch.silent": "Several lunch rounds went by without a click from you.",
    "lunch.report": "This channel has lunch pairings, and a round was drawn.",
    "lunch.trial": "You asked how a lunch round would come out, and with so many people that takes "
    "a moment.",
    "lunch.missed": "You organise here, and a lunch round could not be drawn in time.",
}

MATCHING_METHOD = (
    "Among everybody in a round I look for the groups that are best for all together: people who "
    "were not introduced "
    "before or not for a long time, from different teams, with a lunch slot, interests and "
    "something to learn in "
    "common."
)

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_GROUPS = {2: ("pair", "pairs"), 3: ("trio", "trios")}


def text_paragraph(*text: Node) -> Paragraph:
    """Make a paragraph of words, names and moments."""
    return Paragraph(text)


def soft_paragraph(*text: Node) -> Paragraph:
    """Make a paragraph of secondary weight."""
    return Paragraph(text, soft=True)


def number_word(count: int) -> str:
    """Write small numbers as words."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def join_words(words: Sequence[str]) -> str:
    """Join words as a sentence does."""
    return flatten_text(joined_nodes(list(words)))


def first_names(people: Sequence[Mention]) -> list[str]:
    """Call people by their first names, by all of them where two would sound the same."""
    short = [person.name.split()[0] if person.name.split() else person.name for person in people]
    return [
        name if short.count(name) == 1 else person.name
        for name, person in zip(short, people, strict=True)
    ]


def is_weekly(program: PairingProgram) -> bool:
    """Tell whether a round is a week."""
    return program.rule.startswith("FREQ=WEEKLY;BYDAY") and "," not in program.rule


def group_counts(tally: Tally) -> str:
    """Count the groups of a round: eleven pairs and one trio."""
    return join_words([_count(size, count) for size, count in tally.sizes])


def elapsed_words(rounds: int, *, weeks: bool) -> str:
    """Say how long ago, in rounds or weeks."""
    unit = "week" if weeks else "round"
    return f"{number_word(rounds)} {unit}{'' if rounds == 1 else 's'}"


def reason_sentences(
    found: Sequence[Reason], names: Mapping[str, str], *, size: int, weeks: bool
) -> list[str]:
    """Say the reasons for a group, one sentence each, what people have in common first."""
    ordered = sorted(_joined(found), key=lambda reason: _ORDER.get(reason.kind, len(_ORDER)))
    told = [_reason(reason, names, size, weeks) for reason in ordered]
    return [sentence for sentence in told if sentence]


def _joined(found: Sequence[Reason]) -> list[Reason]:
    """Say once what several could teach the same person."""
    kept: list[Reason] = []
    for reason in found:
        same = [each for each in kept if _same_lesson(each, reason)]
        if same:
            kept[kept.index(same[0])] = structs.replace(
                same[0], people=(*same[0].people, reason.people[0])
            )
        elif reason.kind == "teaches":
            teacher, learner = reason.people
            kept.append(structs.replace(reason, people=(learner, teacher)))
        else:
            kept.append(reason)
    return kept


def _same_lesson(one: Reason, other: Reason) -> bool:
    same = one.kind == other.kind == "teaches" and one.words == other.words
    return same and one.people[0] == other.people[1]


_ORDER = {
    kind: place
    for place, kind in enumerate(
        ("interests", "teaches", "cross_team", "met_before", "first_time", "office", "extra_person")
    )
}


def _reason(reason: Reason, names: Mapping[str, str], size: int, weeks: bool) -> str | None:
    who = [names.get(person, "somebody") for person in reason.people]
    everybody = len(who) == size
    match reason.kind:
        case "interests":
            return f"{_all_of_you(who, size)} like {join_words(reason.words[:4])}."
        case "teaches":
            learner, *teachers = who
            teach = "teaches" if len(teachers) == 1 else "teach"
            return (
                f"{learner} would like to learn {join_words(reason.words[:3])}, which "
                f"{join_words(teachers)} {teach}."
            )
        case "cross_team":
            return (
                "You work in different teams."
                if size == 2
                else f"You come from {number_word(reason.count)} teams."
            )
        case "met_before" if reason.count == 1:
            return (
                f"{'You' if everybody else join_words(who)} were introduced in the last round too."
            )
        case "met_before":
            return (
                f"{'You' if everybody else join_words(who)} were last introduced "
                f"{elapsed_words(reason.count, weeks=weeks)} ago."
            )
        case "first_time":
            return (
                "You have not been introduced before."
                if size == 2
                else "No two of you have been introduced before."
            )
        case "office":
            return f"{_all_of_you(who, size)} work in {join_words(reason.words)}."
        case "extra_person":
            return f"The numbers did not come out even, so you are {number_word(size)}."
        case _:
            return None


def _all_of_you(who: Sequence[str], size: int) -> str:
    if len(who) < size:
        return f"{join_words(who)} both"
    return "You both" if size == 2 else f"All {number_word(size)} of you"


def _count(size: int, count: int) -> str:
    one, many = _GROUPS.get(
        size, (f"group of {number_word(size)}", f"groups of {number_word(size)}")
    )
    return f"{number_word(count)} {one if count == 1 else many}"
