"""The card of somebody's ladder: what they did, the next step, and a line for their CV."""

from collections.abc import Mapping, Sequence

from bot.ladder.rules import RUNGS, Ladder, Rung
from bot.ui.cards import Actions, Button, Card, Choice, Facts, Paragraph, Part, Quote, Select
from bot.ui.text import join_nodes

TITLE = "From attending to leading"
ONLY_YOU = "Only you see this. Nobody else can open, count or guess it."
ADDED = "Added. Only you see it."
REMOVED = "What you added by hand is forgotten."
_NAMES: Mapping[Rung, str] = {
    "been": "Been there",
    "brought": "Brought somebody",
    "wrote": "Wrote it up, or asked",
    "helped": "Helped",
    "spoke": "Spoke",
    "hosted": "Hosted or organised",
    "role": "Holds a role",
}
_NEXT: Mapping[Rung, tuple[str, Button]] = {
    "been": (
        "Go somewhere once, with a colleague if you can.",
        Button("next.show", "Suggest something", "", "main"),
    ),
    "brought": (
        "Take somebody along next time: answer an event and add a guest, or ask a colleague.",
        Button("next.show", "Suggest something", "", "main"),
    ),
    "wrote": (
        "After the next evening, write one sentence on what you learned when I ask you.",
        Button("next.show", "Suggest something", "", "main"),
    ),
    "helped": (
        "Take one step of what a colleague starts, or start something small yourself.",
        Button("kit.list", "See what you can start", "", "main"),
    ),
    "spoke": (
        "Tell others for twenty minutes what you learned. A kit leads you there.",
        Button("kit.choose", "Plan a talk", "talk", "main"),
    ),
    "hosted": (
        "Host something: a lunch of your craft is the smallest.",
        Button("kit.choose", "Plan a lunch", "craft-lunch", "main"),
    ),
    "role": (
        "Look at what associations look for just now, or let a kit lead you there.",
        Button("opening.page", "See the openings", "0:", "main"),
    ),
}
_CV: Mapping[Rung, str] = {
    "been": "took part in events of the profession",
    "brought": "brought colleagues along",
    "wrote": "wrote up what was learned",
    "helped": "helped to organise events",
    "spoke": "spoke to people of the field",
    "hosted": "hosted events",
    "role": "holds a role in a professional association",
}
_ALL = "You've done all of it. Perhaps somebody would like you beside them on their first step."
_NOTHING = "Nothing yet, and that's fine: everybody begins by going somewhere once."


def ladder_card(ladder: Ladder, said: str = "") -> Card:
    """Show somebody where they stand, and one next step."""
    rows = tuple((_NAMES[rung], (_state(ladder, rung),)) for rung in RUNGS)
    parts: list[Part] = [Paragraph((said,))] if said else []
    parts.append(Facts(rows))
    if ladder.next is None:
        parts.append(Paragraph((_ALL,)))
    else:
        words, button = _NEXT[ladder.next]
        parts += [Paragraph(("Next: ", words)), Actions((button,))]
    line = cv_line(ladder)
    parts.append(Paragraph(("For your CV:",) if line else (_NOTHING,)))
    parts += [Quote(line)] if line else []
    return Card("note", TITLE, (*parts, Actions(tuple(_hand(ladder)))), (ONLY_YOU,))


def cv_line(ladder: Ladder) -> str:
    """Return one sentence on what somebody did, or an empty text."""
    done = [_CV[rung] for rung in RUNGS if rung in ladder.reached]
    if not done:
        return ""
    sentence = "".join(part for part in join_nodes(done) if isinstance(part, str))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _hand(ladder: Ladder) -> Sequence[Button | Select]:
    choices = tuple(Choice(rung, _NAMES[rung]) for rung in RUNGS if rung not in ladder.added)
    items: list[Button | Select] = []
    if choices:
        items.append(Select("ladder.add", "I did this elsewhere …", choices))
    if ladder.added:
        items.append(Button("ladder.remove", "Forget what I added"))
    return items or [Button("next.show", "Suggest something")]


def _state(ladder: Ladder, rung: Rung) -> str:
    count = ladder.seen.get(rung, 0)
    times = "" if not count else "once" if count == 1 else f"{count} times"
    if rung in ladder.added:
        return f"{times}, and as you added" if times else "as you added"
    return times or "not yet"
