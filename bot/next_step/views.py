"""The cards of somebody's next step."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct, structs

from bot.associations.admission import read_admission
from bot.associations.views.parts import KIND_NAMES, deadline_text
from bot.events.views.parts import when_text
from bot.next_step.event_steps import EventStep
from bot.next_step.lunch_steps import LunchStep, Why
from bot.next_step.opening_steps import OpeningStep
from bot.next_step.rules import StepKind, WhyNot
from bot.next_step.table_steps import TableStep
from bot.open_tables.views.parts import join_button, seats_left, short_name
from bot.ui.cards import LABEL_LIMIT, Actions, Button, Card, Paragraph, Part
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    Instant,
    Node,
    Text,
    format_local,
    join_nodes,
    merge_words,
    tell,
    tell_many,
)

TITLE = mark("Your next step")
PASSED = mark("Noted, not that one.")
MOMENT = "%Y%m%dT%H%M"  # of a lunch in a button's value, in UTC
OVER = mark("That suggestion is too old. Ask me for another.")
_MAX_NAMED = 3
_TOPIC_LENGTH = 60

_ABOVE: dict[StepKind, dict[WhyNot, str]] = {
    "event": {
        "none": mark("I've no event to suggest for this week."),
        "said": mark("I told you about this week's event last time."),
        "weary": mark("You passed on the last events, so I leave them out for a while."),
    },
    "table": {
        "none": mark("I've no lunch table to suggest right now."),
        "said": mark("I told you about the lunch table last time."),
        "weary": mark("You passed on the last lunch tables, so I leave them out for a while."),
    },
    "lunch": {
        "none": mark("I've nobody to suggest for lunch right now."),
        "said": mark("I suggested a colleague for lunch last time."),
        "weary": mark("You passed on the last lunches, so I leave them out for a while."),
    },
    "opening": {
        "none": mark("No opening that I know of fits you right now."),
        "said": mark("I told you about the opening last time."),
        "weary": mark("You passed on the last openings, so I leave them out for a while."),
    },
}
_WHY_LUNCH: dict[Why, str] = {
    "offers": mark("They offer {topic}, which you'd like to learn about."),
    "wants": mark("They'd like to learn about {topic}, and you can show them."),
    "likes": mark("You both like {topic}."),
    "new": mark("I haven't introduced you to each other lately."),
    "again": mark("You've been introduced before: a good time to pick it up again."),
}


class Start(Struct, frozen=True):
    """Something that somebody can start, with the button that does."""

    words: str
    button: Button


STARTS: dict[str, Start] = {
    "kit": Start(
        mark(
            "Start something: a meetup, a lunch of your craft, a visit to another company. Three "
            "clicks make a plan, and I'll remind you of each step."
        ),
        Button("kit.list", mark("See what you can start"), "", "main"),
    ),
    "table": Start(
        mark("Open a lunch table of your own: choose a time, and whoever likes can sit down."),
        Button("table.open", mark("Open a lunch table"), "", "main"),
    ),
    "gathering": Start(
        mark("Plan something of your own, such as a walk, a board game night or a short talk."),
        Button("event.plan", mark("Plan an event"), "", "main"),
    ),
    "association": Start(
        mark(
            "Add a professional association that you know: others find its meetings and openings."
        ),
        Button("association.add", mark("Add an association"), "", "main"),
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
        parts.append(Paragraph((say(_ABOVE[kind][why]),), soft=True))
    more = [
        Button("next.pass", say("Not for me"), str(number)),
        Button("next.show", say("Something else")),
    ]
    if passed:
        more.append(Button("next.forget", say("Forget what wasn't for me")))
    parts += [Actions(tuple(buttons)), Actions(tuple(more))]
    return Card("note", say(TITLE), tuple(parts))


def forgotten_card(count: int) -> Card:
    """Confirm that what was not for somebody is forgotten."""
    words = say("There was nothing to forget.")
    if count:
        words = say("Forgotten. I may suggest all of it again.")
    again = Actions((Button("next.show", say("Suggest something"), "", "main"),))
    return Card("note", say(TITLE), (Paragraph((words,)), again))


def too_old_card() -> Card:
    """Answer a button of a suggestion that is no longer kept."""
    again = Actions((Button("next.show", say("Suggest something"), "", "main"),))
    return Card("note", say(TITLE), (Paragraph((say(OVER),)), again))


def _describe(step: AnyStep, number: int, now: datetime) -> tuple[Text, Sequence[Button]]:
    match step:
        case EventStep():
            return describe_event(step)
        case TableStep():
            return _table(step)
        case LunchStep():
            return _lunch(step, number)
        case OpeningStep():
            return _opening(step, now)
        case _:
            start = STARTS[step]
            button = structs.replace(start.button, label=say(start.button.label))
            return (say(start.words),), (button,)


def describe_event(step: EventStep) -> tuple[Text, Sequence[Button]]:
    """Return what there is to go to and with whom, and the buttons that answer."""
    event = step.event
    where = f", {event.place}" if event.place else ""
    going: Text = (say("A colleague would go if one more does."),) if step.waits else ()
    if step.going:
        named: list[Node] = [*step.going[:_MAX_NAMED]]
        if len(step.going) > _MAX_NAMED:
            named.append(say("others"))
        names = join_nodes(named)
        going = tell_many("{names} is going.", "{names} are going.", len(step.going), names=names)
    words: Text = tell(
        "Go to {event}, {time}{place}.",
        event=Bold(event.title),
        time=when_text(event),
        place=where,
    )
    if going:
        words = merge_words((*words, " ", *going))
    if read_admission(event) == "guests":
        words = merge_words((*words, " ", say("Guests are welcome.")))
    value = str(event.id)
    is_set = bool(step.going) or not step.waits
    answer = "going" if is_set else "if_one"
    label = say("I'm going") if is_set else say("I'd go if one more does")
    return words, (
        Button("event.answer", label, f"{value}:{answer}", "main"),
        Button("event.show", say("Details"), value),
    )


def _table(step: TableStep) -> tuple[Text, Sequence[Button]]:
    table = step.table
    details = [table.place]
    if table.topic:
        details.append(say("talk about {topic}", topic=table.topic))
    details.append(seats_left(table.free_seats))
    about = "".join(f" · {detail}" for detail in details if detail)
    at = Instant(table.starts_at, table.zone)
    words = tell(
        "Sit down at {host}'s lunch table, {time}{details}", host=table.host, time=at, details=about
    )
    return words, (join_button(table, "main"),)


def _lunch(step: LunchStep, number: int) -> tuple[Text, Sequence[Button]]:
    person, at = step.person.mention, Instant(step.starts_at, step.zone)
    topic = step.topic
    if len(topic) > _TOPIC_LENGTH:
        topic = f"{topic[: _TOPIC_LENGTH - 1]}…"
    why = say(_WHY_LUNCH[step.why], topic=topic)
    label = say("Ask {name} for {time}", name=short_name(person), time=format_local(at))
    value = f"{number}:{step.starts_at.astimezone(UTC).strftime(MOMENT)}"
    words = merge_words((*tell("Have lunch with {person}.", person=person), f" {why}"))
    return words, (Button("next.lunch", label[:LABEL_LIMIT], value, "main"),)


def _opening(step: OpeningStep, now: datetime) -> tuple[Text, Sequence[Button]]:
    opening = step.opening
    why = say("It's about what you like.")
    if step.is_member:
        why = say("You said that this association is yours.")
    title, kind = Bold(opening.title), say(KIND_NAMES[opening.kind])
    due = deadline_text(opening, now)
    look = tell("Look at an opening: {title} ({kind}), by {due}.", title=title, kind=kind, due=due)
    if step.owner:
        look = tell(
            "Look at an opening of {owner}: {title} ({kind}), by {due}.",
            owner=step.owner,
            title=title,
            kind=kind,
            due=due,
        )
    return merge_words((*look, f" {why}")), (
        Button("opening.show", say("Look at it"), str(opening.id), "main"),
    )
