"""The card of somebody's ladder: what they did, the next step, and a line for their CV."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.ladder.rules import RUNGS, Ladder, Rung
from bot.ui.cards import Actions, Button, Card, Choice, Facts, Paragraph, Part, Quote, Select
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Mention, first_name, join_nodes, tell

TITLE = mark("From attending to leading")
ONLY_YOU = mark("Only you see this. Nobody else can open, count or guess it.")
ADDED = mark("Added. Only you see it.")
REMOVED = mark("What you added by hand is forgotten.")
_NAMES: Mapping[Rung, str] = {
    "been": mark("Been there"),
    "brought": mark("Brought somebody"),
    "wrote": mark("Wrote it up, or asked"),
    "helped": mark("Helped"),
    "spoke": mark("Spoke"),
    "hosted": mark("Hosted or organised"),
    "role": mark("Holds a role"),
}
_NEXT: Mapping[Rung, tuple[str, Button]] = {
    "been": (
        mark("Go somewhere once, with a colleague if you can."),
        Button("next.show", mark("Suggest something"), "", "main"),
    ),
    "brought": (
        mark("Take somebody along next time: answer an event and add a guest, or ask a colleague."),
        Button("next.show", mark("Suggest something"), "", "main"),
    ),
    "wrote": (
        mark("After the next evening, write one sentence on what you learned when I ask you."),
        Button("next.show", mark("Suggest something"), "", "main"),
    ),
    "helped": (
        mark("Take one step of what a colleague starts, or start something small yourself."),
        Button("kit.list", mark("See what you can start"), "", "main"),
    ),
    "spoke": (
        mark("Tell others for twenty minutes what you learned. A kit leads you there."),
        Button("kit.choose", mark("Plan a talk"), "talk", "main"),
    ),
    "hosted": (
        mark("Host something: a lunch of your craft is the smallest."),
        Button("kit.choose", mark("Plan a lunch"), "craft-lunch", "main"),
    ),
    "role": (
        mark("Look at what associations look for just now, or let a kit lead you there."),
        Button("opening.page", mark("See the openings"), "0:", "main"),
    ),
}
_CV: Mapping[Rung, str] = {
    "been": mark("took part in events of the profession"),
    "brought": mark("brought colleagues along"),
    "wrote": mark("wrote up what was learned"),
    "helped": mark("helped to organise events"),
    "spoke": mark("spoke to people of the field"),
    "hosted": mark("hosted events"),
    "role": mark("holds a role in a professional association"),
}
LETTER = mark("Your year")
_ALL = mark(
    "You've done all of it. Perhaps somebody would like you beside them on their first step."
)
_NOTHING = mark("Nothing yet, and that's fine: everybody begins by going somewhere once.")


def ladder_card(ladder: Ladder, said: str = "") -> Card:
    """Show somebody where they stand, and one next step."""
    rows = tuple((say(_NAMES[rung]), (_state(ladder, rung),)) for rung in RUNGS)
    parts: list[Part] = [Paragraph((said,))] if said else []
    parts.append(Facts(rows))
    if ladder.next is None:
        parts.append(Paragraph((say(_ALL),)))
    else:
        words, button = _NEXT[ladder.next]
        parts += [
            Paragraph((say("Next: {step}", step=say(words)),)),
            Actions((structs.replace(button, label=say(button.label)),)),
        ]
    line = cv_line(ladder)
    parts.append(Paragraph((say("For your CV:"),) if line else (say(_NOTHING),)))
    parts += [Quote(line)] if line else []
    return Card("note", say(TITLE), (*parts, Actions(tuple(_hand(ladder)))), (say(ONLY_YOU),))


def letter_card(ladder: Ladder, reader: Mention) -> Card:
    """Write somebody a letter on what they did in the last twelve months."""
    done = [_done_words(rung, count) for rung, count in ladder.seen.items() if count]
    lines: list[Part] = [Paragraph((say("Dear {name},", name=first_name(reader)),))]
    if done:
        lines += [Paragraph((say("In the last twelve months:"),)), Paragraph((" ".join(done),))]
    else:
        lines.append(Paragraph((say("it was a quiet year as far as I saw, and that's fine."),)))
    if ladder.added:
        names = [say(_NAMES[rung]) for rung in RUNGS if rung in ladder.added]
        added = tell("What you added yourself: {things}.", things=join_nodes(names))
        lines.append(Paragraph(added))
    if ladder.next:
        words, button = _NEXT[ladder.next]
        lines.append(Paragraph((say("For the next year: {step}", step=say(words)),)))
        lines.append(Actions((structs.replace(button, label=say(button.label)),)))
    return Card("note", say(LETTER), tuple(lines), (say(ONLY_YOU),))


def _done_words(rung: Rung, count: int) -> str:
    match rung:
        case "been":
            return say_many("You went to one event.", "You went to {count} events.", count)
        case "brought":
            return say_many(
                "You brought somebody along once.",
                "You brought somebody along {count} times.",
                count,
            )
        case "wrote":
            return say_many(
                "You wrote down once what you learned.",
                "You wrote down {count} times what you learned.",
                count,
            )
        case "helped":
            return say_many("You did one step of a plan.", "You did {count} steps of plans.", count)
        case _:
            return say_many("You hosted one event.", "You hosted {count} events.", count)


def cv_line(ladder: Ladder) -> str:
    """Return one sentence on what somebody did, or an empty text."""
    done = [say(_CV[rung]) for rung in RUNGS if rung in ladder.reached]
    if not done:
        return ""
    sentence = "".join(part for part in join_nodes(done) if isinstance(part, str))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _hand(ladder: Ladder) -> Sequence[Button | Select]:
    choices = tuple(Choice(rung, say(_NAMES[rung])) for rung in RUNGS if rung not in ladder.added)
    items: list[Button | Select] = [Button("ladder.letter", say("A letter on my year"))]
    if choices:
        items.append(Select("ladder.add", say("I did this elsewhere …"), choices))
    if ladder.added:
        items.append(Button("ladder.remove", say("Forget what I added")))
    return items


def _state(ladder: Ladder, rung: Rung) -> str:
    count = ladder.seen.get(rung, 0)
    times = say_many("once", "{count} times", count) if count else ""
    if rung in ladder.added:
        return say("{times}, and as you added", times=times) if times else say("as you added")
    return times or say("not yet")
