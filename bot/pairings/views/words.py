"""Names, numbers and reasons in plain words."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.matching import Reason, ReasonKind
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rules import Tally
from bot.ui.cards import Paragraph
from bot.ui.text import Mention, Node, flatten_text, join_nodes

MESSAGE_REASONS = {
    "lunch.invite": "You are in a channel that pairs people for lunch, and have not said yet "
    "whether you take part.",
    "lunch.notice": "You take part in the lunch pairings of a channel, and hear of each round a "
    "day ahead.",
    "lunch.introduction": "You take part in the lunch pairings of a channel, and a round was "
    "drawn.",
    "lunch.nudge": "Two days after an introduction, nobody in your group had clicked anything yet.",
    "lunch.checkin": "A lunch round is about to end, and I do not know yet whether you met.",
    "lunch.changed": "Somebody in your lunch group can't make it this time.",
    "lunch.agreed": "Your lunch group found a time, or the time changed.",
    "lunch.proposed": "Somebody in your lunch group proposed another time.",
    "lunch.alone": "A lunch round was drawn and had no company for you.",
    "lunch.moved": "An organiser moved a lunch round that I had told you of, or leaves it out.",
    "lunch.silent": "Several lunch rounds went by without a click from you.",
    "lunch.report": "This channel has lunch pairings, and a round was drawn.",
    "lunch.trial": "You asked how a lunch round would come out, and with so many people that takes "
    "a moment.",
    "lunch.missed": "You organise here, and a lunch round could not be drawn in time.",
}

# What a message promises names no day: whoever reads it later may skip that round, or pause.
FIRST_IN_LINE = "You're first in line for your next round."
WHY_NOBODY = (
    "People skip a round, pause or have a full week, offices differ, and numbers come out uneven."
)
NEXT_ROUND = "I'll match you again in your next round."

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
_REASON_ORDER: tuple[ReasonKind, ...] = (
    "call", "interests", "teaches", "cross_team", "met_before", "first_time", "office",
    "extra_person", "three",
)  # fmt: skip


def text_paragraph(*text: Node) -> Paragraph:
    """Return a paragraph of words, mentions and instants."""
    return Paragraph(text)


def soft_paragraph(*text: Node) -> Paragraph:
    """Return a paragraph of secondary weight."""
    return Paragraph(text, soft=True)


def number_word(count: int) -> str:
    """Return a number as a word up to twelve, in digits beyond."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def join_words(words: Sequence[str]) -> str:
    """Return words joined as in a sentence: commas, and "and" before the last."""
    return flatten_text(join_nodes(list(words)))


def first_names(people: Sequence[Mention]) -> list[str]:
    """Return first names, and whole names where two people share the first one."""
    short = [(person.name.split() or [person.name])[0] for person in people]
    names = []
    for first_name, person in zip(short, people, strict=True):
        names.append(first_name if short.count(first_name) == 1 else person.name)
    return names


def is_weekly(program: PairingProgram) -> bool:
    """Return whether a round takes one week."""
    return program.recurrence.startswith("FREQ=WEEKLY;BYDAY") and "," not in program.recurrence


def group_counts(tally: Tally) -> str:
    """Return the groups of a round by size, such as "eleven pairs and one trio"."""
    return join_words([_count_groups(size, count) for size, count in tally.sizes])


def elapsed_words(rounds: int, *, weeks: bool) -> str:
    """Return a time span in rounds or weeks, such as "three weeks"."""
    unit = "week" if weeks else "round"
    return f"{number_word(rounds)} {unit}{'' if rounds == 1 else 's'}"


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
        people = [names.get(person, "somebody") for person in reason.people]
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
        case "interests":
            return f"{_all_of_you(people, size)} like {join_words(reason.words[:4])}."
        case "teaches":
            return _lesson_sentence(people, reason.words)
        case "cross_team" if size == 2:
            return "You work in different teams."
        case "cross_team":
            return f"You come from {number_word(reason.count)} teams."
        case "met_before":
            return _repeat_sentence(people, size, reason.count, weeks=weeks)
        case "first_time" if size == 2:
            return "You have not been introduced before."
        case "first_time":
            return "No two of you have been introduced before."
        case "office" if size == 2:
            return f"You are both in {join_words(reason.words)}."
        case "office":
            return f"{_all_of_you(people, size)} are in {join_words(reason.words)}."
        case "call" if reason.words:
            return f"You are in {join_words(reason.words)}, so I suggest a call."
        case "call":
            return "A call suits you best."
        case _:
            # whether by a wish or as the numbers came out
            return f"This time you are {number_word(size)}."


def _lesson_sentence(people: Sequence[str], skills: Sequence[str]) -> str:
    learner, *teachers = people
    teach = "teaches" if len(teachers) == 1 else "teach"
    return (
        f"{learner} would like to learn {join_words(skills[:3])}, which "
        f"{join_words(teachers)} {teach}."
    )


def _repeat_sentence(people: Sequence[str], size: int, rounds: int, *, weeks: bool) -> str:
    subject = "You" if len(people) == size else join_words(people)
    if rounds == 1:
        return f"{subject} were introduced in the last round too."
    return f"{subject} were last introduced {elapsed_words(rounds, weeks=weeks)} ago."


def _all_of_you(people: Sequence[str], size: int) -> str:
    if len(people) < size:
        return f"{join_words(people)} both"
    return "You both" if size == 2 else f"All {number_word(size)} of you"


def _count_groups(size: int, count: int) -> str:
    of_size = number_word(size)
    singular, plural = _GROUPS.get(size, (f"group of {of_size}", f"groups of {of_size}"))
    return f"{number_word(count)} {singular if count == 1 else plural}"
