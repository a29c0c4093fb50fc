"""The cards of kits to start from, of plans and of their steps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dates.local_time import local_date
from bot.events.rules import Event
from bot.kits.kits import Kit, KitStep
from bot.kits.rules import Plan, PlanStep, is_called_off, times_on
from bot.kits.views.announcements import announcement_parts
from bot.people.records import Person
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    Facts,
    Paragraph,
    Part,
    Quote,
    Select,
)
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Mention,
    Text,
    format_day,
    format_long_day,
    merge_words,
    tell,
)

WHY_OPENED = mark("Somebody in this channel started something, and plans it here.")
WHY_NUDGE = mark("You said that you do a step of a plan, and it is due.")
GONE: Text = tell(
    "That plan is over. {command} begins another.", command=CommandMention("mingle start")
)
DATE_TAKEN: Text = tell(
    "Something else is on that day by now. {command} shows the dates that are free.",
    command=CommandMention("mingle start"),
)
TOO_MANY = mark("You have {most} plans going. Finish or drop one first.")
NO_CHANNEL = mark("Type this in the channel where your colleagues should read the plan.")
NO_DATES = mark("I found no free date in the next months. Ask again in some weeks.")
NOT_YOURS = mark("Whoever started the plan, or an organiser, can do that.")
NOT_YOUR_STEP = mark("Take the step first: then it's yours to finish or to drop.")
NOT_IN_CALENDAR = mark("Put it in the calendar first; that is a step of its own.")
CALLED_OFF = mark("The event was called off, so there is nothing to repeat.")
ENDED = mark("The event was called off, and this plan with it.")
NOTHING_LEFT = mark("The event was called off, so there's nothing left to do.")
STEP_DONE = mark("That's done. The card in the channel says so.")
STEP_DROPPED = mark("Dropped. The plan goes on without it.")
TAKEN = mark("It's yours. I'll remind you on the day.")
TAKEN_LATE = mark("It's yours, and due by now.")
GIVEN_BACK = mark("Given back: whoever likes can take it.")
IN_CALENDAR = mark("It's in the calendar, and announced in the channel. You're the host.")
REPEATS = mark("It repeats from now on. Its next dates stand in the calendar.")
MOVED = mark("Moved, with every step that is still to do.")
STARTED = mark("Your plan stands in the channel, for everybody to see and to help with.")
_INTRO = mark(
    "Nothing on that suits you? Start it yourself. Choose a kit, then a date: I'll make a "
    "plan of a few steps, with messages ready to copy, and remind you of each."
)
_MARKS = {"open": "", "done": "✓ ", "dropped": "✗ "}
_OVER = {"done": mark("This plan is done."), "dropped": mark("This plan was dropped.")}


class Asking(Struct, frozen=True):
    """What whoever may ask a colleague to do a step sees: who was asked, and until when."""

    asked: Mention | None = None
    until: Instant | None = None


def kits_card(kits: Sequence[Kit], plans: Sequence[Plan], *, organiser: bool) -> Card:
    """List what somebody can start, and what they have started."""
    rows = tuple((kit.name, (kit.about or kit.title,)) for kit in kits)
    parts: list[Part] = [Paragraph((say(_INTRO),))]
    choices = tuple(Choice(kit.id, kit.name) for kit in kits)
    if choices:
        parts += [Facts(rows), Actions((Select("kit.choose", say("Start …"), choices),))]
    if plans:
        own = tuple(Choice(str(plan.id), _name(plan)) for plan in plans)
        parts.append(Actions((Select("plan.show", say("Open a plan of yours …"), own),)))
    if organiser:
        parts.append(Actions((Button("kit.manage", say("Change the kits")),)))
    return Card("note", say("Start something"), tuple(parts))


def dates_card(kit: Kit, dates: Sequence[dt.date], zone: str) -> Card:
    """Offer the dates for a kit on which nothing else is on."""
    steps = " · ".join(step.title for step in kit.steps)
    buttons = [_date_button("kit.date", kit.id, day) for day in dates]
    when: Text = (say("When? These are free: no holiday, and nothing else that I know of."),)
    if dates:
        begins = Instant(times_on(kit, dates[0], zone)[0], zone, "time")
        when = merge_words((*when, " ", *tell("It begins at {time}.", time=begins)))
    parts = (
        Paragraph((kit.about,)),
        Paragraph((say("Steps: {steps}", steps=steps),), soft=True),
        Paragraph(when),
        Actions(tuple(buttons)),
    )
    return Card("note", kit.name, parts)


def confirm_card(kit: Kit, dues: Sequence[dt.date], day: dt.date, channel: tuple[str, str]) -> Card:
    """Show the steps with their dates before a plan is posted."""
    rows = tuple(_row(due, step.title) for step, due in zip(kit.steps, dues, strict=True))
    where = ChannelMention(*channel)
    parts = (
        Paragraph(
            tell("I'll post this plan in {channel}, where others can take steps.", channel=where)
        ),
        Facts(rows, (say("When"), say("What"))),
        Actions((Button("kit.start", say("Start it"), f"{kit.id}:{day}", "main"),)),
    )
    return Card("note", say("{kit} on {day}", kit=kit.name, day=format_day(day)), parts)


def plan_card(
    plan: Plan,
    steps: Sequence[PlanStep],
    mentions: Mapping[str, Mention],
    event: Event | None,
    now: dt.datetime,
    said: str = "",
    asked: Mapping[int, str] | None = None,
) -> Card:
    """Show a plan: its day, its steps, and who does each.

    `asked` are those who have been asked to do a step and not answered, by the step.
    """
    kit = plan.of_kit
    starter = mentions.get(plan.starter)
    day = _event_day(plan, event)
    time = _event_time(plan, event)
    what: Text = (Bold(kit.title), f", {format_day(day)}, {time}.")
    if starter:
        what = tell("{starter} starts this: {plan}", starter=starter, plan=what)
    intro = merge_words((*what, f" {kit.about}"))
    waiting = asked or {}
    rows = tuple(
        _step_row(kit.find_step(step.step), step, mentions, waiting.get(step.id, ""))
        for step in steps
    )
    parts: list[Part] = [Paragraph((said,))] if said else []
    parts += [Paragraph(intro), Facts(rows, (say("When"), say("What")))]
    if plan.state != "open":
        over = say(ENDED) if is_called_off(event) else say(_OVER[plan.state])
        parts.append(Paragraph((over,)))
        return Card("note", _title(kit), tuple(parts))
    drop = Button("plan.ask_drop", say("Drop the plan"), str(plan.id))
    if is_called_off(event):
        parts += [Paragraph((say(NOTHING_LEFT),)), Actions((drop,))]
        return Card("note", _title(kit), tuple(parts))

    ahead = [step for step in steps if step.state == "open"]
    choices = tuple(Choice(str(step.id), _label(kit, step)) for step in ahead)
    number = str(plan.id)
    buttons: list[Button | Select] = [Select("plan.step", say("Open a step …"), choices)]
    if event is None or event.starts_at > now:
        buttons.append(Button("plan.move", say("Another date"), number))
    return Card("note", _title(kit), (*parts, Actions((*buttons, drop))))


def step_card(
    plan: Plan,
    step: PlanStep,
    reader: Person,
    owner: Mention | None,
    event: Event | None,
    now: dt.datetime,
    said: Text = (),
    asking: Asking | None = None,
) -> Card:
    """Show one step to somebody: what to do, a letter to copy, and what they can do about it.

    `asking` says whether they may ask a colleague to do it, and who has been asked.
    """
    known = plan.of_kit.find_step(step.step)
    parts: list[Part] = [Paragraph(said)] if said else []
    parts.append(Paragraph((f"{say('Due {day}.', day=format_day(step.due))} {known.text}",)))
    if known.does == "announce":
        parts += announcement_parts(plan, _letter(known, plan, reader, event), event, now)
    elif known.letter:
        parts.append(Quote(_letter(known, plan, reader, event)))
    parts.append(Paragraph(_who_does_it(owner, reader)))
    if asking and asking.until:
        name = asking.asked or say("Your colleague")
        parts.append(
            Paragraph(
                tell(
                    "{name} has been asked and can answer until {until}.",
                    name=name,
                    until=asking.until,
                )
            )
        )
    if is_called_off(event):
        parts.append(Paragraph((say(NOTHING_LEFT),)))
    elif plan.state == "open" and step.state == "open":
        buttons = _step_buttons(known, step, reader, event)
        if asking and not asking.until:
            buttons.append(Button("plan.ask", say("Ask a colleague"), str(step.id)))
        parts.append(Actions(tuple(buttons)))
    return Card("note", known.title, tuple(parts))


def nudge_card(plan: Plan, step: PlanStep, event: Event | None) -> Card:
    """Remind whoever does a step that it is due."""
    known = plan.of_kit.find_step(step.step)
    about = (Bold(plan.of_kit.title), f": {known.text}")
    if is_called_off(event):
        return Card("note", known.title, (Paragraph((say(NOTHING_LEFT),)),))
    if plan.state != "open" or step.state != "open":
        return Card("note", known.title, (Paragraph((say("There's nothing left to do here."),)),))
    parts = (
        Paragraph(about),
        Actions(
            (
                Button("plan.step", say("Open it"), str(step.id), "main"),
                Button("plan.done", say("Done"), str(step.id)),
            )
        ),
    )
    title = say("Due {day}: {title}", day=format_day(step.due), title=known.title)
    return Card("note", title[:LABEL_LIMIT], parts)


def move_card(plan: Plan, dates: Sequence[dt.date]) -> Card:
    """Offer other dates for a plan."""
    buttons = [_date_button("plan.moved", str(plan.id), day) for day in dates]
    words = say(
        "These are free. Every step that is still to do moves along, and so does the event."
    )
    return Card("note", _title(plan.of_kit), (Paragraph((words,)), Actions(tuple(buttons))))


def drop_card(plan: Plan, event: Event | None) -> Card:
    """Ask whether a plan is to be dropped."""
    words = say("Nobody is reminded of its steps any more.")
    if event:
        words += " " + say(
            "The event stays in the calendar; call it off there if it doesn't happen."
        )
    drop = Button("plan.drop", say("Drop it"), str(plan.id), "danger")
    return Card(
        "note",
        say("Drop “{title}”?", title=plan.of_kit.title),
        (Paragraph((words,)), Actions((drop,))),
    )


def _title(kit: Kit) -> str:
    return say("Plan: {kit}", kit=kit.name)


def _name(plan: Plan) -> str:
    return f"{plan.of_kit.name}, {format_day(plan.day)}"


def _date_button(action: str, about: str, day: dt.date) -> Button:
    return Button(action, format_day(day), f"{about}:{day}", "main")


def _row(due: dt.date, words: str) -> tuple[str, Text]:
    return format_day(due), (words,)


def _step_row(
    known: KitStep, step: PlanStep, mentions: Mapping[str, Mention], asked: str
) -> tuple[str, Text]:
    owner = mentions.get(step.owner or "")
    who: Text = (" · ", owner) if owner else (f" · {say('nobody yet')}",)
    if step.state != "open":
        who = ()
    elif asked in mentions:
        who = (*who, " · ", *tell("asked: {name}", name=mentions[asked]))
    return format_day(step.due), (f"{_MARKS[step.state]}{known.title}", *who)


def _label(kit: Kit, step: PlanStep) -> str:
    return f"{format_day(step.due)}: {kit.find_step(step.step).title}"[:LABEL_LIMIT]


def _event_day(plan: Plan, event: Event | None) -> dt.date:
    return local_date(event.starts_at, event.zone) if event else plan.day


def _event_time(plan: Plan, event: Event | None) -> str:
    if event is None:
        return plan.of_kit.time
    return f"{event.starts_at.astimezone(ZoneInfo(event.zone)):%H:%M}"


def _letter(known: KitStep, plan: Plan, reader: Person, event: Event | None) -> str:
    day = _event_day(plan, event)
    return known.letter.format(
        day=format_long_day(day),
        time=_event_time(plan, event),
        title=plan.of_kit.title,
        who=reader.name,
        town=reader.office or say("our town"),
    )


def _who_does_it(owner: Mention | None, reader: Person) -> Text:
    if owner is None:
        return (say("Nobody does it yet."),)
    if owner.person == reader.id:
        return (say("You do it."),)
    return tell("{owner} does it.", owner=owner)


def _step_buttons(
    known: KitStep, step: PlanStep, reader: Person, event: Event | None
) -> list[Button]:
    number = str(step.id)
    if step.owner != reader.id:
        return [Button("plan.take", say("I'll do it"), number, "main")]
    buttons = [Button("plan.done", say("Done"), number, "main")]
    if known.does == "event" and event is None:
        buttons = [Button("plan.event", say("Put it in the calendar"), number, "main")]
    if known.does == "repeat":
        buttons = [Button("plan.repeat", say("Make it repeat"), number, "main"), *buttons]
        buttons[1] = Button("plan.done", say("Done, no repeat"), number)
    return [
        *buttons,
        Button("plan.give", say("Give it back"), number),
        Button("plan.skip", say("Drop this step"), number),
    ]
