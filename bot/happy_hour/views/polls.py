"""Word what members read: the poll, their own ballot, and what was decided."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.happy_hour.rules import (
    MIN_COUNTED,
    NEED,
    WORKS,
    Outcome,
    Poll,
    PollOption,
    Tally,
    offered_dates,
    offered_venues,
)
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Facts,
    Field,
    Form,
    Heading,
    Paragraph,
    Part,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, Instant, Link, Node, Text, format_local
from bot.venues.rules import MAX_LINE, MAX_NAME, Venue
from bot.venues.views import suggestion_reasons

LUNCH = "Lunch of the month"
TWO_WAYS = (
    "There are two ways to meet this month, a lunch and a happy hour. Come to either, or to both."
)
WHY_POLL = "An organiser asked this channel when and where to meet."
WHY_REMINDER = "You asked to be reminded of polls before they close."
OVER = "This poll has closed; what it decided stands on its card."
GONE = "This poll is not there any more."
OFF_THE_LIST = "That one can't be chosen any more; the others can."
BOTH = "Please choose each one once: it works for you, or it does if need be."
NO_CHOICE = "Please choose from what is offered."
KNOWN = "That place stands on this poll already, or was proposed before."
RESTING = "We were there less than half a year ago, so it rests. Is there another one you like?"
ENOUGH = "Two places of yours are waiting already. Organisers look at them soon."
FULL = "Five places stand on this poll already; next month there is room again."
ANSWERS = {WORKS: "works for you", NEED: "works if need be"}


class PollView(Struct, frozen=True):
    """Everything that a poll's card is drawn from."""

    poll: Poll
    options: Sequence[PollOption]
    venues: Mapping[int, Venue]
    voters: int = 0
    tallies: Mapping[int, Tally] = {}
    date: Outcome = Outcome(None)
    venue: Outcome = Outcome(None)
    has_result: bool = True  # something was decided


def poll_card(shown: PollView) -> Card:
    """Draw a poll as it stands."""
    match shown.poll.state:
        case "closed":
            return _decided(shown)
        case "cancelled":
            words = (
                "This poll was called off, so nothing is planned. Who voted for what stays secret."
            )
            return Card("prompt", f"{shown.poll.title}: called off", (Paragraph((words,)),))
    return _open(shown)


def ballot_card(
    shown: PollView, mine: Mapping[int, str], last_option: PollOption | None, *, dry: bool
) -> Card:
    """Show somebody their own answers."""
    lines = [
        Paragraph((*option_text(one, shown), f": {ANSWERS[mine[one.id]]}"))
        for one in shown.options
        if one.id in mine
    ]
    parts: list[Part] = [*lines] or [
        Paragraph(("Nothing works for you so far. That is fine too.",))
    ]
    items = [Button("poll.ballot", "All my answers", str(shown.poll.id))]
    if last_option and last_option.id in mine:
        other = (
            ("poll.need", "Only if need be")
            if mine[last_option.id] == WORKS
            else ("poll.works", "It works for me")
        )
        items = [
            Button(*other, str(last_option.id)),
            Button("poll.none", "Take it back", str(last_option.id)),
            *items,
        ]
    parts.append(Actions(tuple(items)))
    if dry:
        parts.insert(0, Paragraph(_lunch(shown)))
    until: Text = (
        "Nobody else sees this. You can change it until ",
        Instant(shown.poll.closes_at, shown.poll.zone),
        ".",
    )
    return Card("note", "Your answers", tuple(parts), until)


def ballot_form(shown: PollView, mine: Mapping[int, str]) -> Form:
    """Ask for all answers at once."""
    fields: list[Field] = []
    for name, question, offered in (
        ("dates", "Which dates", offered_dates(shown.options)),
        ("venues", "Which places", _on_list(shown)),
    ):
        if len(offered) > 1:
            choices = tuple(Choice(str(one.id), option_label(one, shown)) for one in offered)
            for answer, words in ((WORKS, "work for you?"), (NEED, "work if need be?")):
                chosen = tuple(str(one.id) for one in offered if mine.get(one.id) == answer)
                fields.append(
                    ChoiceField(
                        f"{name}_{answer}",
                        f"{question} {words}",
                        choices,
                        initial=chosen,
                        most=len(choices),
                    )
                )
    return Form(
        "poll.ballot", "Your answers", tuple(fields), value=str(shown.poll.id), submit="Vote"
    )


def proposal_form(poll: int) -> Form:
    """Ask for a place."""
    return Form(
        "poll.propose",
        "Propose a place",
        (
            TextField("name", "Which place?", limit=MAX_NAME, required=True),
            TextField("part", "Part of town", limit=MAX_NAME),
            TextField("address", "Address", limit=MAX_LINE),
            TextField("map_link", "Map", "A web address, if you have one at hand", limit=300),
        ),
        value=str(poll),
        submit="Propose",
        intro=("An organiser has a look first; then it stands on the poll with the others.",),
    )


def proposal_sent_card(name: str) -> Card:
    """Confirm a proposal."""
    return note_card(
        "Thank you", f"{name} goes to your organisers. You hear from me once they have looked."
    )


def proposal_settled_card(name: str, *, taken: bool) -> Card:
    """Tell a member what became of their proposal."""
    words = (
        "stands on the poll now"
        if taken
        else "is not on this poll; your organisers chose to leave it out"
    )
    return note_card("About your place", f"{name} {words}. Thank you for thinking along.")


def reminder_choice_card(*, wish: bool) -> Card:
    """Confirm whether somebody is reminded of polls."""
    if wish:
        return note_card(
            "I'll remind you",
            "A day before a poll closes, if you have not voted by then. Click again to stop it.",
        )
    return note_card(
        "No reminders", "I won't remind you of polls. Click again if you change your mind."
    )


def poll_reminder_card(shown: PollView) -> Card:
    """Remind somebody that a poll closes tomorrow."""
    when: Text = (
        "It closes ",
        Instant(shown.poll.closes_at, shown.poll.zone),
        ". Whatever works for you, one click each:",
    )
    return Card("prompt", f"{shown.poll.title}: your say?", (Paragraph(when), *_questions(shown)))


def alcohol_wish_card(*, dry: bool) -> Card:
    """Show somebody what they wished for in private, and let them change it."""
    if dry:
        words = (
            "You'd rather go without alcohol. I name the lunch first to you, and look for "
            "places that suit you too."
        )
        item = Button("happy_hour.wish", "I don't mind any more", "any")
    else:
        words = (
            "If you'd rather go without alcohol, tell me: I name the lunch first to you, and "
            "look for places that suit."
        )
        item = Button("happy_hour.wish", "I'd rather go without", "dry", "main")
    return Card(
        "note", "With or without alcohol", (Paragraph((words,)), Actions((item,))), (_PRIVATE,)
    )


def option_text(option: PollOption, shown: PollView) -> Text:
    """Name an option in running text."""
    if option.starts_at:
        return (Instant(option.starts_at, shown.poll.zone),)
    return (option_label(option, shown),)


def option_label(option: PollOption, shown: PollView) -> str:
    """Name an option on a button."""
    if option.starts_at:
        return format_local(Instant(option.starts_at, shown.poll.zone))
    known = shown.venues.get(option.venue or 0)
    return known.name if known else "A place"


_PRIVATE = "Nobody sees this, it is never shown, and it is counted only among five or more."


def _open(shown: PollView) -> Card:
    live = shown.poll.plan.live
    how = "Results show as votes come in" if live else "Results stay hidden until the poll closes"
    intro: Text = (
        f"Click whatever works for you, as many as you like. Who votes for what is secret. {how}.",
    )
    parts = [Paragraph(_lunch(shown)), Paragraph(intro), *_questions(shown), *_live(shown)]
    number = str(shown.poll.id)
    parts.append(
        Actions(
            (
                Button("poll.ballot", "All my answers", number),
                Button("poll.propose", "Propose a place", number),
                Button("poll.remind", "Remind me", number),
            )
        )
    )
    return Card("prompt", f"{shown.poll.title}: when and where?", tuple(parts), _footer(shown))


def _questions(shown: PollView) -> list[Part]:
    parts: list[Part] = []
    for title, offered in (("When", offered_dates(shown.options)), ("Where", _on_list(shown))):
        if not offered:
            continue
        parts.append(Heading(title))
        told = [_venue_line(one, shown) for one in offered if one.venue]
        parts += [Paragraph(line) for line in told] or (
            [] if len(offered) > 1 else [Paragraph(option_text(offered[0], shown))]
        )
        if len(offered) > 1:
            parts.append(
                Actions(
                    tuple(
                        Button("poll.works", option_label(one, shown), str(one.id))
                        for one in offered
                    )
                )
            )
    return parts


def _on_list(shown: PollView) -> list[PollOption]:
    known = shown.venues
    return [
        one
        for one in offered_venues(shown.options)
        if (there := known.get(one.venue or 0)) and there.state == "open"
    ]


def _venue_line(option: PollOption, shown: PollView) -> Text:
    venue = shown.venues[option.venue or 0]
    why = suggestion_reasons(option.reasons, venue.part)
    told = " · ".join(word for word in (venue.part, why) if word)
    link: tuple[Node, ...] = (" · ", Link(venue.map_link, "map")) if venue.map_link else ()
    return (Bold(venue.name), f" · {told}" if told else "", *link)


def _live(shown: PollView) -> list[Part]:
    if not shown.poll.plan.live:
        return []
    if shown.voters < MIN_COUNTED:
        return [Paragraph((f"Results show here from {MIN_COUNTED} voters on.",), soft=True)]
    return [Heading("So far"), _counts(shown)]


def _counts(shown: PollView) -> Facts:
    offered = [*offered_dates(shown.options), *_on_list(shown)]
    rows = []
    for one in offered:
        found = shown.tallies.get(one.id, Tally())
        need = f", if need be for {found.needs}" if found.needs else ""
        rows.append((option_label(one, shown), (f"works for {found.works}{need}",)))
    return Facts(tuple(rows))


def _footer(shown: PollView) -> Text:
    voted = {0: "Nobody has voted yet", 1: "1 person has voted"}.get(
        shown.voters, f"{shown.voters} people have voted"
    )
    rule = (
        "“works” counts two, “if need be” one; a tie goes to the part of town visited longest "
        "ago, or the soonest date"
    )
    return (
        f"{voted} · open until just before ",
        Instant(shown.poll.closes_at, shown.poll.zone),
        f" · {rule}",
    )


def _lunch(shown: PollView) -> Text:
    where = shown.venues.get(shown.poll.lunch_venue or 0)
    at = f" at {where.name}" if where else ""
    when = Instant(shown.poll.lunch_at, shown.poll.zone)
    return (
        "Two ways to meet this month: the lunch ",
        when,
        f"{at}, and a happy hour that you choose here.",
    )


def _decided(shown: PollView) -> Card:
    if not shown.has_result:
        words = "Nothing was decided this time; your organisers know and choose what happens next."
        return Card(
            "prompt", f"{shown.poll.title}: closed", (Paragraph((words,)), Paragraph(_lunch(shown)))
        )
    where = shown.venues.get(shown.poll.lunch_venue or 0)
    both = [(shown.poll.lunch_at, LUNCH, where.name if where else "")]
    if shown.date.option and shown.date.option.starts_at:
        place = option_label(shown.venue.option, shown) if shown.venue.option else ""
        both.append((shown.date.option.starts_at, shown.poll.title, place))
    rows = [
        (name, (Instant(at, shown.poll.zone), f", {place}" if place else ""))
        for at, name, place in sorted(both)
    ]
    parts: list[Part] = [Facts(tuple(rows)), Paragraph(("Come to either, or to both.",))]
    parts += [
        Paragraph((_TIES[which],), soft=True)
        for which in ("date", "venue")
        if getattr(shown, which).tied
    ]
    if shown.voters >= MIN_COUNTED:
        parts += [Heading("What people said"), _counts(shown)]
    few = "" if shown.voters >= MIN_COUNTED else " · fewer than five voted, so I show no numbers"
    return Card(
        "prompt", f"{shown.poll.title}: it is decided", tuple(parts), (f"The poll has closed{few}",)
    )


_TIES = {
    "date": "Several dates were level: the soonest wins.",
    "venue": "Several places were level: the one whose part of town we visited longest ago wins.",
}
