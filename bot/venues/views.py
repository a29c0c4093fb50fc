"""Cards, forms and texts about venues."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.cards import Facts as Rows
from bot.ui.crowd_words import split_text
from bot.ui.fields import link_field, number_field
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say, say_as
from bot.ui.text import (
    Bold,
    CommandMention,
    Link,
    Node,
    Text,
    format_date_year,
    format_month_year,
    tell,
)
from bot.venues.rules import (
    GOOD_FOR,
    MAX_CAPACITY,
    MAX_LINE,
    MAX_LINK,
    MAX_NAME,
    Venue,
    VisitHistory,
    rests,
)

PER_PAGE = 10
MEAL_LABELS = {
    "evening": mark("an evening"),
    "lunch": mark("lunch"),
    "both": mark("lunch and an evening"),
}
FEATURE_LABELS = {
    "step_free": mark("step-free"),
    "quiet": mark("quiet enough to talk"),
    "alcohol_free": mark("good without alcohol"),
}
PRICE_LABELS = {1: "€", 2: "€€", 3: "€€€"}

UNNAMED = "A place"  # the name of one whose own an organiser hid

NOBODY_RUNG = mark("Please leave out @everyone and the like; nobody is called here.")
NAMELESS = mark("Please give the place a name.")
NAME_TAKEN = mark("There is a place of that name on the list already.")
NO_LINK = mark("I can't read that as a web address. It begins with https://.")
NO_PRICE = mark("Please choose one of the three prices, or leave it empty.")
NO_HAS = mark("Please choose from the list.")
TOWN_HINT = mark("With a town, a place can be suggested to people who are introduced there.")
NOT_THERE = mark("Only those who were there are asked how the place was.")
WHY_THUMB = mark("You went to a happy hour or a lunch of the month.")


def no_capacity() -> str:
    """Reject a number of people that no place has room for."""
    return say(
        "Please write a number of people from 2 to {most}, or leave it empty.", most=MAX_CAPACITY
    )


def no_meal() -> str:
    """Reject what a place in a file is good for."""
    return say("Please choose one of these: {choices}.", choices=", ".join(GOOD_FOR))


def gone() -> Text:
    """Refuse a button of a place that was taken off the list."""
    return tell(
        "That place is not on the list any more. {command} shows what is.",
        command=CommandMention("venues"),
    )


def too_long(limit: int) -> str:
    """Reject a text that is longer than `limit` characters."""
    return say("Please keep this under {number} characters.", number=limit + 1)


def venues_card(
    venues: Sequence[Venue], history: VisitHistory, page: int, today: dt.date, *, organiser: bool
) -> Card:
    """List one page of the venues; a page out of range becomes the nearest one."""
    if not venues:
        return _no_venues_card(organiser=organiser)

    pages = -(-len(venues) // PER_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = venues[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = [Paragraph(_line(venue, history, today)) for venue in shown]
    choices = tuple(Choice(str(venue.id), venue.name) for venue in shown)
    parts.append(Actions((Select("venue.pick", say("Look at one …"), choices),)))

    turns = []
    if page > 0:
        turns.append(Button("venue.page", say("Earlier ones"), str(page - 1)))
    if page < pages - 1:
        turns.append(Button("venue.page", say("More"), str(page + 1)))
    if turns:
        parts.append(Actions(tuple(turns)))
    footer = say("Page {page} of {pages}", page=page + 1, pages=pages)
    if organiser and not all(venue.town for venue in venues):
        footer = f"{footer} · {say(TOWN_HINT)}"
    return Card("note", say("Places: {count}", count=len(venues)), tuple(parts), (footer,))


def venue_card(venue: Venue, history: VisitHistory, today: dt.date, *, organiser: bool) -> Card:
    """Show one venue, with its thumbs if there are enough of either."""
    parts: list[Part] = [Rows(tuple(_rows(venue, history, today)))]
    buttons = []
    if organiser:
        buttons.append(Button("venue.edit", say("Change"), str(venue.id)))
        buttons.append(Button("venue.remove", say("Take off the list"), str(venue.id)))
    buttons.append(something_wrong_button(f"venue:{venue.id}"))
    parts.append(Actions(tuple(buttons)))
    return Card("note", venue.name, tuple(parts))


def venue_form(venue: Venue | None) -> Form:
    """Ask about a new venue, or about one with what is known filled in."""
    initial = venue or Venue(0, "", "evening")
    return Form(
        "venue.save",
        say("Change a place") if venue else say("Add a place"),
        (
            TextField(
                "name", say("Name"), "", initial.name, MAX_NAME, required=True, example=say("Eule")
            ),
            _meal_field(initial),
            TextField(
                "town",
                say("Town"),
                say("So that I can suggest it to people who are introduced there"),
                initial.town,
                MAX_NAME,
                example=say("Berlin"),
            ),
            TextField(
                "part",
                say("Part of town"),
                say("So that we get around"),
                initial.part,
                MAX_NAME,
                example=say("Mitte"),
            ),
            TextField(
                "address", say("Address"), "", initial.address, MAX_LINE, example=say("Torstraße 5")
            ),
            link_field("map_link", say("Map"), "", initial.map_link, MAX_LINK),
            number_field(
                "capacity",
                say("Room for how many"),
                str(initial.capacity or ""),
                (2, MAX_CAPACITY),
                "30",
            ),
            _price_field(initial),
            _features_field(initial),
            TextField(
                "diets",
                say("Food for"),
                "",
                ", ".join(initial.diets),
                MAX_LINE,
                example=say("vegan, halal, gluten-free"),
            ),
            TextField(
                "opening",
                say("Opening notes"),
                "",
                initial.opening,
                MAX_LINE,
                example=say("Closed on Mondays"),
            ),
        ),
        value=str(venue.id) if venue else "",
    )


def venue_saved_card(name: str, *, new: bool) -> Card:
    """Confirm that a venue was added or changed."""
    return note_card(
        say("On the list") if new else say("Changed"),
        say("{name} may be suggested from now on.", name=name),
    )


def venue_removed_card(venue: Venue) -> Card:
    """Confirm that a venue was taken off the list."""
    words = say(
        "{name} won't be suggested any more. Our visits there stay in memory.", name=venue.name
    )
    return Card("note", say("Taken off the list"), (Paragraph((words,)), _put_back(venue)))


def venue_restored_card(venue: Venue) -> Card:
    """Confirm that a venue is back on the list."""
    return note_card(
        say("Back on the list"), say("{name} may be suggested from now on.", name=venue.name)
    )


def venue_feedback_card(venue: Venue, occasion: int) -> Card:
    """Ask a guest privately about the place, after an event."""
    return Card(
        "note",
        say("How was {name}?", name=venue.name),
        (
            Paragraph(
                (
                    say(
                        "Would you go there again? Only I see your answer; it helps me suggest "
                        "the next place."
                    ),
                )
            ),
            Actions(
                (
                    Button("venue.thumb_up", say("👍 Gladly"), str(occasion), "main"),
                    Button("venue.thumb_down", say("👎 Rather not"), str(occasion)),
                )
            ),
        ),
    )


def thumb_saved_card(venue: Venue, *, up: bool) -> Card:
    """Confirm a thumb."""
    words = say("You’d rather not go to {place} again. Nobody else sees this.", place=venue.name)
    if up:
        words = say("You’d go to {place} again. Nobody else sees this.", place=venue.name)
    return note_card(say("Noted"), words)


def quality_words(venue: Venue) -> list[str]:
    """Return what is good about a venue, in words."""
    return [say(words) for name, words in FEATURE_LABELS.items() if getattr(venue, name)]


def suggestion_reasons(names: Sequence[str], part: str) -> str:
    """Return why a venue is suggested, in words."""
    reasons = [_reason(name, part) for name in names]
    return "; ".join(reason for reason in reasons if reason)


def table_columns(columns: Sequence[str]) -> str:
    """Name the columns of a CSV file of venues."""
    return say(
        "The first line should name columns out of these, with “name” among them: {join}.",
        join=", ".join(columns),
    )


def wrong_cell(column: str, sentence: str) -> str:
    """Name the column of a wrong cell and what is wrong with it."""
    return f"{column}: {sentence}"


def not_yes(column: str) -> str:
    """Reject a cell that is neither yes nor no."""
    return say("{column} takes yes or no.", column=column)


_REASONS: Mapping[str, str] = {
    "never": mark("new to us"),
    "alcohol_free": mark("good without alcohol"),
    "step_free": mark("step-free"),
    "quiet": mark("quiet enough to talk"),
}


def _no_venues_card(*, organiser: bool) -> Card:
    how = tell(
        "I remember where we were, and suggest where to go next. Your organisers write the first "
        "ones down."
    )
    if organiser:
        how = tell(
            "I remember where we were, and suggest where to go next. {command} writes the first "
            "one down.",
            command=CommandMention("venues add"),
        )
    return note_card(say("No places yet"), how)


def _rows(venue: Venue, history: VisitHistory, today: dt.date) -> list[tuple[str, Text]]:
    rows: list[tuple[str, Text]] = [
        (say("Good for"), (say(MEAL_LABELS[venue.good_for]),)),
        (say("Where"), _where(venue)),
        (say("Room for"), _words(str(venue.capacity or ""))),
        (say("Price"), _words(PRICE_LABELS.get(venue.price, ""))),
        (say("It is"), _words(", ".join(quality_words(venue)))),
        (say("Cooks"), _words(", ".join(venue.diets))),
        (say_as("a place", "Open"), _words(venue.opening)),
        (say("Last visit"), (_visit(venue, history, today),)),
    ]

    down, up = history.thumbs.get(venue.id, (0, 0))
    if share := split_text(up, down + up):
        rows.append((say("Would go again"), tell("{share} who said so", share=share)))
    return [(label, text) for label, text in rows if text]


def _words(words: str) -> Text:
    return (words,) if words else ()


def _meal_field(venue: Venue) -> ChoiceField:
    meals = tuple(Choice(value, say(words).capitalize()) for value, words in MEAL_LABELS.items())
    return ChoiceField("good_for", say("Good for"), meals, initial=(venue.good_for,), required=True)


def _price_field(venue: Venue) -> ChoiceField:
    prices = tuple(Choice(str(number), sign) for number, sign in PRICE_LABELS.items())
    initial = (str(venue.price),) if venue.price else ()
    return ChoiceField("price", say("Price"), prices, initial=initial)


def _features_field(venue: Venue) -> ChoiceField:
    features = tuple(
        Choice(name, say(words).capitalize()) for name, words in FEATURE_LABELS.items()
    )
    initial = tuple(name for name in FEATURE_LABELS if getattr(venue, name))
    return ChoiceField("has", say("It is"), features, initial=initial, most=len(features))


def _reason(name: str, part: str) -> str:
    kind, _, value = name.partition(":")
    if kind == "visited":
        return say("last visit in {month}", month=_month(value))
    if kind == "part":
        return say("last in {part} in {month}", part=part, month=_month(value))
    if kind == "seats":
        return say("room for {value}", value=value)
    if kind == "part_never":
        return say("new to us, and so is {part}", part=part)
    return say(_REASONS.get(kind, ""))


def _month(day: str) -> str:
    return format_month_year(dt.date.fromisoformat(day))


def _put_back(venue: Venue) -> Actions:
    return Actions((Button("venue.put_back", say("Put it back"), str(venue.id)),))


def _line(venue: Venue, history: VisitHistory, today: dt.date) -> Text:
    details = [venue.part, *quality_words(venue), PRICE_LABELS.get(venue.price, "")]
    if rests(venue, history, today):
        details.append(say("rests until half a year has passed"))

    words = " · ".join(detail for detail in details if detail)
    return (Bold(venue.name), f" · {words}" if words else "")


def _where(venue: Venue) -> Text:
    words = ", ".join(line for line in (venue.address, venue.part, venue.town) if line)
    nodes: list[Node] = [words] if words else []
    if words and venue.map_link:
        nodes.append(" · ")
    if venue.map_link:
        nodes.append(Link(venue.map_link, say("map")))
    return tuple(nodes)


def _visit(venue: Venue, history: VisitHistory, today: dt.date) -> str:
    last = history.visits.get(venue.id)
    if last is None:
        return say("never")
    day = format_date_year(last)
    return say("{day}, planned", day=day) if last > today else day
