"""The cards of somebody's next step."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from bot.associations.views.parts import KIND_NAMES, deadline_text
from bot.events.views.parts import when_text
from bot.next_step.event_steps import EventStep
from bot.next_step.lunch_steps import LunchStep, Why
from bot.next_step.opening_steps import OpeningStep
from bot.next_step.rules import StepKind, WhyNot
from bot.next_step.table_steps import TableStep
from bot.open_tables.views.parts import first_name, join_button, seats_left
from bot.ui.cards import LABEL_LIMIT, Actions, Button, Card, Paragraph, Part
from bot.ui.text import Bold, Instant, Node, Text, format_local, join_nodes

TITLE = "Your next step"
PASSED = "Noted, not that one."
MOMENT = "%Y%m%dT%H%M"  # of a lunch in a button's value, in UTC
OVER = "That suggestion is too old. Ask me for another."
_MAX_NAMED = 3
_TOPIC_LENGTH = 60

_ABOVE: dict[StepKind, dict[WhyNot, str]] = {
    "event": {
        "none": "I've no event to suggest for this week.",
        "said": "I told you about this week's event last time.",
        "weary": "You passed on the last events, so I leave them out for a while.",
    },
    "table": {
        "none": "I've no lunch table to suggest right now.",
        "said": "I told you about the lunch table last time.",
        "weary": "You passed on the last lunch tables, so I leave them out for a while.",
    },
    "lunch": {
        "none": "I've nobody to suggest for lunch right now.",
        "said": "I suggested a colleague for lunch last time.",
        "weary": "You passed on the last lunches, so I leave them out for a while.",
    },
    "opening": {
        "none": "No opening that I know of fits you right now.",
        "said": "I told you about the opening last time.",
        "weary": "You passed on the last openings, so I leave them out for a while.",
    },
}
_WHY_LUNCH: dict[Why, str] = {
    "offers": "They offer {}, which you'd like to learn about.",
    "wants": "They'd like to learn about {}, and you can show them.",
    "likes": "You both like {}.",
    "new": "I haven't introduced you to each other lately.",
    "again": "You've been introduced before: a good time to pick it up again.",
}


class Start(Struct, frozen=True):
    """Something that somebody can start, with the button that does."""

    words: str
    button: Button


STARTS: dict[str, Start] = {
    "kit": Start(
        "Start something: a meetup, a lunch of your craft, a visit to another company. Three "
        "clicks make a plan, and I'll remind you of each step.",
        Button("kit.list", "See what you can start", "", "main"),
    ),
    "table": Start(
        "Open a lunch table of your own: choose a time, and whoever likes can sit down.",
        Button("table.open", "Open a lunch table", "", "main"),
    ),
    "gathering": Start(
        "Plan something of your own, such as a walk, a board game night or a short talk.",
        Button("event.plan", "Plan an event", "", "main"),
    ),
    "association": Start(
        "Add a professional association that you know: others find its meetings and openings.",
        Button("association.add", "Add an association", "", "main"),
    ),
}

AnyStep = EventStep | TableStep | LunchStep | OpeningStep | str


def step_card(
    step: AnyStep,
    number: int,
    above: tuple[StepKind, WhyNot] | None,
    now: datetime,
    said: str = "",
    *,
    passed: bool,
) -> Card:
    """Show one step; `above` is the step before it that there is not, and why.

    `number` is that of the suggestion, `passed` says whether some were not for the reader.
    """
    words, buttons = _describe(step, number, now)
    parts: list[Part] = [Paragraph((said,))] if said else []
    parts += [Paragraph(words)]
    if above:
        kind, why = above
        parts.append(Paragraph((_ABOVE[kind][why],), soft=True))
    more = [
        Button("next.pass", "Not for me", str(number)),
        Button("next.show", "Something else"),
    ]
    if passed:
        more.append(Button("next.forget", "Forget what wasn't for me"))
    parts += [Actions(tuple(buttons)), Actions(tuple(more))]
    return Card("note", TITLE, tuple(parts))


def forgotten_card(count: int) -> Card:
    """Confirm that what was not for somebody is forgotten."""
    words = "There was nothing to forget."
    if count:
        words = "Forgotten. I may suggest all of it again."
    again = Actions((Button("next.show", "Suggest something", "", "main"),))
    return Card("note", TITLE, (Paragraph((words,)), again))


def too_old_card() -> Card:
    """Answer a button of a suggestion that is no longer kept."""
    again = Actions((Button("next.show", "Suggest something", "", "main"),))
    return Card("note", TITLE, (Paragraph((OVER,)), again))


def _describe(step: AnyStep, number: int, now: datetime) -> tuple[Text, Sequence[Button]]:
    match step:
        case EventStep():
            return _event(step)
        case TableStep():
            return _table(step)
        case LunchStep():
            return _lunch(step, number)
        case OpeningStep():
            return _opening(step, now)
        case _:
            start = STARTS[step]
            return (start.words,), (start.button,)


def _event(step: EventStep) -> tuple[Text, Sequence[Button]]:
    event = step.event
    where = f", {event.place}" if event.place else ""
    going: Text = ("A colleague would go if one more does.",)
    if step.going:
        named: list[Node] = [*step.going[:_MAX_NAMED]]
        if len(step.going) > _MAX_NAMED:
            named.append("others")
        verb = " is going." if len(step.going) == 1 else " are going."
        going = (*join_nodes(named), verb)
    words: Text = ("Go to ", Bold(event.title), ", ", *when_text(event), where, ". ", *going)
    value = str(event.id)
    answer = "going" if step.going else "if_one"
    label = "I'm going" if step.going else "I'd go if one more does"
    return words, (
        Button("event.answer", label, f"{value}:{answer}", "main"),
        Button("event.show", "Details", value),
    )


def _table(step: TableStep) -> tuple[Text, Sequence[Button]]:
    table = step.table
    details = [table.place]
    if table.topic:
        details.append(f"talk about {table.topic}")
    details.append(seats_left(table.free_seats))
    about = "".join(f" · {detail}" for detail in details if detail)
    at = Instant(table.starts_at, table.zone)
    return ("Sit down at ", table.host, "'s lunch table, ", at, about), (
        join_button(table, "main"),
    )


def _lunch(step: LunchStep, number: int) -> tuple[Text, Sequence[Button]]:
    person, at = step.person.mention, Instant(step.starts_at, step.zone)
    topic = step.topic
    if len(topic) > _TOPIC_LENGTH:
        topic = f"{topic[: _TOPIC_LENGTH - 1]}…"
    why = _WHY_LUNCH[step.why].format(topic)
    label = f"Ask {first_name(person)} for {format_local(at)}"[:LABEL_LIMIT]
    value = f"{number}:{step.starts_at.astimezone(UTC).strftime(MOMENT)}"
    return ("Have lunch with ", person, f". {why}"), (Button("next.lunch", label, value, "main"),)


def _opening(step: OpeningStep, now: datetime) -> tuple[Text, Sequence[Button]]:
    opening = step.opening
    owner = f" of {step.owner}" if step.owner else ""
    why = "It's about what you like."
    if step.is_member:
        why = "You said that this association is yours."
    return (
        "Look at an opening",
        owner,
        ": ",
        Bold(opening.title),
        f" ({KIND_NAMES[opening.kind]}), by {deadline_text(opening, now)}. {why}",
    ), (Button("opening.show", "Look at it", str(opening.id), "main"),)
