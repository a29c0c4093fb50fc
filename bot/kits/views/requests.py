"""The form with which a colleague is asked to do a step, the question, and what came of it."""

from bot.events.rules import Event
from bot.kits.rules import Plan, PlanStep, StepRequest, is_called_off
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, PeopleField
from bot.ui.speech import mark, say
from bot.ui.text import Bold, Instant, Mention, Text, format_day, tell

WHY_ASKED = mark("A colleague asked me to ask you whether you'd do a step of their plan.")
WHY_ANSWERED = mark("You asked a colleague to do a step of a plan. This is what came of it.")
ONE_COLLEAGUE = mark("Choose one colleague of this workspace, not yourself.")
ASKED_ALREADY = mark("Somebody has been asked to do this step. I'll tell you what they say.")
NO_PROBLEM = mark("That's fine. I'll tell whoever asked that you can't, and nothing else.")
ANSWERED_ALREADY = mark("There's nothing to answer any more: it's settled.")
_YES = mark("{name} will do it: {step}, due {due}.")
_GIVEN_BACK = mark("{name} gave it back: {step}, due {due}.")
_NO = mark("{name} can't take this on: {step}, due {due}. Ask somebody else, or do it yourself.")
_SILENT = mark(
    "{name} hasn't answered, so it's still open: {step}, due {due}. Ask somebody else, or do it "
    "yourself."
)
_SOMEBODY = mark("Your colleague")
_ANYBODY = mark("A colleague")
_NOTHING_LEFT = mark("There's nothing left to do here.")


def ask_form(plan: Plan, step: PlanStep) -> Form:
    """Ask whom to ask."""
    known = plan.of_kit.find_step(step.step)
    intro = say(
        "I'll ask them in private whether they'd do “{title}”, due {day}. Until they say yes, "
        "nothing changes and nobody else reads of it.",
        title=known.title,
        day=format_day(step.due),
    )
    field = PeopleField("person", say("Whom"), most=1, required=True)
    return Form(
        "plan.ask",
        say("Ask a colleague"),
        (field,),
        str(step.id),
        submit=say("Ask"),
        intro=(intro,),
    )


def sent(name: str, until: Instant) -> Text:
    """Confirm that a colleague is asked."""
    return tell("I'll ask {name}, and tell you what they say by {until}.", name=name, until=until)


def ask_in_person(name: str) -> str:
    """Refuse to pass a question on, whatever the reason."""
    return say("I can't pass this on right now. Ask {name} yourself.", name=name)


def question_card(
    plan: Plan, step: PlanStep, request: StepRequest, asker: Mention | None, event: Event | None
) -> Card:
    """Ask a colleague whether they do a step, or say what became of the question."""
    known = plan.of_kit.find_step(step.step)
    title = say("Would you do this?")
    if request.state == "yes" and step.owner == request.person and is_needed(plan, step, event):
        words = say("You said yes. I'll remind you on {day}.", day=format_day(step.due))
        return Card("note", title, (Paragraph((words,)), _open(step)))
    if request.state == "no":
        return Card("note", title, (Paragraph((say("You said no. That's fine."),)),))
    if request.state != "asked" or not is_needed(plan, step, event):
        return Card("note", title, (Paragraph((say(_NOTHING_LEFT),)),))
    about = tell(
        "{asker} plans {plan} on {day} and asks whether you'd do one step of it: {step}, due "
        "{due}. {text}",
        asker=asker or say(_ANYBODY),
        plan=Bold(plan.of_kit.title),
        day=format_day(plan.day),
        step=Bold(known.title),
        due=format_day(step.due),
        text=known.text,
    )
    clicks = (
        Button("plan.yes", say("Yes, I'll do it"), str(request.id), "main"),
        Button("plan.no", say("No, thanks"), str(request.id)),
    )
    footer = say("Nobody else reads that you were asked, and nobody is told why you say no.")
    return Card("note", title, (Paragraph(about), Actions(clicks)), (footer,))


def declined_card() -> Card:
    """Confirm that somebody said no."""
    return Card("note", say("Would you do this?"), (Paragraph((say(NO_PROBLEM),)),))


def answer_card(
    plan: Plan, step: PlanStep, request: StepRequest, person: Mention | None, event: Event | None
) -> Card:
    """Return what came of it for whoever asked, as things stand."""
    known = plan.of_kit.find_step(step.step)
    title = known.title
    is_theirs = step.owner == request.person
    is_free = step.owner in (None, request.asker)
    if not is_needed(plan, step, event) or not (is_theirs or is_free):
        return Card("note", title, (Paragraph((say(_NOTHING_LEFT),)),))
    if request.state == "yes":
        words = _YES if is_theirs else _GIVEN_BACK
    else:
        words = _NO if request.state == "no" else _SILENT
    due = format_day(step.due)
    about = tell(words, name=person or say(_SOMEBODY), step=Bold(known.title), due=due)
    return Card("note", title, (Paragraph(about), _open(step)))


def is_needed(plan: Plan, step: PlanStep, event: Event | None) -> bool:
    """Return whether a step is still to do."""
    return plan.state == step.state == "open" and not is_called_off(event)


def _open(step: PlanStep) -> Actions:
    return Actions((Button("plan.step", say("Open it"), str(step.id)),))
